"""The review queue: what is due first stands first."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, TitleColumn
from wagtail.admin.ui.tables import Column as ListingColumn
from wagtail.admin.widgets.button import Button

from portal.accounts.models import StaffRequest
from portal.activity import record_all
from portal.core.registers import ASIDE, DayColumn, RegisterIndexView
from portal.core.tables import Column, Table
from portal.needs import clock
from portal.needs.models import Need
from portal.needs.permissions import can_review_any
from portal.needs.querysets import NeedQuerySet

from .filters import STATES, TO_REVIEW, in_state
from .words import due_in_words, is_at_risk, is_late, place_of, state_of

COUNTED = [TO_REVIEW, "late", "at_risk", "asked", "held", "back"]
"""Tabs that say how many: work that waits. The others only grow."""


class ChooseColumn(BaseColumn):
    """A box beside each need that is open; the form below the table takes what is ticked."""

    cell_template_name = "portal/needs/desk/_choose.html"


class DueColumn(ListingColumn):
    cell_template_name = "portal/needs/desk/_due.html"

    def __init__(self, *args: Any, today: clock.Day, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def get_value(self, instance: Need) -> str:
        return due_in_words(instance, self.today)

    def get_cell_context_data(self, instance: Need, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        late, risk = is_late(instance, self.today), is_at_risk(instance, self.today)
        return {**context, "is_late": late, "is_at_risk": risk}


def needs_table(rows: Iterable[Need]) -> Table:
    """Just what the list shows, with the place and the rating apart; nobody who sent one."""
    today = clock.today()
    columns = [
        Column("reference", gettext_lazy("Number"), value="spoken_reference", width=12),
        Column("title", gettext_lazy("Title"), width=48),
        Column("category", gettext_lazy("Category"), value="category.name"),
        Column("place", gettext_lazy("Place"), value=lambda need: str(need.place)),
        Column("municipality", gettext_lazy("City or municipality"), value="in_municipality.name"),
        Column("province", gettext_lazy("Province or independent city"), value="in_province.name"),
        Column("region", gettext_lazy("Region"), value=lambda need: str(need.in_region)),
        Column("submission_type", gettext_lazy("Pathway"), value="get_submission_type_display"),
        Column("submission_date", gettext_lazy("Received"), kind="date"),
        Column("due_on", gettext_lazy("Due on"), kind="date"),
        Column("due", gettext_lazy("Time left"), value=lambda need: due_in_words(need, today)),
        Column("status", gettext_lazy("Status"), value=state_of),
        Column("urgency", gettext_lazy("Urgency"), value="get_urgency_level_display"),
        Column("impact", gettext_lazy("Impact, 1 to 5"), value="impact_severity", kind="number"),
        Column("feasibility", gettext_lazy("Feasibility"), value="get_feasibility_display"),
        Column("affected_population", gettext_lazy("People affected"), kind="number"),
        Column("priority_score", gettext_lazy("Score"), kind="number"),
        Column("reviewer", gettext_lazy("Reviewer"), value=lambda need: str(need.assigned_to or "")),
    ]
    return Table(columns, rows, title=_("Needs"))


class QueueView(RegisterIndexView):
    request: StaffRequest
    page_title = gettext_lazy("Review queue")
    results_template_name = "portal/needs/desk/queue_results.html"
    export_table = staticmethod(needs_table)

    def listed(self, rows: NeedQuerySet) -> NeedQuerySet:
        return rows.with_place().select_related("category", "assigned_to")

    def order_queryset(self, queryset: Any) -> Any:
        """By the day on which the community has its answer; what has none last. Or as somebody sorts."""
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        return queryset.order_by("due_on", "created_at", "pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        number = self._get_title_column_class(TitleColumn)
        choose = [ChooseColumn("choose", label=_("Choose"))] if self.may_review else []
        return [
            *choose,
            number(
                "reference",
                label=gettext_lazy("Number"),
                accessor="spoken_reference",
                sort_key="reference",
                get_url=self.get_inspect_url,
                width="12%",
            ),
            DueColumn("due", label=gettext_lazy("Due"), sort_key="due_on", today=clock.today()),
            NeedColumn("title", label=gettext_lazy("Need"), sort_key="title"),
            DayColumn(
                "submission_date",
                label=gettext_lazy("Received"),
                sort_key="submission_date",
                classname=ASIDE,
            ),
            StatusColumn("status", label=gettext_lazy("Status, reviewer"), accessor=state_of, sort_key="status"),
            ScoreColumn("priority_score", label=gettext_lazy("Score"), sort_key="priority_score"),
        ]

    @cached_property
    def may_review(self) -> bool:
        return can_review_any(self.request.user)

    @property
    def state(self) -> str:
        """The tab that is open; empty where the choice is no tab."""
        return str(self.filters.form.data.get("state", "")) if self.filters else ""

    def tabs(self) -> list[dict[str, Any]]:
        """Each queue with how many needs are in it, as far as somebody must do something."""
        rows = Need.objects.visible_to(self.request.user)
        address = reverse("needs_register:index")
        return [
            {
                "label": label,
                "url": f"{address}?state={state}",
                "is_current": state == self.state,
                "count": in_state(rows, state).count() if state in COUNTED else None,
            }
            for state, label in STATES
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return {**context, "tabs": self.tabs(), "may_review": self.may_review}

    def as_spreadsheet(self, queryset: NeedQuerySet, spreadsheet_format: str) -> HttpResponseBase:
        """What is shown; who took which need out is recorded."""
        rows = list(queryset)
        record_all(rows, "needs.export", by=self.request.user)
        return super().as_spreadsheet(rows, spreadsheet_format)

    def get_list_more_buttons(self, instance: Need) -> list[Button]:
        return [Button(_("Open the need"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No need is like that.")
        return _("Nothing waits for a review.")


class NeedColumn(ListingColumn):
    """The title, and below it the category and the place: more columns would not fit beside each other."""

    cell_template_name = "portal/needs/desk/_need.html"

    def get_cell_context_data(self, instance: Need, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "category": instance.category.name, "place": place_of(instance)}


class StatusColumn(ListingColumn):
    """Where it stands, and who has it."""

    cell_template_name = "portal/needs/desk/_status.html"


class ScoreColumn(ListingColumn):
    """A number on 1 to 5, or that there is none yet."""

    cell_template_name = "portal/needs/desk/_score.html"
