"""The list of what was reported."""

from functools import cached_property
from typing import Any

import django_filters
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import Button

from portal.core.registers import ASIDE, DayColumn, LabelledColumn, RegisterIndexView
from portal.core.tables import Column as Cell
from portal.core.tables import Table
from portal.monitoring.filters import offices_with_ppas
from portal.monitoring.models import ProgressUpdate
from portal.monitoring.querysets import UpdateQuerySet

from .words import percent, points_of, quarter_of, signed, stage_of

NUMBER = "portal-number"

COLUMNS = [
    Cell("ppa", gettext_lazy("PPA"), value="ppa.title", width=48),
    Cell("office", gettext_lazy("Office"), value="ppa.lead_organization.short_name", width=14),
    Cell("quarter", gettext_lazy("Quarter"), value=lambda row: _quarter(row)),
    Cell("target_pct", gettext_lazy("Planned (%)"), kind="number"),
    Cell("actual_pct", gettext_lazy("Done (%)"), kind="number"),
    Cell("points", gettext_lazy("Ahead or behind (points)"), value=points_of, kind="number"),
    Cell("stage", gettext_lazy("Against the plan"), value=lambda row: str(stage_of(row).label)),
    Cell("narrative", gettext_lazy("What happened"), width=60),
    Cell("deviation_reason", gettext_lazy("Why it is behind the plan"), width=40),
    Cell("corrective_action", gettext_lazy("What is done about it"), width=40),
    Cell("follow_up_on", gettext_lazy("Look again on"), kind="date"),
    Cell("reported_at", gettext_lazy("Reported"), kind="datetime"),
]


def updates_table(rows: Any) -> Table:
    return Table(COLUMNS, rows, title=ProgressUpdate._meta.verbose_name_plural)


def _quarter(row: ProgressUpdate) -> str:
    return f"{quarter_of(row)} {row.fiscal_year}"


class UpdateFilterSet(WagtailFilterSet):
    fiscal_year = django_filters.TypedChoiceFilter(label=gettext_lazy("Fiscal year"), coerce=int, choices=[])
    quarter = django_filters.TypedChoiceFilter(
        label=gettext_lazy("Quarter"), coerce=int, choices=[(number, f"Q{number}") for number in range(1, 5)]
    )
    office = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Office"), queryset=offices_with_ppas, field_name="ppa__lead_organization"
    )

    class Meta:
        model = ProgressUpdate
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(data, *args, request=request, **kwargs)
        seen = ProgressUpdate.objects.visible_to(request.user)
        years = seen.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
        self.filters["fiscal_year"].extra["choices"] = [(year, str(year)) for year in years]


class UpdateIndexView(RegisterIndexView):
    page_title = gettext_lazy("Progress reports")
    results_template_name = "portal/core/card_results.html"
    export_table = staticmethod(updates_table)

    def listed(self, rows: UpdateQuerySet) -> UpdateQuerySet:
        return rows.select_related("ppa__lead_organization")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("ppa", gettext_lazy("PPA"), "ppa__sort_title", accessor="ppa.title"),
            Column("ppa.lead_organization.short_name", label=gettext_lazy("Office")),
            Column("quarter", label=gettext_lazy("Quarter"), accessor=_quarter),
            LabelledColumn(
                "target_pct",
                label=gettext_lazy("Planned (%)"),
                accessor=lambda row: percent(row.target_pct),
                classname=NUMBER,
            ),
            LabelledColumn(
                "actual_pct",
                label=gettext_lazy("Done (%)"),
                accessor=lambda row: percent(row.actual_pct),
                classname=NUMBER,
            ),
            LabelledColumn(
                "points", label=gettext_lazy("Points"), accessor=lambda row: signed(points_of(row)), classname=NUMBER
            ),
            LabelledColumn("stage", label=gettext_lazy("Against the plan"), accessor=lambda row: stage_of(row).label),
            DayColumn("reported_at", label=gettext_lazy("Reported"), sort_key="reported_at", classname=ASIDE),
        ]

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        return [Button(_("Read the report"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        url = reverse("monitoring_updates:missing")
        missing = Button(_("Missing reports"), url=url, icon_name="warning", priority=5)
        return [*super().header_more_buttons, missing]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No report is like that.")
        return _("No quarter is reported yet. An office does that on the page of a PPA that has begun.")
