"""What the list of PPAs can be narrowed to."""

from typing import Any

import django_filters
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.core.models import DevelopmentGoal, Sector
from portal.geography.models import Region
from portal.organizations.models import Organization

from . import completeness
from .enums import ComplianceTag, InterventionType, PPACategory, PPAPriority, PPAStatus
from .models import MoneyLine, MonitoringEntry
from .querysets import MonitoringEntryQuerySet
from .waiting import WAITING, waiting_in

ANYTHING = "anything"


def offices_with_ppas(request: HttpRequest) -> Any:
    seen = MonitoringEntry.objects.visible_to(request.user)
    return Organization.objects.filter(pk__in=seen.order_by().values("lead_organization"))


def years() -> list[tuple[int, str]]:
    """Every fiscal year that has money, the newest first."""
    found = MoneyLine.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    return [(year, str(year)) for year in found]


def parts_missing() -> list[tuple[str, Any]]:
    return [(ANYTHING, _("Anything")), *((name, label) for name, (label, _said) in completeness.PARTS.items())]


class PPAFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=PPAStatus.choices)
    lead_organization = django_filters.ModelChoiceFilter(label=_("Office"), queryset=offices_with_ppas)
    year = django_filters.ChoiceFilter(label=_("Money of the fiscal year"), choices=years, method="of_year")
    sector = django_filters.ModelChoiceFilter(label=_("Sector"), queryset=Sector.objects.all())
    region = django_filters.ModelChoiceFilter(label=_("Region"), queryset=Region.objects.all(), method="of_region")
    category = django_filters.ChoiceFilter(label=_("Category"), choices=PPACategory.choices)
    intervention_type = django_filters.ChoiceFilter(label=_("Kind of work"), choices=InterventionType.choices)
    priority = django_filters.ChoiceFilter(label=_("Priority"), choices=PPAPriority.choices)
    goals = django_filters.ModelChoiceFilter(label=_("Goal"), queryset=DevelopmentGoal.objects.all())
    late = django_filters.ChoiceFilter(
        label=_("Time"), choices=[("late", _("Late: the end has passed"))], method="that_are_late"
    )
    tag = django_filters.ChoiceFilter(label=_("Cause"), choices=ComplianceTag.choices, method="of_tag")
    missing = django_filters.ChoiceFilter(label=_("What is missing"), choices=parts_missing, method="of_missing")
    waiting = django_filters.ChoiceFilter(
        label=_("What waits for you"),
        choices=[(name, line.text) for name, line in WAITING.items()],
        method="of_waiting",
    )

    class Meta:
        model = MonitoringEntry
        fields: list[str] = []

    def of_year(self, rows: MonitoringEntryQuerySet, name: str, value: str) -> MonitoringEntryQuerySet:
        return rows.in_year(int(value))

    def of_region(self, rows: MonitoringEntryQuerySet, name: str, value: Region) -> MonitoringEntryQuerySet:
        return rows.in_region(value)

    def of_tag(self, rows: MonitoringEntryQuerySet, name: str, value: str) -> MonitoringEntryQuerySet:
        return rows.tagged(value)

    def that_are_late(self, rows: MonitoringEntryQuerySet, name: str, value: str) -> MonitoringEntryQuerySet:
        return rows.late(timezone.localdate())

    def of_missing(self, rows: MonitoringEntryQuerySet, name: str, value: str) -> MonitoringEntryQuerySet:
        if value == ANYTHING:
            return rows.exclude(pk__in=completeness.complete(MonitoringEntry.objects.order_by()).values("pk"))
        return completeness.lacking(rows, value)

    def of_waiting(self, rows: MonitoringEntryQuerySet, name: str, value: str) -> MonitoringEntryQuerySet:
        return waiting_in(rows, value, self.request.user)
