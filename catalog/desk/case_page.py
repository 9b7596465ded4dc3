"""One case with everything a reviewer needs, and a button for each act that is possible now."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.applications import clock, deciding
from catalog.applications.lateness import is_late
from catalog.applications.places import in_front_of, places_of, waiting_list
from catalog.enums import WaitingOn
from catalog.models import ServiceApplication
from catalog.questions import Kind
from catalog.questions.fields import rows as answered
from portal.accounts.models import StaffRequest
from portal.activity import record
from portal.core.registers import RegisterProfileView
from portal.core.sections import Section

from .acts import ACTS
from .papers import checklist
from .same_person import may_be_the_same
from .scores import own_review, reviews_shown_to, scores
from .words import due_in_words, state_of

FACTS = "portal/core/_facts.html"


class CaseView(RegisterProfileView):
    """Opening it is recorded."""

    request: StaffRequest
    page_title = gettext_lazy("Application")

    def get_queryset(self) -> Any:
        people = ("reviewer", "decided_by", "filed_by", "received_by")
        places = ("service__offering_mao", "applicant_region", "applicant_community")
        facts = ("form_version", "refusal_reason", "resulting_ppa", "objection__answered_by")
        return super().get_queryset().select_related(*people, *places, *facts)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record(self.object, "catalog.read_application", by=self.request.user)
        return super().get(request, *args, **kwargs)

    @property
    def case(self) -> ServiceApplication:
        return self.object

    @cached_property
    def version(self) -> str:
        return deciding.version_of(self.case)

    def get_sections(self) -> list[Section]:
        return list(self._sections())

    def _sections(self) -> Iterator[Section]:
        case = self.case
        yield Section(_("What to do"), "catalog/admin/desk/_now.html", **self._now())
        if hasattr(case, "objection"):
            yield Section(_("Objection"), FACTS, rows=list(self._objection()))
        yield Section(_("The applicant"), FACTS, rows=list(self._applicant()))
        asked = answered(case.form_version.definition, case.answers)
        answers = [(question, answer) for question, answer in asked if question.kind != Kind.FILE]
        yield Section(_("Answers"), "catalog/admin/desk/_answers.html", rows=answers)
        yield Section(_("Papers"), "catalog/admin/desk/_papers.html", case=case, papers=checklist(case))
        requests = case.information_requests.select_related("asked_by")
        if requests:
            yield Section(_("Asked and answered"), "catalog/admin/desk/_requests.html", requests=requests)
        if case.service.slots_available is not None:
            yield Section(_("Places"), FACTS, rows=list(self._places()))
        if reviews := self._reviews():
            yield Section(_("Reviews"), "catalog/admin/desk/_reviews.html", **reviews)
        notes = case.notes.select_related("written_by")
        yield Section(_("Notes"), "catalog/admin/desk/_notes.html", notes=notes, case=case)
        yield Section(_("The case"), FACTS, rows=list(self._facts()))
        steps = case.events.select_related("by")
        yield Section(_("Steps"), "catalog/admin/desk/_steps.html", steps=steps)

    def _now(self) -> dict[str, Any]:
        case, user, today = self.case, self.request.user, clock.today()
        offered = [
            (view, f"{reverse(f'catalog_applications:{name}', args=[case.pk])}?shown={self.version}")
            for name, view in ACTS.items()
            if view.is_offered(case, user)
        ]
        return {
            "case": case,
            "state": state_of(case),
            "due": due_in_words(case, clock.holidays(), today),
            "is_late": is_late(case, today),
            "main": [(view, url) for view, url in offered if view.is_main],
            "more": [(view, url) for view, url in offered if not view.is_main],
            "same": [(other, state_of(other)) for other in may_be_the_same(case)],
        }

    def _applicant(self) -> Iterator[tuple[str, Any]]:
        case = self.case
        if case.anonymized_at:
            yield _("Personal data"), _("Erased on %(day)s") % {"day": _day(case.anonymized_at)}
            return
        yield _("Name"), case.applicant_name
        yield _("E-mail"), case.applicant_email
        yield _("Mobile number"), case.applicant_phone
        yield _("Sex"), case.get_applicant_sex_display()
        yield _("Region"), case.applicant_region
        yield _("Community"), case.applicant_community
        if case.helper_name or case.helper_contact:
            yield _("Helper"), ", ".join(filter(None, [case.helper_name, case.helper_relation, case.helper_contact]))

    def _facts(self) -> Iterator[tuple[str, Any]]:
        case = self.case
        yield _("Number"), case.spoken_reference
        yield _("Service"), case.service.title
        yield _("Received"), timezone.localtime(case.received_at)
        yield _("How it came in"), case.get_channel_display()
        if case.filed_by:
            yield _("Filed by"), case.filed_by
        if case.received_by:
            yield _("Received by"), case.received_by
        yield _("Receiving officer or desk"), case.receiving_unit
        yield _("Reviewer"), case.reviewer or _("nobody")
        yield _("Due on"), case.due_on
        if case.paused_days or case.paused_on:
            yield _("Working days the clock stood"), str(case.paused_days)
        if case.extended_on:
            yield _("More time taken on"), case.extended_on
            yield _("Why, as the applicant was told"), case.extension_reason
        if case.decided_at:
            yield _("Decided"), _("%(day)s by %(by)s") % {"day": _day(case.decided_at), "by": case.decided_by}
            yield _("Message to the applicant"), case.public_message
        if case.refusal_reason:
            yield _("Reason"), case.refusal_reason
        if case.closed_at:
            yield _("Closed"), timezone.localtime(case.closed_at)

    def _objection(self) -> Iterator[tuple[str, Any]]:
        objection = self.case.objection
        yield _("The applicant says"), objection.text
        yield _("Received"), timezone.localtime(objection.filed_at)
        if objection.answered_at:
            yield _("Outcome"), objection.get_outcome_display()
            yield _("Answer"), objection.answer
            yield (
                _("Answered"),
                _("%(day)s by %(by)s")
                % {
                    "day": _day(objection.answered_at),
                    "by": objection.answered_by,
                },
            )
            return
        yield _("Answer due on"), objection.due_on
        if self.case.decided_by_id == self.request.user.pk:
            yield _("Who answers"), _("Somebody else of your office: you decided this case.")

    def _places(self) -> Iterator[tuple[str, Any]]:
        case, places = self.case, places_of(self.case.service)
        yield _("Places offered"), str(places.offered)
        yield _("Taken"), str(places.taken)
        yield _("Free"), str(places.free)
        waiting = waiting_list(case.service)
        yield _("On the waiting list"), str(waiting.count())
        if case.is_undecided and case.waiting_on == WaitingOn.SLOT:
            yield _("This case is number"), str(in_front_of(case) + 1)
        elif next_one := waiting.first():
            yield _("Next"), next_one.spoken_reference

    def _reviews(self) -> dict[str, Any]:
        """Nothing while nobody was asked; to a reviewer who has not sent theirs, only that others were asked."""
        case, user = self.case, self.request.user
        asked = list(case.reviews.select_related("reviewer"))
        if not asked:
            return {}
        own = own_review(case, user)
        shown = reviews_shown_to(case, user)
        criteria = case.form_version.definition.criteria
        return {
            "is_blind": own is not None and own.sent_at is None,
            "shown": shown,
            "waiting": [review.reviewer for review in asked if review.sent_at is None],
            "scores": scores(criteria, [review.points for review in shown], _("Together")),
        }


def _day(at: Any) -> str:
    return date_format(timezone.localtime(at), "DATE_FORMAT")
