"""Money that lapses, and obligations above what may be obligated."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.monitoring.enums import FlowType, PPAStatus
from portal.monitoring.formulas.execution import Execution
from portal.monitoring.formulas.validity import Validity, valid_until
from portal.monitoring.models import ContractSlice, MoneyLine, MonitoringEntryFunding
from portal.notifications.alert_rules import Facts

from .about_ppa import AboutPPAs

STEPS = (90, 60, 30)
"""Days before money lapses at which it is told."""


class Line(NamedTuple):
    """A money line with what happened to its money, in pesos."""

    ppa: Any
    fiscal_year: int
    valid_until: datetime.date
    execution: Execution


def lines_of(lines: QuerySet[MoneyLine]) -> Iterator[Line]:
    """These lines with their sums, in one statement."""
    sums = {kind: Sum("flows__amount", filter=Q(flows__type=kind)) for kind in FlowType.values}
    fields = ("ppa", "fiscal_year", "expense_class", "ppa__cost_structure", "amount")
    for row in lines.order_by().values("pk", *fields).annotate(**sums):
        yield Line(
            row["ppa"],
            row["fiscal_year"],
            valid_until(row["fiscal_year"], row["expense_class"], row["ppa__cost_structure"]),
            Execution(
                budget_allocation=row["amount"],
                allocations=row[FlowType.ALLOCATION],
                adjustments=row[FlowType.ADJUSTMENT] or Decimal(),
                obligations=row[FlowType.OBLIGATION] or Decimal(),
                disbursements=row[FlowType.DISBURSEMENT] or Decimal(),
            ),
        )


class MoneyLapses(AboutPPAs):
    """Money that nobody has obligated lapses within 90, 60 or 30 days."""

    code = "monitoring.lapsing"
    title = gettext_lazy("Money about to lapse")
    cleared_by = gettext_lazy("It clears once the money is obligated, or has lapsed.")
    seen_to_by = gettext_lazy("The focal persons of the office, and the budget officers")
    tells = "review"

    def holding(self, rows: Any) -> Mapping[Any, Facts]:
        today = timezone.localdate()
        ends = datetime.date(today.year, 12, 31)  # appropriations lapse with a year, never within it
        if (ends - today).days > max(STEPS):
            return {}
        years = [today.year - 1, today.year]
        lines = MoneyLine.objects.filter(fiscal_year__in=years, ppa__in=rows, ppa__enacted_on__isnull=False)
        left: dict[Any, Decimal] = defaultdict(Decimal)
        for line in lines_of(lines.filter(ppa__status__in=PPAStatus.spending())):
            money = Validity(
                line.valid_until, line.execution.net_allotment or Decimal(), line.execution.obligations, today
            )
            if line.valid_until == ends and money.available > 0:
                left[line.ppa] += money.available
        within = min(step for step in STEPS if (ends - today).days <= step)
        return {ppa: {"pesos": str(left[ppa]), "until": str(ends), "within": within} for ppa in left}

    def step(self, facts: Facts) -> int:
        return -int(facts["within"])

    def words(self, row: Any, facts: Facts) -> str:
        day = date_format(datetime.date.fromisoformat(facts["until"]), "DATE_FORMAT")
        return _("%(pesos)s are not obligated and lapse after %(day)s.") % {"pesos": _money(facts["pesos"]), "day": day}


class ObligatedTooMuch(AboutPPAs):
    """More is obligated than was allotted, or than a contract may take in a year."""

    code = "monitoring.over_obligated"
    title = gettext_lazy("Obligated above the allotment")
    cleared_by = gettext_lazy("It clears once an adjustment raises the allotment, or the obligation is reversed.")
    seen_to_by = gettext_lazy("The budget officers")
    is_urgent = True
    tells_office = False
    tells = "review"

    def holding(self, rows: Any) -> Mapping[Any, Facts]:
        allotment: dict[Any, Decimal] = defaultdict(Decimal)
        obligated = MoneyLine.objects.filter(ppa__in=rows, flows__type=FlowType.OBLIGATION)
        for line in lines_of(MoneyLine.objects.filter(pk__in=obligated.order_by().values("pk"))):
            if "over_obligated" in line.execution.flags:
                allotment[line.ppa] -= line.execution.unobligated or Decimal()
        slices = self._above_slices(rows)
        return {
            ppa: {"above_allotment": str(allotment.get(ppa, 0)), "above_slices": str(slices.get(ppa, 0))}
            for ppa in {*allotment, *slices}
        }

    def _above_slices(self, rows: Any) -> Mapping[Any, Decimal]:
        """By PPA, what contracts took in a year above its slice."""
        flows = MonitoringEntryFunding.objects.filter(type=FlowType.OBLIGATION, contract__ppa__in=rows).order_by()
        taken = flows.values_list("contract", "contract__ppa", "line__fiscal_year").annotate(total=Sum("amount"))
        slices = ContractSlice.objects.filter(contract__ppa__in=rows).order_by()
        granted = {(row[0], row[1]): row[2] for row in slices.values_list("contract", "fiscal_year", "amount")}
        above: dict[Any, Decimal] = defaultdict(Decimal)
        for contract, ppa, year, total in taken:
            if total > granted.get((contract, year), 0):
                above[ppa] += total - granted.get((contract, year), Decimal())
        return above

    def words(self, row: Any, facts: Facts) -> str:
        parts = [
            (_("%(pesos)s more are obligated than was allotted."), facts["above_allotment"]),
            (_("Contracts took %(pesos)s more than their slices of the year."), facts["above_slices"]),
        ]
        return " ".join(sentence % {"pesos": _money(pesos)} for sentence, pesos in parts if Decimal(pesos))


def _money(pesos: str) -> str:
    return "₱" + number_format(Decimal(pesos), decimal_pos=2, force_grouping=True)
