"""The legal clock in working days: RA 11032 gives 3, 7 or 20, by the class of the service.

The day something happens does not count; Saturdays, Sundays and the office's holidays (``portal.core.models.Holiday``
in use) do not count either. So what is received on a Friday with three days to go is due on Wednesday.
"""

import datetime
from collections.abc import Collection

from django.utils import timezone

from catalog.enums import TransactionClass
from portal.core.models import Holiday

LONGEST_PAUSE = 15
"""Working days for which the clock may stand in one case while the applicant is asked for more."""

OBJECTION_DAYS = 7
"""Working days in which an office answers an objection."""

Day = datetime.date


def holidays() -> frozenset[Day]:
    """The days on which offices are closed beside weekends."""
    return frozenset(Holiday.objects.filter(is_active=True).values_list("date", flat=True))


def is_working_day(day: Day, closed: Collection[Day]) -> bool:
    return day.weekday() < 5 and day not in closed


def after_working_days(start: Day, days: int, closed: Collection[Day] | None = None) -> Day:
    """The day on which so many working days after ``start`` have passed; ``start`` itself for none."""
    closed = holidays() if closed is None else closed
    day = start
    while days > 0:
        day += datetime.timedelta(days=1)
        days -= is_working_day(day, closed)
    return day


def working_days_between(start: Day, end: Day, closed: Collection[Day] | None = None) -> int:
    """The working days after ``start`` up to and including ``end``; none if ``end`` is not later."""
    closed = holidays() if closed is None else closed
    span = (end - start).days
    return sum(is_working_day(start + datetime.timedelta(days=step), closed) for step in range(1, span + 1))


def due_day(received_on: Day, transaction_class: str, closed: Collection[Day] | None = None) -> Day:
    """The last day for a decision on what was received on this day.

    A service without a class counts as highly technical: the longest that the law allows.
    """
    limit = TransactionClass(transaction_class or TransactionClass.HIGHLY_TECHNICAL).working_days
    return after_working_days(received_on, limit, closed)


def today() -> Day:
    """Today in Manila."""
    return timezone.localdate()
