"""How money moved from quarter to quarter, in pesos."""

import datetime
from collections import defaultdict
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import ExtractQuarter, ExtractYear

from portal.core.fiscal_year import Quarter
from portal.monitoring.enums import FlowType
from portal.monitoring.models import MonitoringEntryFunding
from portal.monitoring.querysets import MoneyLineQuerySet

NOTHING = Decimal()
Moved = dict[FlowType, Decimal]


def by_quarter(lines: MoneyLineQuerySet, as_of: datetime.date) -> dict[int, dict[Quarter, Moved]]:
    """What moved in each quarter of the calendar, by the fiscal year of the budget: later quarters use it too.

    A quarter in which nothing moved stands between two others all the same. One statement.
    """
    flows = MonitoringEntryFunding.objects.until(as_of).filter(line__in=lines.order_by().values("pk"))
    when = (ExtractYear("on"), ExtractQuarter("on"))
    rows = flows.order_by().values_list("line__fiscal_year", *when, "type").annotate(total=Sum("amount"))
    found: dict[int, dict[Quarter, Moved]] = defaultdict(dict)
    for fiscal_year, year, number, kind, total in rows:
        found[fiscal_year].setdefault(Quarter(year, number), {})[FlowType(kind)] = total
    return {fiscal_year: _without_holes(quarters) for fiscal_year, quarters in found.items()}


def _without_holes(quarters: dict[Quarter, Moved]) -> dict[Quarter, Moved]:
    one, last = min(quarters), max(quarters)
    whole = {}
    while one <= last:
        whole[one] = quarters.get(one, {})
        one = Quarter.of(one.last_day + datetime.timedelta(days=1))
    return whole
