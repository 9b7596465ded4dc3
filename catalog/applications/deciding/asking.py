"""Acts that move the day on which a case is due."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.applications import clock, history
from catalog.applications.lateness import is_past_due
from catalog.applications.notifications import InformationAsked, TimeExtended
from catalog.applications.pausing import days_left_to_pause
from catalog.enums import EventKind, TransactionClass, WaitingOn
from catalog.models import InformationRequest, ServiceApplication
from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.notifications import enqueue

from .rows import begin, case_to_decide, check_undecided


def longest_answer(case: ServiceApplication) -> datetime.date | None:
    """The last day for an answer if it is asked for today; None when the clock has stood for as long as it may."""
    left = days_left_to_pause(case)
    return clock.after_working_days(clock.today(), left) if left > 0 else None


@transaction.atomic
def ask_for_information(
    application: ServiceApplication,
    *,
    question: str,
    answer_until: datetime.date | None = None,
    by: User,
    shown: str | None = None,
) -> InformationRequest:
    """Ask the applicant for what is missing; the clock stands until the answer, but not for longer than it may."""
    case = case_to_decide(application, by=by, shown=shown)
    check_undecided(case)
    if case.waiting_on == WaitingOn.APPLICANT:
        raise ActionRefused(_("The office already waits for an answer of the applicant."))
    if case.waiting_on == WaitingOn.SLOT:
        raise ActionRefused(_("This case is complete and on the waiting list."))
    if not question.strip():
        raise ActionRefused(_("Say what is missing."))
    longest = longest_answer(case)
    if longest is None:
        raise ActionRefused(_("The clock has stood for as long as it may in this case. Decide with what you have."))
    until = answer_until or longest
    if not clock.today() < until <= longest:
        raise ActionRefused(_("Give a day after today, and not later than %(day)s.") % {"day": longest})
    begin(case, by=by)
    case.waiting_on, case.paused_on = WaitingOn.APPLICANT, clock.today()
    case.save(update_fields=["status", "reviewer", "waiting_on", "paused_on"])
    # A question that a decision let go, since taken back after an objection, waits no longer.
    case.information_requests.filter(answered_at=None).update(answered_at=timezone.now())
    asked = InformationRequest.objects.create(
        application=case, question=question.strip(), asked_by=by, answer_until=until
    )
    history.happened(case, EventKind.INFORMATION_ASKED, by=by, answer_until=until)
    enqueue(InformationAsked(asked))
    return asked


@transaction.atomic
def take_more_time(
    application: ServiceApplication, *, reason: str, by: User, shown: str | None = None
) -> ServiceApplication:
    """Once in a case, before its time is over (RA 11032, section 9): as many working days again as its class has.

    The law has the applicant told in writing why, so that is never left out.
    """
    case = case_to_decide(application, by=by, shown=shown)
    check_undecided(case)
    if case.extended_on:
        raise ActionRefused(_("More time was taken already; the law allows it once."))
    if is_past_due(case):
        raise ActionRefused(_("The case is late. More time can be taken only before the due day has passed."))
    if not reason.strip():
        raise ActionRefused(_("Tell the applicant why the office needs more time, in your own words."))
    days = TransactionClass(case.service.transaction_class or TransactionClass.HIGHLY_TECHNICAL).working_days
    begin(case, by=by)
    case.extended_on, case.due_on = clock.today(), clock.after_working_days(case.due_on, days)
    case.extension_reason = reason.strip()
    case.save(update_fields=["status", "reviewer", "extended_on", "extension_reason", "due_on"])
    history.happened(case, EventKind.EXTENDED, by=by, due_on=case.due_on)
    enqueue(TimeExtended(case))
    return case
