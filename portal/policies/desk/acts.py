"""The acts on one recommendation, a page each: it asks, says what follows, and does it. The action decides."""

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.registers import ShownActView
from portal.policies.actions import deciding, writing
from portal.policies.contents import AT_A_GLANCE, READ, label_of, sides_of, words_of
from portal.policies.enums import PolicyStatus
from portal.policies.forms.acts import (
    ActForm,
    ApprovalForm,
    DayForm,
    DeferForm,
    FinishForm,
    LookedForm,
    NoteForm,
    ReasonForm,
)
from portal.policies.models import PolicyRecommendation
from portal.policies.permissions import can, can_endorse, can_publish, can_record_approval

from .words import decision_in_words, text_state

S = PolicyStatus


class PolicyAct(ShownActView):
    """Who may do ``permission_required`` gets here; its button stands on the page while it is offered."""

    form_class: type[ActForm] = ActForm

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        """Whether its state calls for it now."""
        raise NotImplementedError

    @classmethod
    def may(cls, user: User, policy: PolicyRecommendation) -> bool:
        return can(user, cls.permission_required)

    @classmethod
    def is_for(cls, user: User, policy: PolicyRecommendation) -> bool:
        """Whether this person gets a button for it on the page of the recommendation."""
        return cls.is_offered(policy) and cls.may(user, policy)

    def is_allowed(self) -> bool:
        return self.may(self.actor, self.object)

    def version(self) -> str:
        """Of the public text: what is decided about."""
        return str(self.object.live_revision_id or "")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "policy": self.object, "user": self.actor}

    def state(self) -> list[tuple[str, Any]]:
        policy = self.object
        last = policy.decisions.select_related("by").last()
        facts = [
            (_("Recommendation"), f"{policy.number}. {policy.title}"),
            (_("Status"), policy.get_status_display()),
            (_("Text"), text_state(policy)),
        ]
        return [*facts, (_("Last decision"), f"{decision_in_words(last)}, {last.by}")] if last else facts


class OverText(PolicyAct):
    """An act on the words themselves: they are read here, and what differs from what was read before stands first."""

    form_class = LookedForm
    template_name = "portal/policies/desk/over_text.html"

    def get_initial(self) -> dict[str, Any]:
        return {"shown": self.version()}  # what stands on this page is what is decided about

    def text(self) -> PolicyRecommendation:
        """The version that is read."""
        return self.object

    def since(self) -> PolicyRecommendation | None:
        """What it is compared with."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text, since = self.text(), self.since()
        return {
            **super().get_context_data(**kwargs),
            "text_title": text.title,
            "read": [(label_of(name), words) for name in READ if (words := words_of(text, name))],
            "glance": list(at_a_glance(text)),
            "sides": sides_of(since, text) if since else [],
            "compared_with": self.compared_with,
        }

    compared_with: Any = ""


def at_a_glance(text: PolicyRecommendation) -> Iterator[tuple[str, str]]:
    """The facts beside the text; what nobody said is left out."""
    for name in AT_A_GLANCE:
        if words := words_of(text, name):
            yield label_of(name), words


# ---- The text --------------------------------------------------------------------------------------------------------


class HandInAct(PolicyAct):
    permission_required = "change"
    page_title = gettext_lazy("Hand in")
    button_label = gettext_lazy("Hand it in for a second look")
    success_message = gettext_lazy("%(object)s is handed in. Colleagues who may publish it are told.")
    is_main = True

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        if policy.status in S.ended() or policy.workflow_in_progress:
            return False
        return policy.status in S.being_written() or policy.has_unpublished_changes

    def explanation(self) -> list[Any]:
        said = [
            _("Somebody else of the office reads it word for word, then publishes it or sends it back with a note.")
        ]
        if self.object.status not in S.being_written():
            said.append(_("What was decided stays; once the change is public, it is shown as changed since then."))
        return said

    def act(self, form: Any) -> None:
        writing.hand_in(self.object, by=self.actor)


class PublishAct(OverText):
    permission_required = "publish"
    page_title = gettext_lazy("Read and publish")
    button_label = gettext_lazy("Publish this version")
    success_message = gettext_lazy("%(object)s is published. Everybody can read it.")
    compared_with = gettext_lazy("What changes for the public")
    is_main = True

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        return policy.workflow_in_progress and policy.status not in S.ended()

    @classmethod
    def is_for(cls, user: User, policy: PolicyRecommendation) -> bool:
        return cls.is_offered(policy) and can_publish(user, policy)

    def version(self) -> str:
        return str(self.object.latest_revision_id or "")

    def text(self) -> PolicyRecommendation:
        newest: PolicyRecommendation = self.object.get_latest_revision_as_object()
        return newest

    def since(self) -> PolicyRecommendation | None:
        return self.object if self.object.live else None

    def act(self, form: Any) -> None:
        writing.publish(self.object, shown=form.version, by=self.actor)


class ReturnChangeAct(PolicyAct):
    form_class = NoteForm
    permission_required = "publish"
    page_title = gettext_lazy("Return the change")
    button_label = gettext_lazy("Return it with this note")
    success_message = gettext_lazy("%(object)s: the change is back with who wrote it.")

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        return policy.workflow_in_progress and policy.status != S.UNDER_REVIEW

    def explanation(self) -> list[Any]:
        return [_("Where the recommendation stands does not change, and the published text stays as it is.")]

    def act(self, form: Any) -> None:
        writing.return_change(self.object, note=form.cleaned_data["note"], by=self.actor)


class UnpublishAct(PolicyAct):
    permission_required = "publish"
    page_title = gettext_lazy("Take the text off")
    button_label = gettext_lazy("Take it off the public site")
    success_message = gettext_lazy("%(object)s is off the public site.")
    is_serious = True

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        return policy.live and policy.status != S.WITHDRAWN

    def explanation(self) -> list[Any]:
        return [
            _("Its public page is gone at once. The text stays as a draft, and what was decided stays on record."),
            _("To give up the recommendation itself, withdraw it."),
        ]

    def act(self, form: Any) -> None:
        writing.unpublish(self.object, by=self.actor)


# ---- What is decided -------------------------------------------------------------------------------------------------


class DecidingAct(OverText):
    """Binds to the public text: it is read here, with what has changed since the last binding decision."""

    compared_with = gettext_lazy("What has changed since the last decision")

    @classmethod
    def is_ready(cls, policy: PolicyRecommendation) -> bool:
        """The public text is the newest: nothing else may be decided about."""
        return policy.live and not policy.has_unpublished_changes

    def since(self) -> PolicyRecommendation | None:
        last = self.object.decisions.filter(revision__isnull=False).select_related("revision").last()
        if last is None or last.revision_id == self.object.live_revision_id:
            return None
        old: PolicyRecommendation = last.revision.as_object()
        return old


class SubmitAct(DecidingAct):
    permission_required = "review"
    page_title = gettext_lazy("Submit")
    button_label = gettext_lazy("Put this version before the Chief Minister")
    success_message = gettext_lazy("%(object)s is submitted. The Office of the Chief Minister is told.")
    is_main = True

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        return policy.status == S.UNDER_REVIEW and cls.is_ready(policy)

    def act(self, form: Any) -> None:
        deciding.submit(self.object, shown=form.version, by=self.actor)


class EndorseAct(DecidingAct):
    permission_required = "endorse"
    page_title = gettext_lazy("Endorse")
    button_label = gettext_lazy("Endorse this version")
    success_message = gettext_lazy("%(object)s is endorsed.")
    is_main = True

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        return policy.status == S.SUBMITTED and cls.is_ready(policy)

    @classmethod
    def is_for(cls, user: User, policy: PolicyRecommendation) -> bool:
        return cls.is_offered(policy) and can_endorse(user, policy)

    def explanation(self) -> list[Any]:
        return [_("The endorsement holds for this version. If the text changes later, everybody sees that it did.")]

    def act(self, form: Any) -> None:
        deciding.endorse(self.object, shown=form.version, by=self.actor)


class ApproveAct(DecidingAct):
    form_class = ApprovalForm
    permission_required = "approve"
    page_title = gettext_lazy("Record the approval")
    button_label = gettext_lazy("Parliament has approved this version")
    success_message = gettext_lazy("%(object)s is approved by Parliament. Its keepers are told.")
    is_main = True

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        return policy.status == S.ENDORSED and cls.is_ready(policy)

    @classmethod
    def is_for(cls, user: User, policy: PolicyRecommendation) -> bool:
        return cls.is_offered(policy) and can_record_approval(user, policy)

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        deciding.record_approval(
            self.object,
            shown=form.version,
            act=data["act"],
            on=data["on"],
            document=data["document"],
            by=self.actor,
        )


class BeginAct(PolicyAct):
    form_class = DayForm
    permission_required = "track"
    page_title = gettext_lazy("Implementation has begun")
    button_label = gettext_lazy("It has begun")
    success_message = gettext_lazy("%(object)s is in implementation.")
    is_main = True

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        return policy.status == S.APPROVED

    def act(self, form: Any) -> None:
        deciding.begin(self.object, on=form.cleaned_data["on"], by=self.actor)


class FinishAct(PolicyAct):
    form_class = FinishForm
    permission_required = "track"
    page_title = gettext_lazy("It is implemented")
    button_label = gettext_lazy("All of it is there")
    success_message = gettext_lazy("%(object)s is implemented.")
    is_main = True

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        return policy.status == S.IN_IMPLEMENTATION

    def explanation(self) -> list[Any]:
        open_ones = ", ".join(str(row) for row in self.object.milestones.open())
        if open_ones:
            return [_("Still open, to be completed or given up first: %(milestones)s.") % {"milestones": open_ones}]
        return [_("Its text and its record stay; nothing is expected of it any more.")]

    def act(self, form: Any) -> None:
        deciding.finish(self.object, on=form.cleaned_data["on"], by=self.actor)


class OfWhoDecides(PolicyAct):
    """For those before whom it lies: OOBC while it is reviewed, OCM once it was submitted."""

    permission_required = "view"

    @classmethod
    def may(cls, user: User, policy: PolicyRecommendation) -> bool:
        return can(user, deciding.who_decides(policy))


class SendBackAct(OfWhoDecides):
    form_class = ReasonForm
    page_title = gettext_lazy("Send back")
    button_label = gettext_lazy("Send it back to be mended")
    success_message = gettext_lazy("%(object)s is back with its writers. They are told.")

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        return policy.status in (S.UNDER_REVIEW, S.SUBMITTED)

    def act(self, form: Any) -> None:
        deciding.send_back(self.object, reason=form.cleaned_data["reason"], by=self.actor)


class DeferAct(OfWhoDecides):
    form_class = DeferForm
    page_title = gettext_lazy("Put off")
    button_label = gettext_lazy("Put the decision off")
    success_message = gettext_lazy("%(object)s is put off.")

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        return policy.status in S.deferrable()

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        deciding.defer(self.object, reason=data["reason"], review_on=data["review_on"], by=self.actor)


class ResumeAct(OfWhoDecides):
    page_title = gettext_lazy("Take up again")
    button_label = gettext_lazy("Take it up again")
    success_message = gettext_lazy("%(object)s is taken up again where it stood.")
    is_main = True

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        return policy.status == S.DEFERRED

    def explanation(self) -> list[Any]:
        last = self.object.decisions.filter(review_on__isnull=False).last()
        if last is None:
            return []
        day = date_format(last.review_on, "DATE_FORMAT")
        return [_("It was put off until %(day)s because: %(reason)s") % {"day": day, "reason": last.reason}]

    def act(self, form: Any) -> None:
        deciding.resume(self.object, by=self.actor)


class RejectAct(PolicyAct):
    form_class = ReasonForm
    permission_required = "endorse"
    page_title = gettext_lazy("Do not take up")
    button_label = gettext_lazy("It is not taken up")
    success_message = gettext_lazy("%(object)s is not taken up. Its writers are told.")
    is_serious = True

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        return policy.status in (S.SUBMITTED, S.ENDORSED)

    def explanation(self) -> list[Any]:
        return [_("Its public page stays, with the reason.")]

    def act(self, form: Any) -> None:
        deciding.reject(self.object, reason=form.cleaned_data["reason"], by=self.actor)


class WithdrawAct(PolicyAct):
    form_class = ReasonForm
    permission_required = "review"
    page_title = gettext_lazy("Withdraw")
    button_label = gettext_lazy("The office takes it back")
    success_message = gettext_lazy("%(object)s is withdrawn.")
    is_serious = True

    @classmethod
    def is_offered(cls, policy: PolicyRecommendation) -> bool:
        return policy.status not in S.ended()

    def explanation(self) -> list[Any]:
        return [_("Its public page goes. The recommendation and its record stay in this register.")]

    def act(self, form: Any) -> None:
        deciding.withdraw(self.object, reason=form.cleaned_data["reason"], by=self.actor)


ACTS: dict[str, type[PolicyAct]] = {
    "hand_in": HandInAct,
    "publish": PublishAct,
    "submit": SubmitAct,
    "endorse": EndorseAct,
    "approve": ApproveAct,
    "begin": BeginAct,
    "finish": FinishAct,
    "resume": ResumeAct,
    "send_back": SendBackAct,
    "return_change": ReturnChangeAct,
    "defer": DeferAct,
    "unpublish": UnpublishAct,
    "reject": RejectAct,
    "withdraw": WithdrawAct,
}
