"""The list of services that may do the same: side by side for those who coordinate, and for the offices concerned."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.ui.tables import Column as ListingColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from portal.core.models import ServiceCategory
from portal.core.registers import ActView, RegisterIndexView, RegisterProfileView, RegisterViewSet
from portal.core.sections import Section
from portal.core.tables import Column, Table
from portal.geography.models import Region

from . import actions
from .enums import ServiceType
from .filters import offices_with_services
from .models import OfferingOverlap, ServiceOffering
from .models.overlap import newest_title
from .permissions import can_set_apart
from .querysets import OfferingOverlapQuerySet
from .words import amount_given

# ---- What is said of a pair ------------------------------------------------------------------------------------------


def with_office(offering: ServiceOffering) -> str:
    return f"{newest_title(offering)} ({offering.offering_mao.short_name})"


def alike_in(overlap: OfferingOverlap) -> str:
    """Type, category and place that both share."""
    shared = [overlap.first.get_service_type_display()] if overlap.same_type else []
    shared += [overlap.first.category.name] if overlap.same_category else []
    return " · ".join([*map(str, shared), ", ".join(overlap.regions) or _("whole country")])


def state_of(overlap: OfferingOverlap) -> str:
    if overlap.is_open:
        return _("To be looked at")
    day = date_format(timezone.localtime(overlap.decided_at))
    return _("Different, says %(by)s on %(day)s") % {"day": day, "by": overlap.decided_by}


COLUMNS = [
    Column("first", gettext_lazy("Service"), value=lambda row: newest_title(row.first)),
    Column("first_office", gettext_lazy("Its office"), value="first.offering_mao.short_name"),
    Column("second", gettext_lazy("Is like"), value=lambda row: newest_title(row.second)),
    Column("second_office", gettext_lazy("Its office"), value="second.offering_mao.short_name"),
    Column("score", gettext_lazy("Likeness in %"), kind="number"),
    Column("alike_in", gettext_lazy("Both are"), value=alike_in),
    Column("words", gettext_lazy("Both say")),
    Column("state", gettext_lazy("State"), value=state_of),
    Column("reason", gettext_lazy("Why they are different")),
]


def overlaps_table(overlaps: OfferingOverlapQuerySet) -> Table:
    return Table(COLUMNS, overlaps.with_services(), title=_("Overlaps"))


# ---- Screens ---------------------------------------------------------------------------------------------------------


class OverlapFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[("open", gettext_lazy("To be looked at")), ("different", gettext_lazy("Different"))],
        method="in_state",
    )
    between = django_filters.ChoiceFilter(
        label=gettext_lazy("Services of"),
        choices=[("two", gettext_lazy("Two offices")), ("one", gettext_lazy("One office"))],
        method="of_offices",
    )
    office = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Office"), queryset=offices_with_services, method="of_office"
    )
    category = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Category"), queryset=ServiceCategory.objects.all(), method="in_category"
    )
    service_type = django_filters.ChoiceFilter(
        label=gettext_lazy("Type"), choices=ServiceType.choices, method="of_type"
    )
    region = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Region"), queryset=Region.objects.all(), method="in_region"
    )

    class Meta:
        model = OfferingOverlap
        fields: list[str] = []

    def in_state(self, rows: OfferingOverlapQuerySet, name: str, value: str) -> OfferingOverlapQuerySet:
        return rows.filter(decided_at__isnull=value == "open")

    def of_offices(self, rows: OfferingOverlapQuerySet, name: str, value: str) -> OfferingOverlapQuerySet:
        of_one = Q(first__offering_mao=F("second__offering_mao"))
        return rows.filter(of_one if value == "one" else ~of_one)

    def of_office(self, rows: OfferingOverlapQuerySet, name: str, value: Any) -> OfferingOverlapQuerySet:
        return rows.either(offering_mao=value)

    def in_category(self, rows: OfferingOverlapQuerySet, name: str, value: Any) -> OfferingOverlapQuerySet:
        return rows.either(category=value)

    def of_type(self, rows: OfferingOverlapQuerySet, name: str, value: str) -> OfferingOverlapQuerySet:
        return rows.either(service_type=value)

    def in_region(self, rows: OfferingOverlapQuerySet, name: str, value: Region) -> OfferingOverlapQuerySet:
        """Both are offered there."""
        return rows.filter(Q(regions=[]) | Q(regions__contains=[value.code]))


class OverlapIndexView(RegisterIndexView):
    results_template_name = "catalog/admin/overlap_results.html"
    export_table = staticmethod(overlaps_table)

    def listed(self, rows: OfferingOverlapQuerySet) -> OfferingOverlapQuerySet:
        return rows.with_services()

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("first", gettext_lazy("Service"), "first__title", lambda row: with_office(row.first)),
            ListingColumn(
                "second",
                label=gettext_lazy("Is like"),
                accessor=lambda row: with_office(row.second),
                sort_key="second__title",
                width="25%",
            ),
            ListingColumn("score", label=gettext_lazy("Likeness in %"), sort_key="score", classname="portal-number"),
            ListingColumn("alike_in", label=gettext_lazy("Both are"), accessor=alike_in),
            ListingColumn("state", label=gettext_lazy("State"), accessor=state_of, sort_key="decided_at"),
        ]

    def order_queryset(self, queryset: Any) -> Any:
        """Open pairs first, unless somebody sorts."""
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        return queryset.order_by(F("decided_at").asc(nulls_first=True), "-score", "pk")

    def get_edit_url(self, instance: Any) -> None:
        return None  # nobody rewrites what was found

    def get_list_more_buttons(self, instance: OfferingOverlap) -> list[Button]:
        return [Button(_("Side by side"), url=self.get_inspect_url(instance), icon_name="copy", priority=10)]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No pair of services is like that.")
        return _("No two services are alike, as far as their texts say.")


class OverlapProfileView(RegisterProfileView):
    """The two side by side."""

    page_title = gettext_lazy("Overlap")

    def get_edit_url(self) -> None:
        return None

    def get_sections(self) -> list[Section]:
        found = [Section(_("Side by side"), "catalog/admin/side_by_side.html", **self._side_by_side())]
        if not self.object.is_open:
            found.append(Section(_("Different"), "portal/core/_facts.html", rows=self._decision()))
        return found

    def _side_by_side(self) -> dict[str, Any]:
        sides = [newest_text(self.object.first), newest_text(self.object.second)]
        return {
            "overlap": self.object,
            "alike_in": alike_in(self.object),
            "sides": sides,
            "rows": [(label, *values) for label, *values in zip(LABELS, *map(_facts, sides), strict=True)],
        }

    def _decision(self) -> list[tuple[str, Any]]:
        return [(_("State"), state_of(self.object)), (_("Why they are different"), self.object.reason)]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not can_set_apart(self.request.user, self.object):
            return []
        act, view = ("set_apart", SetApartView) if self.object.is_open else ("undo", UndoSetApartView)
        url = reverse(f"catalog_overlaps:{act}", args=[self.object.pk])
        return [HeaderButton(view.page_title, url=url, icon_name="cut")]


def newest_text(offering: ServiceOffering) -> ServiceOffering:
    """What was compared: the published text, or the newest draft of what was never published."""
    return offering if offering.live else offering.get_latest_revision_as_object()


LABELS = [
    gettext_lazy("Office"),
    gettext_lazy("Who it is for"),
    gettext_lazy("What you get"),
    gettext_lazy("Type"),
    gettext_lazy("Category"),
    gettext_lazy("Offered in"),
    gettext_lazy("Amount given"),
    gettext_lazy("Outside BARMM"),
    gettext_lazy("State"),
]


def _facts(offering: ServiceOffering) -> Iterator[str]:
    """In the order of ``LABELS``; empty where the text does not say it."""
    yield offering.offering_mao.name
    yield offering.target_beneficiaries
    yield offering.description
    yield offering.get_service_type_display()
    yield offering.category.name
    places = [*offering.geographic_coverage.all(), *offering.provinces_covered.all()]
    yield _("whole country") if offering.is_nationwide else ", ".join(str(place) for place in places)
    yield amount_given(offering.benefit_amount_min, offering.benefit_amount_max) or offering.benefit_note
    yield offering.get_obc_access_display()
    yield _("Published") if offering.live else _("Draft, never published")


class SetApartForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why are they different?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One sentence, for example: one lends money, the other insures the harvest."),
    )
    fingerprint = forms.CharField(widget=forms.HiddenInput, required=False)


class SetApartView(ActView):
    form_class = SetApartForm
    page_title = gettext_lazy("These are different")
    button_label = gettext_lazy("Yes, they are different")
    success_message = gettext_lazy("%(object)s: said to be different. It can be undone.")

    def get_initial(self) -> dict[str, Any]:
        return {"fingerprint": self.object.fingerprint}

    def is_allowed(self) -> bool:
        return can_set_apart(self.actor, self.object)

    def explanation(self) -> list[Any]:
        return [_("The pair leaves the list of what is to be looked at, until one of the two texts changes.")]

    def act(self, form: Any) -> None:
        actions.set_apart(self.object, **form.cleaned_data, by=self.actor)


class UndoSetApartView(ActView):
    page_title = gettext_lazy("Undo “different”")
    button_label = gettext_lazy("Yes, put them back on the list")
    success_message = gettext_lazy("%(object)s: on the list again.")

    def is_allowed(self) -> bool:
        return can_set_apart(self.actor, self.object)

    def explanation(self) -> list[Any]:
        return [_("The reason is forgotten; the history keeps that it was given and taken back.")]

    def act(self, form: Any) -> None:
        actions.undo_set_apart(self.object, by=self.actor)


class OverlapViewSet(RegisterViewSet):
    """Pairs are found by the portal; people only say that two are different."""

    model = OfferingOverlap
    name = "catalog_overlaps"
    url_prefix = "catalog/overlaps"
    icon = "copy"
    menu_label = gettext_lazy("Overlaps")
    menu_name = "overlaps"
    index_view_class = OverlapIndexView
    inspect_view_class = OverlapProfileView
    filterset_class = OverlapFilterSet
    form_fields = ["reason"]
    export_filename = "overlaps"
    acts = {"set_apart": SetApartView, "undo": UndoSetApartView}
    left_out = ("add", "edit")
