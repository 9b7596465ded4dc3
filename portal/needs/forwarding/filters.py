from typing import Any

import django_filters
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.core.models import NeedCategory
from portal.geography.models import Region
from portal.needs.enums import ForwardingState
from portal.needs.models import Forwarding, Need
from portal.needs.permissions import sees_all_forwardings
from portal.needs.querysets import ForwardingQuerySet
from portal.organizations.models import Organization

from .sweeps import DUE_SOON_DAYS

WAITING, LATE, SOON, AGAIN = "waiting", "late", "soon", "again"
STATES = [
    (WAITING, _("Waits for an answer")),
    (LATE, _("Late")),
    (SOON, _("Due within a week")),
    *[choice for choice in ForwardingState.choices if choice[0] != ForwardingState.SENT],
]
FOR_OOBC = [(AGAIN, _("Returned, and no office has it"))]


def offices_asked(request: HttpRequest) -> Any:
    seen = Forwarding.objects.visible_to(request.user)
    return Organization.objects.filter(pk__in=seen.order_by().values("mao"))


class ForwardingFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("Answer"), choices=[*STATES, *FOR_OOBC], method="in_state")
    mao = django_filters.ModelChoiceFilter(label=_("Office"), queryset=offices_asked)
    category = django_filters.ModelChoiceFilter(
        label=_("Category"), queryset=NeedCategory.objects.all(), field_name="need__category"
    )
    region = django_filters.ModelChoiceFilter(label=_("Region"), queryset=Region.objects.all(), method="in_region")

    class Meta:
        model = Forwarding
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(data, *args, request=request, **kwargs)
        if not sees_all_forwardings(request.user):
            shown = [ForwardingState.ACCEPTED.value, WAITING, LATE, SOON]
            self.filters["state"].extra["choices"] = [choice for choice in STATES if choice[0] in shown]
            if offices_asked(request)[:2].count() < 2:
                del self.filters["mao"]

    def in_state(self, rows: ForwardingQuerySet, name: str, value: str) -> ForwardingQuerySet:
        own = {
            WAITING: rows.waiting,
            LATE: rows.late,
            SOON: lambda: rows.due_within(DUE_SOON_DAYS),
            AGAIN: rows.to_place_again,
        }
        return own[value]() if value in own else rows.filter(state=value)

    def in_region(self, rows: ForwardingQuerySet, name: str, value: Region) -> ForwardingQuerySet:
        return rows.filter(need__in=Need.objects.in_region(value))
