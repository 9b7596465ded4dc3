"""The clock of a need stands while the community is asked for more, for at most 15 days in all."""

import datetime

from . import clock
from .enums import NeedStatus
from .models import Need, NeedInformationRequest


def has_clock(need: Need) -> bool:
    """Whether the 30 days count: a community sent it, and nothing was decided yet. The clock may stand."""
    return need.is_community_submitted and need.reviewed_at is None and need.status == NeedStatus.IDENTIFIED


def days_left_to_pause(need: Need) -> int:
    """Days for which the clock of this need may still stand, from the start of a pause that runs."""
    return max(0, clock.LONGEST_PAUSE - need.paused_days)


def runs_again_on(request_row: NeedInformationRequest) -> clock.Day | None:
    """The day on which the clock runs again without an answer; None if it runs already."""
    need = request_row.need
    if need.paused_on is None:
        return None
    return min(_day_after(request_row), clock.pause_ends_on(need.paused_on, need.paused_days))


def end_pause(need: Need) -> None:
    """The clock of this need, whose row the caller has locked and saves, runs again.

    The due day moves by the days for which it stood: until today, or until the days for an answer were over. A need
    whose clock runs is left as it is.
    """
    if need.paused_on is None or need.due_on is None:
        return
    asked = open_question(need)
    until = min(clock.today(), _day_after(asked)) if asked else clock.today()
    stood = clock.stood(need.paused_on, until, need.paused_days)
    need.due_on += datetime.timedelta(days=stood)
    need.paused_days += stood
    need.paused_on = None


def open_question(need: Need) -> NeedInformationRequest | None:
    """What the community has not answered yet and still may."""
    return need.information_requests.filter(closed_at=None).first()


def _day_after(asked: NeedInformationRequest) -> clock.Day:
    return asked.answer_until + datetime.timedelta(days=1)
