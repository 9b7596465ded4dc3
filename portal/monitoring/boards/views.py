"""The pages of the dashboard: choices in the address, and files of exactly what is shown."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from portal.core.boards.parts import Board, Part
from portal.core.boards.printing import as_pdf
from portal.core.boards.views import FILES, PartsView
from portal.monitoring.models import MonitoringEntry

from .causes import CausesBoard
from .choice import Choice
from .due import DueBoard
from .goals import GoalsBoard
from .money import MoneyBoard

TITLE = gettext_lazy("Dashboard")
BOARDS = [
    ("index", gettext_lazy("Planning and budgeting")),
    ("causes", gettext_lazy("Compliance and largest PPAs")),
    ("due", gettext_lazy("What is due and missing")),
    ("goals", gettext_lazy("Goals of the office")),
]


class DashboardView(PartsView):
    """A page of the dashboard. Who serves an office sees the PPAs of that office, and no other."""

    permission_policy = policy_registry.get_by_type(MonitoringEntry)
    group = ("monitoring_dashboard", TITLE, BOARDS)
    export_filename = "programs"
    template_name = "portal/monitoring/boards/dashboard.html"
    header_icon = "tasks"
    files = [("pdf", gettext_lazy("Download as PDF")), *FILES]

    @cached_property
    def choice(self) -> Choice:
        return Choice(self.request.GET, self.request.user)

    @property
    def kept(self) -> str:
        return self.choice.address()

    def said(self) -> list[tuple[str, str]]:
        return list(self.choice.said())

    def head(self) -> Part | None:
        return None

    @cached_property
    def board(self) -> Board:
        return Board(str(self.page_title), self.said(), self.parts, self.head() if self.parts else None)

    def export(self, kind: str, filename: str) -> HttpResponse | Any:
        return as_pdf(self.board, filename) if kind == "pdf" else super().export(kind, filename)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        board = self.board
        return {**super().get_context_data(**kwargs), "form": self.choice.form, "said": board.said, "head": board.head}


class MoneyView(DashboardView):
    name = "index"
    page_title = BOARDS[0][1]

    @cached_property
    def money(self) -> MoneyBoard:
        return MoneyBoard(self.choice, timezone.localdate())

    @cached_property
    def parts(self) -> list[Part]:
        return self.money.parts()

    def head(self) -> Part:
        return self.money.head()

    @cached_property
    def board(self) -> Board:
        board = super().board
        remarks = [(_("To look into"), remark.text) for remark in self.remarks]
        return Board(board.title, [*board.said, *remarks], board.parts, board.head)

    @cached_property
    def remarks(self) -> list[Any]:
        return self.money.remarks() if self.parts else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "said": self.said(), "remarks": self.remarks}


class CausesView(DashboardView):
    name = "causes"
    page_title = BOARDS[1][1]

    @cached_property
    def parts(self) -> list[Part]:
        return CausesBoard(self.choice, timezone.localdate()).parts()


class DueView(DashboardView):
    name = "due"
    page_title = BOARDS[2][1]

    @cached_property
    def parts(self) -> list[Part]:
        return DueBoard(self.choice, timezone.localdate()).parts()


class GoalsView(DashboardView):
    name = "goals"
    page_title = BOARDS[3][1]

    @cached_property
    def parts(self) -> list[Part]:
        return GoalsBoard(self.choice, timezone.localdate()).parts()
