"""Where money goes: the same pesos by year, office, sector and region, in two statements.

Of a year's money (or of all years) the breakdowns add up to the total, to the centavo. A PPA in several regions is
divided equally among them, as ``money.totals_by_region`` does.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from portal.monitoring.enums import BeneficiaryUnit
from portal.monitoring.models import MonitoringEntryFunding
from portal.monitoring.querysets import MoneyLineQuerySet, MonitoringEntryQuerySet

from .money import OFFICE, REGIONS, SECTOR, YEAR, Money, divided, totals_by

Groups = Mapping[Any, Money]


@dataclass(frozen=True)
class Spending:
    """Money by year, office, sector and the regions that a PPA serves together; keys are none where it has none."""

    groups: Groups

    def of(self, fiscal_year: int) -> "Spending":
        """The same of one year."""
        return Spending({key: money for key, money in self.groups.items() if key[0] == fiscal_year})

    @property
    def total(self) -> Money:
        return sum(self.groups.values(), Money())

    @property
    def by_year(self) -> Groups:
        return _summed(self.groups, lambda key: key[0])

    @property
    def by_office(self) -> Groups:
        return _summed(self.groups, lambda key: key[1])

    @property
    def by_sector(self) -> Groups:
        return _summed(self.groups, lambda key: key[2])

    @property
    def by_region(self) -> Groups:
        sums: defaultdict[int | None, Money] = defaultdict(Money)
        for keys, money in _summed(self.groups, lambda key: key[3]).items():
            for key, part in zip(keys or [None], divided(money, max(1, len(keys))), strict=True):
                sums[key] += part
        return dict(sums)


def spending(lines: MoneyLineQuerySet, *, as_of: datetime.date | None = None) -> Spending:
    """The money of these lines, of all their years together."""
    return Spending(totals_by((YEAR, OFFICE, SECTOR, REGIONS), lines, as_of=as_of))


def _summed(groups: Groups, key_of: Callable[[Any], Hashable]) -> dict[Any, Money]:
    sums: defaultdict[Any, Money] = defaultdict(Money)
    for key, money in groups.items():
        sums[key_of(key)] += money
    return dict(sums)


@dataclass(frozen=True)
class Served:
    """Beneficiaries counted in one unit: how many are meant and were reached, where somebody counted them."""

    unit: str
    ppas: int
    target: int | None
    reached: int | None
    counted: int
    """The PPAs of which it is known how many they reached."""


@dataclass(frozen=True)
class Reach:
    ppas: int
    with_flows: int
    """Of the PPAs those for which any release, obligation or payment was entered."""

    served: list[Served]


def reach_of_ppas(ppas: MonitoringEntryQuerySet) -> Reach:
    """How many PPAs there are, and whom they serve; people served by two PPAs are counted twice. One statement.

    Units are never added up: persons and households are not the same.
    """
    flows = MonitoringEntryFunding.objects.order_by().filter(line__ppa=OuterRef("pk"))
    rows = (
        ppas.order_by()
        .annotate(has_flows=Exists(flows))
        .values("beneficiary_unit")
        .annotate(
            ppas=Count("pk"),
            with_flows=Count("pk", filter=Q(has_flows=True)),
            target=Sum("target_beneficiaries"),
            reached=Sum("actual_beneficiaries"),
            counted=Count("actual_beneficiaries"),
        )
    )
    found = {row["beneficiary_unit"]: row for row in rows}
    names = ("ppas", "target", "reached", "counted")
    return Reach(
        ppas=sum(row["ppas"] for row in found.values()),
        with_flows=sum(row["with_flows"] for row in found.values()),
        served=[
            Served(unit, **{name: found[unit][name] for name in names})
            for unit in BeneficiaryUnit.values
            if unit in found
        ],
    )
