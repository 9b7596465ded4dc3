"""Whether an office is late with a case: one answer for its own desk, the applicant and the community."""

from collections.abc import Collection

from catalog.enums import WaitingOn
from catalog.models import ServiceApplication

from . import clock


def is_late(case: ServiceApplication, today: clock.Day) -> bool:
    """The same answer as ``ApplicationQuerySet.late`` gives; who waits for a free place has had an answer."""
    runs = case.paused_on is None and case.waiting_on != WaitingOn.SLOT
    return case.is_undecided and runs and case.due_on < today


def days_late(case: ServiceApplication, today: clock.Day, closed: Collection[clock.Day] | None = None) -> int:
    """Working days since the due day of a late case, one at least; none if it is not late. ``closed`` are holidays."""
    return max(1, clock.working_days_between(case.due_on, today, closed)) if is_late(case, today) else 0


def is_past_due(case: ServiceApplication) -> bool:
    """Whether the clock has passed the due day; while it stands, it shows the day on which it was stopped."""
    return case.due_on < (case.paused_on or clock.today())
