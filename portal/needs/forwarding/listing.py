"""The list of forwarded needs: of all offices for OOBC, “Needs for us” for an office; what is due first on top."""

from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Case, Value, When
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, TitleColumn
from wagtail.admin.ui.tables import Column as ListingColumn
from wagtail.admin.widgets.button import Button

from portal.accounts.models import StaffRequest
from portal.activity import record_all
from portal.core.registers import ASIDE, DayColumn, RegisterIndexView
from portal.needs import clock
from portal.needs.desk.words import place_of
from portal.needs.models import Forwarding
from portal.needs.permissions import sees_all_forwardings
from portal.needs.querysets import PLACE_PATHS, WAITING, ForwardingQuerySet

from .sections import summaries_section
from .tables import forwardings_table
from .words import due_in_words, is_late, state_of

FOR_US, ALL = gettext_lazy("Needs for us"), gettext_lazy("Forwarded needs")


class DueColumn(ListingColumn):
    cell_template_name = "portal/needs/forwarding/_due.html"

    def __init__(self, *args: Any, today: clock.Day, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def get_value(self, instance: Forwarding) -> str:
        return due_in_words(instance, self.today)

    def get_cell_context_data(self, instance: Forwarding, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "is_late": is_late(instance, self.today)}


class NeedColumn(ListingColumn):
    """The title, and below it the category and the place."""

    cell_template_name = "portal/needs/desk/_need.html"

    def get_cell_context_data(self, instance: Forwarding, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        need = instance.need
        return {**context, "instance": need, "category": need.category.name, "place": place_of(need)}


class ForwardingListView(RegisterIndexView):
    request: StaffRequest
    results_template_name = "portal/needs/forwarding/list_results.html"
    export_table = staticmethod(forwardings_table)

    @cached_property
    def is_of_all(self) -> bool:
        return sees_all_forwardings(self.request.user)

    @property
    def page_title(self) -> Any:
        return ALL if self.is_of_all else FOR_US

    def listed(self, rows: ForwardingQuerySet) -> ForwardingQuerySet:
        places = [f"need__{path}" for path in PLACE_PATHS.values()]
        return rows.select_related("mao", "need__category", *places)

    def order_queryset(self, queryset: Any) -> Any:
        """What waits for an answer by its due day, then the rest, the newest first; or as somebody sorts."""
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        done = Case(When(WAITING, then=Value(False)), default=Value(True), output_field=BooleanField())
        waits_for = Case(When(WAITING, then="due_on"))
        return queryset.order_by(done, waits_for, "-answered_at", "pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        number = self._get_title_column_class(TitleColumn)
        office = ListingColumn("mao.short_name", label=gettext_lazy("Office"), sort_key="mao__sort_name")
        return [
            number(
                "reference",
                label=gettext_lazy("Number"),
                accessor="need.spoken_reference",
                sort_key="need__reference",
                get_url=self.get_inspect_url,
                width="15%",
            ),
            *([office] if self.is_of_all or self.serves_several else []),
            DueColumn("due", label=gettext_lazy("Due"), sort_key="due_on", today=clock.today()),
            NeedColumn("need.title", label=gettext_lazy("Need"), sort_key="need__title"),
            DayColumn("forwarded_at", label=gettext_lazy("Asked on"), sort_key="forwarded_at", classname=ASIDE),
            ListingColumn("state", label=gettext_lazy("Answer"), accessor=state_of, sort_key="state"),
        ]

    @cached_property
    def serves_several(self) -> bool:
        return self.get_base_queryset().order_by().values("mao").distinct()[:2].count() > 1

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return {**context, "summaries": None if self.is_of_all else summaries_section(self.request.user)}

    def get_list_more_buttons(self, instance: Forwarding) -> list[Button]:
        return [Button(_("Open it"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No forwarded need is like that.")
        if self.is_of_all:
            return _("No need has been handed to an office yet. You do that on the page of a validated need.")
        return _("No need waits for your office. When OOBC asks you about one, you are told.")

    def as_spreadsheet(self, queryset: ForwardingQuerySet, spreadsheet_format: str) -> HttpResponseBase:
        """What is shown; who took which need out is recorded."""
        rows = list(queryset)
        record_all({row.need for row in rows}, "needs.export_forwarded", by=self.request.user)
        return super().as_spreadsheet(rows, spreadsheet_format)
