"""The list of PPAs; on a phone each row is a card."""

from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Case, Prefetch, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.ui.tables import Column as ListingColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from portal.accounts.models import StaffRequest
from portal.core.paging import KeysFirstPaginator
from portal.core.registers import ASIDE, DayColumn, RegisterIndexView
from portal.monitoring.completeness import completeness_of, with_parts
from portal.monitoring.importing.running import can_import
from portal.monitoring.models import MonitoringEntry, PPAPlace
from portal.monitoring.permissions import can_any
from portal.monitoring.querysets import MonitoringEntryQuerySet
from portal.monitoring.tables import ppas_table
from portal.needs.querysets import PLACE_PATHS


class OfficeColumn(ListingColumn):
    """The office by its short name, and what the PPA is a part of."""

    cell_template_name = "portal/monitoring/desk/_office.html"


class MoneyColumn(ListingColumn):
    """Pesos of all years; nothing where nobody said."""

    cell_template_name = "portal/monitoring/desk/_money.html"


class CompleteColumn(ListingColumn):
    """The figure, and what is missing."""

    cell_template_name = "portal/monitoring/desk/_complete.html"


class PPAIndexView(RegisterIndexView):
    request: StaffRequest
    page_title = gettext_lazy("PPAs")
    results_template_name = "portal/core/card_results.html"
    export_table = staticmethod(ppas_table)
    paginator_class = KeysFirstPaginator

    def listed(self, rows: MonitoringEntryQuerySet) -> MonitoringEntryQuerySet:
        rows = with_parts(rows.with_asked()).select_related("lead_organization", "parent", "sector")
        if not self.is_export:
            return rows
        places = PPAPlace.objects.select_related(*PLACE_PATHS.values())
        return rows.prefetch_related(Prefetch("places", places), "tags", "partner_organizations")

    def order_queryset(self, queryset: Any) -> Any:
        """What people plan stands before what was loaded from a published act; or as somebody sorts."""
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        is_loaded = Case(When(loaded_from="", then=False), default=True, output_field=BooleanField())
        return queryset.order_by(is_loaded, "-created_at", "pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("title", gettext_lazy("Title"), "sort_title"),
            OfficeColumn("office", label=gettext_lazy("Office"), sort_key="lead_organization__sort_name"),
            ListingColumn("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
            ListingColumn("sector", label=gettext_lazy("Sector"), sort_key="sector__name", classname=ASIDE),
            MoneyColumn("asked", label=gettext_lazy("Money lines (₱)"), sort_key="asked", classname="portal-number"),
            DayColumn("planned_end", label=gettext_lazy("Planned end"), sort_key="planned_end", classname=ASIDE),
            CompleteColumn(
                "complete", label=gettext_lazy("Complete"), accessor=completeness_of, sort_key="parts_known"
            ),
        ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = list(super().header_buttons)
        if can_import(self.request.user):
            address = reverse("monitoring_import:index")
            buttons.append(HeaderButton(_("Import from a sheet"), url=address, icon_name="upload"))
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if can_any(self.request.user, "link"):
            narrowed = self.request.GET.urlencode()
            address = f"{reverse('monitoring_tagging:index')}{f'?{narrowed}' if narrowed else ''}"
            buttons.append(Button(_("Tag with a recommendation"), url=address, icon_name="tag", priority=80))
        return buttons

    def get_edit_url(self, instance: Any) -> None:
        return None  # its page says what can be done with it

    def get_list_more_buttons(self, instance: MonitoringEntry) -> list[Button]:
        return [Button(_("Open the PPA"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No PPA is like that.")
        return _("There are no PPAs yet.")
