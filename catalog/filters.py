from typing import Any

import django_filters
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.core.models import ServiceCategory
from portal.geography.models import Region
from portal.organizations.models import Organization

from .enums import OBCAccess, ServiceType
from .models import OfferingReport, ServiceOffering
from .querysets import ServiceOfferingQuerySet

EDITORIAL_STATES = [
    ("live", _("Published")),
    ("draft", _("Never published")),
    ("changed", _("Published, with a change waiting")),
    ("moderation", _("Waiting for OOBC")),
    ("returned", _("Returned to the office")),
]
STATES = [
    *EDITORIAL_STATES,
    ("due", _("To be checked with the office")),
    ("ended", _("Not offered any more")),
]


def offices_with_services(request: HttpRequest) -> Any:
    """Only offices whose services the person may see: a filter names nothing more than its list."""
    visible = ServiceOffering.objects.visible_to(request.user)
    return Organization.objects.filter(pk__in=visible.values("offering_mao"))


def in_editorial_state(rows: Any, value: str) -> Any:
    """The texts in this one of ``EDITORIAL_STATES``."""
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


class OfferingFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="in_state")
    offering_mao = django_filters.ModelChoiceFilter(label=_("Office"), queryset=offices_with_services)
    category = django_filters.ModelChoiceFilter(label=_("Category"), queryset=ServiceCategory.objects.all())
    service_type = django_filters.ChoiceFilter(label=_("Type"), choices=ServiceType.choices)
    obc_access = django_filters.ChoiceFilter(label=_("Outside BARMM"), choices=OBCAccess.choices)
    region = django_filters.ModelChoiceFilter(label=_("Region"), queryset=Region.objects.all(), method="in_region")

    class Meta:
        model = ServiceOffering
        fields = ["state", "offering_mao", "category", "service_type", "obc_access", "region"]

    def in_state(self, rows: ServiceOfferingQuerySet, name: str, value: str) -> ServiceOfferingQuerySet:
        if value == "due":
            return rows.filter(pk__in=ServiceOffering.objects.due_for_check().values("pk"))
        if value == "ended":
            return rows.filter(live=True, is_active=False)
        return in_editorial_state(rows, value)

    def in_region(self, rows: ServiceOfferingQuerySet, name: str, value: Region) -> ServiceOfferingQuerySet:
        return rows.covering(value.code)


class ReportFilterSet(WagtailFilterSet):
    is_open = django_filters.ChoiceFilter(
        label=_("State"), choices=[("open", _("To be handled")), ("handled", _("Handled"))], method="in_state"
    )
    office = django_filters.ModelChoiceFilter(
        label=_("Office"), queryset=offices_with_services, field_name="offering__offering_mao"
    )

    class Meta:
        model = OfferingReport
        fields = ["is_open", "office"]

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(handled_at__isnull=value == "open")
