"""The screens of progress updates in the back office."""

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy

from portal.core.registers import RegisterViewSet
from portal.monitoring.actions.rows import lock
from portal.monitoring.models import ProgressUpdate

from .acts import CorrectView
from .listing import UpdateFilterSet, UpdateIndexView
from .missing import MissingReportsView
from .page import UpdateView


class UpdateViewSet(RegisterViewSet):
    """The menu leads to what is missing, its numbers to what was reported."""

    model = ProgressUpdate
    name = "monitoring_updates"
    url_prefix = "programs/progress"
    icon = "form"
    menu_label = gettext_lazy("Progress reports")
    menu_name = "progress-reports"
    index_view_class = UpdateIndexView
    inspect_view_class = UpdateView
    filterset_class = UpdateFilterSet
    form_fields = ["narrative"]
    export_filename = "progress-reports"
    list_per_page = 50
    acts = {"correct": CorrectView}
    left_out = ("add", "edit", "history", "history_results")

    def lock(self, row: Any) -> None:
        """The PPA comes first, as in the actions."""
        lock(row.ppa)

    @property
    def menu_url(self) -> str:
        return reverse(f"{self.name}:missing")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("missing/", MissingReportsView.as_view(), name="missing")]
