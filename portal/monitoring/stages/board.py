"""The board of stages: how many PPAs stand where, each number with the list behind it, and what is late."""

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from portal.core.tables import Column, Table, csv_response, xlsx_response
from portal.monitoring.enums import StageState
from portal.monitoring.figures.stages import OfStage, by_stage
from portal.monitoring.filters import offices_with_ppas
from portal.monitoring.models import MonitoringEntryWorkflowStage
from portal.monitoring.querysets import StageQuerySet
from portal.organizations.models import Organization

from .listing import LATE, years_of_stages
from .words import due_in_words

MOST_LATE = 20
TITLE = _("Stages")


class ChoiceForm(forms.Form):
    """Which stages are counted."""

    fiscal_year = forms.TypedChoiceField(label=_("Fiscal year"), coerce=int, required=False, empty_value=None)
    office = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Office"), required=False, empty_label=_("All offices")
    )

    def __init__(self, data: Any, *, request: HttpRequest) -> None:
        super().__init__(data)
        years = years_of_stages(request)
        fields: Any = self.fields
        fields["fiscal_year"].choices = [("", _("All years")), *years]
        fields["office"].queryset = offices_with_ppas(request)


class StageBoardView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = "view"
    page_title = TITLE
    header_icon = "list-ul"
    template_name = "portal/monitoring/stages/board.html"
    http_method_names = ["get", "head", "options"]
    breadcrumbs_items: ClassVar = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("monitoring_stages:board"), "label": TITLE},
    ]

    @property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(MonitoringEntryWorkflowStage)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = {"csv": csv_response, "xlsx": xlsx_response}.get(request.GET.get("export", ""))
        if answer is None:
            return super().get(request, *args, **kwargs)
        return answer(board_table(self.lines), f"stages-{timezone.localdate()}")

    @cached_property
    def form(self) -> ChoiceForm:
        form = ChoiceForm(self.request.GET, request=self.request)
        form.is_valid()
        return form

    @cached_property
    def chosen(self) -> dict[str, Any]:
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @cached_property
    def rows(self) -> StageQuerySet:
        rows: StageQuerySet = MonitoringEntryWorkflowStage.objects.visible_to(self.request.user)
        if year := self.chosen.get("fiscal_year"):
            rows = rows.filter(fiscal_year=year)
        if office := self.chosen.get("office"):
            rows = rows.filter(ppa__lead_organization=office)
        return rows

    @cached_property
    def lines(self) -> list[OfStage]:
        return by_stage(self.rows)

    def _url(self, **more: str) -> str:
        """The list of exactly these stages."""
        keys = {name: getattr(value, "pk", value) for name, value in self.chosen.items()}
        return f"{reverse('monitoring_stages:index')}?{urlencode({**keys, **more})}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        late = self.rows.late(today).select_related("ppa__lead_organization", "owner").order_by("due_on", "pk")
        address = self.request.GET.copy()
        address.pop("export", None)
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "states": [state.label for state in StageState],
            "lines": [self._line(line) for line in self.lines] if any(line.total for line in self.lines) else [],
            "late": [(row, due_in_words(row, today)) for row in late[:MOST_LATE]],
            "late_count": sum(line.late for line in self.lines),
            "late_url": self._url(state=LATE),
            "most_late": MOST_LATE,
            "counted_at": timezone.now(),
            "address": f"{address.urlencode()}&" if address else "",
        }

    def _line(self, line: OfStage) -> dict[str, Any]:
        stage = line.stage.value
        return {
            "label": line.stage.label,
            "late": (line.late, self._url(stage=stage, state=LATE)),
            "counts": [(number, self._url(stage=stage, state=state)) for state, number in line.counts.items()],
            "total": (line.total, self._url(stage=stage)),
        }


def board_table(lines: list[OfStage]) -> Table:
    columns = [
        Column("stage", _("Stage"), value=lambda line: str(line.stage.label), width=30),
        Column("late", _("Late"), kind="number"),
        *(Column(state.value, state.label, value=_count(state), kind="number") for state in StageState),
        Column("total", _("Together"), kind="number"),
    ]
    return Table(columns, lines, title=TITLE)


def _count(state: StageState) -> Any:
    return lambda line: line.counts[state]
