"""Results that nobody has reported."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.monitoring.enums import PPAStatus
from portal.monitoring.figures.progress import closed_quarters
from portal.monitoring.models import MonitoringEntry, OutcomePeriod
from portal.notifications.alert_rules import Facts

from .about_ppa import AboutPPAs

YEAR_END = 4
"""The quarter with which a year closes."""


class IndicatorNotReported(AboutPPAs):
    """A period closed 30 days ago, and its actual value is missing."""

    code = "monitoring.indicator"
    model = "monitoring.OutcomePeriod"
    title = gettext_lazy("Result not reported")
    cleared_by = gettext_lazy("It clears once the actual value is reported.")
    seen_to_by = gettext_lazy("The focal persons and editors of the office")

    def rows(self) -> QuerySet[Any]:
        return OutcomePeriod.objects.select_related("outcome__ppa__lead_organization")

    def holding(self, rows: Any) -> Mapping[Any, Facts]:
        today = timezone.localdate()
        last = next(one for one in closed_quarters(today, 2) if one.report_due < today)
        closed = Q(fiscal_year__lt=last.fiscal_year) | Q(fiscal_year=last.fiscal_year, quarter__lte=last.number)
        if last.number == YEAR_END:
            closed |= Q(fiscal_year=last.fiscal_year, quarter=None)
        begun = [PPAStatus.IN_EXECUTION, PPAStatus.COMPLETED]
        missing = rows.filter(closed, actual=None, outcome__ppa__status__in=begun).order_by()
        found = missing.values_list("pk", "fiscal_year", "quarter")
        return {key: {"year": year, "quarter": quarter} for key, year, quarter in found}

    def ppa_of(self, row: Any) -> MonitoringEntry:
        return row.outcome.ppa

    def words(self, row: Any, facts: Facts) -> str:
        period = f"Q{facts['quarter']} {facts['year']}" if facts["quarter"] else str(facts["year"])
        said = {"indicator": row.outcome.indicator, "period": period}
        return _("“%(indicator)s” has no value for %(period)s.") % said
