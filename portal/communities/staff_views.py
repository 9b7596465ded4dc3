"""The views of the communities' staff screens: lists, profiles, and one page an act."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.widgets.button import Button

from portal.core.registers import (
    ActivateView,
    ActView,
    DayColumn,
    DeactivateView,
    DeactivatingProfileView,
    RegisterCreateView,
    RegisterEditView,
    RegisterIndexView,
    RegisterProfileView,
)
from portal.core.sections import Section

from . import actions
from .forms import BarangaySearchForm, EndForm
from .models import CommunityRepresentative, OBCCommunity
from .permissions import can_end_representation, can_keep
from .querysets import CommunityQuerySet, RepresentativeQuerySet
from .tables import community_table, representative_table

FACTS = "portal/core/_facts.html"


class CommunityIndexView(RegisterIndexView):
    export_table = staticmethod(community_table)

    def listed(self, rows: CommunityQuerySet) -> CommunityQuerySet:
        return rows.with_place()

    @cached_property
    def columns(self) -> list[BaseColumn]:
        place = "barangay__municipality"
        return [
            self.profile_column("name", gettext_lazy("Name"), "sort_name"),
            Column("barangay", label=gettext_lazy("Barangay"), sort_key="barangay__sort_name"),
            Column("barangay.municipality", label=gettext_lazy("Municipality or city"), sort_key=f"{place}__sort_name"),
            Column(
                "barangay.municipality.province",
                label=gettext_lazy("Province or independent city"),
                sort_key=f"{place}__province__sort_name",
            ),
            Column(
                "barangay.municipality.province.region",
                label=gettext_lazy("Region"),
                sort_key=f"{place}__province__region__position",
            ),
            BooleanColumn("is_active", label=gettext_lazy("Active"), sort_key="is_active"),
        ]


class AddCommunityView(RegisterCreateView):
    success_message = gettext_lazy("%(object)s is in the list.")

    def save_instance(self) -> OBCCommunity:
        return actions.add_community(**self.form.cleaned_data, by=self.request.user)


class EditCommunityView(RegisterEditView):
    success_message = gettext_lazy("%(object)s is changed.")

    def save_instance(self) -> OBCCommunity:
        return actions.change_community(self.object, **self.form.cleaned_data, by=self.request.user)


class CommunityProfileView(DeactivatingProfileView):
    may_keep = staticmethod(can_keep)

    def get_sections(self) -> list[Section]:
        steps = [str(step) for step in [*self.object.place_steps, self.object.place_steps[-1].region]]
        facts = [
            (_("Name"), self.object.name),
            (_("Place"), ", ".join(dict.fromkeys(steps))),
            (_("Active"), _("Yes") if self.object.is_active else _("No, deactivated")),
        ]
        found = [Section(_("Facts"), FACTS, rows=facts)]
        if self.request.user.has_perm("communities.view_communityrepresentative"):
            terms = CommunityRepresentative.objects.visible_to(self.request.user).filter(community=self.object)
            people = list(terms.still_to_run().select_related("user"))
            found.append(Section(_("Representatives"), "portal/communities/representatives.html", people=people))
        return found


class DeactivateCommunityView(DeactivateView):
    may_keep = staticmethod(can_keep)

    def explanation(self) -> list[Any]:
        return [_("It can no longer be chosen, and its representatives lose their rights at once. Its records stay.")]

    def act(self, form: Any) -> None:
        actions.deactivate_community(self.object, by=self.actor)


class ActivateCommunityView(ActivateView):
    may_keep = staticmethod(can_keep)

    def act(self, form: Any) -> None:
        actions.activate_community(self.object, by=self.actor)


class RepresentativeIndexView(RegisterIndexView):
    export_table = staticmethod(representative_table)

    def listed(self, rows: RepresentativeQuerySet) -> RepresentativeQuerySet:
        return rows.select_related("user", "community")

    @cached_property
    def add_item_label(self) -> str:
        return _("Appoint a representative")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("user", gettext_lazy("Person"), "user__last_name"),
            Column("community", label=gettext_lazy("Community"), sort_key="community__sort_name"),
            DayColumn("start_date", label=gettext_lazy("From"), sort_key="start_date"),
            DayColumn("end_date", label=gettext_lazy("Until"), sort_key="end_date"),
        ]

    def get_edit_url(self, instance: Any) -> None:
        return None  # a term is given and ended, never rewritten

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        buttons = super().get_list_more_buttons(instance)
        if instance.can_end and can_end_representation(self.request.user):
            url = reverse("community_representatives:end", args=[instance.pk])
            buttons.append(Button(_("End"), url=url, icon_name="cross", priority=30))
        return buttons


class AppointRepresentativeView(RegisterCreateView):
    page_title = gettext_lazy("Appoint a representative")
    success_message = gettext_lazy("%(object)s: appointed.")
    submit_button_label = gettext_lazy("Appoint")

    def save_instance(self) -> CommunityRepresentative:
        data = self.form.cleaned_data
        return actions.appoint_representative(
            data["community"],
            person=data["user"],
            start_date=data["start_date"],
            end_date=data["end_date"],
            by=self.request.user,
        )


class RepresentativeProfileView(RegisterProfileView):
    def get_edit_url(self) -> None:
        return None

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if self.object.can_end and can_end_representation(self.request.user):
            url = reverse("community_representatives:end", args=[self.object.pk])
            buttons = [*buttons, Button(_("End"), url=url, icon_name="cross", priority=95)]
        return buttons

    def get_sections(self) -> list[Section]:
        rows = [
            (_("Person"), self.object.user),
            (_("E-mail"), self.object.user.email),
            (_("Community"), self.object.community),
            (_("Place"), self.object.community.place),
            (_("From"), self.object.start_date),
            (_("Until"), self.object.end_date or _("no end set")),
        ]
        return [Section(_("Role"), FACTS, rows=rows)]


class EndRepresentationView(ActView):
    form_class = EndForm
    page_title = gettext_lazy("End a representation")
    button_label = gettext_lazy("Yes, end it")
    success_message = gettext_lazy("%(object)s: ended.")
    is_serious = True

    def is_allowed(self) -> bool:
        return can_end_representation(self.request.user)

    def explanation(self) -> list[Any]:
        return [_("From that day on the person no longer sees “My community”, and is told so.")]

    def act(self, form: Any) -> None:
        actions.end_representation(self.object, on=form.cleaned_data["on"], by=self.actor)


class _BarangaysMixin:
    """Barangays with the place they lie in: many have the same name."""

    filter_form_class = BarangaySearchForm
    ordering = ["sort_name", "pk"]

    def get_object_list(self) -> Any:
        barangays = super().get_object_list().valid()  # type: ignore[misc]
        return barangays.select_related("municipality__province")

    @property
    def columns(self) -> list[TitleColumn | Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("municipality", label=_("Municipality or city")),
            Column("municipality.province", label=_("Province or independent city")),
        ]


class ChooseBarangayView(_BarangaysMixin, chooser.ChooseView):
    pass


class ChooseBarangayResultsView(_BarangaysMixin, chooser.ChooseResultsView):
    pass
