"""How far PPAs reach what they promised (planning definitions 3.5, 3.6 and 3.19).

The unit is one result in one year; its value comes from the year's periods. Only approved actual values count. All
rates are in percent, and stand with what they rest on. The database does in one statement what ``formulas.year_value``
and ``formulas.achievement`` say of each result.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, Value

from portal.core.money import percent, pesos
from portal.monitoring.enums import ActualState, Direction, FlowType, YearValue
from portal.monitoring.formulas.achievement import AchievementRate
from portal.monitoring.formulas.cost_effectiveness import BANDS, SMALLEST_GROUP, Comparison, Rated, Spent
from portal.monitoring.models import OutcomePeriod
from portal.monitoring.querysets import MonitoringEntryQuerySet

OFFICE, SECTOR = "lead_organization", "sector"
WINDOW = 3
"""Fiscal years within which PPAs of one kind are compared."""


def achievement_of(ppas: MonitoringEntryQuerySet, fiscal_year: int | None = None) -> AchievementRate:
    """How many results of these PPAs met their target: of one year, or of all years together. One query."""
    nothing = AchievementRate(total=0, usable=0, achieved=0, mean_progress=None)
    return _rates(ppas, Value(1), fiscal_year).get(1, nothing)


def achievement_by(
    ppas: MonitoringEntryQuerySet, by: str, fiscal_year: int | None = None
) -> dict[Any, AchievementRate]:
    """The same for each group: ``by`` is ``OFFICE``, ``SECTOR``, "pk" or another column of a PPA. One query.

    A PPA without results has no group of its own: nothing was promised that could be judged.
    """
    return _rates(ppas, F(by), fiscal_year)


@dataclass(frozen=True)
class Promising:
    """How many PPAs name at least one result with a target that can be measured."""

    promising: int
    ppas: int

    @property
    def rate(self) -> Decimal | None:
        return percent(Decimal(self.promising), Decimal(self.ppas))


def promising(ppas: MonitoringEntryQuerySet, fiscal_year: int | None = None) -> Promising:
    """PPAs with a result that has a target, of all these PPAs: in one year, or in any. Two queries."""
    targets = OutcomePeriod.objects.order_by().filter(target__isnull=False)
    if fiscal_year is not None:
        targets = targets.filter(fiscal_year=fiscal_year)
    return Promising(promising=ppas.filter(pk__in=targets.values("outcome__ppa")).count(), ppas=ppas.count())


# ---- What a beneficiary costs ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CostGroup:
    """PPAs that can be compared: sector, kind of work and what beneficiaries are counted in, planned in the window."""

    sector: int | None
    intervention_type: str
    beneficiary_unit: str


def cost_effectiveness(
    ppas: MonitoringEntryQuerySet, fiscal_year: int, as_of: date
) -> dict[CostGroup, Comparison[UUID]]:
    """Pesos paid by that day for each beneficiary reached, in groups planned within three years up to this one.

    A PPA that paid nothing, or whose beneficiaries nobody counted, stands in its group without a number. Without a
    sector or a kind of work there is nothing to compare with: such PPAs are left out. One query.
    """
    window = ppas.filter(plan_year__range=(fiscal_year - WINDOW + 1, fiscal_year))
    window = window.exclude(Q(sector=None) | Q(intervention_type=""))
    rows = _judged(COSTS, window, F("pk"), None, as_of)
    medians: dict[CostGroup, tuple[int, Decimal | None]] = {}
    groups: dict[tuple[Any, ...], dict[UUID, tuple[Any, ...]]] = {}
    for row in rows:
        group = row[:3]
        if group not in groups:
            groups[group] = {}
            medians[CostGroup(*group)] = row[3:5]
        groups[group][row[5]] = row
    return {
        group: Comparison(*numbers, RatedRows(of_it))
        for (group, numbers), of_it in zip(medians.items(), groups.values(), strict=True)
    }


class RatedRows(Mapping[UUID, Rated]):
    """PPAs of a group by their keys, as the database compared them; each is made when it is looked at."""

    def __init__(self, rows: Mapping[UUID, tuple[Any, ...]]) -> None:
        self._rows = rows

    def __getitem__(self, key: UUID) -> Rated:
        spend, reached, progress, per, effective, ratio, rating = self._rows[key][6:]
        return Rated(Spent(spend, reached, progress), per, effective, ratio, rating)

    def __iter__(self) -> Iterator[UUID]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


# ---- The statement ---------------------------------------------------------------------------------------------------


def _of_quarters(column: str) -> str:
    """A year's value from its quarters: of a sum all must be known; the last may be unknown."""
    last = f"(ARRAY_AGG({column} ORDER BY quarter DESC))[1]"
    return (
        f"CASE WHEN year_value = '{YearValue.LAST}' THEN {last} "
        f"WHEN COUNT({column}) = COUNT(*) THEN SUM({column}) END AS {column}"
    )


JUDGED = f"""
WITH chosen(ppa_id, grouped) AS ({{ppas}}),
rows AS MATERIALIZED (
    SELECT outcome_id, fiscal_year, quarter, target, target_high, year_value, direction, baseline, grouped,
        CASE WHEN actual_state = '{ActualState.APPROVED}' THEN actual END AS actual
    FROM chosen JOIN monitoring_outcome outcome USING (ppa_id)
        JOIN monitoring_outcomeperiod period ON period.outcome_id = outcome.id
    WHERE %s::int IS NULL OR fiscal_year = %s
),
quartered AS (
    SELECT outcome_id, fiscal_year, direction, baseline, grouped,
        {_of_quarters("target")}, {_of_quarters("target_high")}, {_of_quarters("actual")}
    FROM rows WHERE quarter IS NOT NULL
    GROUP BY outcome_id, fiscal_year, year_value, direction, baseline, grouped
),
whole AS (SELECT * FROM rows WHERE quarter IS NULL),
measured AS (
    SELECT COALESCE(whole.grouped, quartered.grouped) AS grouped,
        COALESCE(whole.direction, quartered.direction) AS direction,
        COALESCE(whole.baseline, quartered.baseline) AS baseline,
        COALESCE(whole.target, quartered.target) AS target,
        CASE WHEN whole.target IS NULL THEN quartered.target_high ELSE whole.target_high END AS target_high,
        COALESCE(whole.actual, quartered.actual) AS actual
    FROM whole FULL JOIN quartered USING (outcome_id, fiscal_year)
),
met AS (
    SELECT *, CASE
        WHEN actual IS NULL OR target IS NULL THEN NULL
        WHEN direction = '{Direction.RANGE}' THEN
            CASE WHEN target_high IS NOT NULL THEN actual BETWEEN target AND target_high END
        WHEN direction = '{Direction.DECREASE}' THEN CASE WHEN target > baseline THEN NULL ELSE actual <= target END
        WHEN target < baseline OR (baseline IS NULL AND target = 0) THEN NULL
        ELSE actual >= target END AS is_met
    FROM measured
),
judged AS (
    SELECT grouped, is_met, CASE
        WHEN is_met IS NULL THEN NULL
        WHEN direction = '{Direction.RANGE}' OR target = baseline THEN CASE WHEN is_met THEN 100 END
        WHEN baseline IS NOT NULL THEN {{hundred}} * (actual - baseline) / (target - baseline)
        WHEN direction <> '{Direction.DECREASE}' THEN {{hundred}} * actual / target
        WHEN actual <= 0 THEN 100
        ELSE {{hundred}} * target / actual END AS progress
    FROM met
)
"""  # noqa: S608 - no word of it comes from outside
"""One row for each result in each year, judged; a year that has a row of its own and quarters takes its target and its
actual value each from where it is said."""

RATES = """
SELECT grouped, COUNT(*), COUNT(is_met), COUNT(*) FILTER (WHERE is_met), COUNT(progress),
    SUM(LEAST(GREATEST(progress, 0), 100)) FILTER (WHERE progress IS NOT NULL)
FROM judged GROUP BY grouped
"""

BANDS_IN_TURN = " ".join(f"WHEN ratio <= {top} THEN '{name}'" for top, name in BANDS)
COSTS = f""",
progressed AS (
    SELECT grouped AS ppa_id, ROUND(SUM(LEAST(GREATEST(progress, 0), 100)) / COUNT(*), 2) AS progress
    FROM judged WHERE progress IS NOT NULL GROUP BY grouped
),
paid AS (
    SELECT ppa_id, NULLIF(SUM(flow.amount), 0) AS spend
    FROM chosen JOIN monitoring_moneyline line USING (ppa_id)
        JOIN monitoring_monitoringentryfunding flow ON flow.line_id = line.id
    WHERE type = '{FlowType.DISBURSEMENT}' AND "on" <= %s GROUP BY ppa_id
),
costs AS MATERIALIZED (
    SELECT sector_id, intervention_type, beneficiary_unit, ppa_id, spend, actual_beneficiaries AS reached, progress,
        {{hundred}} * spend / (100 * NULLIF(actual_beneficiaries, 0)) AS per,
        CASE WHEN progress > 0 THEN {{hundred}} * spend / (progress * NULLIF(actual_beneficiaries, 0)) END AS effective
    FROM chosen JOIN monitoring_monitoringentry ppa ON ppa.id = ppa_id
        LEFT JOIN paid USING (ppa_id) LEFT JOIN progressed USING (ppa_id)
),
compared AS (
    SELECT sector_id, intervention_type, beneficiary_unit, COUNT(effective) AS n,
        (PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY effective)
            + PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY effective DESC)) / 2 AS middle
    FROM costs GROUP BY sector_id, intervention_type, beneficiary_unit
),
rated AS (
    SELECT *, effective / NULLIF(middle, 0) AS ratio
    FROM costs JOIN compared USING (sector_id, intervention_type, beneficiary_unit)
)
SELECT sector_id, intervention_type, beneficiary_unit, n, ROUND(middle, 2), ppa_id, spend, reached, progress,
    ROUND(per, 2), ROUND(effective, 2), ROUND(ratio, 4),
    CASE WHEN n < {SMALLEST_GROUP} THEN '' {BANDS_IN_TURN}
        WHEN ratio IS NOT NULL OR (per IS NOT NULL AND progress <= 0) THEN 'low' ELSE '' END
FROM rated
"""  # noqa: S608 - no word of it comes from outside
"""Each PPA beside the median of its group, as ``formulas.cost_effectiveness`` says: of an even number of values that is
half of the two in the middle, which are counted from below and from above."""

EXACT_HUNDRED = "100." + "0" * 20
"""So many places make the database divide to as many."""


def _judged(
    select: str, ppas: MonitoringEntryQuerySet, by: Any, fiscal_year: int | None, *given: Any
) -> list[tuple[Any, ...]]:
    """What the statement finds of the judged results of these PPAs."""
    chosen = ppas.order_by().annotate(grouped=by).values_list("pk", "grouped")
    try:
        sql, params = chosen.query.sql_with_params()
    except EmptyResultSet:
        return []
    statement = (JUDGED + select).format(ppas=sql, hundred=EXACT_HUNDRED)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, fiscal_year, fiscal_year, *given])
        return cursor.fetchall()


def _rates(ppas: MonitoringEntryQuerySet, by: Any, fiscal_year: int | None) -> dict[Any, AchievementRate]:
    return {
        group: AchievementRate(total, usable, met, pesos(progress / progressed) if progressed else None)
        for group, total, usable, met, progressed, progress in _judged(RATES, ppas, by, fiscal_year)
    }
