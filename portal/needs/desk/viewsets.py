"""The register of needs in the back office."""

from django.db import models
from django.utils.translation import gettext_lazy

from portal.core.registers import RegisterViewSet
from portal.needs.actions.rows import lock
from portal.needs.menu import NEEDS_MENU
from portal.needs.models import Need

from .acts import ACTS
from .filters import NeedFilterSet
from .many import AssignManyView, DeferManyView, RejectManyView, ReleaseManyView, ValidateManyView
from .need_page import NeedHistoryView, NeedView
from .queue import QueueView

MANY = {
    "assign_many": AssignManyView,
    "release_many": ReleaseManyView,
    "validate_many": ValidateManyView,
    "defer_many": DeferManyView,
    "reject_many": RejectManyView,
}


class NeedViewSet(RegisterViewSet):
    """Needs come in by forms and assessments and change by acts; nobody adds, edits or deletes them here."""

    model = Need
    name = "needs_register"
    url_prefix = "needs/register"
    icon = "help"
    menu_label = gettext_lazy("Review queue")
    menu_name = "needs-register"
    menu_hook = NEEDS_MENU
    menu_order = 10
    index_view_class = QueueView
    inspect_view_class = NeedView
    history_view_class = NeedHistoryView
    filterset_class = NeedFilterSet
    form_fields = ["title"]
    export_filename = "needs"
    list_per_page = 50
    acts = dict(ACTS)
    many = dict(MANY)
    left_out = ("add", "edit")

    def lock(self, row: models.Model) -> None:
        lock(row)  # type: ignore[arg-type]


need_viewset = NeedViewSet()
