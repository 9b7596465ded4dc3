"""Charts as data for inline SVG: no script, no style attribute. Each stands beside the table with the same numbers."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

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


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    label: str
    shown: str
    is_second: bool = False

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Bars:
    """Bars by year, and the line of the goal."""

    bars: list[Bar]
    years: list[tuple[float, str]]
    goal_y: float
    goal_label: str
    title: str
    legend: Sequence[Any] = ()
    width: int = WIDTH
    height: int = 190
    base: int = 160


def bars(
    values: Mapping[str, Sequence[tuple[Decimal | int | None, str]]],
    *,
    goal: Decimal | int,
    goal_label: str,
    title: str,
    legend: Sequence[Any] = (),
) -> Bars:
    """A group of bars for each year: ``values[year]`` holds each value with its words; none has no bar."""
    top, base, left, right = 18, 160, 76, 8  # the words of the goal stand left of the first bar
    most = max([goal, *(value for group in values.values() for value, _words in group if value is not None)])
    high = float(most) * 1.15
    step = (WIDTH - left - right) / max(1, len(values))
    drawn, years = [], []
    for index, (year, group) in enumerate(values.items()):
        width = min(44, step * 0.8 / len(group))
        begin = left + index * step + (step - width * len(group)) / 2
        years.append((round(left + (index + 0.5) * step, 1), year))
        for place, (value, words) in enumerate(group):
            if value is None:
                continue
            height = (base - top) * float(value) / high
            drawn.append(
                Bar(
                    round(begin + place * width, 1),
                    round(base - height, 1),
                    round(width - 2, 1),
                    round(height, 1),
                    f"{year}: {words}",
                    words,
                    is_second=place > 0,
                )
            )
    goal_y = round(base - (base - top) * float(goal) / high, 1)
    return Bars(drawn, years, goal_y, goal_label, title, legend)
