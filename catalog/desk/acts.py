"""The acts on one case, a page each: it asks, shows what the applicant will read, and does it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.applications import clock, deciding
from catalog.applications.deciding.asking import longest_answer
from catalog.applications.lateness import is_past_due
from catalog.applications.pausing import days_left_to_pause
from catalog.applications.places import in_front_of, places_of
from catalog.applications.ppas import link_ppa
from catalog.enums import ApplicationStatus, ObjectionOutcome, Recommendation, WaitingOn
from catalog.models import ServiceApplication
from catalog.permissions import can_decide, can_work_on
from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.registers import ShownActView
from portal.notifications.models import OutboxMessage

from .forms import (
    ApproveForm,
    AskForm,
    AskReviewForm,
    AssignForm,
    CaseForm,
    DuplicateForm,
    ExtendForm,
    NoteForm,
    ObjectionForm,
    PaperForm,
    RejectForm,
    ReviewForm,
)
from .letters import NOTHING_GOES, READERS, letters_of
from .scores import own_review
from .words import due_in_words, state_of


class CaseAct(ShownActView):
    permission_required = "decide"
    form_class: type[CaseForm] = CaseForm
    readers, nothing_goes = READERS, NOTHING_GOES
    tells_applicant = False

    @classmethod
    def is_offered(cls, case: ServiceApplication, user: User) -> bool:
        """Whether the case page has a button for it now. The action refuses by itself."""
        return case.is_undecided

    def is_allowed(self) -> bool:
        return can_decide(self.actor, self.object)

    @property
    def preview_label(self) -> Any:
        return _("See what the applicant will read") if self.tells_applicant else ""

    def version(self) -> str:
        return deciding.version_of(self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "case": self.object, "user": self.actor}

    def letters_of(self, form: Any) -> Sequence[OutboxMessage]:
        return letters_of(lambda: self.act(form), self.object)

    def state(self) -> list[tuple[str, Any]]:
        case = ServiceApplication.objects.select_related("service", "reviewer").get(pk=self.object.pk)
        due = due_in_words(case, clock.holidays(), clock.today())
        return [
            (_("Applicant"), case.applicant_name),
            (_("Service"), case.service.title),
            (_("State"), f"{state_of(case)}, {due}" if due else state_of(case)),
            (_("Last step"), self.last_step(case.events)),
        ]


class BeginAct(CaseAct):
    permission_required = "change"
    page_title = gettext_lazy("Begin the review")
    button_label = gettext_lazy("Begin the review")
    success_message = gettext_lazy("%(object)s: the review has begun.")
    is_main = True

    @classmethod
    def is_offered(cls, case: ServiceApplication, user: User) -> bool:
        return case.is_undecided and case.status == ApplicationStatus.SUBMITTED

    def is_allowed(self) -> bool:
        return can_work_on(self.actor, self.object)

    def explanation(self) -> list[Any]:
        return [_("The case is yours, unless it was given to somebody.")]

    def act(self, form: Any) -> None:
        deciding.begin_review(self.object, by=self.actor, shown=form.cleaned_data["shown"])


class ApproveAct(CaseAct):
    form_class = ApproveForm
    page_title = gettext_lazy("Approve")
    button_label = gettext_lazy("Approve")
    success_message = gettext_lazy("%(object)s is approved. The applicant is told.")
    tells_applicant = True
    is_main = True

    @classmethod
    def is_offered(cls, case: ServiceApplication, user: User) -> bool:
        return case.is_undecided and has_place(case)

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        deciding.approve(
            self.object, message=data["message"], with_ppa=data["with_ppa"], shown=data["shown"], by=self.actor
        )


class RejectAct(CaseAct):
    form_class = RejectForm
    page_title = gettext_lazy("Do not approve")
    button_label = gettext_lazy("Do not approve")
    success_message = gettext_lazy("%(object)s is not approved. The applicant is told, and how to object.")
    tells_applicant = True
    is_main = True
    is_serious = True

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        deciding.reject(self.object, reason=data["reason"], message=data["message"], shown=data["shown"], by=self.actor)


class WaitlistAct(CaseAct):
    page_title = gettext_lazy("Put on the waiting list")
    button_label = gettext_lazy("Put on the waiting list")
    success_message = gettext_lazy("%(object)s is on the waiting list. The applicant is told.")
    tells_applicant = True
    is_main = True

    @classmethod
    def is_offered(cls, case: ServiceApplication, user: User) -> bool:
        return case.is_undecided and case.waiting_on != WaitingOn.SLOT and not has_place(case)

    def explanation(self) -> list[Any]:
        return [_("Say this when the applicant fits and no place is free. Places go to who was complete first.")]

    def act(self, form: Any) -> None:
        deciding.waitlist(self.object, by=self.actor, shown=form.cleaned_data["shown"])


class AskAct(CaseAct):
    form_class = AskForm
    page_title = gettext_lazy("Ask for more information")
    button_label = gettext_lazy("Ask the applicant")
    success_message = gettext_lazy("%(object)s: the applicant is asked. The clock stands until the answer.")
    tells_applicant = True

    @classmethod
    def is_offered(cls, case: ServiceApplication, user: User) -> bool:
        return case.is_undecided and case.waiting_on == WaitingOn.OFFICE and longest_answer(case) is not None

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "answer_until": longest_answer(self.object)}

    def explanation(self) -> list[Any]:
        days = {"left": days_left_to_pause(self.object), "most": clock.LONGEST_PAUSE}
        return [
            _("The clock stands until the answer: in this case for %(left)d more working days at most, of %(most)d.")
            % days
        ]

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        deciding.ask_for_information(
            self.object,
            question=data["question"],
            answer_until=data["answer_until"],
            shown=data["shown"],
            by=self.actor,
        )


class ExtendAct(CaseAct):
    form_class = ExtendForm
    page_title = gettext_lazy("Take more time")
    button_label = gettext_lazy("Take more time, once")
    success_message = gettext_lazy("%(object)s: more time is taken. The applicant is told the new day.")
    tells_applicant = True

    @classmethod
    def is_offered(cls, case: ServiceApplication, user: User) -> bool:
        return case.is_undecided and case.extended_on is None and not is_past_due(case)

    def explanation(self) -> list[Any]:
        return [_("The law (RA 11032) allows it once: as many working days again as this class of service has.")]

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        deciding.take_more_time(self.object, reason=data["reason"], shown=data["shown"], by=self.actor)


class AssignAct(CaseAct):
    form_class = AssignForm
    permission_required = "change"
    page_title = gettext_lazy("Assign")
    button_label = gettext_lazy("Assign")
    success_message = gettext_lazy("%(object)s is assigned.")

    def is_allowed(self) -> bool:
        return can_work_on(self.actor, self.object)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "to": self.object.reviewer_id or ""}

    def act(self, form: Any) -> None:
        deciding.assign(self.object, to=form.cleaned_data["to"], by=self.actor)


class NoteAct(CaseAct):
    form_class = NoteForm
    permission_required = "change"
    page_title = gettext_lazy("Write a note")
    button_label = gettext_lazy("Keep the note")
    success_message = gettext_lazy("%(object)s: your note is kept.")

    @classmethod
    def is_offered(cls, case: ServiceApplication, user: User) -> bool:
        return case.anonymized_at is None

    def is_allowed(self) -> bool:
        return can_work_on(self.actor, self.object)

    def act(self, form: Any) -> None:
        deciding.write_note(self.object, text=form.cleaned_data["text"], by=self.actor)


class AskReviewAct(CaseAct):
    form_class = AskReviewForm
    page_title = gettext_lazy("Ask a colleague for a review")
    button_label = gettext_lazy("Ask for a review")
    success_message = gettext_lazy("%(object)s: your colleague is asked.")

    def explanation(self) -> list[Any]:
        return [_("Reviewers do not see what others say before they have sent their own review.")]

    def act(self, form: Any) -> None:
        deciding.ask_review(self.object, of=form.cleaned_data["of"], by=self.actor)


class ReviewAct(CaseAct):
    form_class = ReviewForm
    permission_required = "change"
    page_title = gettext_lazy("Your review")
    button_label = gettext_lazy("Send your review")
    success_message = gettext_lazy("%(object)s: your review is sent. You see the others' now.")
    is_main = True

    @classmethod
    def is_offered(cls, case: ServiceApplication, user: User) -> bool:
        own = own_review(case, user) if case.is_undecided else None
        return own is not None and own.sent_at is None

    def is_allowed(self) -> bool:
        return can_work_on(self.actor, self.object)

    def explanation(self) -> list[Any]:
        return [_("It stays as you send it. Until then you do not see what others say, and they do not see yours.")]

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        deciding.send_review(
            self.object,
            points=form.points,
            recommendation=Recommendation(data["recommendation"]),
            comment=data["comment"],
            by=self.actor,
        )


class CompleteAct(CaseAct):
    page_title = gettext_lazy("Complete")
    button_label = gettext_lazy("The applicant has got it")
    success_message = gettext_lazy("%(object)s is completed.")
    tells_applicant = True
    is_main = True

    @classmethod
    def is_offered(cls, case: ServiceApplication, user: User) -> bool:
        return case.status == ApplicationStatus.APPROVED

    def explanation(self) -> list[Any]:
        return [_("Say this when the service was given. It closes the case.")]

    def act(self, form: Any) -> None:
        deciding.complete(self.object, by=self.actor, shown=form.cleaned_data["shown"])


class DuplicateAct(CaseAct):
    form_class = DuplicateForm
    page_title = gettext_lazy("Close: sent twice")
    button_label = gettext_lazy("Close this one")
    success_message = gettext_lazy("%(object)s is closed: the same was sent before.")
    tells_applicant = True
    is_serious = True

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        deciding.close_as_duplicate(self.object, of=data["of"], shown=data["shown"], by=self.actor)


class ObjectionAct(CaseAct):
    form_class = ObjectionForm
    page_title = gettext_lazy("Answer the objection")
    button_label = gettext_lazy("Send the answer")
    success_message = gettext_lazy("%(object)s: the objection is answered.")
    tells_applicant = True
    is_main = True

    @classmethod
    def is_offered(cls, case: ServiceApplication, user: User) -> bool:
        objection = getattr(case, "objection", None)
        return objection is not None and objection.answered_at is None and case.decided_by_id != user.pk

    def explanation(self) -> list[Any]:
        objection = getattr(self.object, "objection", None)
        return [_("The applicant says: %(text)s") % {"text": objection.text}] if objection else []

    def act(self, form: Any) -> None:
        data, objection = form.cleaned_data, getattr(self.object, "objection", None)
        if objection is None:
            raise ActionRefused(_("There is no objection to answer."))
        deciding.answer_objection(
            objection,
            outcome=ObjectionOutcome(data["outcome"]),
            answer=data["answer"],
            shown=data["shown"],
            by=self.actor,
        )


class PPAAct(CaseAct):
    page_title = gettext_lazy("Make a draft PPA of it")
    button_label = gettext_lazy("Make a draft PPA")
    success_message = gettext_lazy("%(object)s: a draft PPA is made and linked.")

    @classmethod
    def is_offered(cls, case: ServiceApplication, user: User) -> bool:
        return case.status in ApplicationStatus.holding_a_slot() and case.resulting_ppa_id is None

    def explanation(self) -> list[Any]:
        return [_("Without money and without the applicant's name. OOBC sees the PPA, but never the case.")]

    def act(self, form: Any) -> None:
        link_ppa(self.object, by=self.actor)


class PaperAct(CaseAct):
    """The two buttons beside each file of the checklist."""

    form_class = PaperForm
    permission_required = "change"
    page_title = gettext_lazy("Check a paper")
    button_label = gettext_lazy("Keep")
    success_message = gettext_lazy("%(object)s: the paper is checked.")

    @classmethod
    def is_offered(cls, case: ServiceApplication, user: User) -> bool:
        return False  # its buttons stand beside the papers

    def is_allowed(self) -> bool:
        return can_work_on(self.actor, self.object)

    def act(self, form: Any) -> None:
        paper = self.object.files.filter(pk=form.cleaned_data["paper"]).select_related("application").first()
        if paper is None:
            raise ActionRefused(_("This paper is not one of this case."))
        deciding.check_paper(paper, accepted=form.cleaned_data["accepted"], by=self.actor)


ACTS: dict[str, type[CaseAct]] = {
    "begin": BeginAct,
    "review": ReviewAct,
    "objection": ObjectionAct,
    "approve": ApproveAct,
    "waitlist": WaitlistAct,
    "reject": RejectAct,
    "complete": CompleteAct,
    "ask": AskAct,
    "extend": ExtendAct,
    "assign": AssignAct,
    "ask_review": AskReviewAct,
    "note": NoteAct,
    "ppa": PPAAct,
    "duplicate": DuplicateAct,
    "paper": PaperAct,
}


def has_place(case: ServiceApplication) -> bool:
    """Whether this case could be approved as far as places go."""
    if case.service.slots_available is None:
        return True
    return places_of(case.service).left_for(in_front_of(case))
