from django.db import models
from django.utils.translation import gettext_lazy

from catalog.applications.deciding.rows import lock
from catalog.models import ServiceApplication
from portal.core.registers import RegisterViewSet

from .acts import ACTS
from .case_page import CaseView
from .many import ApproveManyView, AssignManyView, RejectManyView
from .queue import ApplicationFilterSet, QueueView

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
    filterset_class = ApplicationFilterSet
    form_fields = ["status"]
    export_filename = "applications"
    list_per_page = 50
    acts = dict(ACTS)
    many = dict(MANY)
    left_out = ("add", "edit")

    def lock(self, row: models.Model) -> None:
        """As the acts lock: the service before the case."""
        lock(row)  # type: ignore[arg-type]
