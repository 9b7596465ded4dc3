"""The acts on one need, a page each: it asks, shows what the community will read, and does it."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.actions import ActionRefused
from portal.core.registers import ShownActView
from portal.needs import clock
from portal.needs.actions import answering, ending, rating, reviewing
from portal.needs.actions.rows import version_of
from portal.needs.enums import NeedStatus
from portal.needs.models import Need
from portal.needs.pausing import days_left_to_pause, has_clock, open_question
from portal.needs.permissions import can_review
from portal.needs.scoring import VERSION
from portal.notifications.models import OutboxMessage

from .forms import (
    AnswerForm,
    AskForm,
    AssignForm,
    DeferForm,
    DuplicateForm,
    LinkForm,
    NeedForm,
    NoteForm,
    RateForm,
    ReasonForm,
)
from .letters import NOTHING_GOES, READERS, letters_of
from .scores import Breakdown, breakdown
from .words import due_in_words, place_of, state_of


class NeedAct(ShownActView):
    """Nobody gets here on a need of a community they speak for, or that they sent."""

    permission_required = "review"
    form_class: type[NeedForm] = NeedForm
    readers, nothing_goes = READERS, NOTHING_GOES
    tells_community = False

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        """Whether the page of the need has a button for it now. The action refuses by itself."""
        raise NotImplementedError

    def is_allowed(self) -> bool:
        return can_review(self.actor, self.object)

    @property
    def preview_label(self) -> Any:
        return _("See what the community will read") if self.tells_community else ""

    def version(self) -> str:
        return version_of(self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "need": self.object, "user": self.actor}

    def letters_of(self, form: Any) -> Sequence[OutboxMessage]:
        return letters_of(lambda: self.act(form), self.object)

    def get_page_subtitle(self) -> str:
        return str(self.object.spoken_reference)

    def get_success_message(self) -> str:
        return str(self.success_message) % {"object": self.object.spoken_reference}

    def state(self) -> list[tuple[str, Any]]:
        need = Need.objects.with_place().select_related("category", "assigned_to").get(pk=self.object.pk)
        due = due_in_words(need, clock.today())
        return [
            (_("Need"), f"{need.spoken_reference}, {need.title}"),
            (_("Place"), place_of(need)),
            (_("State"), f"{state_of(need)}, {due}" if due else state_of(need)),
            (_("Last step"), self.last_step(need.events)),
        ]


# ---- The review ------------------------------------------------------------------------------------------------------


class ReleaseAct(NeedAct):
    page_title = gettext_lazy("Let into the queue")
    button_label = gettext_lazy("Let it in")
    success_message = gettext_lazy("%(object)s is in the queue.")
    is_main = True

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.is_held and need.is_open

    def explanation(self) -> list[Any]:
        return [_("It arrived in a burst and was kept. Say this when it is a need. Its clock has run all the time.")]

    def act(self, form: Any) -> None:
        reviewing.release(self.object, by=self.actor)


class ValidateAct(NeedAct):
    page_title = gettext_lazy("Validate")
    button_label = gettext_lazy("It holds: validate it")
    success_message = gettext_lazy("%(object)s is validated. The community is told.")
    tells_community = True
    is_main = True

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.status == NeedStatus.IDENTIFIED and not need.is_held

    def explanation(self) -> list[Any]:
        return [_("The need is real, it is the community's, and an office may act on it. The 30 days end with this.")]

    def act(self, form: Any) -> None:
        reviewing.validate(self.object, shown=form.cleaned_data["shown"], by=self.actor)


class AskAct(NeedAct):
    form_class = AskForm
    page_title = gettext_lazy("Ask the community")
    button_label = gettext_lazy("Ask")
    success_message = gettext_lazy("%(object)s: the community is asked.")
    tells_community = True

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        may_be_asked = need.is_community_submitted and need.status in reviewing.ASKABLE
        return may_be_asked and not need.is_held and need.paused_on is None

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "answer_until": reviewing.last_answer_day(self.object)}

    def explanation(self) -> list[Any]:
        left = days_left_to_pause(self.object)
        if not has_clock(self.object) or not left:
            return [_("The clock goes on: it no longer counts, or has stood for as long as it may.")]
        return [
            _("The clock stands until the answer: for %(left)d more days at most, of %(most)d.")
            % {"left": left, "most": clock.LONGEST_PAUSE}
        ]

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        reviewing.ask(
            self.object,
            question=data["question"],
            answer_until=data["answer_until"],
            shown=data["shown"],
            by=self.actor,
        )


class AnswerAct(NeedAct):
    form_class = AnswerForm
    page_title = gettext_lazy("Enter an answer")
    button_label = gettext_lazy("Keep the answer")
    success_message = gettext_lazy("%(object)s: the answer is kept, and the clock runs.")

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.is_open and open_question(need) is not None

    def explanation(self) -> list[Any]:
        asked = open_question(self.object)
        question = [_("Asked: %(question)s") % {"question": asked.question}] if asked else []
        return [_("For what somebody of the community said on the telephone or at the desk."), *question]

    def act(self, form: Any) -> None:
        asked = open_question(self.object) or self.object.information_requests.last()
        if asked is None:
            raise ActionRefused(_("Nothing was asked."))
        answering.answer(asked, text=form.cleaned_data["text"], by=self.actor)


class ResumeAct(NeedAct):
    page_title = gettext_lazy("Go on without an answer")
    button_label = gettext_lazy("Go on")
    success_message = gettext_lazy("%(object)s: the clock runs again. The community is told.")
    tells_community = True

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.paused_on is not None

    def explanation(self) -> list[Any]:
        return [_("The clock runs again from today. The community may still answer until something is decided.")]

    def act(self, form: Any) -> None:
        reviewing.resume(self.object, shown=form.cleaned_data["shown"], by=self.actor)


class AssignAct(NeedAct):
    form_class = AssignForm
    page_title = gettext_lazy("Assign")
    button_label = gettext_lazy("Assign")
    success_message = gettext_lazy("%(object)s is assigned.")

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.is_open

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "to": self.object.assigned_to_id or ""}

    def act(self, form: Any) -> None:
        reviewing.assign(self.object, to=form.cleaned_data["to"], by=self.actor)


class NoteAct(NeedAct):
    form_class = NoteForm
    page_title = gettext_lazy("Write a note")
    button_label = gettext_lazy("Keep the note")
    success_message = gettext_lazy("%(object)s: your note is kept.")

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return True

    def act(self, form: Any) -> None:
        reviewing.write_note(self.object, text=form.cleaned_data["text"], by=self.actor)


# ---- The rating ------------------------------------------------------------------------------------------------------


class RateAct(NeedAct):
    form_class = RateForm
    template_name = "portal/needs/desk/rate.html"
    page_title = gettext_lazy("Rate")
    button_label = gettext_lazy("Keep the rating")
    success_message = gettext_lazy("%(object)s is rated.")
    preview_label = gettext_lazy("See the score")
    is_main = True
    breakdown: Breakdown | None = None

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.status in NeedStatus.rateable()

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **RateForm.as_it_is(self.object)}

    def explanation(self) -> list[Any]:
        need = self.object
        if not need.suggested_urgency:
            return []
        return [_("The community suggests: %(urgency)s.") % {"urgency": need.get_suggested_urgency_display().lower()}]

    def carry_out(self, form: Any) -> HttpResponse:
        if "preview" in self.request.POST:
            need = Need.objects.get(pk=self.object.pk)
            rating.put_rating(need, form.rating)
            self.breakdown = breakdown(need)
            return self.render_to_response(self.get_context_data(form=form))
        return super().carry_out(form)

    def act(self, form: Any) -> None:
        rating.rate(self.object, **form.rating, shown=form.cleaned_data["shown"], by=self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "breakdown": self.breakdown}


class PrioritizeAct(NeedAct):
    page_title = gettext_lazy("Prioritize")
    button_label = gettext_lazy("Put it on the list of first needs")
    success_message = gettext_lazy("%(object)s is prioritized. The community is told.")
    tells_community = True
    is_main = True

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        is_rated = need.priority_score is not None and need.weights_version == VERSION
        return need.status == NeedStatus.VALIDATED and is_rated

    def explanation(self) -> list[Any]:
        return [_("Its score is %(score)s.") % {"score": self.object.priority_score}]

    def act(self, form: Any) -> None:
        rating.prioritize(self.object, shown=form.cleaned_data["shown"], by=self.actor)


class LinkAct(NeedAct):
    form_class = LinkForm
    page_title = gettext_lazy("Put under an assessment")
    button_label = gettext_lazy("Put it under this one")
    success_message = gettext_lazy("%(object)s is under the assessment.")

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.is_community_submitted and need.is_open

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "assessment": self.object.assessment_id}

    def act(self, form: Any) -> None:
        reviewing.link(self.object, assessment=form.cleaned_data["assessment"], by=self.actor)


class UnlinkAct(NeedAct):
    page_title = gettext_lazy("Take out of the assessment")
    button_label = gettext_lazy("Take it out")
    success_message = gettext_lazy("%(object)s is under no assessment.")

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.is_community_submitted and need.assessment_id is not None

    def act(self, form: Any) -> None:
        reviewing.unlink(self.object, by=self.actor)


# ---- Later, or the end -----------------------------------------------------------------------------------------------


class DeferAct(NeedAct):
    form_class = DeferForm
    page_title = gettext_lazy("Put off")
    button_label = gettext_lazy("Put it off")
    success_message = gettext_lazy("%(object)s is put off. The community is told why, and until when.")
    tells_community = True

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.status in NeedStatus.deferrable() and not need.is_held

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "review_again_on": clock.today() + datetime.timedelta(days=90)}

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        ending.defer(
            self.object,
            reason=data["reason"],
            review_again_on=data["review_again_on"],
            shown=data["shown"],
            by=self.actor,
        )


class ComeBackAct(NeedAct):
    page_title = gettext_lazy("Take up again")
    button_label = gettext_lazy("Take it up again now")
    success_message = gettext_lazy("%(object)s is back. The community is told.")
    tells_community = True
    is_main = True

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.status == NeedStatus.DEFERRED

    def explanation(self) -> list[Any]:
        return [_("It goes back to where it was before it was put off.")]

    def act(self, form: Any) -> None:
        ending.come_back(self.object, shown=form.cleaned_data["shown"], by=self.actor)


class RejectAct(NeedAct):
    form_class = ReasonForm
    page_title = gettext_lazy("Do not take up")
    button_label = gettext_lazy("Do not take it up")
    success_message = gettext_lazy("%(object)s is not taken up. The community is told why.")
    tells_community = True
    is_serious = True

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.status in NeedStatus.answerable()

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        ending.reject(self.object, reason=data["reason"], shown=data["shown"], by=self.actor)


class DuplicateAct(NeedAct):
    form_class = DuplicateForm
    page_title = gettext_lazy("Join with another need")
    button_label = gettext_lazy("Join them")
    success_message = gettext_lazy("%(object)s is joined. Who sent it is told which need to follow.")
    tells_community = True

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.status in NeedStatus.answerable()

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "of": self.request.GET.get("of", "")}

    def explanation(self) -> list[Any]:
        return [_("This one ends here. Who sent it goes on being told, now about the other one.")]

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        ending.mark_duplicate(self.object, of=data["of"], reason=data["reason"], shown=data["shown"], by=self.actor)


class CompleteAct(NeedAct):
    page_title = gettext_lazy("Done")
    button_label = gettext_lazy("The community has got it")
    success_message = gettext_lazy("%(object)s is done. The community is told.")
    tells_community = True

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.status in NeedStatus.forwardable()

    def explanation(self) -> list[Any]:
        return [_("Say this when what was needed is there, and somebody has seen it.")]

    def act(self, form: Any) -> None:
        ending.complete(self.object, shown=form.cleaned_data["shown"], by=self.actor)


class ReopenAct(NeedAct):
    form_class = ReasonForm
    page_title = gettext_lazy("Open again")
    button_label = gettext_lazy("Open it again")
    success_message = gettext_lazy("%(object)s is open again. The community is told.")
    tells_community = True
    is_main = True

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return need.status in NeedStatus.reopenable()

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        ending.reopen(self.object, reason=data["reason"], shown=data["shown"], by=self.actor)


class WithdrawAct(NeedAct):
    page_title = gettext_lazy("Taken back by the community")
    button_label = gettext_lazy("They take it back")
    success_message = gettext_lazy("%(object)s is taken back.")
    tells_community = True
    is_serious = True

    @classmethod
    def is_offered(cls, need: Need) -> bool:
        return answering.can_withdraw(need)

    def explanation(self) -> list[Any]:
        return [_("Only when somebody who speaks for the community has said so, on the telephone or at the desk.")]

    def act(self, form: Any) -> None:
        answering.withdraw(self.object, by=self.actor)


ACTS: dict[str, type[NeedAct]] = {
    "release": ReleaseAct,
    "validate": ValidateAct,
    "rate": RateAct,
    "prioritize": PrioritizeAct,
    "come_back": ComeBackAct,
    "reopen": ReopenAct,
    "ask": AskAct,
    "answer": AnswerAct,
    "resume": ResumeAct,
    "assign": AssignAct,
    "note": NoteAct,
    "link": LinkAct,
    "unlink": UnlinkAct,
    "duplicate": DuplicateAct,
    "defer": DeferAct,
    "complete": CompleteAct,
    "withdraw": WithdrawAct,
    "reject": RejectAct,
}
