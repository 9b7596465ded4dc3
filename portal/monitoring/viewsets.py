"""The staff screens of PPAs: a list and a page for each, to be read. They change by actions alone."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets.button import Button

from portal.core.registers import DayColumn, RegisterIndexView, RegisterProfileView, RegisterViewSet
from portal.core.sections import Section, sections

from .filters import PPAFilterSet
from .models import MonitoringEntry
from .querysets import MonitoringEntryQuerySet
from .stages.acts import LayOutView
from .stages.viewsets import CalendarViewSet, StageViewSet
from .tables import ppas_table
from .updates.acts import ReportView
from .updates.viewsets import UpdateViewSet


class PPAIndexView(RegisterIndexView):
    page_title = gettext_lazy("PPAs")
    export_table = staticmethod(ppas_table)

    def listed(self, rows: MonitoringEntryQuerySet) -> MonitoringEntryQuerySet:
        return rows.select_related("lead_organization")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("title", gettext_lazy("Title"), "title"),
            Column(
                "lead_organization.short_name",
                label=gettext_lazy("Office"),
                sort_key="lead_organization__sort_name",
            ),
            Column("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
            DayColumn("created_at", label=gettext_lazy("Made on"), sort_key="created_at"),
        ]

    def get_edit_url(self, instance: Any) -> None:
        return None

    def get_list_more_buttons(self, instance: MonitoringEntry) -> list[Button]:
        return [Button(_("Open the PPA"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No PPA is like that.")
        return _("There are no PPAs yet. An office makes one from an approved application.")


class PPAProfileView(RegisterProfileView):
    page_title = gettext_lazy("PPA")

    def get_edit_url(self) -> None:
        return None

    def get_sections(self) -> list[Section]:
        facts = Section(_("Facts"), "portal/core/_facts.html", rows=list(self._facts()))
        return [facts, *sections("PPA_SECTIONS", self.object, self.request.user)]

    def _facts(self) -> Iterator[tuple[str, Any]]:
        ppa = self.object
        yield _("Title"), ppa.title
        yield _("Office"), ppa.lead_organization
        yield _("Status"), ppa.get_status_display()
        yield _("Made on"), timezone.localtime(ppa.created_at).date()
        yield _("Made by"), ppa.created_by or ppa.source


class PPAViewSet(RegisterViewSet):
    model = MonitoringEntry
    name = "monitoring_ppas"
    url_prefix = "programs/ppas"
    icon = "tasks"
    menu_label = gettext_lazy("PPAs")
    menu_name = "ppas"
    ordering = "-created_at"
    index_view_class = PPAIndexView
    inspect_view_class = PPAProfileView
    filterset_class = PPAFilterSet
    form_fields = ["title"]
    export_filename = "ppas"
    acts = {"lay_out_stages": LayOutView, "report": ReportView}
    left_out = ("add", "edit")


class ProgramsGroup(ModelViewSetGroup):
    """The menu “Programs”."""

    items = (PPAViewSet, StageViewSet, UpdateViewSet, CalendarViewSet)
    menu_label = gettext_lazy("Programs")
    menu_name = "programs"
    menu_icon = "tasks"
    menu_order = 300
