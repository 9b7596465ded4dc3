"""The PPAs with the largest budgets."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, Sum

from portal.monitoring.enums import FlowType, PPAStatus
from portal.monitoring.models import MonitoringEntryFunding
from portal.monitoring.querysets import MoneyLineQuerySet

from .money import _is_law


@dataclass(frozen=True)
class Largest:
    """A PPA with its budget and what was obligated of it, in pesos."""

    ppa: UUID
    title: str
    office: int
    status: str
    budget: Decimal
    obligated: Decimal | None
    """None where nothing that happened to its money was entered, as ``Money.is_reported`` has it."""


def largest(lines: MoneyLineQuerySet, count: int, *, as_of: datetime.date | None = None) -> list[Largest]:
    """So many PPAs whose lines ask for or are granted most; of equal ones by title. One statement."""
    counts = Q(ppa__status__in=[*PPAStatus.asking(), PPAStatus.APPROVED]) | _is_law(as_of)
    rows = lines.filter(counts).order_by().values_list("ppa", "ppa__title", "ppa__lead_organization", "ppa__status")
    flows = MonitoringEntryFunding.objects.filter(line__ppa=OuterRef("ppa"), line__in=lines.order_by().values("pk"))
    if as_of:
        flows = flows.until(as_of)
    sums = Sum("amount", filter=Q(type=FlowType.OBLIGATION), default=Decimal())
    obligated = flows.order_by().values("line__ppa").annotate(sum=sums).values("sum")
    found = rows.annotate(budget=Sum("amount"), obligated=Subquery(obligated)).order_by("-budget", "ppa__title", "ppa")
    return [
        Largest(ppa, title, office, status, budget, obligated)
        for ppa, title, office, status, budget, obligated in found[:count]
    ]
