"""The office's clock: a community has an answer within 30 days of the day on which its need arrived.

Calendar days in Manila. The day of receipt does not count, so what arrives on the 1st is due on the 31st. The clock
stands while the community is asked for more, for at most 15 days in all; it stops with the first decision.
"""

import datetime

from django.utils import timezone

DAYS = 30
AT_RISK_FROM = 23
"""From the 23rd day on the review is at risk."""

LONGEST_PAUSE = 15
"""Days for which the clock of one need may stand in all."""

ANSWER_OF_OFFICE_DAYS = 30
"""Days in which an office answers a forwarded need, unless it is given another day."""

Day = datetime.date


def due_day(received_on: Day) -> Day:
    return received_on + datetime.timedelta(days=DAYS)


def at_risk_from(due_on: Day) -> Day:
    """The first day on which a need with this due day is at risk."""
    return due_on - datetime.timedelta(days=DAYS - AT_RISK_FROM)


def stood(paused_on: Day, until: Day, paused_before: int) -> int:
    """Days for which the clock stood from ``paused_on``: never more than is left of the longest pause."""
    return max(0, min((until - paused_on).days, LONGEST_PAUSE - paused_before))


def pause_ends_on(paused_on: Day, paused_before: int) -> Day:
    """The day on which the clock runs again, answered or not."""
    return paused_on + datetime.timedelta(days=max(0, LONGEST_PAUSE - paused_before))


def today() -> Day:
    """Today in Manila."""
    return timezone.localdate()
