"""Boards as pages: choices in the address, tables beside every chart, and the same numbers as files."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin

from portal.core.tables import Table, csv_response, xlsx_response

from .parts import Board, Part

FILES = [
    ("xlsx", gettext_lazy("Download as a workbook (XLSX)")),
    ("csv", gettext_lazy("Download as CSV")),
]


class BoardView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One board. It is asked for with GET only: a board changes nothing."""

    permission_required = "view"
    header_icon = "table"
    http_method_names = ["get", "head", "options"]
    name: str
    group: tuple[str, Any, list[tuple[str, Any]]]
    """Where its address stands, what the boards are called together, and all of them, the first one first."""

    export_filename: str
    files = FILES

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        namespace, title, group = self.group
        boards = {"url": reverse(f"{namespace}:{group[0][0]}"), "label": title}
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, boards, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.GET.get("export", "") in dict(self.files):
            return self.export(request.GET["export"], f"{self.export_filename}-{self.name}-{timezone.localdate()}")
        return super().get(request, *args, **kwargs)

    def export(self, kind: str, filename: str) -> HttpResponse | Any:
        answers: Mapping[str, Any] = {"csv": csv_response, "xlsx": xlsx_response}
        return answers[kind](self.table(), filename)

    def table(self) -> Table:
        """What the page shows, as a file."""
        raise NotImplementedError

    def tabs(self) -> list[dict[str, Any]]:
        """The boards; what was chosen on one goes along to the next."""
        namespace, _title, group = self.group
        return [
            {"label": label, "url": f"{reverse(f'{namespace}:{name}')}{self.kept}", "is_current": name == self.name}
            for name, label in group
        ]

    @property
    def kept(self) -> str:
        """What was chosen, as the end of an address."""
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
            "files": self.files,
        }


class PartsView(BoardView):
    """A board of tables."""

    template_name = "portal/core/boards/parts.html"

    @cached_property
    def parts(self) -> list[Part]:
        raise NotImplementedError

    def said(self) -> list[tuple[str, str]]:
        """What was chosen, in words."""
        raise NotImplementedError

    @cached_property
    def board(self) -> Board:
        return Board(str(self.page_title), self.said(), self.parts)

    def table(self) -> Table:
        return self.board.table()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "parts": self.parts}
