"""What the list of recommendations can be narrowed to."""

from typing import Any

import django_filters
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.core.models import Sector
from portal.geography.models import Region
from portal.organizations.models import Organization

from .enums import PolicyCategory, PolicyPriority, PolicyScope, PolicyStatus, PolicyType
from .models import PolicyRecommendation
from .querysets import PolicyQuerySet
from .waiting import WAITING, waiting_in

TEXTS = [
    ("live", _("Published")),
    ("draft", _("Draft, nothing public")),
    ("changed", _("Published, with a change that is not")),
    ("moderation", _("Waits for a second look")),
    ("returned", _("Returned to be mended")),
]
COSTED, NOT_COSTED = "costed", "not-costed"


def offices_named(request: HttpRequest) -> Any:
    seen = PolicyRecommendation.objects.visible_to(request.user).order_by()
    named = Q(pk__in=seen.values("lead_organizations")) | Q(pk__in=seen.values("partner_organizations"))
    return Organization.objects.filter(named)


class PolicyFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=PolicyStatus.choices)
    text = django_filters.ChoiceFilter(label=_("Text"), choices=TEXTS, method="by_text")
    category = django_filters.ChoiceFilter(label=_("Category"), choices=PolicyCategory.choices)
    type = django_filters.ChoiceFilter(label=_("Type"), choices=PolicyType.choices)
    scope = django_filters.ChoiceFilter(label=_("How far it reaches"), choices=PolicyScope.choices)
    priority = django_filters.ChoiceFilter(label=_("Priority"), choices=PolicyPriority.choices)
    sectors = django_filters.ModelChoiceFilter(label=_("Sector"), queryset=Sector.objects.all())
    region = django_filters.ModelChoiceFilter(label=_("Region"), queryset=Region.objects.all(), method="by_region")
    office = django_filters.ModelChoiceFilter(
        label=_("Office, in the lead or helping"), queryset=offices_named, method="by_office"
    )
    cost = django_filters.ChoiceFilter(
        label=_("Cost"), choices=[(COSTED, _("Costed")), (NOT_COSTED, _("Not costed"))], method="by_cost"
    )
    waiting = django_filters.ChoiceFilter(
        label=_("What waits for you"),
        choices=[(name, line.text) for name, line in WAITING.items()],
        method="by_waiting",
    )

    class Meta:
        model = PolicyRecommendation
        fields: list[str] = []

    def by_text(self, rows: PolicyQuerySet, name: str, value: str) -> PolicyQuerySet:
        if value == "moderation":
            return rows.in_moderation()
        if value == "returned":
            return rows.returned()
        conditions = {
            "live": Q(live=True),
            "draft": Q(live=False),
            "changed": Q(live=True, has_unpublished_changes=True),
        }
        return rows.filter(conditions[value])

    def by_region(self, rows: PolicyQuerySet, name: str, value: Region) -> PolicyQuerySet:
        """Those for this region, and those for all."""
        return rows.filter(pk__in=PolicyRecommendation.objects.about(value).order_by().values("pk"))

    def by_office(self, rows: PolicyQuerySet, name: str, value: Organization) -> PolicyQuerySet:
        named = PolicyRecommendation.objects.filter(Q(lead_organizations=value) | Q(partner_organizations=value))
        return rows.filter(pk__in=named.order_by().values("pk"))

    def by_cost(self, rows: PolicyQuerySet, name: str, value: str) -> PolicyQuerySet:
        costed = PolicyRecommendation.objects.exclude(budget_years=None).order_by().values("pk")
        return rows.filter(pk__in=costed) if value == COSTED else rows.exclude(pk__in=costed)

    def by_waiting(self, rows: PolicyQuerySet, name: str, value: str) -> PolicyQuerySet:
        return waiting_in(rows, value, self.request.user)
