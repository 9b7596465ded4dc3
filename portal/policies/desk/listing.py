"""The list of recommendations; on a phone each row is a card."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.ui.tables import Column as ListingColumn
from wagtail.admin.widgets.button import Button

from portal.accounts.models import StaffRequest
from portal.core.registers import ASIDE, DayColumn, LabelledColumn, RegisterIndexView
from portal.needs.desk.words import pesos_in_words
from portal.policies.contents import budget_of
from portal.policies.models import PolicyRecommendation
from portal.policies.querysets import PolicyQuerySet
from portal.policies.tables import policies_table

from .words import text_state

SHOWN_OF_EACH = ("sectors", "regions", "lead_organizations", "partner_organizations", "considerations")


def _leads(policy: PolicyRecommendation) -> str:
    return ", ".join(office.short_name for office in policy.lead_organizations.all())


def _cost(policy: PolicyRecommendation) -> str:
    budget = budget_of(policy)
    return _("not costed") if budget is None else pesos_in_words(budget)


class PolicyIndexView(RegisterIndexView):
    request: StaffRequest
    page_title = gettext_lazy("Recommendations")
    results_template_name = "portal/core/card_results.html"
    add_item_label = gettext_lazy("Write a recommendation")
    export_table = staticmethod(policies_table)

    def listed(self, rows: PolicyQuerySet) -> PolicyQuerySet:
        rows = rows.with_editorial_state().prefetch_related("lead_organizations", "budget_years")
        return rows.prefetch_related(*SHOWN_OF_EACH) if self.is_export else rows

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("title", gettext_lazy("Title"), "sort_title"),
            LabelledColumn("number", label=gettext_lazy("Number"), sort_key="number", classname="portal-number"),
            ListingColumn("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
            LabelledColumn("text", label=gettext_lazy("Text"), accessor=text_state),
            LabelledColumn("leads", label=gettext_lazy("In the lead"), accessor=_leads),
            LabelledColumn("cost", label=gettext_lazy("It would cost (₱)"), accessor=_cost, classname="portal-number"),
            ListingColumn("priority", label=gettext_lazy("Priority"), accessor="get_priority_display", classname=ASIDE),
            DayColumn("ends_on", label=gettext_lazy("Should be done by"), sort_key="ends_on", classname=ASIDE),
        ]

    def get_list_more_buttons(self, instance: PolicyRecommendation) -> list[Button]:
        url = self.get_inspect_url(instance)
        return [Button(_("Open the recommendation"), url=url, icon_name="view", priority=10)]

    def get_edit_url(self, instance: Any) -> None:
        return None  # its page says what can be done with it

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No recommendation is like that.")
        return _("There are no recommendations yet.")
