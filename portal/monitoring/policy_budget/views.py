"""The pages: choices in the address, and files of what is shown."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from portal.core.boards.parts import Part
from portal.core.boards.views import BoardView, PartsView
from portal.core.tables import Table
from portal.monitoring.models import MonitoringEntry

from .choice import GapChoice, MatrixChoice
from .gap import GapBoard
from .matrix import Matrix, policy_url

TITLE = gettext_lazy("Budget of recommendations")
GROUP = (
    "monitoring_policies",
    TITLE,
    [("matrix", gettext_lazy("Budget matrix")), ("gap", gettext_lazy("Gap analysis"))],
)
PER_PAGE = 50


class MatrixView(BoardView):
    permission_policy = policy_registry.get_by_type(MonitoringEntry)
    group = GROUP
    name, page_title = "matrix", GROUP[2][0][1]
    export_filename = "recommendations"
    template_name = "portal/monitoring/policy_budget/matrix.html"

    @cached_property
    def choice(self) -> MatrixChoice:
        return MatrixChoice(self.request.GET, self.request.user)

    @cached_property
    def matrix(self) -> Matrix:
        return Matrix(self.choice)

    def table(self) -> Table:
        return self.matrix.table()

    @cached_property
    def page(self) -> Page:
        return Paginator(self.matrix.keys, PER_PAGE).get_page(self.request.GET.get("p"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        matrix, keys = self.matrix, list(self.page.object_list)
        linked = matrix.linked(keys)
        return {
            **super().get_context_data(**kwargs),
            "form": self.choice.form,
            "said": list(self.choice.said()),
            "page": self.page,
            "columns": [(policy, policy_url(policy)) for policy in matrix.columns],
            "rows": matrix.rows(keys, linked),
            "foot": [matrix.counts(linked), *matrix.granted_and_asked()],
            "needed": matrix.needed(),
        }


class GapView(PartsView):
    permission_policy = policy_registry.get_by_type(MonitoringEntry)
    group = GROUP
    name, page_title = "gap", GROUP[2][1][1]
    export_filename = "recommendations"
    template_name = "portal/monitoring/policy_budget/gap.html"

    @cached_property
    def choice(self) -> GapChoice:
        return GapChoice(self.request.GET, self.request.user)

    @cached_property
    def parts(self) -> list[Part]:
        return GapBoard(self.choice).parts()

    def said(self) -> list[tuple[str, str]]:
        return list(self.choice.said())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "form": self.choice.form, "said": self.said()}
