"""The pages of the overview, and their files."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from portal.core.boards.parts import Part
from portal.core.boards.printing import as_pdf
from portal.core.boards.views import FILES, PartsView
from portal.core.tables import Table
from portal.policies.models import PolicyRecommendation
from portal.policies.querysets import PolicyQuerySet

from .goals import goals_part
from .overview import Recommended, as_table, overview, recommended

TITLE = gettext_lazy("Overview")
BOARDS = [("index", gettext_lazy("All recommendations")), ("goals", gettext_lazy("Goals of the office"))]


class OverviewBoard(PartsView):
    """Who serves an office sees what is public, and what the office leads or helps with."""

    permission_policy = policy_registry.get_by_type(PolicyRecommendation)
    group = ("policies_overview", TITLE, BOARDS)
    export_filename = "recommendations"
    template_name = "portal/monitoring/recommended/overview.html"
    header_icon = "doc-full"
    files = [("pdf", gettext_lazy("Download as PDF")), *FILES]

    @property
    def policies(self) -> PolicyQuerySet:
        rows: PolicyQuerySet = PolicyRecommendation.objects.visible_to(self.request.user)
        return rows

    def said(self) -> list[tuple[str, str]]:
        return [(_("Recommendations"), str(self.policies.count()))]

    def export(self, kind: str, filename: str) -> HttpResponse | Any:
        return as_pdf(self.board, filename) if kind == "pdf" else super().export(kind, filename)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "said": self.said()}


class OverviewView(OverviewBoard):
    name = "index"
    page_title = BOARDS[0][1]

    @cached_property
    def rows(self) -> list[Recommended]:
        return recommended(self.policies)

    @cached_property
    def parts(self) -> list[Part]:
        return [overview(self.rows, timezone.localdate())]

    def table(self) -> Table:
        return as_table(self.rows)


class GoalsView(OverviewBoard):
    name = "goals"
    page_title = BOARDS[1][1]

    @cached_property
    def parts(self) -> list[Part]:
        return [goals_part(self.policies, timezone.localdate())]
