"""The staff screens of evidence, in the menu "Needs", and the chooser by which other rooms attach items."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.access import ScopedChooserViewSet
from portal.core.registers import RegisterViewSet

from . import staff_views as views
from .filters import EvidenceFilterSet
from .forms import AddItemForm, ChangeItemForm
from .models import EvidenceItem

MENU = "register_needs_menu_item"


class EvidenceViewSet(RegisterViewSet):
    model = EvidenceItem
    name = "evidence_register"
    url_prefix = "evidence"
    menu_label = _("Evidence")
    menu_name = "evidence"
    menu_hook = MENU
    menu_order = 70
    icon = "doc-full"
    ordering = "-added_at"
    filterset_class = EvidenceFilterSet
    export_filename = "evidence"
    index_view_class = views.EvidenceIndexView
    add_view_class = views.AddItemView
    edit_view_class = views.ChangeItemView
    inspect_view_class = views.ItemProfileView
    acts = {"withdraw": views.WithdrawView, "restore": views.RestoreView, "read_again": views.ReadAgainView}

    def get_form_class(self, for_update: bool = False) -> type:
        return ChangeItemForm if for_update else AddItemForm


class EvidenceChooserViewSet(ScopedChooserViewSet):
    """For forms that attach evidence: ``choices.EvidenceField`` scopes the answer itself."""

    model: Any = EvidenceItem
    name = "evidence_chooser"
    icon = "doc-full"
    choose_one_text = _("Choose evidence")
    choose_another_text = _("Choose other evidence")
    register_widget = False
    choose_view_class = views.ChooseItemView
    choose_results_view_class = views.ChooseItemResultsView


evidence_viewset = EvidenceViewSet()
evidence_chooser = EvidenceChooserViewSet()
