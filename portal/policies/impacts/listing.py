"""The impact scorecard: what the recommendations changed, each number beside its target."""

from functools import cached_property
from typing import Any

import django_filters
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import Button

from portal.core.registers import ASIDE, LabelledColumn, RegisterIndexView
from portal.core.tables import Column as Cell
from portal.core.tables import Table
from portal.policies.enums import Grade, ImpactType
from portal.policies.judging import impact_rate, judged
from portal.policies.milestones.listing import OfPolicyColumn, policies_with
from portal.policies.models import PolicyImpact
from portal.policies.querysets import ImpactQuerySet

from .lines import ImpactLine

NUMBER = "portal-number"
MET, NOT_MET, UNCLEAR, UNMEASURED = "met", "not_met", "unclear", "unmeasured"
VERDICTS = [
    (MET, gettext_lazy("Met")),
    (NOT_MET, gettext_lazy("Not met yet")),
    (UNMEASURED, gettext_lazy("Not measured")),
    (UNCLEAR, gettext_lazy("Cannot be judged")),
]

COLUMNS = [
    Cell("number", gettext_lazy("Number"), value="policy.number", kind="number"),
    Cell("policy", gettext_lazy("Recommendation"), value="policy.title", width=48),
    Cell("type", gettext_lazy("Kind of impact"), value="get_type_display"),
    Cell("title", gettext_lazy("What is measured"), width=40),
    Cell("unit", gettext_lazy("Unit")),
    Cell("direction", gettext_lazy("Direction"), value="get_direction_display"),
    Cell("baseline", gettext_lazy("Before"), kind="number"),
    Cell("target", gettext_lazy("Target"), kind="number"),
    Cell("current", gettext_lazy("Now"), kind="number"),
    Cell("final", gettext_lazy("At the end"), kind="number"),
    Cell("measured_on", gettext_lazy("Measured on"), kind="date"),
    Cell("progress", gettext_lazy("Progress (%)"), value=lambda row: judged(row).progress, kind="number"),
    Cell("verdict", gettext_lazy("Judged"), value=lambda row: ImpactLine(row).verdict),
    Cell("data_quality", gettext_lazy("Quality of the data"), value="get_data_quality_display"),
    Cell("confidence", gettext_lazy("How sure it is due to this"), value="get_confidence_display"),
    Cell("method", gettext_lazy("How it was measured"), width=60),
]


def impacts_table(rows: Any) -> Table:
    return Table(COLUMNS, rows, title=_("Impact scorecard"))


def policies_offered(request: HttpRequest) -> Any:
    return policies_with(PolicyImpact.objects.visible_to(request.user))


def verdict_of(row: PolicyImpact) -> str:
    found = judged(row)
    if not found.is_measured:
        return UNMEASURED
    if found.is_met is None:
        return UNCLEAR
    return MET if found.is_met else NOT_MET


class ImpactFilterSet(WagtailFilterSet):
    policy = django_filters.ModelChoiceFilter(label=gettext_lazy("Recommendation"), queryset=policies_offered)
    type = django_filters.ChoiceFilter(label=gettext_lazy("Kind of impact"), choices=ImpactType.choices)
    judged = django_filters.ChoiceFilter(label=gettext_lazy("Judged"), choices=VERDICTS, method="by_verdict")
    data_quality = django_filters.ChoiceFilter(label=gettext_lazy("Quality of the data"), choices=Grade.choices)

    class Meta:
        model = PolicyImpact
        fields: list[str] = []

    def by_verdict(self, rows: ImpactQuerySet, name: str, value: str) -> ImpactQuerySet:
        return rows.filter(pk__in=[row.pk for row in rows if verdict_of(row) == value])


class ImpactIndexView(RegisterIndexView):
    page_title = gettext_lazy("Impact scorecard")
    results_template_name = "portal/policies/impacts/scorecard_results.html"
    export_table = staticmethod(impacts_table)

    def listed(self, rows: ImpactQuerySet) -> ImpactQuerySet:
        return rows.select_related("policy")

    def order_queryset(self, queryset: Any) -> Any:
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        return queryset.order_by("policy__number", "type", "title", "pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("title", gettext_lazy("What is measured"), "title"),
            OfPolicyColumn("policy", label=gettext_lazy("Recommendation"), sort_key="policy__number", width="22%"),
            LabelledColumn("unit", label=gettext_lazy("Unit")),
            _number("baseline", gettext_lazy("Before"), lambda row: ImpactLine(row).before),
            _number("target", gettext_lazy("Target"), lambda row: ImpactLine(row).target),
            _number("actual", gettext_lazy("Now"), lambda row: ImpactLine(row).actual),
            _number("progress", gettext_lazy("Progress"), lambda row: ImpactLine(row).progress),
            Column("verdict", label=gettext_lazy("Judged"), accessor=lambda row: ImpactLine(row).verdict),
            LabelledColumn(
                "confidence", label=gettext_lazy("Due to this?"), accessor="get_confidence_display", classname=ASIDE
            ),
        ]

    def get_edit_url(self, instance: Any) -> None:
        return None

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        return [Button(_("Open the impact"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "rate": impact_rate(self.get_queryset())}

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No impact is like that.")
        return _("No impact is recorded yet. Impacts are recorded on the page of a recommendation.")


def _number(name: str, label: Any, accessor: Any) -> LabelledColumn:
    return LabelledColumn(name, label=label, accessor=accessor, classname=NUMBER)
