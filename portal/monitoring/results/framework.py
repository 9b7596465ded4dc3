"""The results of a PPA in the shape of the office's outcome framework, for open data."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from portal.monitoring.enums import Direction, OutcomeLevel
from portal.monitoring.models import MonitoringEntry, Outcome, OutcomePeriod

NAMES = {OutcomeLevel.OUTPUT: "outputs", OutcomeLevel.OUTCOME: "outcomes", OutcomeLevel.IMPACT: "impacts"}
WITH_RESULTS = "outcomes__periods"
"""For ``prefetch_related`` of many PPAs: their frameworks then need no further query."""

Number = int | float | None


def outcome_framework(ppa: MonitoringEntry) -> dict[str, list[dict[str, Any]]]:
    """Outputs, outcomes and impacts, each with indicator, target and actual value of its newest year that has begun.

    Only approved actual values are told; what nobody knows is None. The target of a range is its two ends.
    """
    framework: dict[str, list[dict[str, Any]]] = {name: [] for name in NAMES.values()}
    for outcome in ppa.outcomes.all():
        framework[NAMES[OutcomeLevel(outcome.level)]].append(_told(outcome))
    return framework


def _told(outcome: Outcome) -> dict[str, Any]:
    year = newest_year(outcome.periods.all(), timezone.localdate().year)
    found = outcome.in_year(year)
    texts = (row.target_text for row in outcome.periods.all() if row.fiscal_year == year)
    target: Any = number(found.target)
    if outcome.direction == Direction.RANGE and found.target is not None:
        target = [target, number(found.target_high)]
    return {
        "indicator": outcome.indicator,
        "target": target,
        "actual": number(found.actual),
        "unit": outcome.unit,
        "year": year,
        "baseline": number(outcome.baseline),
        "direction": outcome.direction,
        "target_text": next(filter(None, texts), ""),
    }


def newest_year(periods: Iterable[OutcomePeriod], this_year: int) -> int | None:
    """The newest year up to this one; where all lie ahead, the next of them."""
    years = {period.fiscal_year for period in periods}
    begun = [year for year in years if year <= this_year]
    return max(begun) if begun else min(years, default=None)


def number(value: Decimal | None) -> Number:
    """The number as JSON writes it: 100 and 2.5 rather than 100.0000."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
