"""The money of PPAs in pesos: asked for, granted, released, obligated, paid; what is still usable, and what lapses.

Every figure is over money lines. A line is granted once its PPA is enacted; where no allotment of a line was released,
its amount is its budget (planning definitions 3.4), so that figures of parts add up to the figure of the whole.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.core.money import split
from portal.monitoring.enums import CostStructure, ExpenseClass, FlowType, PPAStatus
from portal.monitoring.formulas.execution import Execution
from portal.monitoring.formulas.validity import Validity, valid_until
from portal.monitoring.models import MonitoringEntryFunding, PPAPlace
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
    """What happened to the money as far as it was entered (``FlowType``): of the rest nothing is known, not zero."""

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
    validities = [each for _key, each in _validities((), lines, as_of or timezone.localdate())]
    return Usable(_sum(each.available for each in validities), _sum(each.lapsed for each in validities))


def lapsing(
    lines: MoneyLineQuerySet, as_of: datetime.date | None = None, *, within: int = LAPSES_WITHIN
) -> list[Lapsing]:
    """PPAs with money that lapses within these days if it is not obligated; the soonest and largest first."""
    as_of = as_of or timezone.localdate()
    names = (PPA, "ppa__title", OFFICE)
    near = _lines_valid_until(lines, as_of, as_of + datetime.timedelta(days=within))
    found: dict[tuple[Any, ...], Validity] = {}
    for key, each in _validities(names, near, as_of):
        of_day = (*key, each.valid_until)
        before = found.get(of_day)
        found[of_day] = each if before is None else _joined(before, each)
    rows = [
        Lapsing(ppa, title, office, each) for (ppa, title, office, _day), each in found.items() if each.available > 0
    ]
    return sorted(rows, key=lambda row: (row.validity.valid_until, -row.validity.available, row.title))


def _validities(
    names: tuple[str, ...], lines: MoneyLineQuerySet, as_of: datetime.date
) -> list[tuple[tuple[Any, ...], Validity]]:
    lines = lines.filter(_is_law(as_of) | _is_released(as_of))
    groups = totals_by((*names, YEAR, CLASS, "ppa__cost_structure"), lines, as_of=as_of)
    return [
        (key[:-3], Validity(valid_until(*key[-3:]), one.net_allotment or NOTHING, one.obligations, as_of))
        for key, one in ((key, money.execution) for key, money in groups.items())
    ]


def _joined(one: Validity, other: Validity) -> Validity:
    return Validity(one.valid_until, one.allotment + other.allotment, one.obligated + other.obligated, one.as_of)


def _lines_valid_until(lines: MoneyLineQuerySet, first: datetime.date, last: datetime.date) -> MoneyLineQuerySet:
    """Lines whose last day lies between these days."""
    lapses_early = Q(expense_class=ExpenseClass.PS) | Q(
        expense_class=ExpenseClass.MOOE, ppa__cost_structure=CostStructure.GAS
    )
    last_year = F("fiscal_year") + Case(When(lapses_early, then=Value(0)), default=1, output_field=IntegerField())
    ends = [year for year in range(first.year, last.year + 1) if first <= datetime.date(year, 12, 31) <= last]
    return lines.annotate(last_year=last_year).filter(last_year__in=ends)


# ---- Sums ------------------------------------------------------------------------------------------------------------

REGIONS = "regions"


def _sums_of_lines(
    lines: MoneyLineQuerySet, names: tuple[str, ...], as_of: datetime.date | None
) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    is_law, is_released = _is_law(as_of), _is_released(as_of)
    rows = _with_regions(lines, names, "ppa").order_by().annotate(one=Value(1)).values("one", *names)
    rows = rows.annotate(
        count=Count("pk"),
        asked=Sum("amount", filter=Q(ppa__status__in=PPAStatus.asking())),
        approved=Sum("amount", filter=Q(ppa__status=PPAStatus.APPROVED)),
        granted=Sum("amount", filter=is_law),
        unreleased=Sum("amount", filter=is_law & ~is_released),
    )
    return {_key(row[name] for name in names): row for row in rows}


def _sums_of_flows(
    lines: MoneyLineQuerySet, names: tuple[str, ...], as_of: datetime.date | None
) -> dict[tuple[Any, ...], dict[str, Decimal]]:
    flows = _with_regions(_flows(as_of).filter(line__in=lines.order_by().values("pk")), names, "line__ppa")
    paths = [name if name == REGIONS else f"line__{name}" for name in names]
    sums: dict[tuple[Any, ...], dict[str, Decimal]] = defaultdict(dict)
    for *key, kind, total in flows.order_by().values_list(*paths, "type").annotate(total=Sum("amount")):
        sums[_key(key)][kind] = total
    return sums


def _is_law(as_of: datetime.date | None) -> Q:
    """The line is granted: also while its PPA stands still, and no longer once it is cancelled."""
    stands_still = Q(ppa__status=PPAStatus.ON_HOLD, ppa__status_before__in=PPAStatus.funding())
    is_law = Q(ppa__status__in=PPAStatus.funding()) | stands_still
    return is_law & Q(ppa__enacted_on__lte=as_of) if as_of else is_law


def _is_released(as_of: datetime.date | None) -> Q:
    """An allotment of the line was released."""
    return Q(pk__in=_flows(as_of).filter(type=FlowType.ALLOCATION).values("line"))


def _flows(as_of: datetime.date | None) -> Any:
    rows = MonitoringEntryFunding.objects.order_by()
    return rows.until(as_of) if as_of else rows


def _with_regions(rows: Any, names: tuple[str, ...], to_ppa: str) -> Any:
    """Each row with the keys of the regions that its PPA serves."""
    if REGIONS not in names:
        return rows
    regions = (
        PPAPlace.objects.filter(ppa=OuterRef(to_ppa))
        .annotate(in_region=Coalesce(*[F(f"{path}_id") for path in PLACE_PATHS.values()]))
        .order_by("in_region")
        .values("in_region")
        .distinct()
    )
    return rows.annotate(**{REGIONS: ArraySubquery(regions)})


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
