"""The goals of the office that concern PPAs (planning definitions 3.19), each with what it is counted from.

The first year is the baseline: a change is shown only once there are two years. What the goals ask of prices is not
counted: it needs a price index, which the portal does not keep.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery

from portal.core.money import percent
from portal.monitoring.completeness import completeness_in
from portal.monitoring.enums import FlowType, PPAStatus, Stage
from portal.monitoring.formulas.achievement import AchievementRate
from portal.monitoring.formulas.censored_median import censored_median
from portal.monitoring.models import BudgetCalendar, MonitoringEntryFunding, NeedAddressed
from portal.monitoring.querysets import MonitoringEntryQuerySet
from portal.needs.querysets import NeedQuerySet
from portal.needs.scoring import IN_GAP_LIST_ABOVE

from .results import achievement_of

PROMISING_GOAL, ACHIEVED_GOAL, COMPLETE_GOAL, LINKED_GOAL = Decimal(80), Decimal(70), Decimal(100), Decimal(50)
FIRST_PAYMENT_GOAL = Decimal(-30)
"""In percent; of the days to the first payment by how much they change from one year to the next."""

ENOUGH_COVERAGE = Decimal(50)
"""Percent of results that must be measured for their rate to say something."""


@dataclass(frozen=True)
class Share:
    """So many of so many; the goal is a share in percent."""

    numerator: int
    denominator: int
    goal: Decimal

    @property
    def rate(self) -> Decimal | None:
        return percent(Decimal(self.numerator), Decimal(self.denominator))

    @property
    def is_reached(self) -> bool | None:
        return None if self.rate is None else self.rate >= self.goal


@dataclass(frozen=True)
class FirstPayment:
    """Days from the act to the first payment: the median, where those not paid yet still run."""

    paid: int
    waiting: int
    median: int | None


@dataclass(frozen=True)
class Goals:
    """What the PPAs of a fiscal year make of the goals."""

    year: int
    promising: Share
    complete: Share
    achieved: AchievementRate
    first_payment: FirstPayment

    @property
    def achieved_share(self) -> Share:
        """Results that met their target, of those that can be judged."""
        return Share(self.achieved.achieved, self.achieved.usable, ACHIEVED_GOAL)


def goals(ppas: MonitoringEntryQuerySet, year: int, on: datetime.date) -> Goals:
    """Of the PPAs of that year's budget. Three statements."""
    said = completeness_in(ppas)
    return Goals(
        year,
        Share(said.ppas - said.lacking["results"], said.ppas, PROMISING_GOAL),
        Share(said.complete, said.ppas, COMPLETE_GOAL),
        achievement_of(ppas, year),
        first_payment(ppas, on),
    )


def first_payment(ppas: MonitoringEntryQuerySet, on: datetime.date) -> FirstPayment:
    """Of the PPAs that an act granted by this day. One statement."""
    payments = MonitoringEntryFunding.objects.until(on).filter(type=FlowType.DISBURSEMENT, reversal=None, reverses=None)
    of_it = Q(lines__flows__in=payments)
    rows = ppas.filter(enacted_on__lte=on).exclude(status=PPAStatus.CANCELLED).order_by()
    days = rows.values_list("pk", "enacted_on").annotate(first=Min("lines__flows__on", filter=of_it))
    ended = [(first - enacted).days for _key, enacted, first in days if first]
    running = [(on - enacted).days for _key, enacted, first in days if not first]
    return FirstPayment(len(ended), len(running), censored_median(ended, running))


def needs_linked(needs: NeedQuerySet, years: Sequence[int], on: datetime.date) -> dict[int, Share]:
    """Needs above 4.0 that a PPA answers, proposed or further, of those the office had on the day of the budget call.

    The portal keeps no list of that day: it counts needs received by then with the score they have now. Left out are
    years whose call is not out, or of which the calendar does not know the day. One statement.
    """
    never = [PPAStatus.DRAFT, PPAStatus.REJECTED, PPAStatus.CANCELLED]
    answered = Exists(NeedAddressed.objects.filter(need=OuterRef("pk")).exclude(ppa__status__in=never))
    rows = needs.counted().filter(priority_score__gt=IN_GAP_LIST_ABOVE).order_by().annotate(is_answered=answered)
    counts: dict[str, Any] = {}
    for year in years:
        call = BudgetCalendar.objects.filter(fiscal_year=year, stage=Stage.BUDGET_CALL, due_on__lte=on)
        rows = rows.annotate(**{f"call_{year}": Subquery(call.values("due_on")[:1])})
        had = Q(created_at__date__lte=F(f"call_{year}"))
        counts[f"had_{year}"] = Count("pk", filter=had)
        counts[f"linked_{year}"] = Count("pk", filter=had & Q(is_answered=True))
        counts[f"day_{year}"] = Max(f"call_{year}")
    found = rows.aggregate(**counts)
    return {
        year: Share(found[f"linked_{year}"], found[f"had_{year}"], LINKED_GOAL)
        for year in years
        if found[f"day_{year}"] is not None
    }
