"""A budget broken down: by one of ``breakdowns.BREAKDOWNS``, and by status."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from portal.core.boards.parts import Line, Number, Part
from portal.core.charts import within
from portal.monitoring.enums import FlowType, PPAStatus
from portal.monitoring.figures.breakdown import Spending
from portal.monitoring.narrowing import BUDGET, LINES, UPDATED

from .breakdowns import By
from .choice import Choice
from .counted_money import CountedMoney
from .words import Pesos, change, count, rate


def broken_down(counted: CountedMoney, by: By) -> Part:
    choice, year = counted.choice, counted.choice.year
    groups = by.groups(counted.groups)
    now, before = groups.get(year, {}), groups.get(year - 1, {}) if year is not None and counted.before else {}
    keys = _ordered(by, choice, {**before, **now})
    every = [*now.values(), *before.values(), counted.total]
    pesos = (
        Pesos(amount for one in every for amount in (one.budget, one.money.execution.net_allotment)),
        _moved(every),
    )
    lines = [
        Line(
            _name_of(by, choice, key),
            _numbers(counted, now.get(key, Spending()), before.get(key, Spending()), pesos, by.cell(key)),
            url="" if by.name == "expense_class" else choice.address(**by.cell(key)),
        )
        for key in keys
    ]
    lines.append(Line(_("All"), _numbers(counted, counted.total, counted.before, pesos, {}), is_sum=True))
    return Part(
        str(by.title),
        str(by.lines_are),
        _columns(counted),
        lines,
        _noted(str(by.note), now.values()),
        _drawn(counted, by, keys, now),
        wide=True,
    )


def _columns(counted: CountedMoney) -> list[str]:
    year = counted.choice.year
    compared = [] if year is None else [_("Budget %(year)d (₱)") % {"year": year - 1}, _("Change")]
    return [
        _("PPAs"), _("Budget (₱)"), _("Updated budget (₱)"), _("Obligated (₱)"),
        _("Of updated"), _("Paid (₱)"), _("Of updated"), *compared,
    ]  # fmt: skip


def _numbers(
    counted: CountedMoney, now: Spending, before: Spending | None, pesos: tuple[Pesos, Pesos], cell: Mapping[str, Any]
) -> list[Number]:
    """Budgets and what moved of them have centavos, or none, each for themselves."""
    execution, (budgets, moves) = now.money.execution, pesos
    obligated, paid = now.money.obligated, now.money.paid

    def url(money: str, **more: Any) -> str:
        return counted.choice.rows_url(**cell, money=money, **more)

    numbers = [
        count(now.ppas, url(BUDGET)),
        budgets(now.budget, url(BUDGET)),
        budgets(execution.net_allotment, url(UPDATED)),
        moves(obligated, url(FlowType.OBLIGATION.value)),
        rate(now.money.obligation_rate),
        moves(paid, url(FlowType.DISBURSEMENT.value)),
        rate(now.money.disbursement_rate),
    ]
    if counted.choice.year is None:
        return numbers
    known = before if counted.before else None
    was = None if known is None else known.budget
    return [*numbers, budgets(was, url(BUDGET, year=counted.choice.year - 1)), change(now.budget, was)]


def _drawn(counted: CountedMoney, by: By, keys: list[Any], now: Mapping[Any, Spending]) -> Any:
    largest_keys = sorted((key for key in keys if key in now), key=lambda key: -now[key].budget)[: by.most_drawn]
    if len(largest_keys) < 2:
        return None
    rows = [
        (_name_of(by, counted.choice, key), now[key].budget, now[key].money.obligated)
        for key in keys
        if key in largest_keys
    ]
    label = _("Chart: %(title)s, budget and what is obligated of it.") % {"title": by.title}
    if len(now) > len(rows):
        label += " " + _("The %(n)d largest.") % {"n": len(rows)}
    label += " " + _("The table below has all numbers.")
    return within(rows, whole=_("Budget"), part=_("Obligated"), label=label, unit=_("Pesos"))


def by_status(counted: CountedMoney) -> Part:
    """All PPAs with money lines, also those that no other number of the page counts."""
    groups = counted.found.by("status", counted.choice.year)
    pesos, moves = Pesos(one.amount for one in groups.values()), _moved(groups.values())
    lines = []
    for status in PPAStatus:
        one = groups.get(status.value, Spending())
        url = counted.choice.rows_url(status=status.value, money=LINES)
        lines.append(
            Line(
                str(status.label),
                [count(one.lines_of, url), pesos(one.amount, url), *_moves(counted, one, moves, status=status.value)],
            )
        )
    total = counted.total
    url = counted.choice.rows_url(money=LINES)
    sums = [count(total.lines_of, url), pesos(total.amount, url), *_moves(counted, total, moves)]
    columns = [_("PPAs"), _("Money lines (₱)"), _("Obligated (₱)"), _("Paid (₱)")]
    note = _("Every PPA with a money line. Drafts, and what is refused or cancelled, are in no budget.")
    note = _noted(note, groups.values())
    return Part(_("By status"), _("Status"), columns, [*lines, Line(_("All"), sums, is_sum=True)], note, wide=True)


def _moves(counted: CountedMoney, one: Spending, pesos: Pesos, **cell: Any) -> list[Number]:
    return [
        pesos(one.money.obligated, counted.choice.rows_url(**cell, money=FlowType.OBLIGATION.value)),
        pesos(one.money.paid, counted.choice.rows_url(**cell, money=FlowType.DISBURSEMENT.value)),
    ]


def _ordered(by: By, choice: Choice, groups: Mapping[Any, Spending]) -> list[Any]:
    """In the order of their names; offices by budget; where nobody said, last."""
    places = {key: place for place, key in enumerate(by.names(choice))}
    if by.name == "lead_organization":
        return sorted(groups, key=lambda key: (-groups[key].budget, places.get(key, len(places))))
    return sorted(groups, key=lambda key: (key is None, places.get(key, len(places))))


def _name_of(by: By, choice: Choice, key: Any) -> str:
    nobody_said = {"region": _("No place said"), "policy": _("Implements none")}
    return nobody_said.get(by.name, _("Not said")) if key is None else by.names(choice).get(key, str(key))


def _noted(note: str, groups: Iterable[Spending]) -> str:
    """With what a dash means, if there is one in place of what was obligated and paid."""
    unreported = any(one.lines_of and not one.money.is_reported for one in groups)
    dash = _("A dash means that what was obligated and paid is not reported.")
    return " ".join(part for part in (note, dash if unreported else "") if part)


def _moved(groups: Iterable[Spending]) -> Pesos:
    executions = [one.money.execution for one in groups]
    return Pesos(amount for one in executions for amount in (one.obligations, one.disbursements))
