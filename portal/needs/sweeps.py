"""What time does to needs: a pause ends, what was put off comes back, what is late is told.

Each sweep finds its rows by the day and takes each in a transaction of its own, which checks it again under its lock.
So any of them may run twice, at once or after days of standing still, and everything is done and told once. One that
fails leaves the others done.
"""

from collections.abc import Callable

from portal.core.actions import ActionRefused
from portal.core.background.one_by_one import each
from portal.notifications import enqueue

from . import clock
from .actions.ending import come_back
from .actions.reviewing import resume
from .models import Need, NeedInformationRequest
from .notifications import NeedsOverdue
from .pausing import runs_again_on


def resume_clocks() -> int:
    """Let the clock run again where the days for an answer are over; how many."""
    asked = NeedInformationRequest.objects.filter(closed_at=None).exclude(need__paused_on=None).select_related("need")
    return each(asked, _resume)


def _resume(asked: NeedInformationRequest) -> bool:
    day = runs_again_on(asked)
    return day is not None and day <= clock.today() and _done(lambda: resume(asked.need, by=None))


def bring_back() -> int:
    """Take up again what was put off until today; how many."""
    return each(Need.objects.to_review_again(), lambda need: _done(lambda: come_back(need)))


def tell_of_late_reviews() -> int:
    """Tell the reviewers once a day what is late and what is due soon; how many needs that is."""
    overdue = list(Need.objects.overdue().order_by("due_on", "pk"))
    at_risk = list(Need.objects.at_risk().order_by("due_on", "pk"))
    if overdue or at_risk:
        enqueue(NeedsOverdue(overdue=overdue, at_risk=at_risk, day=clock.today()))
    return len(overdue) + len(at_risk)


def _done(act: Callable[[], object]) -> bool:
    """Somebody else was quicker: then nothing is left to do."""
    try:
        act()
    except ActionRefused:
        return False
    return True
