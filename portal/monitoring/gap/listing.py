"""The needs of the list, each with its money, as the page and its files show them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.tables import Column, Table
from portal.monitoring.figures.funding import funding_of
from portal.monitoring.formulas.attribution import Funding
from portal.needs.desk.words import place_of
from portal.needs.models import Need

from .choice import FUNDINGS, LARGEST_GAP, ListChoice

CHUNK = 500


@dataclass(frozen=True)
class Line:
    need: Need
    money: Funding


@dataclass(frozen=True)
class Listing:
    """The keys of the chosen needs in their order, and the money of each."""

    keys: Sequence[UUID]
    money: Mapping[UUID, Funding]

    @classmethod
    def of(cls, choice: ListChoice) -> "Listing":
        money = funding_of(choice.rows)
        holds = FUNDINGS[choice.chosen["funding"]][1] if "funding" in choice.chosen else lambda found: True
        keys = [key for key in choice.rows.ranked().values_list("pk", flat=True) if holds(money[key])]
        if choice.chosen.get("order") == LARGEST_GAP:
            keys.sort(key=lambda key: _gap(money[key]), reverse=True)  # equal gaps stay by score
        return cls(keys, money)

    def lines(self, keys: Sequence[UUID]) -> list[Line]:
        """The needs of these keys, in this order."""
        found = Need.objects.with_place().select_related("category").in_bulk(keys)
        return [Line(found[key], self.money[key]) for key in keys if key in found]

    def all_lines(self) -> Iterator[Line]:
        """Every line, for a file, with so many needs at once in memory."""
        for start in range(0, len(self.keys), CHUNK):
            yield from self.lines(self.keys[start : start + CHUNK])


def _gap(money: Funding) -> Decimal:
    """A gap that nobody knows stands after all others."""
    return Decimal(-1) if money.gap is None else money.gap


COLUMNS: list[Column] = [
    Column(
        "reference",
        gettext_lazy("Number"),
        value="need.spoken_reference",
        url=lambda line: line.need.get_absolute_url(),
        width=12,
    ),
    Column("title", gettext_lazy("Need"), value="need.title", width=48),
    Column("score", gettext_lazy("Score"), value="need.priority_score", kind="number"),
    Column("people", gettext_lazy("People"), value="need.affected_population", kind="number"),
    Column("cost", gettext_lazy("Cost (₱)"), value="money.cost", kind="money"),
    Column("funded", gettext_lazy("Granted (₱)"), value="money.funded", kind="money"),
    Column("gap", gettext_lazy("Gap (₱)"), value="money.gap", kind="money"),
    Column("coverage", gettext_lazy("Funded (%)"), value="money.coverage_pct", kind="number"),
    Column("pipeline", gettext_lazy("Asked for, not law yet (₱)"), value="money.pipeline", kind="money"),
    Column("money", gettext_lazy("Money"), value=lambda line: line.money.state.label),
    Column("place", gettext_lazy("Place"), value=lambda line: place_of(line.need), width=40),
    Column("category", gettext_lazy("Category"), value="need.category.name"),
    Column("status", gettext_lazy("Status"), value="need.get_status_display"),
]


def gap_table(lines: Any) -> Table:
    return Table(COLUMNS, lines, title=_("Funding gap of needs"))
