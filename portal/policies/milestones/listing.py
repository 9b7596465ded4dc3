"""The implementation tracker: the milestones of all recommendations, what is late first."""

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import BooleanField, Case, Prefetch, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import Button

from portal.core.registers import LabelledColumn, RegisterIndexView
from portal.core.tables import Column as Cell
from portal.core.tables import Table
from portal.organizations.models import Organization
from portal.policies.enums import MilestoneState
from portal.policies.models import PolicyImplementationMilestone, PolicyRecommendation
from portal.policies.querysets import MilestoneQuerySet
from portal.policies.sweeps import DUE_SOON_DAYS

from .words import due_in_words, is_late, who_in_words

LATE, OPEN, SOON = "late", "open", "soon"
STATES = [
    (LATE, gettext_lazy("Late")),
    (SOON, gettext_lazy("Due within two weeks")),
    (OPEN, gettext_lazy("Open")),
    *MilestoneState.choices,
]
MINE = "me"

COLUMNS = [
    Cell("number", gettext_lazy("Number"), value="policy.number", kind="number"),
    Cell("policy", gettext_lazy("Recommendation"), value="policy.title", width=48),
    Cell("title", gettext_lazy("Milestone"), width=40),
    Cell("state", gettext_lazy("State"), value="get_state_display"),
    Cell("target_date", gettext_lazy("Due on"), kind="date"),
    Cell("actual_completion_date", gettext_lazy("Completed on"), kind="date"),
    Cell("days_late", gettext_lazy("Days late"), value=lambda row: row.days_late() or None, kind="number"),
    Cell("office", gettext_lazy("Office"), value="responsible_organization.short_name"),
    Cell(
        "person",
        gettext_lazy("Person"),
        value=lambda row: str(row.responsible_person) if row.responsible_person else None,
    ),
    Cell("waits_for", gettext_lazy("Waits for"), value=lambda row: [str(before) for before in row.awaited], width=40),
    Cell("notes", gettext_lazy("Newest report"), width=48),
]


def milestones_table(rows: Any) -> Table:
    return Table(COLUMNS, rows, title=_("Milestones"))


def with_parts(rows: MilestoneQuerySet) -> MilestoneQuerySet:
    """Beside each what it waits for and is not done yet, as ``awaited``."""
    awaited = Prefetch("depends_on", PolicyImplementationMilestone.objects.open(), to_attr="awaited")
    related = ("policy", "responsible_organization", "responsible_person")
    return rows.select_related(*related).prefetch_related(awaited)


def policies_with(rows: Any) -> Any:
    """For a filter: the recommendations of these rows."""
    return PolicyRecommendation.objects.filter(pk__in=rows.order_by().values("policy"))


def policies_offered(request: HttpRequest) -> Any:
    return policies_with(PolicyImplementationMilestone.objects.visible_to(request.user))


def offices_offered(request: HttpRequest) -> Any:
    seen = PolicyImplementationMilestone.objects.visible_to(request.user)
    return Organization.objects.filter(pk__in=seen.order_by().values("responsible_organization"))


class MilestoneFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=STATES, method="in_state")
    policy = django_filters.ModelChoiceFilter(label=gettext_lazy("Recommendation"), queryset=policies_offered)
    office = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Office"), queryset=offices_offered, field_name="responsible_organization"
    )
    who = django_filters.ChoiceFilter(
        label=gettext_lazy("Who answers for it"), choices=[(MINE, gettext_lazy("I do, or my office"))], method="of_me"
    )

    class Meta:
        model = PolicyImplementationMilestone
        fields: list[str] = []

    def in_state(self, rows: MilestoneQuerySet, name: str, value: str) -> MilestoneQuerySet:
        if value == LATE:
            return rows.late()
        if value == SOON:
            return rows.due_within(DUE_SOON_DAYS)
        return rows.open() if value == OPEN else rows.filter(state=value)

    def of_me(self, rows: MilestoneQuerySet, name: str, value: str) -> MilestoneQuerySet:
        return rows.answered_for_by(self.request.user)


class OfPolicyColumn(Column):
    """The recommendation, with its number; leads to its page."""

    cell_template_name = "portal/policies/desk/_of_policy.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        return {**super().get_cell_context_data(instance, parent_context), "policy": instance.policy}


class DueColumn(Column):
    cell_template_name = "portal/policies/milestones/_due_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        today, context = timezone.localdate(), super().get_cell_context_data(instance, parent_context)
        return {
            **context,
            "day": instance.target_date,
            "due": due_in_words(instance, today),
            "is_late": is_late(instance, today),
        }


class MilestoneIndexView(RegisterIndexView):
    page_title = gettext_lazy("Implementation tracker")
    results_template_name = "portal/policies/milestones/tracker_results.html"
    export_table = staticmethod(milestones_table)

    def listed(self, rows: MilestoneQuerySet) -> MilestoneQuerySet:
        return with_parts(rows)

    def order_queryset(self, queryset: Any) -> Any:
        """What is late first, the longest late on top; what is done or given up last."""
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        ended = [MilestoneState.COMPLETED, MilestoneState.CANCELLED]
        done = Case(When(state__in=ended, then=Value(True)), default=False, output_field=BooleanField())
        return queryset.order_by(done, "target_date", "policy__number", "title", "pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("title", gettext_lazy("Milestone"), "title"),
            OfPolicyColumn("policy", label=gettext_lazy("Recommendation"), sort_key="policy__number", width="24%"),
            Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
            DueColumn("target_date", label=gettext_lazy("Due"), sort_key="target_date"),
            LabelledColumn("who", label=gettext_lazy("Who answers for it"), accessor=who_in_words),
            LabelledColumn("waits_for", label=gettext_lazy("Waits for"), accessor=_awaited),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Of what is listed: how much of it is late and due soon, each with the list of exactly that."""
        rows = self.get_queryset()
        return {
            **super().get_context_data(*args, **kwargs),
            "late": rows.late().count(),
            "late_query": self._narrowed(LATE),
            "soon": rows.due_within(DUE_SOON_DAYS).count(),
            "soon_query": self._narrowed(SOON),
        }

    def _narrowed(self, state: str) -> str:
        address = self.request.GET.copy()
        address["state"] = state
        address.pop("p", None)
        return address.urlencode()

    def get_edit_url(self, instance: Any) -> None:
        return None

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        return [Button(_("Open the milestone"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No milestone is like that.")
        return _("No recommendation has a milestone yet. They are added on its page.")


def _awaited(row: Any) -> str:
    return "; ".join(str(before) for before in row.awaited) or "–"
