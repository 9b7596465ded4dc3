"""The list of an office's applications: what is due first stands first."""

import datetime
from functools import cached_property
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import BooleanField, Case, Q, Value, When
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, TitleColumn
from wagtail.admin.ui.tables import Column as ListingColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from catalog.applications import clock
from catalog.applications.lateness import is_late
from catalog.applications.places import next_for_free_places
from catalog.applications.querysets import ApplicationQuerySet
from catalog.enums import ApplicationChannel, ApplicationStatus, WaitingOn
from catalog.models import ServiceApplication, ServiceOffering
from portal.accounts.models import StaffRequest
from portal.activity import record_all
from portal.core.registers import DayColumn, RegisterIndexView
from portal.core.tables import Column, Table

from .words import due_in_words, state_of

LARGEST_EXPORT = 1000
"""The law lets one person take out so many records; for more, a second one would have to agree."""

STATES = [
    ("undecided", gettext_lazy("To be decided")),
    *ApplicationStatus.choices,
    ("closed", gettext_lazy("Closed without a decision")),
]
WAITING = [
    (WaitingOn.OFFICE.value, gettext_lazy("The office")),
    (WaitingOn.APPLICANT.value, gettext_lazy("The applicant")),
    (WaitingOn.SLOT.value, gettext_lazy("A free place")),
]
ASSIGNED = [("me", gettext_lazy("Me")), ("nobody", gettext_lazy("Nobody"))]


def own_services(request: HttpRequest) -> Any:
    own = ServiceApplication.objects.visible_to(request.user)
    return ServiceOffering.objects.filter(pk__in=own.order_by().values("service"))


class ApplicationFilterSet(WagtailFilterSet):
    service = django_filters.ModelChoiceFilter(label=gettext_lazy("Service"), queryset=own_services)
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=STATES, method="in_state")
    assigned = django_filters.ChoiceFilter(label=gettext_lazy("Assigned to"), choices=ASSIGNED, method="assigned_to")
    waiting_on = django_filters.ChoiceFilter(label=gettext_lazy("Waiting for"), choices=WAITING)
    late = django_filters.ChoiceFilter(
        label=gettext_lazy("Late"), choices=[("yes", gettext_lazy("Only late ones"))], method="only_late"
    )
    asks = django_filters.ChoiceFilter(
        label=gettext_lazy("Asks for"),
        choices=[
            ("review", gettext_lazy("My review")),
            ("objection", gettext_lazy("An answer to an objection")),
            ("place", gettext_lazy("Approval: a place is free")),
        ],
        method="asking_for",
    )
    channel = django_filters.ChoiceFilter(label=gettext_lazy("How it came in"), choices=ApplicationChannel.choices)
    application_date = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Received from and to"), widget=DateRangePickerWidget
    )

    class Meta:
        model = ServiceApplication
        fields: list[str] = []

    def in_state(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        if value == "undecided":
            return rows.undecided()
        if value == "closed":
            return rows.exclude(closed_reason="")
        return rows.filter(status=value, closed_reason="")

    def assigned_to(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return rows.filter(reviewer=self.request.user if value == "me" else None)

    def only_late(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return rows.late()

    def asking_for(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        if value == "review":
            return asked_to_review(rows, self.request.user)
        if value == "objection":
            return with_objection_for(rows, self.request.user)
        return rows.filter(pk__in=[case.pk for case in next_for_free_places(rows)])


def asked_to_review(cases: ApplicationQuerySet, user: Any) -> ApplicationQuerySet:
    """Undecided cases of which this person was asked for a review and has not sent it."""
    return cases.undecided().filter(reviews__reviewer=user, reviews__sent_at=None)


def with_objection_for(cases: ApplicationQuerySet, user: Any) -> ApplicationQuerySet:
    """Cases with an objection that waits for an answer and that this person may answer: others decided them."""
    return cases.filter(objection__isnull=False, objection__answered_at=None).exclude(decided_by=user)


class ChooseColumn(BaseColumn):
    """A box beside each case that still waits for a decision; the form round the table takes what is ticked."""

    cell_template_name = "catalog/admin/desk/_choose.html"


class DueColumn(ListingColumn):
    cell_template_name = "catalog/admin/desk/_due.html"

    def __init__(self, *args: Any, closed: frozenset[datetime.date], today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.closed, self.today = closed, today

    def get_value(self, instance: ServiceApplication) -> str:
        return due_in_words(instance, self.closed, self.today)

    def get_cell_context_data(self, instance: ServiceApplication, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "is_late": is_late(instance, self.today)}


def applications_table(rows: ApplicationQuerySet) -> Table:
    """Just what the list shows: no answers and no addresses."""
    closed, today = clock.holidays(), clock.today()
    columns = [
        Column("reference", gettext_lazy("Number"), value="spoken_reference", width=12),
        Column("applicant_name", gettext_lazy("Applicant")),
        Column("service", gettext_lazy("Service"), value="service.title", width=40),
        Column("application_date", gettext_lazy("Received"), kind="date"),
        Column("due_on", gettext_lazy("Due on"), kind="date"),
        Column("due", gettext_lazy("Time left"), value=lambda case: due_in_words(case, closed, today)),
        Column("state", gettext_lazy("State"), value=state_of),
        Column("reviewer", gettext_lazy("Reviewer"), value=lambda case: str(case.reviewer or "")),
        Column("channel", gettext_lazy("How it came in"), value="get_channel_display"),
    ]
    return Table(columns, rows, title=_("Applications"))


class QueueView(RegisterIndexView):
    request: StaffRequest
    page_title = gettext_lazy("Applications")
    results_template_name = "catalog/admin/desk/queue_results.html"
    export_table = staticmethod(applications_table)

    def listed(self, rows: ApplicationQuerySet) -> ApplicationQuerySet:
        return rows.select_related("service", "reviewer")

    def order_queryset(self, queryset: Any) -> Any:
        """What waits for a decision by its due day, then the rest; or as somebody sorts."""
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        waits = When(Q(closed_at=None, status__in=ApplicationStatus.undecided()), then=Value(False))
        done = Case(waits, default=Value(True), output_field=BooleanField())
        return queryset.order_by(done, "due_on", "received_at", "pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        number = self._get_title_column_class(TitleColumn)
        return [
            ChooseColumn("choose", label=_("Choose")),
            number(
                "reference",
                label=gettext_lazy("Number"),
                accessor="spoken_reference",
                sort_key="reference",
                get_url=self.get_inspect_url,
                width="12%",
            ),
            DueColumn(
                "due", label=gettext_lazy("Due"), sort_key="due_on", closed=clock.holidays(), today=clock.today()
            ),
            ListingColumn("applicant_name", label=gettext_lazy("Applicant"), sort_key="applicant_name"),
            ListingColumn("service.title", label=gettext_lazy("Service"), sort_key="service__title", width="28%"),
            DayColumn("application_date", label=gettext_lazy("Received"), sort_key="application_date"),
            ListingColumn("state", label=gettext_lazy("State"), accessor=state_of, sort_key="status"),
            ListingColumn("reviewer", label=gettext_lazy("Reviewer"), sort_key="reviewer__last_name"),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        enter = reverse("catalog_application_entry:enter")
        return [*super().header_buttons, HeaderButton(_("Enter an application"), url=enter, icon_name="plus")]

    def get_list_more_buttons(self, instance: ServiceApplication) -> list[Button]:
        return [Button(_("Open the case"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No application is like that.")
        return _("No application has come in yet.")

    def as_spreadsheet(self, queryset: ApplicationQuerySet, spreadsheet_format: str) -> HttpResponseBase:
        """What is shown and nobody else's; who took which case out is recorded."""
        cases = list(queryset[: LARGEST_EXPORT + 1])
        if len(cases) > LARGEST_EXPORT:
            messages.error(
                self.request,
                _(
                    "Nothing was exported: %(found)d people are in this list, and one person may take out %(most)d at "
                    "once. Narrow the list with its filters: choose one service, one state, or shorter days under "
                    "“Received from and to”. Then export again."
                )
                % {"most": LARGEST_EXPORT, "found": queryset.count()},
            )
            kept = self.request.GET.copy()
            del kept["export"]
            return redirect(f"{reverse('catalog_applications:index')}?{kept.urlencode()}")
        record_all(cases, "catalog.export_application", by=self.request.user)
        return super().as_spreadsheet(cases, spreadsheet_format)
