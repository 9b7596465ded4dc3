"""The office's answer clock: how many needs of communities are answered within 30 days, and how fast."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Aggregate, Count, DateField, DurationField, ExpressionWrapper, F, IntegerField, Q
from django.db.models.expressions import CombinedExpression, Value
from django.db.models.functions import TruncDate
from django.db.models.lookups import LessThan, LessThanOrEqual

from portal.needs import clock
from portal.needs.enums import NeedStatus
from portal.needs.querysets import NeedQuerySet

GOAL = Decimal("0.75")
"""The share that the office wants to reach."""


def expecting_an_answer(rows: NeedQuerySet) -> NeedQuerySet:
    """What communities sent, and was neither held nor taken back before anybody decided."""
    return rows.community_submitted().filter(is_held=False).exclude(status=NeedStatus.WITHDRAWN, reviewed_at=None)


@dataclass(frozen=True)
class ReviewRate:
    """Needs that communities sent, and how many had a first decision within 30 days, as of a day."""

    as_of: datetime.date
    received: int
    """All of them; those taken back before anybody decided are left out."""

    due: int
    """Their 30 days have passed: what the share rests on."""

    in_time: int
    """Of the due ones, decided by their 30th day. One still open is a miss."""

    due_by_clock: int
    """Their day has passed by the clock, which stands while the community is asked for more."""

    in_time_by_clock: int
    """Of those, decided by that day."""

    decided: int
    """All that have a first decision, in time or not."""

    median_days: Decimal | None
    """Half of the decided had their decision within so many days of the receipt, pauses included."""

    @property
    def share(self) -> Decimal | None:
        """Of the due ones, from 0 to 1; none while nothing is due."""
        return Decimal(self.in_time) / self.due if self.due else None

    @property
    def share_by_clock(self) -> Decimal | None:
        """The same without the days for which the clock stood."""
        return Decimal(self.in_time_by_clock) / self.due_by_clock if self.due_by_clock else None

    @property
    def waiting(self) -> int:
        """Without a first decision."""
        return self.received - self.decided


class _Median(Aggregate):
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def review_rate(rows: NeedQuerySet, on: datetime.date) -> ReviewRate:
    """Of these needs those that a community sent: the share first decided within 30 days of the day of receipt.

    Days are of the calendar in Manila; the day of receipt does not count. In the denominator stand those whose 30 days
    have passed; one that is open still counts against the office. Found by an assessment, held, or taken back before
    anybody decided: not counted. A duplicate was answered when it was joined.
    """
    # Expressions as they stand and no annotations: what refers to one takes Django long to put together.
    decided_on = TruncDate("reviewed_at")
    last_day = CombinedExpression(
        F("submission_date"), "+", Value(clock.DAYS, output_field=IntegerField()), output_field=DateField()
    )
    took = ExpressionWrapper(decided_on - F("submission_date"), output_field=DurationField())
    is_decided = Q(reviewed_at__isnull=False)
    is_due, is_due_by_clock = Q(LessThan(last_day, Value(on))), Q(due_on__lt=on, paused_on=None)
    in_30_days, by_clock = Q(LessThanOrEqual(decided_on, last_day)), Q(LessThanOrEqual(decided_on, F("due_on")))
    found = (
        expecting_an_answer(rows)
        .order_by()
        .aggregate(
            received=Count("pk"),
            due=Count("pk", filter=is_due),
            in_time=Count("pk", filter=is_due & in_30_days),
            due_by_clock=Count("pk", filter=is_due_by_clock),
            in_time_by_clock=Count("pk", filter=is_due_by_clock & by_clock),
            decided=Count("pk", filter=is_decided),
            median_took=_Median(took, filter=is_decided),
        )
    )
    median: datetime.timedelta | None = found.pop("median_took")
    days = None if median is None else (Decimal(median.total_seconds()) / 86_400).quantize(Decimal("0.1"))
    return ReviewRate(as_of=on, median_days=days, **found)
