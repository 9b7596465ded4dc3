"""The boards as pages: choices in the address, tables beside every chart, and the same numbers as a file."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from portal.core.tables import Table, csv_response, xlsx_response
from portal.needs import clock
from portal.needs.figures.ranking import Ranked, ranked, ranking
from portal.needs.models import Need
from portal.needs.narrowing import years
from portal.needs.querysets import NeedQuerySet
from portal.needs.segments import UNKNOWN

from .choice import Choice
from .contents import SPLITS, goal_parts, matrix_parts, place_parts
from .parts import Board, Part
from .ranked_list import ranking_table

TITLE = gettext_lazy("Boards")
BOARDS = [
    ("matrix", gettext_lazy("Priority matrix")),
    ("ranking", gettext_lazy("Ranking")),
    ("places", gettext_lazy("Where and what")),
    ("goals", gettext_lazy("Goals of the office")),
]
PER_PAGE = 50


class BoardView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One board. It is asked for with GET only: a board changes nothing."""

    permission_policy = policy_registry.get_by_type(Need)
    permission_required = "view"
    header_icon = "table"
    http_method_names = ["get", "head", "options"]
    name: str
    group: tuple[str, Any, list[tuple[str, Any]]] = ("needs_boards", TITLE, BOARDS)
    """Where its address stands, what the boards are called together, and all of them, the first one first."""

    export_filename = "needs"

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        namespace, title, group = self.group
        boards = {"url": reverse(f"{namespace}:{group[0][0]}"), "label": title}
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, boards, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = {"csv": csv_response, "xlsx": xlsx_response}.get(request.GET.get("export", ""))
        if answer is None:
            return super().get(request, *args, **kwargs)
        return answer(self.table(), f"{self.export_filename}-{self.name}-{clock.today()}")

    def table(self) -> Table:
        """What the page shows, as a file."""
        raise NotImplementedError

    @cached_property
    def needs(self) -> NeedQuerySet:
        rows: NeedQuerySet = Need.objects.visible_to(self.request.user)
        return rows

    def tabs(self) -> list[dict[str, Any]]:
        """The boards; what was chosen on one goes along to the next."""
        namespace, _title, group = self.group
        return [
            {"label": label, "url": f"{reverse(f'{namespace}:{name}')}{self.kept}", "is_current": name == self.name}
            for name, label in group
        ]

    @property
    def kept(self) -> str:
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.request.GET.copy()
        for name in ("export", "p"):
            address.pop(name, None)
        return {
            **super().get_context_data(**kwargs),
            "tabs": self.tabs(),
            "tabs_label": self.group[1],
            "counted_at": timezone.now(),
            "address": f"{address.urlencode()}&" if address else "",
        }


class ChosenView(BoardView):
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


class PartsView(ChosenView):
    """A board of tables."""

    template_name = "portal/needs/admin/boards/parts.html"

    @cached_property
    def parts(self) -> list[Part]:
        raise NotImplementedError

    def table(self) -> Table:
        return Board(str(self.page_title), self.said(), self.parts).table()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "parts": self.parts}


class MatrixView(PartsView):
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


class PlacesView(PartsView):
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


class GoalsView(BoardView):
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
