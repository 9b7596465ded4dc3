"""The list of recommendations."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.ui.tables import Column as ListingColumn
from wagtail.admin.widgets.button import Button

from portal.accounts.models import StaffRequest
from portal.core.registers import ASIDE, DayColumn, RegisterIndexView
from portal.policies.models import PolicyRecommendation
from portal.policies.querysets import PolicyQuerySet


class PolicyIndexView(RegisterIndexView):
    request: StaffRequest
    page_title = gettext_lazy("Recommendations")
    results_template_name = "portal/core/card_results.html"

    def listed(self, rows: PolicyQuerySet) -> PolicyQuerySet:
        return rows.with_editorial_state()

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("title", gettext_lazy("Title"), "sort_title"),
            ListingColumn("number", label=gettext_lazy("Number"), sort_key="number", classname="portal-number"),
            ListingColumn("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
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
