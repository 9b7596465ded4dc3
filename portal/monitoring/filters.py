from typing import Any

import django_filters
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.organizations.models import Organization

from .enums import PPAStatus
from .models import MonitoringEntry


def offices_with_ppas(request: HttpRequest) -> Any:
    seen = MonitoringEntry.objects.visible_to(request.user)
    return Organization.objects.filter(pk__in=seen.order_by().values("lead_organization"))


class PPAFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=PPAStatus.choices)
    lead_organization = django_filters.ModelChoiceFilter(label=_("Office"), queryset=offices_with_ppas)

    class Meta:
        model = MonitoringEntry
        fields: list[str] = []
