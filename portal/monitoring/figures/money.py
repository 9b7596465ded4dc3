"""The money of PPAs in pesos: asked for, granted, released, obligated, paid; what is still usable, and what lapses.

Every figure is over money lines. A line is granted once its PPA is enacted; where no allotment of a line was released,
its amount is its budget (planning definitions 3.4), so that figures of parts add up to the figure of the whole.
Which lines is said by a queryset; what is counted of them stands in SQL, so that no table is read twice.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, ExpressionWrapper, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.core.money import split
from portal.monitoring.enums import CostStructure, ExpenseClass, FlowType, PPAStatus
from portal.monitoring.formulas.execution import Execution
from portal.monitoring.formulas.validity import Validity, valid_until
from portal.monitoring.models import PPAPlace
from portal.monitoring.querysets import MoneyLineQuerySet
from portal.needs.querysets import PLACE_PATHS

YEAR, CLASS, SOURCE = "fiscal_year", "expense_class", "source"
SECTOR, OFFICE, CATEGORY, STATUS, PPA = "ppa__sector", "ppa__lead_organization", "ppa__category", "ppa__status", "ppa"
"""What totals are broken down by; the key of a group is the value or the key of the row, none where there is none."""

SUMS = ("asked", "approved", "granted", "unreleased")
NOTHING = Decimal()
LAPSES_WITHIN = 90
"""Days before its last day in which money is called about to lapse."""


@dataclass(frozen=True)
class Money:
    """The money of some lines, in pesos."""

    lines: int = 0
    asked: Decimal = NOTHING
    """Of PPAs that are proposed or under review."""

    approved: Decimal = NOTHING
    """Of PPAs that are approved and not yet law."""

    granted: Decimal = NOTHING
    """Of PPAs that are law: the appropriation."""

    execution: Execution = field(default_factory=Execution)
    moved: frozenset[str] = frozenset()
    """What happened to the money as far as it was entered (``FlowType``)."""

    @property
    def is_reported(self) -> bool:
        """Whether anything that happened to it was entered. Of other money, such as that of appropriations which were
        loaded from an act, only what was granted is known: the rest is none, never zero."""
        return bool(self.moved)

    @property
    def obligated(self) -> Decimal | None:
        return self.execution.obligations if self.is_reported else None

    @property
    def paid(self) -> Decimal | None:
        return self.execution.disbursements if self.is_reported else None

    @property
    def obligation_rate(self) -> Decimal | None:
        """In percent of the net allotment, as ``Execution`` has it."""
        return self.execution.obligation_rate if self.is_reported else None

    @property
    def disbursement_rate(self) -> Decimal | None:
        return self.execution.disbursement_rate if self.is_reported else None

    def __add__(self, other: "Money") -> "Money":
        return Money(
            lines=self.lines + other.lines,
            asked=self.asked + other.asked,
            approved=self.approved + other.approved,
            granted=self.granted + other.granted,
            execution=self.execution + other.execution,
            moved=self.moved | other.moved,
        )


def totals(lines: MoneyLineQuerySet, *, as_of: datetime.date | None = None) -> Money:
    """All money of these lines, in two statements."""
    return totals_by((), lines, as_of=as_of).get((), Money())


def totals_by(
    what: str | tuple[str, ...], lines: MoneyLineQuerySet, *, as_of: datetime.date | None = None
) -> dict[Any, Money]:
    """The money of these lines by year, class or another of the above, in two statements.

    Several at once give groups whose keys are tuples. Lines of drafts and of what was refused count in ``lines`` only.
    """
    names = (what,) if isinstance(what, str) else what
    rows = _sums_of_lines(lines, names, as_of)
    flows = _sums_of_flows(lines, names, as_of)
    made = {key: _money(row, flows.get(key, {})) for key, row in rows.items()}
    return {key[0]: money for key, money in made.items()} if isinstance(what, str) else made


def execution_of(lines: MoneyLineQuerySet, as_of: datetime.date | None = None) -> Execution:
    """What was released, obligated and paid of these lines up to and including a day, and the rates it makes."""
    return totals(lines, as_of=as_of).execution


def totals_by_region(lines: MoneyLineQuerySet, *, as_of: datetime.date | None = None) -> dict[int | None, Money]:
    """The same by region. A PPA in several regions is divided equally among them; one without a place is under none.

    To the centavo the parts add up to the whole; ``lines`` counts a line in each of its regions.
    """
    sums: dict[int | None, dict[str, Any]] = defaultdict(dict)
    flows: dict[int | None, dict[str, Decimal]] = defaultdict(dict)
    for (keys,), row in _sums_of_lines(lines, (REGIONS,), as_of).items():
        _divide({name: row[name] for name in SUMS}, keys, sums)
        for key in keys or [None]:
            sums[key]["count"] = sums[key].get("count", 0) + row["count"]
    for (keys,), moved in _sums_of_flows(lines, (REGIONS,), as_of).items():
        _divide(moved, keys, flows)
    return {key: _money(defaultdict(lambda: None, row), flows[key]) for key, row in sums.items()}


def divided(money: Money, among: int) -> list[Money]:
    """Equal parts of this money, to the centavo, as ``totals_by_region`` makes them; each has all the lines."""
    amounts: dict[int | None, dict[str, Any]] = defaultdict(dict)
    executions: dict[int | None, dict[str, Any]] = defaultdict(dict)
    _divide({name: getattr(money, name) for name in ("asked", "approved", "granted")}, range(among), amounts)
    _divide(vars(money.execution), range(among), executions)
    return [
        Money(lines=money.lines, execution=Execution(**executions[place]), moved=money.moved, **amounts[place])
        for place in range(among)
    ]


def _divide(amounts: Mapping[str, Decimal | None], keys: Sequence[int], into: dict[int | None, dict[str, Any]]) -> None:
    """Give each key its equal part of each amount."""
    for name, amount in amounts.items():
        parts = [None] * len(keys) if amount is None else split(amount, [Decimal(1)] * len(keys))
        for key, part in zip(keys, parts, strict=True) if keys else [(None, amount)]:
            if part is not None:
                into[key][name] = into[key].get(name, NOTHING) + part


# ---- Validity --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Usable:
    """What of some lines can still be obligated on a day, and what no longer can, in pesos."""

    available: Decimal = NOTHING
    lapsed: Decimal = NOTHING


@dataclass(frozen=True)
class Lapsing:
    """Money of a PPA that can be obligated until a day that is near."""

    ppa: UUID
    title: str
    office: int
    validity: Validity


def usable(lines: MoneyLineQuerySet, as_of: datetime.date | None = None) -> Usable:
    """Of granted money: what is available, and what has lapsed. In two statements."""
    as_of = as_of or timezone.localdate()
    names = (YEAR, CLASS, "ppa__cost_structure")
    left: dict[Any, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for *group, amount in _rows(OF_UNRELEASED, lines, names, as_of):
        left[tuple(group)][UNRELEASED] += amount
    for key, moved in _sums_of_flows(lines, names, as_of, only=USABLE).items():
        left[key].update(moved)
    validities = [
        Validity(
            valid_until(*key),
            sums[UNRELEASED] + sums[FlowType.ALLOCATION] + sums[FlowType.ADJUSTMENT],
            sums[FlowType.OBLIGATION],
            as_of,
        )
        for key, sums in left.items()
    ]
    return Usable(_sum(each.available for each in validities), _sum(each.lapsed for each in validities))


def lapsing(
    lines: MoneyLineQuerySet,
    as_of: datetime.date | None = None,
    *,
    within: int = LAPSES_WITHIN,
    most: int | None = None,
) -> list[Lapsing]:
    """PPAs with money that lapses within these days if it is not obligated; the soonest and largest first.

    All, or so many at most. One statement.
    """
    as_of = as_of or timezone.localdate()
    near = _lines_valid_until(lines, as_of, as_of + datetime.timedelta(days=within))
    names, limit = ("last_year", TITLE, OFFICE), "" if most is None else f"LIMIT {most:d}"
    return [
        Lapsing(ppa, title, office, Validity(datetime.date(year, 12, 31), allotment, obligated, as_of))
        for year, title, office, ppa, allotment, obligated in _rows(LAPSING, near, names, as_of, only=limit)
    ]


def _lines_valid_until(lines: MoneyLineQuerySet, first: datetime.date, last: datetime.date) -> MoneyLineQuerySet:
    """Lines whose last day lies between these days."""
    lapses_early = Q(expense_class=ExpenseClass.PS) | Q(
        expense_class=ExpenseClass.MOOE, ppa__cost_structure=CostStructure.GAS
    )
    last_year = F("fiscal_year") + Case(When(lapses_early, then=Value(0)), default=1, output_field=IntegerField())
    ends = [year for year in range(first.year, last.year + 1) if first <= datetime.date(year, 12, 31) <= last]
    return lines.annotate(last_year=last_year).filter(last_year__in=ends)


# ---- The statements --------------------------------------------------------------------------------------------------

REGIONS = "regions"
"""In place of a path: the keys of all regions that the PPA serves, which make one group."""

TITLE = "ppa__title"

CHOSEN = """
WITH chosen(line_id, ppa_id, amount{named}) AS NOT MATERIALIZED ({lines}),
flow AS NOT MATERIALIZED (
    SELECT line_id, type, amount FROM monitoring_monitoringentryfunding WHERE %s::date IS NULL OR "on" <= %s
)"""
"""Lines that somebody chose, and what had happened to money by the day."""

SERVED = """,
served AS (
    SELECT ppa_id, ARRAY_AGG(DISTINCT region_id ORDER BY region_id) AS regions
    FROM ({places}) place(ppa_id, region_id) {only} GROUP BY ppa_id
)"""
JOIN_SERVED = "LEFT JOIN served USING (ppa_id)"
ALL_REGIONS = "COALESCE(regions, '{}')"

RELEASED = "LEFT JOIN (SELECT DISTINCT line_id FROM flow WHERE type = 'allocation') released USING (line_id)"
UNRELEASED = "unreleased"
USABLE = f"{RELEASED} WHERE is_law OR released.line_id IS NOT NULL"
"""Of the lines those that are granted, or that an allotment was released of."""

OF_LINES = """
SELECT {keys}COUNT(*), SUM(amount) FILTER (WHERE is_asked), SUM(amount) FILTER (WHERE is_approved),
    SUM(amount) FILTER (WHERE is_law), SUM(amount) FILTER (WHERE is_law AND released.line_id IS NULL)
FROM chosen {served} {only} {grouped}
"""

OF_UNRELEASED = f"""
SELECT {{keys}}SUM(amount) FROM chosen {RELEASED} WHERE is_law AND released.line_id IS NULL {{grouped}}
"""  # noqa: S608 - no word of it comes from outside
"""Granted, and no allotment was released of it."""

OF_FLOWS = """
SELECT {keys}type, SUM(flow.amount) FROM chosen JOIN flow USING (line_id) {served} {only} GROUP BY {keys}type
"""

LAPSING = """,
moved AS (
    SELECT line_id, SUM(flow.amount) FILTER (WHERE type IN ('allocation', 'adjustment')) AS allotted,
        SUM(flow.amount) FILTER (WHERE type = 'obligation') AS obligated, BOOL_OR(type = 'allocation') AS is_released
    FROM chosen JOIN flow USING (line_id) GROUP BY line_id
),
found AS (
    SELECT {keys}ppa_id, SUM(COALESCE(obligated, 0)) AS obligated,
        SUM(COALESCE(allotted, 0) + CASE WHEN is_released THEN 0 WHEN is_law THEN amount ELSE 0 END) AS allotment
    FROM chosen LEFT JOIN moved USING (line_id) WHERE is_law OR is_released GROUP BY {keys}ppa_id
)
SELECT {keys}ppa_id, allotment, obligated FROM found WHERE allotment > obligated
ORDER BY key_0, allotment - obligated DESC, key_1 {only}
"""
"""Grouped by the last year in which the money is valid, and the title."""


def _sums_of_lines(
    lines: MoneyLineQuerySet, names: tuple[str, ...], as_of: datetime.date | None
) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    rows = _rows(OF_LINES, lines, names, as_of, only=RELEASED)
    sums = ("count", *SUMS)
    return {_key(row[: len(names)]): dict(zip(sums, row[len(names) :], strict=True)) for row in rows}


def _sums_of_flows(
    lines: MoneyLineQuerySet, names: tuple[str, ...], as_of: datetime.date | None, *, only: str = ""
) -> dict[tuple[Any, ...], dict[str, Decimal]]:
    sums: dict[tuple[Any, ...], dict[str, Decimal]] = defaultdict(dict)
    for *key, kind, total in _rows(OF_FLOWS, lines, names, as_of, only=only):
        sums[_key(key)][kind] = total
    return sums


def _rows(
    statement: str, lines: MoneyLineQuerySet, names: tuple[str, ...], as_of: datetime.date | None, *, only: str = ""
) -> list[tuple[Any, ...]]:
    """What the statement finds of these lines, grouped by these paths."""
    named: dict[str, Any] = {f"key_{number}": F(name) for number, name in enumerate(names) if name != REGIONS}
    named |= {name: mark for name, mark in marks_of(as_of).items() if name in statement + only}
    try:
        before, params = with_chosen(lines, named, as_of, regions=REGIONS in names)
    except EmptyResultSet:
        return []
    grouped = [ALL_REGIONS if name == REGIONS else f"key_{number}" for number, name in enumerate(names)]
    after = statement.format(
        keys="".join(f"{key}, " for key in grouped),
        served=JOIN_SERVED if REGIONS in names else "",
        only=only,
        grouped=f"GROUP BY {', '.join(grouped)}" if grouped else "HAVING COUNT(*) > 0",
    )
    with connection.cursor() as cursor:
        cursor.execute(before + after, params)
        return cursor.fetchall()


def marks_of(as_of: datetime.date | None) -> dict[str, Any]:
    """Under what the amount of a line stands: asked for, approved, or granted."""
    marks = {
        "is_asked": Q(ppa__status__in=PPAStatus.asking()),
        "is_approved": Q(ppa__status=PPAStatus.APPROVED),
        "is_law": _is_law(as_of),
    }
    return {name: ExpressionWrapper(holds, BooleanField()) for name, holds in marks.items()}


def with_chosen(
    lines: MoneyLineQuerySet, named: Mapping[str, Any], as_of: datetime.date | None, *, regions: bool
) -> tuple[str, list[Any]]:
    """The beginning of a statement, which names ``chosen``, ``flow`` and if need be ``served``; and what it is given.

    ``named`` are more columns of ``chosen``, as expressions over a line.
    """
    columns = {f"chosen_{name}": expression for name, expression in named.items()}
    rows = lines.order_by().annotate(**columns).values_list("pk", "ppa", "amount", *columns)
    chosen, params = rows.query.sql_with_params()
    of_some = "WHERE ppa_id IN (SELECT ppa_id FROM chosen)" if lines.query.has_filters() else ""
    served = SERVED.format(places=_places().query, only=of_some) if regions else ""
    before = CHOSEN.format(named="".join(f", {name}" for name in named), lines=chosen) + served
    return before, [*params, as_of, as_of]


def _places() -> Any:
    """The region of each place that a PPA serves."""
    region = Coalesce(*[F(f"{path}_id") for path in PLACE_PATHS.values()])
    return PPAPlace.objects.order_by().annotate(in_region=region).values_list("ppa", "in_region")


def _is_law(as_of: datetime.date | None) -> Q:
    """The line is granted: also while its PPA stands still, and no longer once it is cancelled."""
    stands_still = Q(ppa__status=PPAStatus.ON_HOLD, ppa__status_before__in=PPAStatus.funding())
    is_law = Q(ppa__status__in=PPAStatus.funding()) | stands_still
    return is_law & Q(ppa__enacted_on__lte=as_of) if as_of else is_law


def _key(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)


def _money(row: Mapping[str, Any], flows: Mapping[str, Decimal]) -> Money:
    return Money(
        lines=row["count"],
        asked=row["asked"] or NOTHING,
        approved=row["approved"] or NOTHING,
        granted=row["granted"] or NOTHING,
        execution=_execution(row["granted"], row["unreleased"], flows),
        moved=frozenset(flows),
    )


def _execution(granted: Decimal | None, unreleased: Decimal | None, flows: Mapping[str, Decimal]) -> Execution:
    is_released = FlowType.ALLOCATION in flows
    return Execution(
        budget_allocation=granted,
        allocations=flows.get(FlowType.ALLOCATION),
        unreleased=(unreleased or NOTHING) if is_released else NOTHING,
        adjustments=flows.get(FlowType.ADJUSTMENT, NOTHING),
        obligations=flows.get(FlowType.OBLIGATION, NOTHING),
        disbursements=flows.get(FlowType.DISBURSEMENT, NOTHING),
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)
