"""The columns of the ranking."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.tables import Column, Table
from portal.needs.desk.scores import TERM_NAMES
from portal.needs.desk.words import place_of
from portal.needs.figures.ranking import Ranked


def _term(name: str) -> Callable[[Ranked], Decimal | None]:
    def value(line: Ranked) -> Decimal | None:
        term = line.terms.get(name)
        return None if term is None else round(term, 2)

    return value


def marks(line: Ranked) -> str:
    """What the score makes of a need."""
    if line.in_gap_list:
        return _("Gap; votable")
    return _("Votable") if line.is_votable else ""


COLUMNS: list[Column] = [
    Column("rank", gettext_lazy("Rank"), kind="number"),
    Column(
        "reference",
        gettext_lazy("Number"),
        value="need.spoken_reference",
        url=lambda line: line.need.get_absolute_url(),
    ),
    Column("title", gettext_lazy("Need"), value="need.title", width=48),
    Column("score", gettext_lazy("Score"), kind="number"),
    Column("marks", gettext_lazy("Above 4.0 or 3.0"), value=marks),
    *[Column(name, label, value=_term(name), kind="number") for name, label in TERM_NAMES.items()],
    Column("affected_population", gettext_lazy("People"), value="need.affected_population", kind="number"),
    Column("entered_on", gettext_lazy("Entered"), value="need.created_at", kind="date"),
    Column("category", gettext_lazy("Category"), value="need.category.name"),
    Column("place", gettext_lazy("Place"), value=lambda line: place_of(line.need), width=40),
    Column("status", gettext_lazy("Status"), value="need.get_status_display"),
]


def ranking_table(lines: Iterable[Any]) -> Table:
    return Table(COLUMNS, lines, title=_("Ranking of needs"))
