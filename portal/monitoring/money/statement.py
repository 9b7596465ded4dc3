"""The money of one PPA as its page shows it. Numbers come from figures and formulas; nothing is counted here twice."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from portal.monitoring.enums import FlowType
from portal.monitoring.figures.money import totals_by
from portal.monitoring.formulas.execution import Execution
from portal.monitoring.formulas.multi_year import MultiYear
from portal.monitoring.formulas.validity import Validity, valid_until
from portal.monitoring.models import MoneyLine, MonitoringEntry, MonitoringEntryFunding, MultiYearContract


@dataclass(frozen=True)
class Line:
    """A money line with what happened to it; its validity only where it has a budget."""

    line: MoneyLine
    execution: Execution
    valid_until: datetime.date
    validity: Validity | None

    @property
    def over(self) -> Decimal:
        """By how much more was obligated than there is."""
        return max(-self.validity.left, Decimal()) if self.validity else Decimal()


@dataclass(frozen=True)
class Moved:
    """A flow, and what all flows up to it add up to, in pesos."""

    flow: MonitoringEntryFunding
    allotted: Decimal
    obligated: Decimal
    paid: Decimal
    is_reversed: bool


@dataclass(frozen=True)
class Contract:
    contract: MultiYearContract
    years: list[tuple[int, Decimal | None, Decimal]]
    """Each fiscal year with its slice, if it has one, and what was obligated."""

    figures: MultiYear


def lines_of(ppa: MonitoringEntry, as_of: datetime.date) -> list[Line]:
    rows = list(MoneyLine.objects.filter(ppa=ppa).select_related("source"))
    money = totals_by("pk", MoneyLine.objects.filter(ppa=ppa), as_of=as_of) if rows else {}
    return [_line(row, ppa, money[row.pk].execution, as_of) for row in rows]


def _line(row: MoneyLine, ppa: MonitoringEntry, execution: Execution, as_of: datetime.date) -> Line:
    last = valid_until(row.fiscal_year, row.expense_class, ppa.cost_structure)
    budget = execution.net_allotment
    validity = None if budget is None else Validity(last, budget, execution.obligations, as_of)
    return Line(row, execution, last, validity)


def flows_of(ppa: MonitoringEntry) -> list[Moved]:
    """In the order in which they happened, each with the state it led to."""
    flows = list(
        MonitoringEntryFunding.objects.filter(line__ppa=ppa)
        .select_related("line__source", "contract", "entered_by")
        .order_by("on", "entered_at", "pk")
    )
    reversed_ones = {flow.reverses_id for flow in flows}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    moved = []
    for flow in flows:
        sums[flow.type] += flow.amount
        allotted = sums[FlowType.ALLOCATION] + sums[FlowType.ADJUSTMENT]
        state = (allotted, sums[FlowType.OBLIGATION], sums[FlowType.DISBURSEMENT])
        moved.append(Moved(flow, *state, is_reversed=flow.pk in reversed_ones))
    return moved


def contracts_of(ppa: MonitoringEntry, as_of: datetime.date) -> list[Contract]:
    """What a year obligated is the money of that fiscal year, on whichever day it was obligated."""
    contracts = list(ppa.contracts.prefetch_related("slices"))
    obligations = (
        MonitoringEntryFunding.objects.filter(contract__in=contracts, type=FlowType.OBLIGATION, on__lte=as_of)
        .order_by()
        .values_list("contract", "line__fiscal_year")
        .annotate(total=Sum("amount"))
    )
    return [_contract(each, list(obligations), as_of.year) for each in contracts]


def _contract(contract: MultiYearContract, rows: Iterable[tuple[object, int, Decimal]], year: int) -> Contract:
    slices = {each.fiscal_year: each.amount for each in contract.slices.all()}
    obligated = {fiscal_year: total for key, fiscal_year, total in rows if key == contract.pk}
    years = [
        (each, slices.get(each), obligated.get(each, Decimal())) for each in sorted(slices.keys() | obligated.keys())
    ]
    return Contract(contract, years, MultiYear(contract.total_cost, slices, obligated, year))
