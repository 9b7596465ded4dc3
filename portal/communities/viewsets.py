"""The communities' staff screens; they stand in the menu "Coordination"."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

from portal.core.access import ScopedChooserViewSet
from portal.core.registers import RegisterViewSet
from portal.geography.models import Barangay

from . import staff_views as views
from .filters import CommunityFilterSet, RepresentativeFilterSet
from .forms import CommunityForm, RepresentativeForm
from .models import CommunityRepresentative, OBCCommunity

MENU = "register_coordination_menu_item"


class CommunityViewSet(RegisterViewSet):
    model = OBCCommunity
    name = "community_register"
    url_prefix = "communities"
    menu_label = _("Communities")
    menu_name = "communities"
    menu_hook = MENU
    menu_order = 50
    icon = "home"
    ordering = "sort_name"
    filterset_class = CommunityFilterSet
    export_filename = "communities"
    index_view_class = views.CommunityIndexView
    add_view_class = views.AddCommunityView
    edit_view_class = views.EditCommunityView
    inspect_view_class = views.CommunityProfileView
    acts = {
        "deactivate": views.DeactivateCommunityView,
        "activate": views.ActivateCommunityView,
        "figures": views.RecordFiguresView,
        "access": views.RecordAccessView,
    }

    def get_form_class(self, for_update: bool = False) -> type:
        return CommunityForm

    def get_urlpatterns(self) -> list[URLPattern]:
        removals = [("remove_figure", views.RemoveFigureView), ("remove_access", views.RemoveAccessView)]
        return [
            *super().get_urlpatterns(),
            *(
                path(f"{name.replace('_', '-')}/<int:pk>/<int:statement>/", self.construct_view(view), name=name)
                for name, view in removals
            ),
        ]


class CommunityChooserViewSet(ScopedChooserViewSet):
    """For forms with many communities; the form scopes the answer itself."""

    model = OBCCommunity
    name = "community_chooser"
    icon = "home"
    choose_one_text = _("Choose a community")
    choose_another_text = _("Choose another community")
    register_widget = False


class RepresentativeViewSet(RegisterViewSet):
    model = CommunityRepresentative
    name = "community_representatives"
    url_prefix = "community-representatives"
    menu_label = _("Representatives")
    menu_name = "community-representatives"
    menu_hook = MENU
    menu_order = 60
    icon = "user"
    ordering = "-start_date"
    filterset_class = RepresentativeFilterSet
    export_filename = "community-representatives"
    index_view_class = views.RepresentativeIndexView
    add_view_class = views.AppointRepresentativeView
    inspect_view_class = views.RepresentativeProfileView
    acts = {"end": views.EndRepresentationView}

    def get_form_class(self, for_update: bool = False) -> type:
        return RepresentativeForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """A term is given and ended, never rewritten."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "edit"]

    def get_common_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        return super().get_common_view_kwargs(**{"edit_url_name": self.UNDEFINED, **kwargs})


class BarangayChooserViewSet(ChooserViewSet):
    """Thousands of barangays, public knowledge: searched rather than scrolled."""

    model = Barangay
    name = "barangay_chooser"
    icon = "site"
    choose_one_text = _("Choose a barangay")
    choose_another_text = _("Choose another barangay")
    register_widget = False
    choose_view_class = views.ChooseBarangayView
    choose_results_view_class = views.ChooseBarangayResultsView

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


community_viewset = CommunityViewSet()
community_chooser = CommunityChooserViewSet()
representative_viewset = RepresentativeViewSet()
barangay_chooser = BarangayChooserViewSet()
