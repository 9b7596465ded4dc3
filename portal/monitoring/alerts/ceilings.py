"""Ceilings that are nearly full, or exceeded."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.monitoring.ceilings.rooms import used
from portal.monitoring.enums import CeilingState
from portal.monitoring.models import CeilingManagement
from portal.notifications.alert_rules import AlertRule, Facts


class CeilingFull(AlertRule):
    """Of this year and those to come. The gate tells of the crossing itself (``CeilingCrossed``)."""

    code = "monitoring.ceiling"
    model = "monitoring.CeilingManagement"
    title = gettext_lazy("Ceiling nearly full or exceeded")
    cleared_by = gettext_lazy("It clears once PPAs take less, or the ceiling is raised.")
    seen_to_by = gettext_lazy("The budget officers")
    is_urgent = True
    is_told = False

    def rows(self) -> QuerySet[Any]:
        return CeilingManagement.objects.select_related("source", "sector")

    def holding(self, rows: Any) -> Mapping[Any, Facts]:
        ceilings = list(rows.filter(fiscal_year__gte=timezone.localdate().year))
        return {
            ceiling.pk: {
                "state": room.state.value,
                "percent": str(room.utilization_pct or ""),
                "over": str(room.excess),
            }
            for ceiling, room in used(ceilings).items()
            if room.state != CeilingState.OK
        }

    def step(self, facts: Facts) -> int:
        return CeilingState.values.index(facts["state"])

    def words(self, row: Any, facts: Facts) -> str:
        if facts["state"] == CeilingState.EXCEEDED:
            pesos = number_format(Decimal(facts["over"]), decimal_pos=2, force_grouping=True)
            return _("Exceeded by ₱%(pesos)s.") % {"pesos": pesos}
        return _("Nearly full: %(percent)s %% is taken.") % {"percent": facts["percent"]}

    def path(self, row: Any) -> str:
        return reverse("monitoring_ceilings:inspect", args=[row.pk])
