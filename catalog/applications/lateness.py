"""Whether an office is late with a case: one answer for its own desk, the applicant and the community."""

from catalog.enums import WaitingOn
from catalog.models import ServiceApplication

from . import clock


def is_late(case: ServiceApplication, today: clock.Day) -> bool:
    """The same answer as ``ApplicationQuerySet.late`` gives; who waits for a free place has had an answer."""
    runs = case.paused_on is None and case.waiting_on != WaitingOn.SLOT
    return case.is_undecided and runs and case.due_on < today


def is_past_due(case: ServiceApplication) -> bool:
    """Whether the clock has passed the due day; while it stands, it shows the day on which it was stopped."""
    return case.due_on < (case.paused_on or clock.today())
