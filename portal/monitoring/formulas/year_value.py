"""What a result is worth in a year, from the rows of its periods (planning definitions 3.5).

A row of the whole year speaks for itself. Where it is silent, the quarters that have a row speak for it: added up, or
the last of them. A quarter that nobody reported leaves the year unknown: half a sum would be judged as if it were all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from portal.monitoring.enums import Direction, YearValue

from .achievement import Measure

Value = Decimal | None


@dataclass(frozen=True)
class Period:
    """A row of a year; ``quarter`` is none for the whole year, ``actual`` is none until it is approved."""

    quarter: int | None
    target: Value = None
    target_high: Value = None
    actual: Value = None


def of_year(
    periods: Iterable[Period], how: str, *, baseline: Value = None, direction: str = Direction.INCREASE
) -> Measure:
    """The year's target and actual value, to be judged by ``achievement``."""
    rows = sorted(periods, key=lambda period: period.quarter or 0)
    whole = [row for row in rows if row.quarter is None]
    quarters = [row for row in rows if row.quarter is not None]
    targets = whole if any(row.target is not None for row in whole) else quarters
    actuals = whole if any(row.actual is not None for row in whole) else quarters
    return Measure(
        target=_value(targets, how, lambda row: row.target),
        target_high=_value(targets, how, lambda row: row.target_high),
        actual=_value(actuals, how, lambda row: row.actual),
        baseline=baseline,
        direction=direction,
    )


def _value(rows: list[Period], how: str, read: Callable[[Period], Value]) -> Value:
    if not rows:
        return None
    if how == YearValue.LAST:
        return read(rows[-1])
    values = [read(row) for row in rows]
    known = [value for value in values if value is not None]
    return sum(known, Decimal()) if len(known) == len(values) else None
