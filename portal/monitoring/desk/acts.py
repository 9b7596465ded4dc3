"""The acts on one PPA, a page each: it asks, says what follows, and does it. The action decides."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.registers import ShownActView
from portal.monitoring.actions import changing, editing, lifecycle
from portal.monitoring.ceilings.checking import effects_of
from portal.monitoring.enums import ChangeState, PPAStatus
from portal.monitoring.forms.acts import (
    ActForm,
    CompleteForm,
    EnactForm,
    OverrideForm,
    ReachedForm,
    ReasonForm,
    ReviewForm,
    StartForm,
    TeamForm,
)
from portal.monitoring.forms.change import ChangeForm
from portal.monitoring.models import ChangeRequest, MonitoringEntry
from portal.monitoring.permissions import can, can_cancel
from portal.needs.desk.words import pesos_in_words

from .words import effect_in_words, sides_of


class PPAAct(ShownActView):
    """Who may do ``permission_required`` on the PPA gets here; its button stands on the page while it is offered."""

    form_class: type[ActForm] = ActForm

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        """Whether its state calls for it now."""
        raise NotImplementedError

    @classmethod
    def may(cls, user: User, ppa: MonitoringEntry) -> bool:
        return can(user, cls.permission_required, ppa)

    @classmethod
    def is_for(cls, user: User, ppa: MonitoringEntry) -> bool:
        """Whether this person gets a button for it on the page of the PPA."""
        return cls.is_offered(ppa) and cls.may(user, ppa)

    def is_allowed(self) -> bool:
        return self.may(self.actor, self.object)

    def version(self) -> str:
        return str(self.object.version)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "ppa": self.object, "user": self.actor}

    def state(self) -> list[tuple[str, Any]]:
        ppa = MonitoringEntry.objects.with_asked().select_related("lead_organization").get(pk=self.object.pk)
        return [
            (_("PPA"), ppa.title),
            (_("Office"), ppa.lead_organization),
            (_("Status"), ppa.get_status_display()),
            (_("Money lines (₱)"), pesos_in_words(ppa.asked)),
            *((label, person) for label, person in self._people(ppa) if person),
        ]

    def room(self) -> list[tuple[str, Any]]:
        """What it would take of its ceilings, for who lets it through."""
        said = [effect_in_words(each) for each in effects_of(self.object)]
        return [(_("Its ceilings"), "\n".join(said) or _("No ceiling limits its years and sources."))]

    @staticmethod
    def _people(ppa: MonitoringEntry) -> list[tuple[str, Any]]:
        return [(_("Proposed by"), ppa.proposed_by), (_("Reviewed by"), ppa.reviewed_by)]


# ---- The way to approval ---------------------------------------------------------------------------------------------


class ProposeAct(PPAAct):
    permission_required = "propose"
    page_title = gettext_lazy("Propose")
    button_label = gettext_lazy("Propose it")
    success_message = gettext_lazy("%(object)s is proposed. The budget officers are told.")
    is_main = True

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.status == PPAStatus.DRAFT

    def explanation(self) -> list[Any]:
        return [_("From now on it stands as it is. You can take it back to change it until it is approved.")]

    def act(self, form: Any) -> None:
        lifecycle.propose(self.object, by=self.actor)


class TakeBackAct(PPAAct):
    permission_required = "propose"
    page_title = gettext_lazy("Take back")
    button_label = gettext_lazy("Take it back")
    success_message = gettext_lazy("%(object)s is a draft again.")

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.status in PPAStatus.asking()

    def explanation(self) -> list[Any]:
        return [_("It becomes a draft again. What was reviewed is reviewed anew once you propose it.")]

    def act(self, form: Any) -> None:
        lifecycle.take_back(self.object, by=self.actor)


class ReviewAct(PPAAct):
    form_class = ReviewForm
    permission_required = "review"
    page_title = gettext_lazy("Reviewed")
    button_label = gettext_lazy("Hand it on for approval")
    success_message = gettext_lazy("%(object)s waits for approval. OCM is told.")
    is_main = True

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.status == PPAStatus.PROPOSED

    @classmethod
    def is_for(cls, user: User, ppa: MonitoringEntry) -> bool:
        return super().is_for(user, ppa) and ppa.proposed_by_id != user.pk

    def state(self) -> list[tuple[str, Any]]:
        return [*super().state(), *self.room()]

    def explanation(self) -> list[Any]:
        return [_("You looked at its money, its reasons and its room. OCM decides next.")]

    def act(self, form: Any) -> None:
        lifecycle.review(self.object, version=form.version, note=form.cleaned_data["note"], by=self.actor)


class SendBackAct(PPAAct):
    form_class = ReasonForm
    permission_required = "review"
    page_title = gettext_lazy("Send back")
    button_label = gettext_lazy("Send it back to be mended")
    success_message = gettext_lazy("%(object)s is sent back. Its office is told.")

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.status in PPAStatus.asking()

    @classmethod
    def is_for(cls, user: User, ppa: MonitoringEntry) -> bool:
        return super().is_for(user, ppa) and ppa.proposed_by_id != user.pk

    def act(self, form: Any) -> None:
        lifecycle.send_back(self.object, version=form.version, reason=form.cleaned_data["reason"], by=self.actor)


class DecidingAct(PPAAct):
    permission_required = "approve"

    @classmethod
    def is_for(cls, user: User, ppa: MonitoringEntry) -> bool:
        return super().is_for(user, ppa) and user.pk not in (ppa.proposed_by_id, ppa.reviewed_by_id)


class ApproveAct(DecidingAct):
    form_class = OverrideForm
    page_title = gettext_lazy("Approve")
    button_label = gettext_lazy("Approve it")
    success_message = gettext_lazy("%(object)s is approved. Its office is told.")
    is_main = True

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.status == PPAStatus.UNDER_REVIEW

    def state(self) -> list[tuple[str, Any]]:
        return [*super().state(), *self.room()]

    def explanation(self) -> list[Any]:
        found = self.object.review_note
        note = [_("The reviewer found: %(note)s") % {"note": found}] if found else []
        return [*note, _("Its money takes room under the ceilings from now on. It becomes funding once it is law.")]

    def act(self, form: Any) -> None:
        lifecycle.approve(self.object, version=form.version, override_reason=form.override, by=self.actor)


class RefuseAct(DecidingAct):
    form_class = ReasonForm
    page_title = gettext_lazy("Refuse")
    button_label = gettext_lazy("Do not approve it")
    success_message = gettext_lazy("%(object)s is not approved. Its office is told.")
    is_serious = True

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.status in PPAStatus.asking()

    def act(self, form: Any) -> None:
        lifecycle.refuse(self.object, version=form.version, reason=form.cleaned_data["reason"], by=self.actor)


# ---- After approval --------------------------------------------------------------------------------------------------


class EnactAct(PPAAct):
    form_class = EnactForm
    permission_required = "enact"
    page_title = gettext_lazy("Record the act")
    button_label = gettext_lazy("It is law")
    success_message = gettext_lazy("%(object)s is enacted: its money is funding, and the public can read of it.")
    is_main = True

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.status == PPAStatus.APPROVED

    def act(self, form: Any) -> None:
        lifecycle.enact(self.object, act=form.cleaned_data["act"], on=form.cleaned_data["on"], by=self.actor)


class StartAct(PPAAct):
    form_class = StartForm
    permission_required = "report"
    page_title = gettext_lazy("The work has begun")
    button_label = gettext_lazy("It has begun")
    success_message = gettext_lazy("%(object)s is in execution.")
    is_main = True

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.status == PPAStatus.ENACTED

    def act(self, form: Any) -> None:
        lifecycle.start(self.object, on=form.cleaned_data["on"], by=self.actor)


class CompleteAct(PPAAct):
    form_class = CompleteForm
    permission_required = "report"
    page_title = gettext_lazy("The work is done")
    button_label = gettext_lazy("It is completed")
    success_message = gettext_lazy("%(object)s is completed.")

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.status == PPAStatus.IN_EXECUTION

    def act(self, form: Any) -> None:
        lifecycle.complete(self.object, on=form.cleaned_data["on"], by=self.actor)


class HoldAct(PPAAct):
    form_class = ReasonForm
    permission_required = "review"
    page_title = gettext_lazy("Put on hold")
    button_label = gettext_lazy("Put it on hold")
    success_message = gettext_lazy("%(object)s is on hold. Its office is told.")

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.status in (PPAStatus.APPROVED, PPAStatus.ENACTED, PPAStatus.IN_EXECUTION)

    def explanation(self) -> list[Any]:
        return [_("On hold it keeps no room under the ceilings: others may take it meanwhile.")]

    def act(self, form: Any) -> None:
        lifecycle.hold(self.object, reason=form.cleaned_data["reason"], by=self.actor)


class ResumeAct(PPAAct):
    form_class = OverrideForm
    permission_required = "review"
    page_title = gettext_lazy("Go on")
    button_label = gettext_lazy("It goes on")
    success_message = gettext_lazy("%(object)s goes on where it was. Its office is told.")
    is_main = True

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.status == PPAStatus.ON_HOLD

    def state(self) -> list[tuple[str, Any]]:
        return [*super().state(), *self.room()]

    def explanation(self) -> list[Any]:
        return [_("It was put on hold because: %(reason)s") % {"reason": self.object.reason}]

    def act(self, form: Any) -> None:
        lifecycle.resume(self.object, override_reason=form.override, by=self.actor)


class CancelAct(PPAAct):
    form_class = ReasonForm
    permission_required = "view"
    page_title = gettext_lazy("Cancel")
    button_label = gettext_lazy("Cancel it")
    success_message = gettext_lazy("%(object)s is cancelled.")
    is_serious = True

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.is_open

    @classmethod
    def may(cls, user: User, ppa: MonitoringEntry) -> bool:
        return can_cancel(user, ppa)

    def explanation(self) -> list[Any]:
        return [_("It will not be done. It stays in the register, and what was already spent stays on record.")]

    def act(self, form: Any) -> None:
        lifecycle.cancel(self.object, reason=form.cleaned_data["reason"], by=self.actor)


# ---- What it says, besides -------------------------------------------------------------------------------------------


class TeamAct(PPAAct):
    form_class = TeamForm
    template_name = "portal/monitoring/desk/team.html"
    permission_required = "change"
    page_title = gettext_lazy("Team")
    button_label = gettext_lazy("Save the team")
    success_message = gettext_lazy("%(object)s: the team is saved.")

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.is_open

    def explanation(self) -> list[Any]:
        return [_("One person leads it. To let somebody go, choose “Nobody” in that row.")]

    def act(self, form: Any) -> None:
        editing.set_team(self.object, members=form.members, by=self.actor)


class ReachedAct(PPAAct):
    form_class = ReachedForm
    permission_required = "report"
    page_title = gettext_lazy("People reached")
    button_label = gettext_lazy("Save")
    success_message = gettext_lazy("%(object)s: the people reached are on record.")

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.status in (PPAStatus.IN_EXECUTION, PPAStatus.COMPLETED)

    def explanation(self) -> list[Any]:
        return [_("As far as somebody counted them. Empty means not known, and does not count as none.")]

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        editing.report_reached(
            self.object, beneficiaries=data["beneficiaries"], obc=data["obc"], groups=form.groups, by=self.actor
        )


# ---- Changes of what was approved ------------------------------------------------------------------------------------


class AskChangeAct(PPAAct):
    form_class = ChangeForm
    template_name = "portal/monitoring/desk/ask_change.html"
    permission_required = "propose"
    page_title = gettext_lazy("Ask for a change")
    button_label = gettext_lazy("Ask for it")
    success_message = gettext_lazy("%(object)s: OCM is asked to decide about the change.")

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return ppa.status in PPAStatus.changeable() and open_change(ppa) is None

    def explanation(self) -> list[Any]:
        return [_("Write over what should change and leave the rest. It changes once somebody of OCM has approved it.")]

    def act(self, form: Any) -> None:
        changing.ask(
            self.object,
            values=form.values,
            lines=form.lines_wanted,
            reason=form.cleaned_data["reason"],
            by=self.actor,
        )


class ChangeAct(PPAAct):
    """About the one change that is open; what was shown was this one."""

    template_name = "portal/monitoring/desk/change.html"

    @classmethod
    def is_offered(cls, ppa: MonitoringEntry) -> bool:
        return open_change(ppa) is not None

    def version(self) -> str:
        change = open_change(self.object)
        return str(change.pk) if change else ""

    def shown(self, form: Any) -> ChangeRequest:
        """The request that was read, decided or not: pressed twice, it is the same decision."""
        try:
            found = self.object.changes.filter(pk=form.cleaned_data["shown"]).first()
        except ValidationError:
            found = None
        if found is None:
            raise ActionRefused(_("No change is asked for."))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change = open_change(self.object)
        return {**super().get_context_data(**kwargs), "change": change, "sides": sides_of(change) if change else []}


class DecideChangeAct(ChangeAct):
    form_class = ReasonForm
    permission_required = "approve"

    @classmethod
    def is_for(cls, user: User, ppa: MonitoringEntry) -> bool:
        change = open_change(ppa)
        return change is not None and change.asked_by_id != user.pk and cls.may(user, ppa)


class ApproveChangeAct(DecideChangeAct):
    page_title = gettext_lazy("Approve the change")
    button_label = gettext_lazy("Approve the change")
    success_message = gettext_lazy("%(object)s has changed. Its office is told.")
    is_main = True

    def act(self, form: Any) -> None:
        changing.approve_change(self.shown(form), reason=form.cleaned_data["reason"], by=self.actor)


class RefuseChangeAct(DecideChangeAct):
    page_title = gettext_lazy("Refuse the change")
    button_label = gettext_lazy("Leave it as it was approved")
    success_message = gettext_lazy("%(object)s stays as it was. Its office is told.")
    is_serious = True

    def act(self, form: Any) -> None:
        changing.refuse_change(self.shown(form), reason=form.cleaned_data["reason"], by=self.actor)


class WithdrawChangeAct(ChangeAct):
    permission_required = "propose"
    page_title = gettext_lazy("Take the change back")
    button_label = gettext_lazy("Do not ask for it any more")
    success_message = gettext_lazy("%(object)s: the change is no longer asked for.")

    def act(self, form: Any) -> None:
        changing.withdraw(self.shown(form), by=self.actor)


def open_change(ppa: MonitoringEntry) -> ChangeRequest | None:
    """The change that waits for a decision; there is one at most."""
    return ppa.changes.filter(state=ChangeState.ASKED).select_related("asked_by").first()


ACTS: dict[str, type[PPAAct]] = {
    "propose": ProposeAct,
    "review": ReviewAct,
    "approve": ApproveAct,
    "enact": EnactAct,
    "start": StartAct,
    "resume": ResumeAct,
    "approve_change": ApproveChangeAct,
    "complete": CompleteAct,
    "take_back": TakeBackAct,
    "send_back": SendBackAct,
    "reached": ReachedAct,
    "team": TeamAct,
    "ask_change": AskChangeAct,
    "withdraw_change": WithdrawChangeAct,
    "hold": HoldAct,
    "refuse": RefuseAct,
    "refuse_change": RefuseChangeAct,
    "cancel": CancelAct,
}
