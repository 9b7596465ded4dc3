"""How far PPAs reach what they promised (planning definitions 3.5, 3.6 and 3.19).

The unit is one result in one year; its value comes from the year's periods. Only approved actual values count. All
rates are in percent, and stand with what they rest on.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Sum, When

from portal.core.money import percent
from portal.monitoring.enums import ActualState, FlowType
from portal.monitoring.formulas.achievement import AchievementRate, Measure, achievement_rate
from portal.monitoring.formulas.cost_effectiveness import Comparison, Spent, compare
from portal.monitoring.formulas.year_value import Period, of_year
from portal.monitoring.models import MonitoringEntryFunding, OutcomePeriod
from portal.monitoring.querysets import MonitoringEntryQuerySet

OFFICE, SECTOR = "lead_organization", "sector"
WINDOW = 3
"""Fiscal years within which PPAs of one kind are compared."""


def achievement_of(ppas: MonitoringEntryQuerySet, fiscal_year: int | None = None) -> AchievementRate:
    """How many results of these PPAs met their target: of one year, or of all years together. One query."""
    return achievement_rate(measure for _group, measure in _measures(ppas, fiscal_year))


def achievement_by(
    ppas: MonitoringEntryQuerySet, by: str, fiscal_year: int | None = None
) -> dict[Any, AchievementRate]:
    """The same for each group: ``by`` is ``OFFICE``, ``SECTOR``, "pk" or another column of a PPA. One query.

    A PPA without results has no group of its own: nothing was promised that could be judged.
    """
    groups: defaultdict[Any, list[Measure]] = defaultdict(list)
    for group, measure in _measures(ppas, fiscal_year, by):
        groups[group].append(measure)
    return {group: achievement_rate(measures) for group, measures in groups.items()}


@dataclass(frozen=True)
class Promising:
    """How many PPAs name at least one result with a target that can be measured."""

    promising: int
    ppas: int

    @property
    def rate(self) -> Decimal | None:
        return percent(Decimal(self.promising), Decimal(self.ppas))


def promising(ppas: MonitoringEntryQuerySet, fiscal_year: int | None = None) -> Promising:
    """PPAs with a result that has a target, of all these PPAs: in one year, or in any. One query."""
    targets = OutcomePeriod.objects.filter(outcome__ppa=OuterRef("pk"), target__isnull=False)
    if fiscal_year is not None:
        targets = targets.filter(fiscal_year=fiscal_year)
    rows = ppas.order_by().annotate(has_target=Exists(targets))
    return Promising(**rows.aggregate(promising=Count("pk", filter=Q(has_target=True)), ppas=Count("pk")))


# ---- What a beneficiary costs ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CostGroup:
    """PPAs that can be compared: sector, kind of work and what beneficiaries are counted in, planned in the window."""

    sector: int | None
    intervention_type: str
    beneficiary_unit: str


def cost_effectiveness(
    ppas: MonitoringEntryQuerySet, fiscal_year: int, as_of: date
) -> dict[CostGroup, Comparison[UUID]]:
    """Pesos paid by that day for each beneficiary reached, in groups planned within three years up to this one.

    A PPA that paid nothing, or whose beneficiaries nobody counted, stands in its group without a number. Without a
    sector or a kind of work there is nothing to compare with: such PPAs are left out. Three queries.
    """
    window = ppas.filter(plan_year__range=(fiscal_year - WINDOW + 1, fiscal_year))
    window = window.exclude(Q(sector=None) | Q(intervention_type="")).order_by()
    progress = {key: rate.mean_progress for key, rate in achievement_by(window, "pk").items()}
    spent = _paid(window, as_of)
    groups: defaultdict[CostGroup, dict[UUID, Spent]] = defaultdict(dict)
    columns = ("pk", "actual_beneficiaries", "sector", "intervention_type", "beneficiary_unit")
    for key, reached, *kind in window.values_list(*columns):
        groups[CostGroup(*kind)][key] = Spent(spent.get(key), reached, progress.get(key))
    return {group: compare(members) for group, members in groups.items()}


def _paid(ppas: MonitoringEntryQuerySet, as_of: date) -> dict[UUID, Decimal]:
    """Pesos paid for each of them; nothing of those whose payments were all taken back."""
    flows = MonitoringEntryFunding.objects.until(as_of).filter(type=FlowType.DISBURSEMENT, line__ppa__in=ppas)
    sums = flows.order_by().values_list("line__ppa").annotate(paid=Sum("amount"))
    return {key: paid for key, paid in sums if paid}


# ---- The rows --------------------------------------------------------------------------------------------------------


def _measures(
    ppas: MonitoringEntryQuerySet, fiscal_year: int | None, by: str = "pk"
) -> Iterator[tuple[Hashable, Measure]]:
    """Each result in each year, with the group that its PPA belongs to."""
    rows = OutcomePeriod.objects.filter(outcome__ppa__in=ppas.order_by().values("pk"))
    if fiscal_year is not None:
        rows = rows.filter(fiscal_year=fiscal_year)
    approved = Case(When(actual_state=ActualState.APPROVED, then=F("actual")))
    result = ("outcome", "fiscal_year", f"outcome__ppa__{by}", "outcome__year_value")
    columns = (*result, "outcome__baseline", "outcome__direction", "quarter", "target", "target_high", approved)
    ordered = rows.order_by("outcome", "fiscal_year").values_list(*columns)
    for (_outcome, _year, group, how, baseline, direction), periods in groupby(
        ordered.iterator(chunk_size=5000), key=lambda row: row[:6]
    ):
        yield group, of_year((Period(*row[6:]) for row in periods), how, baseline=baseline, direction=direction)
