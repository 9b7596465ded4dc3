from typing import Any

from django.db import models
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy

from catalog.applications.deciding.rows import lock
from catalog.models import ServiceApplication
from portal.core.registers import RegisterViewSet

from .acts import ACTS
from .case_page import CaseHistoryView, CaseView
from .many import ApproveManyView, AssignManyView, RejectManyView
from .queue import ApplicationFilterSet, QueueView

LEFT_OUT = {"add", "edit"}
MANY = {"assign_many": AssignManyView, "approve_many": ApproveManyView, "reject_many": RejectManyView}


class ApplicationViewSet(RegisterViewSet):
    """The review desk. Cases come in by applying and change by acts; nobody adds, edits or deletes them here."""

    model = ServiceApplication
    name = "catalog_applications"
    url_prefix = "catalog/applications"
    icon = "tasks"
    menu_label = gettext_lazy("Applications")
    menu_name = "applications"
    index_view_class = QueueView
    inspect_view_class = CaseView
    history_view_class = CaseHistoryView
    filterset_class = ApplicationFilterSet
    form_fields = ["status"]
    export_filename = "applications"
    list_per_page = 50
    acts = dict(ACTS)

    def lock(self, row: models.Model) -> None:
        """As the acts lock: the service before the case."""
        lock(row)  # type: ignore[arg-type]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        left_out = {f"{name}_url_name": self.UNDEFINED for name in LEFT_OUT}
        return super().get_common_view_kwargs(**{**left_out, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        many = [path(f"{name.replace('_', '-')}/", self.construct_view(view), name=name) for name, view in MANY.items()]
        return [*[pattern for pattern in super().get_urlpatterns() if pattern.name not in LEFT_OUT], *many]
