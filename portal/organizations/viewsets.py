"""The register's staff screens."""

from django.forms import CheckboxSelectMultiple
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSetGroup

from portal.core.access import ScopedChooserViewSet
from portal.core.registers import RegisterViewSet

from . import views
from .filters import FocalPersonFilterSet, MembershipFilterSet, OrganizationFilterSet
from .forms import AppointmentForm, FocalPersonForm, GrantForm, OrganizationForm
from .models import MAOFocalPerson, Organization, OrganizationMembership


class OrganizationViewSet(RegisterViewSet):
    model = Organization
    name = "organization_register"
    url_prefix = "organizations"
    menu_label = _("Organizations")
    menu_name = "organizations"
    icon = "group"
    ordering = "sort_name"
    filterset_class = OrganizationFilterSet
    export_filename = "organizations"
    index_view_class = views.OrganizationIndexView
    add_view_class = views.AddOrganizationView
    edit_view_class = views.EditOrganizationView
    inspect_view_class = views.OrganizationProfileView
    acts = {"deactivate": views.DeactivateOrganizationView, "activate": views.ActivateOrganizationView}
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("name"),
                    FieldPanel("acronym"),
                    FieldRowPanel([FieldPanel("organization_type"), FieldPanel("kind")]),
                    FieldPanel("parent"),
                    FieldPanel("partnership_level"),
                    FieldPanel("region"),
                    FieldPanel("sectors", widget=CheckboxSelectMultiple),
                ],
                heading=_("Who it is"),
            ),
            MultiFieldPanel([FieldPanel("description"), FieldPanel("mandate")], heading=_("What it is there for")),
            MultiFieldPanel(
                [
                    FieldPanel("contact_person"),
                    FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")]),
                    FieldPanel("address"),
                    FieldPanel("website_url"),
                ],
                heading=_("How it is reached"),
            ),
        ],
        base_form_class=OrganizationForm,
    )


class OrganizationChooserViewSet(ScopedChooserViewSet):
    """For forms with many organizations: ``organization_chooser.widget_class()``. The form scopes the answer itself."""

    model = Organization
    name = "organization_chooser"
    icon = "group"
    choose_one_text = _("Choose an organization")
    choose_another_text = _("Choose another organization")
    register_widget = False


class MembershipViewSet(RegisterViewSet):
    model = OrganizationMembership
    name = "memberships"
    menu_label = _("Memberships")
    icon = "key"
    ordering = "-start_date"
    filterset_class = MembershipFilterSet
    export_filename = "memberships"
    index_view_class = views.MembershipIndexView
    add_view_class = views.GrantView
    inspect_view_class = views.MembershipProfileView
    acts = {"end": views.EndMembershipView}

    def get_form_class(self, for_update: bool = False) -> type:
        return GrantForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """A term is granted and ended, never rewritten."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "edit"]

    def get_common_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        return super().get_common_view_kwargs(**{"edit_url_name": self.UNDEFINED, **kwargs})


class FocalPersonViewSet(RegisterViewSet):
    model = MAOFocalPerson
    name = "focal_persons"
    url_prefix = "focal-persons"
    menu_label = _("Focal persons")
    menu_name = "focal-persons"
    icon = "user"
    ordering = "membership__organization__sort_name"
    filterset_class = FocalPersonFilterSet
    export_filename = "focal-persons"
    index_view_class = views.FocalPersonIndexView
    add_view_class = views.AppointView
    edit_view_class = views.EditFocalPersonView
    inspect_view_class = views.FocalPersonProfileView
    acts = {"end": views.EndFocalPersonView}

    def get_form_class(self, for_update: bool = False) -> type:
        return FocalPersonForm if for_update else AppointmentForm


organization_viewset = OrganizationViewSet()
organization_chooser = OrganizationChooserViewSet()
membership_viewset = MembershipViewSet()
focal_person_viewset = FocalPersonViewSet()


class CoordinationGroup(ModelViewSetGroup):
    """The menu "Coordination"; a viewset of another room joins it by its ``menu_hook``."""

    items = (organization_viewset, focal_person_viewset, membership_viewset)
    menu_label = _("Coordination")
    menu_name = "coordination"
    menu_icon = "group"
    menu_order = 500
    submenu_hook = "register_coordination_menu_item"
