"""The priority matrix: urgency by impact, each cell by feasibility and equity."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count

from portal.needs.enums import Feasibility, Urgency
from portal.needs.querysets import NeedQuerySet
from portal.needs.segments import EQUITY_LEVELS, UNKNOWN, equity_level

URGENCIES = [*Urgency.values, UNKNOWN]
"""The most pressing first; what is not rated stands apart at the end."""

IMPACTS = ["1", "2", "3", "4", "5", UNKNOWN]
FEASIBILITIES = [*reversed(Feasibility.values), UNKNOWN]
EQUITIES = list(EQUITY_LEVELS)


class Cell(NamedTuple):
    """Needs that are alike in all four; each name is a value or ``unknown``."""

    urgency: str
    impact: str
    feasibility: str
    equity: str
    total: int


@dataclass(frozen=True)
class Matrix:
    cells: list[Cell]
    """Only those that hold a need."""

    def count(self, **having: str) -> int:
        """Needs with these values: ``count(urgency="immediate", equity="unknown")``."""
        return sum(cell.total for cell in self.cells if all(getattr(cell, name) == having[name] for name in having))

    def having(self, **values: str) -> "Matrix":
        """The part of the matrix with these values."""
        return Matrix([cell for cell in self.cells if all(getattr(cell, name) == values[name] for name in values)])

    @cached_property
    def total(self) -> int:
        return self.count()

    @cached_property
    def placed(self) -> int:
        """With urgency and impact known, so that they have a place in the grid."""
        return sum(cell.total for cell in self.cells if UNKNOWN not in (cell.urgency, cell.impact))


def matrix(rows: NeedQuerySet) -> Matrix:
    """Of these needs those that count, in one query. What is not rated is never taken for the lowest."""
    counted = (
        rows.counted()
        .order_by()
        .annotate(equity=equity_level())
        .values_list("urgency_level", "impact_severity", "feasibility", "equity")
        .annotate(total=Count("pk"))
    )
    return Matrix(
        [
            Cell(urgency or UNKNOWN, str(impact or UNKNOWN), feasibility or UNKNOWN, equity, total)
            for urgency, impact, feasibility, equity, total in counted
        ]
    )
