"""What time does to applications: reminders, the end of a pause, the end of what nobody answers.

Drafts that nobody sends are ``retention``'s.

Each sweep finds its rows by the day, takes each in a transaction of its own and checks it again under its lock. So any
of them may run twice, at once or after days of standing still, and everything is done and told once. One
that fails leaves the others done.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.enums import ClosedReason, EventKind, WaitingOn
from catalog.models import ApplicationDraft, InformationRequest, ServiceApplication
from portal.core.background.one_by_one import each
from portal.notifications import enqueue

from . import clock, codes
from .filling import BY_STAFF
from .history import happened
from .notifications import AnswerReminder, CaseClosed, DraftReminder, DueSoon, Overdue
from .pausing import days_left_to_pause, end_pause

DUE_SOON = 2
"""Working days before the due day on which the office is reminded."""


# ---- The office ------------------------------------------------------------------------------------------------------


def remind_offices() -> int:
    """Tell offices what is due within two working days and what is late; how many cases that is."""
    today = clock.today()
    soon = clock.after_working_days(today, DUE_SOON)
    waiting = ServiceApplication.objects.undecided().filter(paused_on=None, due_on__lte=soon)
    waiting = waiting.exclude(waiting_on=WaitingOn.SLOT)
    cases = waiting.select_related("service__offering_mao", "reviewer")
    return each(cases, lambda case: enqueue(Overdue(case) if case.due_on < today else DueSoon(case)))


# ---- The clock -------------------------------------------------------------------------------------------------------


def resume_clocks() -> int:
    """Let the clock run again where it stood for as long as it may; the applicant may still answer."""
    return _each(ServiceApplication.objects.undecided().exclude(paused_on=None), _resume)


def _resume(case: ServiceApplication) -> bool:
    if case.paused_on is None or not case.is_open:
        return False
    if clock.working_days_between(case.paused_on, clock.today()) <= days_left_to_pause(case):
        return False
    end_pause(case)
    case.save(update_fields=["due_on", "paused_days", "paused_on"])
    happened(case, EventKind.CLOCK_RESUMED, by=None, due_on=case.due_on)
    return True


# ---- The applicant's answer ------------------------------------------------------------------------------------------


def remind_of_questions() -> int:
    """Remind applicants, at half time, of what the office asked; how many are still asked."""
    asked = [row for row in _unanswered().filter(answer_until__gte=clock.today()) if _half_time(row) <= clock.today()]
    return each(asked, lambda row: enqueue(AnswerReminder(row)))


def _half_time(row: InformationRequest) -> clock.Day:
    """The day after half the days for an answer, rounded up: never the day of the question itself."""
    asked_on = timezone.localdate(row.asked_at)
    return asked_on + datetime.timedelta(days=((row.answer_until - asked_on).days + 1) // 2)


def close_unanswered() -> int:
    """Close the cases whose applicant did not answer in time."""
    late = _unanswered().filter(answer_until__lt=clock.today())
    return _each(ServiceApplication.objects.filter(pk__in=late.values("application")), _close_unanswered)


def _close_unanswered(case: ServiceApplication) -> bool:
    if not _unanswered().filter(application=case, answer_until__lt=clock.today()).exists():
        return False
    end_pause(case)
    case.closed_at, case.closed_reason = timezone.now(), ClosedReason.EXPIRED
    case.waiting_on = WaitingOn.NOBODY
    case.save(update_fields=["due_on", "paused_days", "paused_on", "waiting_on", "closed_at", "closed_reason"])
    happened(case, EventKind.CLOSED, by=None, reason=ClosedReason.EXPIRED.value)
    enqueue(CaseClosed(case))
    return True


def _unanswered() -> Any:
    """What offices still wait for, in cases that are not decided."""
    cases = ServiceApplication.objects.undecided().filter(waiting_on=WaitingOn.APPLICANT)
    rows = InformationRequest.objects.filter(answered_at=None, application__in=cases)
    return rows.select_related("application__service__offering_mao", "application__filed_by")


# ---- Drafts ----------------------------------------------------------------------------------------------------------


def remind_of_drafts() -> int:
    """Remind of applications that were begun, left for a week and not sent; how many.

    What staff enter is theirs to finish: the applicant gets no way into it.
    """
    left_since = timezone.now() - datetime.timedelta(days=settings.DRAFT_REMINDER_DAYS)
    left = ApplicationDraft.objects.filter(
        application=None, saved_at__lte=left_since, expires_on__gte=clock.today(), about__email__icontains="@"
    )
    drafts = left.exclude(channel__in=BY_STAFF).select_related("offering__offering_mao")
    return each(drafts, lambda draft: enqueue(DraftReminder(draft, codes.code_of(draft.pk), draft.about["email"])))


# ---- One after the other ---------------------------------------------------------------------------------------------


def _each(cases: QuerySet[ServiceApplication], act: Callable[[ServiceApplication], bool]) -> int:
    """Do it to each, in a transaction of its own and under its lock; to how many it was done."""
    return each(list(cases.values_list("pk", flat=True)), lambda key: _under_lock(key, act))


@transaction.atomic
def _under_lock(key: Any, act: Callable[[ServiceApplication], bool]) -> bool:
    """A case that somebody holds is left to the next run: whoever holds it is changing it."""
    case = ServiceApplication.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
    return case is not None and act(case)
