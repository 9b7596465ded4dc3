"""How offices answer the needs that were handed to them.

*Answered in time* is the share of the forwardings that were answered, or whose day has passed, which were answered by
their day: an open one that is late is a miss, one whose day is still to come is not counted yet. What OOBC took back
unanswered, and what needs no answer because the need has ended, is left out. An answer that OOBC entered by passing
the need on counts as passed on. Days are those of the calendar, from the day of asking.
"""

import datetime
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from django.db.models import Aggregate, Count, DurationField, F, Q
from django.db.models.functions import TruncDate

from portal.needs import clock
from portal.needs.enums import ForwardingState
from portal.needs.querysets import ANSWERED, TOOK_UP, WAITING, ForwardingQuerySet
from portal.organizations.models import Organization

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    n: int
    of: int

    @property
    def percent(self) -> int | None:
        """Rounded; unknown of nothing."""
        return int((Decimal(100 * self.n) / self.of).quantize(Decimal(1), ROUND_HALF_UP)) if self.of else None


@dataclass(frozen=True)
class Answers:
    """What became of the needs that one office was asked about, or several together."""

    accepted: int
    returned: int
    rerouted: int
    answered_in_time: int
    overdue: int
    """Not answered, and the day has passed."""

    not_yet_due: int
    median_days: Decimal | None
    """Half of the answers took no longer."""

    @property
    def answered(self) -> int:
        return self.accepted + self.returned + self.rerouted

    @property
    def asked(self) -> int:
        return self.answered + self.overdue + self.not_yet_due

    @property
    def in_time(self) -> Share:
        return Share(self.answered_in_time, self.answered + self.overdue)

    @property
    def took_up(self) -> Share:
        return Share(self.accepted, self.answered)

    @property
    def gave_back(self) -> Share:
        return Share(self.returned, self.answered)

    @property
    def passed_on(self) -> Share:
        return Share(self.rerouted, self.answered)

    @classmethod
    def counted(cls, median_days: datetime.timedelta | None, **counts: int) -> Self:
        return cls(median_days=None if median_days is None else Decimal(median_days / ONE_DAY), **counts)


@dataclass(frozen=True)
class OfOffice:
    office: Organization
    answers: Answers


def answers(rows: ForwardingQuerySet, on: clock.Day | None = None) -> Answers:
    """The answers of all these offices together."""
    return Answers.counted(**rows.aggregate(**_counts(on or clock.today())))


def by_office(rows: ForwardingQuerySet, on: clock.Day | None = None) -> list[OfOffice]:
    """The answers of each office that was asked, by name."""
    counts = _counts(on or clock.today())
    found = {line.pop("mao"): line for line in rows.order_by().values("mao").annotate(**counts)}
    offices = Organization.objects.filter(pk__in=found)
    return [OfOffice(office, Answers.counted(**found[office.pk])) for office in offices]


class Median(Aggregate):
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def _counts(on: clock.Day) -> dict[str, Aggregate]:
    return {
        "accepted": Count("pk", filter=TOOK_UP),
        "returned": Count("pk", filter=Q(state=ForwardingState.RETURNED)),
        "rerouted": Count("pk", filter=Q(state=ForwardingState.REROUTED)),
        "answered_in_time": Count("pk", filter=ANSWERED & Q(answered_at__date__lte=F("due_on"))),
        "overdue": Count("pk", filter=WAITING & Q(due_on__lt=on)),
        "not_yet_due": Count("pk", filter=WAITING & Q(due_on__gte=on)),
        "median_days": Median(TruncDate("answered_at") - TruncDate("forwarded_at"), filter=ANSWERED),
    }
