"""The boards as pages: choices in the address, tables beside every chart, and the same numbers as a file."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from portal.core.boards.parts import Board, Part
from portal.core.boards.views import BoardView, PartsView
from portal.core.tables import Table
from portal.needs import clock
from portal.needs.figures.ranking import Ranked, ranked, ranking
from portal.needs.models import Need
from portal.needs.narrowing import years
from portal.needs.querysets import NeedQuerySet
from portal.needs.segments import UNKNOWN

from .choice import Choice
from .contents import SPLITS, goal_parts, matrix_parts, place_parts
from .ranked_list import ranking_table

TITLE = gettext_lazy("Boards")
BOARDS = [
    ("matrix", gettext_lazy("Priority matrix")),
    ("ranking", gettext_lazy("Ranking")),
    ("places", gettext_lazy("Where and what")),
    ("goals", gettext_lazy("Goals of the office")),
]
PER_PAGE = 50


class NeedsBoard(BoardView):
    """A board of needs."""

    permission_policy = policy_registry.get_by_type(Need)
    group: tuple[str, Any, list[tuple[str, Any]]] = ("needs_boards", TITLE, BOARDS)
    export_filename = "needs"

    @cached_property
    def needs(self) -> NeedQuerySet:
        rows: NeedQuerySet = Need.objects.visible_to(self.request.user)
        return rows


class ChosenView(NeedsBoard):
    """A board of the needs that somebody chose."""

    @cached_property
    def choice(self) -> Choice:
        return Choice(self.request.GET, self.needs)

    @property
    def kept(self) -> str:
        address = self.request.GET.copy()
        address.clear()
        address.update(self.choice.chosen)
        return f"?{address.urlencode()}" if address else ""

    def said(self) -> list[tuple[str, str]]:
        return list(self.choice.said()) or [(_("Needs"), _("All that count"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "form": self.choice.form, "said": self.said()}


class ChosenParts(ChosenView, PartsView):
    """A board of tables."""

    template_name = "portal/needs/admin/boards/parts.html"


class MatrixView(ChosenParts):
    name = "matrix"
    page_title = gettext_lazy("Priority matrix")

    @property
    def split(self) -> str:
        """What the grid is split by; empty where it is whole."""
        split = self.request.GET.get("split", "")
        return split if split in SPLITS else ""

    @cached_property
    def parts(self) -> list[Part]:
        return matrix_parts(self.choice, self.split)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        splits = [("", _("Not split")), ("feasibility", _("Feasibility")), ("equity", _("Equity"))]
        return {**super().get_context_data(**kwargs), "splits": splits, "split": self.split}


class PlacesView(ChosenParts):
    name = "places"
    page_title = gettext_lazy("Where and what")

    @cached_property
    def parts(self) -> list[Part]:
        return place_parts(self.choice, clock.today())


class RankingView(ChosenView):
    name = "ranking"
    page_title = gettext_lazy("Ranking")
    template_name = "portal/needs/admin/boards/ranking.html"

    @cached_property
    def rows(self) -> NeedQuerySet:
        return ranking(self.choice.rows).with_place().select_related("category")

    def table(self) -> Table:
        return ranking_table(ranked(self.rows.iterator(chunk_size=1000)))

    @cached_property
    def page(self) -> Page:
        return Paginator(self.rows, PER_PAGE).get_page(self.request.GET.get("p"))

    def lines(self) -> list[Ranked]:
        return list(ranked(self.page.object_list, first=self.page.start_index()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unscored = self.choice.rows.counted().open().filter(priority_score=None).count()
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "table": ranking_table(self.lines()),
            "unscored": unscored,
            "unscored_url": self.choice.rows_url(standing="open", score=UNKNOWN),
            "scored_url": self.choice.rows_url(standing="open", score="any"),
        }


class GoalsView(NeedsBoard):
    """The goals of a year; every office counts them alike, so there is nothing else to choose."""

    name = "goals"
    page_title = gettext_lazy("Goals of the office")
    template_name = "portal/needs/admin/boards/goals.html"

    @cached_property
    def years(self) -> list[str]:
        return [name for name, _label in years()]

    @property
    def year(self) -> int:
        """This year, unless another one that is offered was chosen."""
        chosen = self.request.GET.get("year", "")
        return int(chosen if chosen in self.years else self.years[0])

    @cached_property
    def parts(self) -> list[Part]:
        return goal_parts(self.needs, self.year, clock.today(), since=int(self.years[-1]))

    def table(self) -> Table:
        return Board(str(self.page_title), [(_("Year"), str(self.year))], self.parts).table()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "parts": self.parts,
            "years": self.years,
            "year": str(self.year),
            "as_of": clock.today(),
        }
