"""The list of stages: what is late first."""

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import BooleanField, Case, F, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import Button

from portal.core.paging import KeysFirstPaginator
from portal.core.registers import ASIDE, RegisterIndexView
from portal.core.tables import Column as Cell
from portal.core.tables import Table
from portal.monitoring.enums import Stage, StageState
from portal.monitoring.filters import offices_with_ppas
from portal.monitoring.models import MonitoringEntryWorkflowStage
from portal.monitoring.querysets import StageQuerySet

from .words import due_in_words, is_late

LATE, OPEN = "late", "open"
STATES = [(LATE, gettext_lazy("Late")), (OPEN, gettext_lazy("Not completed")), *StageState.choices]
MINE = "me"

COLUMNS = [
    Cell("ppa", gettext_lazy("PPA"), value="ppa.title", width=48),
    Cell("office", gettext_lazy("Office"), value="ppa.lead_organization.short_name", width=14),
    Cell("fiscal_year", gettext_lazy("Fiscal year"), value=lambda row: str(row.fiscal_year)),
    Cell("stage", gettext_lazy("Stage"), value="get_stage_display"),
    Cell("state", gettext_lazy("State"), value="get_state_display"),
    Cell("blocked_by", gettext_lazy("What blocks it")),
    Cell("due_on", gettext_lazy("Due on"), kind="date"),
    Cell("owner", gettext_lazy("Who sees to it"), value=lambda row: str(row.owner) if row.owner else None),
    Cell("completed_at", gettext_lazy("Completed at"), kind="datetime"),
]


def stages_table(rows: Any) -> Table:
    return Table(COLUMNS, rows, title=MonitoringEntryWorkflowStage._meta.verbose_name_plural)


def years_of_stages(request: HttpRequest) -> list[tuple[int, str]]:
    seen = MonitoringEntryWorkflowStage.objects.visible_to(request.user)
    years = seen.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    return [(year, str(year)) for year in years]


class StageFilterSet(WagtailFilterSet):
    fiscal_year = django_filters.TypedChoiceFilter(label=gettext_lazy("Fiscal year"), coerce=int, choices=[])
    stage = django_filters.ChoiceFilter(label=gettext_lazy("Stage"), choices=Stage.choices)
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=STATES, method="in_state")
    office = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Office"), queryset=offices_with_ppas, field_name="ppa__lead_organization"
    )
    owner = django_filters.ChoiceFilter(
        label=gettext_lazy("Who sees to it"), choices=[(MINE, gettext_lazy("I do"))], method="of_me"
    )

    class Meta:
        model = MonitoringEntryWorkflowStage
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(data, *args, request=request, **kwargs)
        self.filters["fiscal_year"].extra["choices"] = years_of_stages(request)

    def in_state(self, rows: StageQuerySet, name: str, value: str) -> StageQuerySet:
        if value == LATE:
            return rows.late()
        if value == OPEN:
            return rows.exclude(state=StageState.COMPLETED)
        return rows.filter(state=value)

    def of_me(self, rows: StageQuerySet, name: str, value: str) -> StageQuerySet:
        return rows.of(self.request.user)


class DueColumn(Column):
    cell_template_name = "portal/monitoring/stages/_due.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        today = timezone.localdate()
        context = super().get_cell_context_data(instance, parent_context)
        return {
            **context,
            "instance": instance,
            "due": due_in_words(instance, today),
            "is_late": is_late(instance, today),
        }


class StageIndexView(RegisterIndexView):
    page_title = gettext_lazy("Stages of PPAs")
    results_template_name = "portal/core/card_results.html"
    export_table = staticmethod(stages_table)
    paginator_class = KeysFirstPaginator

    def listed(self, rows: StageQuerySet) -> StageQuerySet:
        return rows.select_related("ppa__lead_organization", "owner")

    def order_queryset(self, queryset: Any) -> Any:
        """What is late first, the longest late on top; what is done last."""
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        done = Case(When(state=StageState.COMPLETED, then=Value(True)), default=False, output_field=BooleanField())
        return queryset.order_by(done, F("due_on").asc(nulls_last=True), "ppa__sort_title", "pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("ppa", gettext_lazy("PPA"), "ppa__sort_title", accessor="ppa.title"),
            Column("ppa.lead_organization.short_name", label=gettext_lazy("Office")),
            Column("stage", label=gettext_lazy("Stage"), accessor=_stage_and_year),
            Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
            DueColumn("due_on", label=gettext_lazy("Due"), sort_key="due_on"),
            Column("owner", label=gettext_lazy("Who sees to it"), classname=ASIDE),
        ]

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        return [Button(_("Open the stage"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No stage is like that.")
        return _("No stages are laid out yet. That is done on the page of a PPA.")


def _stage_and_year(row: MonitoringEntryWorkflowStage) -> str:
    return f"{row.get_stage_display()} {row.fiscal_year}"
