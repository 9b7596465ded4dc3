"""What a board or a report shows, as data: tables of numbers that lead to their rows. Page and files show the same."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.charts import Chart
from portal.core.tables import Column, Table

UNKNOWN = "–"


def written(number: int | Decimal, places: int | None = None) -> str:
    """With so many decimals, rounded half up (the formatting of Django cuts them off)."""
    if places is not None and isinstance(number, Decimal):
        number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return number_format(number, decimal_pos=places, force_grouping=True)


@dataclass(frozen=True)
class Number:
    """A number, or in words why there is none; ``url`` leads to the rows that it counts."""

    value: int | Decimal | None
    url: str = ""
    words: str = ""
    unit: str = ""
    places: int | None = None
    """Decimals that are shown; without it as many as the number has."""

    shown: str = ""
    """What is shown in place of all its digits, such as “₱1.2 billion”; files hold both."""

    mark: str = ""
    """In words, what one should see about it, such as that it is above 100 percent."""

    def __str__(self) -> str:
        if self.value is None:
            return self.words
        if self.shown:
            return self.shown
        return f"{written(self.value, self.places)}{self.unit}"


def percent(share: Decimal | None) -> Number:
    """A share of 0 to 1 in percent, with one place."""
    return Number(None if share is None else round(share * 100, 1), words=_("nothing to count yet"), unit="\u00a0%")


@dataclass(frozen=True)
class Line:
    label: str
    numbers: Sequence[Number]
    is_sum: bool = False
    is_part: bool = False
    """It is a part of the line above it that is no part."""

    rests: str = ""
    """What its numbers rest on, in words."""

    url: str = ""
    """Where its name leads, if it has a page of its own."""


@dataclass(frozen=True)
class Part:
    """One table: what its lines are, what its columns count, and what one should know about it."""

    title: str
    lines_are: str
    columns: Sequence[str]
    lines: Sequence[Line]
    note: str = ""
    chart: Any = None
    chart_template: str = ""
    """What draws it, where it is no ``Chart``."""

    texts: Collection[int] = ()
    """Which columns, counted from 0, hold words: they are read from the left, not compared digit by digit."""

    wide: bool = False
    """It does not stand beside another, however few its columns are."""

    nothing: str = ""
    """What is said in place of a table without lines."""

    @property
    def id(self) -> str:
        """For links to it on its page."""
        return slugify(self.title)

    @property
    def is_wide(self) -> bool:
        """It does not stand beside another."""
        return self.wide or len(self.columns) > 7

    @property
    def drawn(self) -> Chart | None:
        """Its chart, if it is one that paper can show too."""
        return self.chart if isinstance(self.chart, Chart) else None


@dataclass(frozen=True)
class Board:
    """A page of parts; ``said`` is what was chosen, in words, and ``head`` the few numbers that stand above them."""

    title: str
    said: Sequence[tuple[str, str]]
    parts: Sequence[Part] = field(default_factory=list)
    head: Part | None = None
    said_is: str = ""
    """What the file calls the choice."""

    @property
    def all_parts(self) -> list[Part]:
        return [*([self.head] if self.head else []), *self.parts]

    def table(self) -> Table:
        """Every number that the page shows, one a row, under what was chosen."""
        return Table(EXPORT, list(self._rows()), title=self.title)

    def _rows(self) -> Iterator[dict[str, Any]]:
        for name, value in self.said:
            chosen = {"part": self.said_is or _("What is counted"), "line": name, "shown": value}
            yield {**chosen, "column": "", "number": None, "rests": ""}
        for part in self.all_parts:
            for line in part.lines:
                for column, number in zip(part.columns, line.numbers, strict=True):
                    yield {
                        "part": part.title,
                        "line": line.label,
                        "column": column,
                        "number": number.value,
                        "shown": str(number),
                        "rests": line.rests or part.note,
                    }


EXPORT = [
    Column("part", gettext_lazy("Table")),
    Column("line", gettext_lazy("Line"), width=45),
    Column("column", gettext_lazy("Column")),
    Column("number", gettext_lazy("Number"), kind="number"),
    Column("shown", gettext_lazy("As shown")),
    Column("rests", gettext_lazy("Rests on"), width=60),
]
