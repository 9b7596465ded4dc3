"""What the staff sees of how the public uses services: on the service's own page, and as a report on all of them."""

import datetime
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import F
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.ui.tables import BaseColumn, NumberColumn, TitleColumn
from wagtail.admin.ui.tables import Column as ListingColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.core.access import ScopedIndexMixin
from portal.core.models import ServiceCategory
from portal.core.sections import Section
from portal.core.tables import Column, Table
from portal.geography.models import Region

from .counting import write_counts
from .figures import counting_began, use_by_month, use_of
from .filters import offices_with_services
from .models import ServiceOffering
from .querysets import ServiceOfferingQuerySet

TITLE = gettext_lazy("How often people look")
TEMPLATE = "catalog/admin/use_of_service.html"
SHORT, LONG = 30, 365  # days
FIGURES = {
    "views": gettext_lazy("Page opened"),
    "searches": gettext_lazy("From a search"),
    "prints": gettext_lazy("Printed"),
}


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included."""

    since: datetime.date
    until: datetime.date

    @classmethod
    def last(cls, days: int) -> "Period":
        today = timezone.localdate()
        return cls(today - datetime.timedelta(days=days - 1), today)

    @classmethod
    def between(cls, one: datetime.datetime | None, other: datetime.datetime | None) -> "Period":
        """What somebody asked for, in whichever order; an open end is today, an open beginning thirty days before."""
        until = timezone.localdate(other) if other else timezone.localdate()
        since = timezone.localdate(one) if one else until - datetime.timedelta(days=SHORT - 1)
        return cls(min(since, until), max(since, until))

    def __str__(self) -> str:
        return _("%(since)s to %(until)s") % {"since": date_format(self.since), "until": date_format(self.until)}


# ---- One service -----------------------------------------------------------------------------------------------------


def use_of_service(offering: ServiceOffering) -> dict[str, Any]:
    """What the section and the side panel show."""
    write_counts()
    one = ServiceOffering.objects.filter(pk=offering.pk)
    periods = [(_("Last 30 days"), Period.last(SHORT)), (_("Last 12 months"), Period.last(LONG))]
    months = use_by_month(offering)
    return {
        "began": counting_began(),
        "is_published": offering.first_published_at is not None,
        "labels": FIGURES.values(),
        "periods": [(label, use_of(one, period.since, period.until).get()) for label, period in periods],
        "months": [(month, _percent(month.views, [other.views for other in months])) for month in months],
    }


def _percent(n: int | None, all_numbers: list[int | None]) -> int:
    """How long a bar is beside the longest."""
    longest = max(filter(None, all_numbers), default=0)
    return round(100 * (n or 0) / longest) if longest else 0


def use_section(offering: ServiceOffering) -> Section:
    return Section(TITLE, TEMPLATE, **use_of_service(offering))


class UseSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = TITLE
        icon_name = "group"
        has_counter = False

    name = "use"
    title = TITLE
    template_name = TEMPLATE
    order = 400

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), **use_of_service(self.object)}


# ---- All services ----------------------------------------------------------------------------------------------------


class UseFilterSet(WagtailFilterSet):
    period = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Counted from and to"), method="leave", widget=DateRangePickerWidget
    )
    offering_mao = django_filters.ModelChoiceFilter(label=gettext_lazy("Office"), queryset=offices_with_services)
    category = django_filters.ModelChoiceFilter(label=gettext_lazy("Category"), queryset=ServiceCategory.objects.all())
    region = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Region"), queryset=Region.objects.all(), method="in_region"
    )

    class Meta:
        model = ServiceOffering
        fields = ["period", "offering_mao", "category", "region"]

    def leave(self, rows: ServiceOfferingQuerySet, name: str, value: slice) -> ServiceOfferingQuerySet:
        """The period chooses what is counted, not which services are shown."""
        return rows

    def in_region(self, rows: ServiceOfferingQuerySet, name: str, value: Region) -> ServiceOfferingQuerySet:
        return rows.covering(value.code)


class CountColumn(NumberColumn):
    """A number to the right; in words where there is none."""

    def __init__(self, name: str, label: Any) -> None:
        super().__init__(name, label=label, sort_key=name, classname="portal-number")

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "value": _("not counted") if context["raw_value"] is None else context["value"]}


EXPORT = [
    Column("title", gettext_lazy("Service")),
    *(Column(name, label, kind="number") for name, label in FIGURES.items()),
    Column("office", gettext_lazy("Office"), value="offering_mao.short_name"),
    Column("category", gettext_lazy("Category"), value="category.name"),
]


def use_table(services: ServiceOfferingQuerySet) -> Table:
    return Table(EXPORT, services, title=_("How the public uses services"))


class UseReportView(ScopedIndexMixin, ReportView):
    model = ServiceOffering
    permission_required = "view"
    page_title = gettext_lazy("How the public uses services")
    header_icon = "group"
    index_url_name = "catalog_use:index"
    index_results_url_name = "catalog_use:index_results"
    results_template_name = "catalog/admin/use_report_results.html"
    filterset_class = UseFilterSet
    is_searchable = True
    search_fields = ["title", "alternate_name"]
    default_ordering = "-views"
    no_results_message = gettext_lazy("No published service is like that.")
    export_table = staticmethod(use_table)

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            TitleColumn(
                "title",
                label=gettext_lazy("Service"),
                url_name="catalog_offerings:inspect",
                sort_key="title",
                width="35%",
            ),
            *(CountColumn(name, label) for name, label in FIGURES.items()),
            ListingColumn("offering_mao.short_name", label=gettext_lazy("Office"), sort_key="offering_mao__sort_name"),
            ListingColumn("category.name", label=gettext_lazy("Category"), sort_key="category__name"),
        ]

    @cached_property
    def period(self) -> Period:
        is_read = self.filters is not None and self.filters.is_valid()
        asked = self.filters.form.cleaned_data.get("period") if is_read else None
        return Period.between(asked.start, asked.stop) if asked else Period.last(SHORT)

    def listed(self, rows: ServiceOfferingQuerySet) -> ServiceOfferingQuerySet:
        write_counts()
        published = rows.exclude(first_published_at=None).select_related("offering_mao", "category")
        return use_of(published, self.period.since, self.period.until)

    def order_queryset(self, queryset: Any) -> Any:
        name = self.ordering.removeprefix("-")
        order = F(name).desc(nulls_last=True) if self.ordering.startswith("-") else F(name).asc(nulls_last=True)
        return queryset.order_by(order, "title", "pk")

    def get_filename(self) -> str:
        return f"use-of-services-{self.period.since}-to-{self.period.until}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return {**context, "period": self.period, "began": counting_began()}


class UseMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(policy_registry.get_by_type(ServiceOffering).user_has_permission(request.user, "view"))


class UseReport(ViewSet):
    """The report's place in the menu of the catalog."""

    name = "catalog_use"
    url_prefix = "catalog/use"
    icon = "group"
    menu_label = gettext_lazy("Use by the public")
    menu_name = "use-by-the-public"
    menu_item_class = UseMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(UseReportView), name="index"),
            path("results/", self.construct_view(UseReportView, results_only=True), name="index_results"),
        ]
