"""The list of all the evidence that recommendations rest on: what waits to be verified first."""

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import Button

from portal.core.registers import ASIDE, DayColumn, LabelledColumn, RegisterIndexView
from portal.core.tables import Column as Cell
from portal.core.tables import Table
from portal.evidence.enums import Reliability
from portal.policies.enums import EvidenceType
from portal.policies.milestones.listing import OfPolicyColumn, policies_with
from portal.policies.milestones.viewsets import BeneathViewSet
from portal.policies.models import PolicyEvidence
from portal.policies.querysets import EvidenceLinkQuerySet

from .acts import EVIDENCE_ACTS
from .page import EvidenceView

TO_VERIFY = "no"

COLUMNS = [
    Cell("number", gettext_lazy("Number"), value="policy.number", kind="number"),
    Cell("policy", gettext_lazy("Recommendation"), value="policy.title", width=48),
    Cell("item", gettext_lazy("Evidence"), value="item.title", width=40),
    Cell("source", gettext_lazy("Source"), value="item.source"),
    Cell("type", gettext_lazy("Kind of proof"), value="get_type_display"),
    Cell("finding", gettext_lazy("What it shows"), width=60),
    Cell("reliability", gettext_lazy("Reliability"), value="get_reliability_display"),
    Cell("verified_at", gettext_lazy("Verified at"), kind="datetime"),
]


def policies_offered(request: HttpRequest) -> Any:
    return policies_with(PolicyEvidence.objects.visible_to(request.user))


class EvidenceFilterSet(WagtailFilterSet):
    verified = django_filters.ChoiceFilter(
        label=gettext_lazy("Verified"),
        choices=[(TO_VERIFY, gettext_lazy("Waits to be verified")), ("yes", gettext_lazy("Verified"))],
        method="by_verification",
    )
    policy = django_filters.ModelChoiceFilter(label=gettext_lazy("Recommendation"), queryset=policies_offered)
    type = django_filters.ChoiceFilter(label=gettext_lazy("Kind of proof"), choices=EvidenceType.choices)
    reliability = django_filters.ChoiceFilter(label=gettext_lazy("Reliability"), choices=Reliability.choices)

    class Meta:
        model = PolicyEvidence
        fields: list[str] = []

    def by_verification(self, rows: EvidenceLinkQuerySet, name: str, value: str) -> EvidenceLinkQuerySet:
        return rows.to_verify() if value == TO_VERIFY else rows.exclude(verified_at=None)


class EvidenceIndexView(RegisterIndexView):
    page_title = gettext_lazy("Evidence of recommendations")
    results_template_name = "portal/core/card_results.html"

    @staticmethod
    def export_table(rows: Any) -> Table:
        return Table(COLUMNS, rows, title=_("Evidence of recommendations"))

    def listed(self, rows: EvidenceLinkQuerySet) -> EvidenceLinkQuerySet:
        return rows.select_related("policy", "item", "added_by", "verified_by")

    def order_queryset(self, queryset: Any) -> Any:
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        return queryset.order_by(F("verified_at").asc(nulls_first=True), "added_at", "pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("item", gettext_lazy("Evidence"), "item__sort_title", accessor="item.title"),
            OfPolicyColumn("policy", label=gettext_lazy("Recommendation"), sort_key="policy__number", width="24%"),
            Column("type", label=gettext_lazy("Kind of proof"), accessor="get_type_display", sort_key="type"),
            LabelledColumn("reliability", label=gettext_lazy("Reliability"), accessor="get_reliability_display"),
            DayColumn("added_at", label=gettext_lazy("Added"), sort_key="added_at", classname=ASIDE),
            LabelledColumn(
                "verified_by", label=gettext_lazy("Verified by"), accessor=lambda row: row.verified_by or "–"
            ),
        ]

    def get_edit_url(self, instance: Any) -> None:
        return None

    def get_list_more_buttons(self, instance: PolicyEvidence) -> list[Button]:
        return [Button(_("Open the evidence"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No evidence is like that.")
        return _("No recommendation names evidence yet. It is linked on its page.")


class PolicyEvidenceViewSet(BeneathViewSet):
    model = PolicyEvidence
    name = "policies_evidence"
    url_prefix = "policies/evidence"
    icon = "check"
    menu_label = gettext_lazy("Evidence")
    menu_name = "policy-evidence"
    ordering = "added_at"
    filterset_class = EvidenceFilterSet
    index_view_class = EvidenceIndexView
    inspect_view_class = EvidenceView
    form_fields = ["finding"]
    export_filename = "policy-evidence"
    list_per_page = 50
    acts = dict(EVIDENCE_ACTS)
