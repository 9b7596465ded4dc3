"""Money lines that a sheet asks for: checked against what is there, and against the room under ceilings."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.core.models import FundingSource
from portal.monitoring.actions.money import OTHER
from portal.monitoring.ceilings.rooms import used
from portal.monitoring.enums import CeilingMode, ExpenseClass, PPAStatus
from portal.monitoring.models import CeilingManagement, MoneyLine, MonitoringEntry

from .columns import CLASSES
from .finding import BadRow, status_words
from .plans import LinePlan
from .reading import Row


@dataclass(frozen=True)
class Asked:
    """Money that a row asks for, with the column that says how much."""

    column: str
    expense_class: ExpenseClass
    amount: Decimal


def asked_in(row: Row) -> list[Asked]:
    """By class, from a column for each or from one amount with its class; raises ``BadRow``."""
    asked = [
        Asked(column, ExpenseClass(value), row.values[column])
        for column, value in CLASSES.items()
        if row.get(column) is not None
    ]
    amount = row.get("amount")
    if amount is not None:
        if asked:
            raise BadRow("amount", _("This row has an amount and amounts by class: leave one of them out."))
        if row.get("expense_class") is None:
            if row.is_wrong("expense_class"):
                return []
            raise BadRow("amount", _("Say of which class it is: PS, MOOE, FinEx or CO."))
        asked = [Asked("amount", row.values["expense_class"], amount)]
    total = row.get("total")
    summed = sum((one.amount for one in asked), Decimal())
    if total is not None and asked and total != summed and not any(row.is_wrong(column) for column in CLASSES):
        raise BadRow(
            "total",
            _("The classes add up to %(sum)s, and the total says %(total)s.")
            % {"sum": in_pesos(summed), "total": in_pesos(total)},
        )
    if total and not asked and not any(row.is_wrong(column) for column in (*CLASSES, "amount")):
        raise BadRow("total", _("Say how much of it is PS, MOOE, FinEx and CO."))
    return asked


class LinesOfSheet:
    """The money lines of the PPAs of a sheet, read once."""

    def __init__(self, ppas: Iterable[MonitoringEntry]) -> None:
        keys = [ppa.pk for ppa in ppas]
        rows = MoneyLine.objects.filter(ppa__in=keys).select_related("source").order_by("pk")
        self.lines: dict[Any, dict[tuple[Any, ...], MoneyLine]] = defaultdict(dict)
        for line in rows:
            self.lines[line.ppa_id][_key(line)] = line
        parents = MonitoringEntry.objects.filter(parent__in=keys).order_by()
        self.wholes = set(parents.values_list("parent", flat=True))
        self.taken: dict[tuple[Any, ...], int] = {}

    def plan(self, row: Row, ppa: MonitoringEntry, asked: Asked, *, year: int | None, source: FundingSource | None) -> (
        LinePlan | None
    ):  # fmt: skip
        """What is to be done for this amount; None where it is so already. Raises ``BadRow``."""
        if year is None:
            raise BadRow(asked.column, _("Say of which fiscal year this money is."))
        if source is None:
            raise BadRow(asked.column, _("Say where this money comes from: the funding source is missing."))
        source_name = row.get("source_name") or ""
        if (source.code == OTHER) != bool(source_name):
            raise BadRow(
                "source_name" if source_name else "funding_source",
                _("Name the source if, and only if, it is another one than the list has."),
            )
        plan = LinePlan(row.number, ppa, year, asked.expense_class, source, source_name, asked.amount)
        if plan.key in self.taken:
            raise BadRow(asked.column, _("Row %(row)d has this money already.") % {"row": self.taken[plan.key]})
        self.taken[plan.key] = row.number
        plan.line = self.lines.get(ppa.pk, {}).get(plan.key)
        if (plan.line.amount if plan.line else Decimal()) == asked.amount and (plan.line or not asked.amount):
            return None
        if ppa.status not in PPAStatus.editable():
            raise BadRow(
                asked.column,
                _("This PPA is %(status)s: its money changes by a request on its page.")
                % {"status": status_words(ppa)},
            )
        if ppa.pk in self.wholes:
            raise BadRow(asked.column, _("This PPA has parts: its money stands on them."))
        return plan


def ceilings_words(plans: list[LinePlan]) -> list[str]:
    """Which ceilings have too little room for what the sheet asks for more, should it be approved."""
    years, sources = {plan.fiscal_year for plan in plans}, {plan.source.pk for plan in plans}
    ceilings = list(
        CeilingManagement.objects.filter(fiscal_year__in=years, source__in=sources)
        .select_related("source", "sector")
        .order_by("fiscal_year", "source", "sector", "pk")
    )
    rooms = used(ceilings) if ceilings else {}
    words = []
    for ceiling in ceilings:
        more = sum((plan.more for plan in plans if _falls_under(plan, ceiling)), Decimal())
        left = max(rooms[ceiling].remaining, Decimal())
        if more > left:
            words.append(_sentence(ceiling) % {"ceiling": ceiling, "left": in_pesos(left), "more": in_pesos(more)})
    return words


def in_pesos(amount: Decimal) -> str:
    return f"₱{in_figures(amount)}"


def in_figures(amount: Decimal) -> str:
    return number_format(amount, decimal_pos=2, force_grouping=True)


def _falls_under(plan: LinePlan, ceiling: CeilingManagement) -> bool:
    return (plan.fiscal_year, plan.source.pk) == (ceiling.fiscal_year, ceiling.source_id) and (
        ceiling.sector_id in (None, plan.ppa.sector_id)
    )


def _sentence(ceiling: CeilingManagement) -> str:
    if ceiling.mode == CeilingMode.BLOCK:
        return _(
            "The ceiling %(ceiling)s has %(left)s left, and this file asks for %(more)s more. Drafts take no room; "
            "approval will be refused unless a budget officer allows it."
        )
    return _(
        "The ceiling %(ceiling)s has %(left)s left, and this file asks for %(more)s more. Drafts take no room; "
        "approval will warn."
    )


def _key(line: MoneyLine) -> tuple[Any, ...]:
    return (line.ppa_id, line.fiscal_year, line.expense_class, line.source_id, line.source_name)
