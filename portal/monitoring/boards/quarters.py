"""The money of one year by the quarter in which it moved."""

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.core.boards.parts import Line, Part
from portal.core.charts import by_quarter as quarters_drawn
from portal.core.fiscal_year import Quarter
from portal.core.money import percent
from portal.monitoring.enums import FlowType
from portal.monitoring.figures.quarters import NOTHING, Moved, by_quarter

from .counted_money import CountedMoney
from .words import Pesos, rate


def quarters(counted: CountedMoney) -> Iterator[Part]:
    year = counted.choice.year
    if year is None:
        return
    found = by_quarter(counted.choice.lines(year, year - 1), counted.on)
    moved = _since_first(year, found.get(year, {}), counted.on)
    if not any(moved.values()):
        return
    before = _so_far(_since_first(year - 1, found.get(year - 1, {}), counted.on), FlowType.OBLIGATION)
    budget_before = counted.before.money.execution.net_allotment if counted.before else None
    pesos = Pesos(amount for of_it in moved.values() for amount in of_it.values())
    obligated, paid = _so_far(moved, FlowType.OBLIGATION), _so_far(moved, FlowType.DISBURSEMENT)
    budget = counted.total.money.execution.net_allotment
    lines, drawn, open_ones = [], [], []
    for quarter, of_it in moved.items():
        is_open = quarter.last_day >= counted.on
        label = f"{quarter.fiscal_year} {quarter}" + (_(" (not over)") if is_open else "")
        amounts = [
            _released(of_it),
            of_it.get(FlowType.OBLIGATION, NOTHING),
            of_it.get(FlowType.DISBURSEMENT, NOTHING),
        ]
        kinds = (FlowType.ALLOCATION, FlowType.OBLIGATION, FlowType.DISBURSEMENT)
        moved_in = f"{quarter.fiscal_year}-{quarter.number}"
        of_before = before.get(Quarter(quarter.fiscal_year - 1, quarter.number))
        numbers = [
            *(
                pesos(amount, counted.choice.rows_url(money=kind.value, moved_in=moved_in))
                for kind, amount in zip(kinds, amounts, strict=True)
            ),
            pesos(obligated[quarter]),
            rate(percent(obligated[quarter], budget)),
            rate(percent(paid[quarter], budget)),
            rate(None if of_before is None else percent(of_before, budget_before)),
        ]
        lines.append(Line(label, numbers))
        drawn.append((label, amounts))
        if is_open:
            open_ones.append(label)
    columns = [
        _("Released (₱)"), _("Obligated (₱)"), _("Paid (₱)"), _("Obligated so far (₱)"), _("Of updated"),
        _("Paid so far, of updated"), _("Obligated so far a year before"),
    ]  # fmt: skip
    series = [_("Released"), _("Obligated"), _("Paid")]
    label = _("Chart: released, obligated and paid by quarter. The table below has the same numbers.")
    note = _(
        "Money of the budget %(year)d by the quarter in which it moved, also after the year. Released holds "
        "adjustments. Rates are of today's updated budget. A hollow column is a quarter that is not over."
    ) % {"year": year}
    chart = quarters_drawn(drawn, series, open_ones=open_ones, label=label)
    yield Part(_("By quarter"), _("Quarter"), columns, lines, note, chart, wide=True)


def _since_first(year: int, moved: Mapping[Quarter, Moved], on: datetime.date) -> dict[Quarter, Moved]:
    """From the year's first quarter, or an earlier one in which money moved, to the last that has begun or moved."""
    own: dict[Quarter, Moved] = {
        Quarter(year, number): {} for number in range(1, 5) if Quarter(year, number).first_day <= on
    }
    whole: dict[Quarter, Moved] = {**own, **moved}
    return {quarter: whole[quarter] for quarter in sorted(whole)}


def _so_far(moved: Mapping[Quarter, Moved], kind: FlowType) -> dict[Quarter, Decimal]:
    total, sums = NOTHING, {}
    for quarter, of_it in moved.items():
        total += of_it.get(kind, NOTHING)
        sums[quarter] = total
    return sums


def _released(of_it: Moved) -> Decimal:
    return of_it.get(FlowType.ALLOCATION, NOTHING) + of_it.get(FlowType.ADJUSTMENT, NOTHING)
