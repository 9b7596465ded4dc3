"""The screens of stages and of the budget calendar in the back office."""

from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import Button

from portal.core.registers import (
    DayColumn,
    LabelledColumn,
    RegisterCreateView,
    RegisterEditView,
    RegisterIndexView,
    RegisterViewSet,
)
from portal.core.tables import Column as Cell
from portal.core.tables import Table
from portal.monitoring.actions.calendar import set_days
from portal.monitoring.enums import Stage
from portal.monitoring.models import BudgetCalendar, MonitoringEntryWorkflowStage

from .acts import STAGE_ACTS
from .board import StageBoardView
from .listing import StageFilterSet, StageIndexView
from .page import StageView


class StageViewSet(RegisterViewSet):
    """The menu leads to the board, its numbers to the list."""

    model = MonitoringEntryWorkflowStage
    name = "monitoring_stages"
    url_prefix = "programs/stages"
    icon = "list-ul"
    menu_label = gettext_lazy("Stages")
    menu_name = "stages"
    index_view_class = StageIndexView
    inspect_view_class = StageView
    filterset_class = StageFilterSet
    form_fields = ["due_on"]
    export_filename = "stages"
    list_per_page = 50
    acts = dict(STAGE_ACTS)
    left_out = ("add", "edit", "history", "history_results")

    @property
    def menu_url(self) -> str:
        return reverse(f"{self.name}:board")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("board/", StageBoardView.as_view(), name="board")]


# ---- The office's calendar -------------------------------------------------------------------------------------------


class CalendarForm(WagtailAdminModelForm):
    class Meta:
        model = BudgetCalendar
        fields = ["fiscal_year", "stage", "opens_on", "due_on"]
        widgets = {"opens_on": AdminDateInput, "due_on": AdminDateInput}


class DaysForm(WagtailAdminModelForm):
    """Of a stage that has its days: which it is stays."""

    class Meta:
        model = BudgetCalendar
        fields = ["opens_on", "due_on"]
        widgets = {"opens_on": AdminDateInput, "due_on": AdminDateInput}


class DueColumn(LabelledColumn, DayColumn):
    """Two days of one row: each says which it is where the row is a card."""


def calendar_table(rows: Any) -> Table:
    columns = [
        Cell("fiscal_year", gettext_lazy("Fiscal year"), value=lambda row: str(row.fiscal_year)),
        Cell("stage", gettext_lazy("Stage"), value="get_stage_display", width=28),
        Cell("opens_on", gettext_lazy("Begins on"), kind="date"),
        Cell("due_on", gettext_lazy("Due on"), kind="date"),
    ]
    return Table(columns, rows, title=BudgetCalendar._meta.verbose_name_plural)


class CalendarIndexView(RegisterIndexView):
    page_title = gettext_lazy("Budget calendar")
    results_template_name = "portal/core/card_results.html"
    export_table = staticmethod(calendar_table)

    @cached_property
    def is_searchable(self) -> bool:
        return False

    @cached_property
    def columns(self) -> list[BaseColumn]:
        stage = self._get_title_column_class(TitleColumn)
        return [
            Column("fiscal_year", label=gettext_lazy("Fiscal year"), accessor=lambda row: str(row.fiscal_year)),
            stage("stage", label=gettext_lazy("Stage"), accessor="get_stage_display", get_url=self.get_edit_url),
            DueColumn("opens_on", label=gettext_lazy("Begins on")),
            DueColumn("due_on", label=gettext_lazy("Due on")),
        ]

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by("-fiscal_year", "opens_on", "pk")

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        url = self.get_edit_url(instance)
        return [Button(_("Change its days"), url=url, icon_name="edit", priority=10)] if url else []


class _SavesDays:
    """Hands over to the action."""

    form: forms.ModelForm
    request: Any

    def save_instance(self) -> BudgetCalendar:
        row: Any = self.form.instance
        days = {name: self.form.cleaned_data[name] for name in ("opens_on", "due_on")}
        return set_days(row.fiscal_year, Stage(row.stage), **days, by=self.request.user)


class AddDaysView(_SavesDays, RegisterCreateView):
    page_title = gettext_lazy("Add a stage of a year")
    success_message = gettext_lazy("%(object)s: the days are saved.")


class ChangeDaysView(_SavesDays, RegisterEditView):
    success_message = gettext_lazy("%(object)s: the days are saved. Stages that were due on the old day move along.")

    def get_success_url(self) -> str:
        return reverse(self.index_url_name)

    def get_form_class(self) -> Any:
        return DaysForm


class CalendarViewSet(RegisterViewSet):
    """When the stages of each year begin and are due."""

    model = BudgetCalendar
    name = "monitoring_calendar"
    url_prefix = "programs/calendar"
    icon = "date"
    menu_label = gettext_lazy("Budget calendar")
    menu_name = "budget-calendar"
    index_view_class = CalendarIndexView
    add_view_class = AddDaysView
    edit_view_class = ChangeDaysView
    inspect_view_enabled = False
    export_filename = "budget-calendar"
    list_per_page = 60
    left_out = ("history", "history_results")

    def get_form_class(self, for_update: bool = False) -> Any:
        return CalendarForm
