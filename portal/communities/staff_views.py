"""The views of the communities' staff screens: lists, profiles, and one page an act."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.widgets.button import Button, HeaderButton

from portal.core.registers import (
    ASIDE,
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
from portal.core.sections import Section, sections

from . import actions
from .forms import AccessForm, BarangaySearchForm, EndForm, FiguresForm
from .models import CommunityFigure, CommunityRepresentative, OBCCommunity, ServiceAccess
from .permissions import can_end_representation, can_keep
from .querysets import CommunityQuerySet, RepresentativeQuerySet
from .tables import community_table, groups_in_words, representative_table

FACTS = "portal/core/_facts.html"


class PopulationColumn(Column):
    """How many people, and of which year; what is not known is empty."""

    cell_template_name = "portal/communities/admin/_population.html"


class CommunityIndexView(RegisterIndexView):
    results_template_name = "portal/core/card_results.html"
    export_table = staticmethod(community_table)

    def listed(self, rows: CommunityQuerySet) -> CommunityQuerySet:
        return rows.with_place().with_groups().with_population().with_representation()

    @cached_property
    def columns(self) -> list[BaseColumn]:
        place = "barangay__municipality"
        return [
            self.profile_column("name", gettext_lazy("Name"), "sort_name"),
            Column("barangay", label=gettext_lazy("Barangay"), sort_key="barangay__sort_name"),
            Column("barangay.municipality", label=gettext_lazy("Town or city"), sort_key=f"{place}__sort_name"),
            Column(
                "barangay.municipality.province",
                label=gettext_lazy("Province"),
                sort_key=f"{place}__province__sort_name",
            ),
            Column("groups", label=gettext_lazy("Groups"), accessor=groups_in_words),
            PopulationColumn("population", label=gettext_lazy("Population"), sort_key="population"),
            BooleanColumn(
                "is_represented", label=gettext_lazy("Represented"), sort_key="is_represented", classname=ASIDE
            ),
            BooleanColumn("is_active", label=gettext_lazy("Active"), sort_key="is_active", classname=ASIDE),
        ]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if can_keep(self.request.user):
            url = reverse("communities_import")
            buttons.append(Button(_("Import"), url=url, icon_name="upload", priority=40))
        return buttons


class AddCommunityView(RegisterCreateView):
    success_message = gettext_lazy("%(object)s is in the list.")

    def save_instance(self) -> OBCCommunity:
        return actions.add_community(**self.form.values, by=self.request.user)


class EditCommunityView(RegisterEditView):
    success_message = gettext_lazy("%(object)s is changed.")

    def save_instance(self) -> OBCCommunity:
        return actions.change_community(self.object, **self.form.values, by=self.request.user)


class CommunityProfileView(DeactivatingProfileView):
    may_keep = staticmethod(can_keep)

    def get_sections(self) -> list[Section]:
        return sections("COMMUNITY_PROFILE_SECTIONS", self.object, self.request.user)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = super().header_buttons
        if self.may_keep(self.request.user):
            for act, label in [("figures", _("Record figures")), ("access", _("Record access"))]:
                url = reverse(f"community_register:{act}", args=[self.object.pk])
                buttons = [*buttons, HeaderButton(label, url=url, icon_name="plus")]
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if self.object.is_public:
            url = self.object.get_absolute_url()
            buttons = [*buttons, Button(_("Public page"), url=url, icon_name="view", priority=30)]
        return buttons


class StateView(ActView):
    """What was counted or seen on a day, in one form: what is left empty is not touched."""

    template_name = "portal/communities/admin/state.html"
    button_label = gettext_lazy("Record")
    statements: str

    def is_allowed(self) -> bool:
        return can_keep(self.request.user)

    def explanation(self) -> list[Any]:
        return [_("All that you fill in has this source and this day. Older figures are kept. Empty means: not known.")]

    def get_form_kwargs(self) -> dict[str, Any]:
        statements = getattr(self.object, self.statements).newest()
        return {**super().get_form_kwargs(), "latest": {getattr(row, row.SUBJECT): row for row in statements}}


class RecordFiguresView(StateView):
    form_class = FiguresForm
    statements = "figures"
    page_title = gettext_lazy("Record figures")
    success_message = gettext_lazy("%(object)s: figures recorded.")

    def act(self, form: Any) -> None:
        actions.record_figures(self.object, figures=form.said, **form.about, by=self.actor)


class RecordAccessView(StateView):
    form_class = AccessForm
    statements = "access"
    page_title = gettext_lazy("Record access to services")
    success_message = gettext_lazy("%(object)s: access to services recorded.")

    def act(self, form: Any) -> None:
        actions.record_access(self.object, access=form.said, **form.about, by=self.actor)


class RemoveFigureView(ActView):
    """Takes away one statement that was entered by mistake."""

    statement_model: type[CommunityFigure] | type[ServiceAccess] = CommunityFigure
    page_title = gettext_lazy("Remove what was entered by mistake")
    button_label = gettext_lazy("Yes, remove it")
    success_message = gettext_lazy("%(object)s: removed.")
    is_serious = True

    def is_allowed(self) -> bool:
        return can_keep(self.request.user)

    @cached_property
    def statement(self) -> CommunityFigure | ServiceAccess:
        row = self.statement_model.objects.filter(community=self.object, pk=self.kwargs["statement"]).first()
        if row is None:
            raise Http404
        return row

    def explanation(self) -> list[Any]:
        return [str(self.statement), _("A newer figure needs no removal of the older one: record it with its own day.")]

    def act(self, form: Any) -> None:
        actions.remove_statement(self.statement, by=self.actor)


class RemoveAccessView(RemoveFigureView):
    statement_model = ServiceAccess


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
