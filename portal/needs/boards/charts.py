"""The grid of needs as data for inline SVG, because its circles are links; charts with scales are core's."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from portal.needs.enums import Urgency
from portal.needs.figures.matrix import Matrix

WIDTH, LEFT, TOP, ROW, COLUMN = 360, 96, 6, 48, 52
IMPACTS = range(1, 6)
LARGEST, SMALLEST = 21, 9


@dataclass(frozen=True)
class Field:
    """A cell of the grid: how it presses (0 to 7), and the circle of its needs."""

    x: int
    y: int
    pressure: int
    number: int
    radius: float
    url: str
    label: str

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + COLUMN / 2, self.y + ROW / 2


@dataclass(frozen=True)
class Grid:
    """Urgency by impact: the area of a circle is the number of needs."""

    fields: list[Field]
    rows: list[tuple[int, str]]
    columns: list[tuple[int, int]]
    height: int = TOP + 4 * ROW + 36
    width: int = WIDTH
    field_width: int = COLUMN
    field_height: int = ROW


def grid(found: Matrix, urls: Mapping[tuple[str, int], str], *, most: int) -> Grid:
    """Of the needs with a place in the grid; ``most`` is the number of the largest circle."""
    fields = []
    for row, urgency in enumerate(Urgency):
        for column, impact in enumerate(IMPACTS):
            number = found.count(urgency=urgency.value, impact=str(impact))
            fields.append(
                Field(
                    x=LEFT + column * COLUMN,
                    y=TOP + row * ROW,
                    pressure=(3 - row) + column,
                    number=number,
                    radius=round(max(SMALLEST, LARGEST * math.sqrt(number / most)), 1) if number else 0,
                    url=urls[urgency.value, impact],
                    label=f"{urgency.label}, {impact}: {number}",
                )
            )
    rows = [(TOP + row * ROW + ROW // 2 + 4, str(urgency.label)) for row, urgency in enumerate(Urgency)]
    columns = [(LEFT + column * COLUMN + COLUMN // 2, impact) for column, impact in enumerate(IMPACTS)]
    return Grid(fields, rows, columns)
