"""A budget by everything it is looked at by, at once: two statements, whatever is asked.

The sums are those of ``figures.money``; beside them stand the PPAs they rest on, and what of them is meant for OBCs.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, Q, QuerySet, When

from portal.core.money import percent, split
from portal.monitoring.enums import PPAStatus
from portal.monitoring.querysets import MoneyLineQuerySet

from .money import (
    CATEGORY,
    CLASS,
    NOTHING,
    OFFICE,
    REGIONS,
    SECTOR,
    SOURCE,
    STATUS,
    SUMS,
    YEAR,
    Money,
    _flows,
    _is_law,
    _is_released,
    _money,
    _with_regions,
)

BY = {
    "category": CATEGORY,
    "status": STATUS,
    "sector": SECTOR,
    "expense_class": CLASS,
    "source": SOURCE,
    "lead_organization": OFFICE,
}
"""By what a budget is broken down: the name that lists use for it, and its place seen from a money line."""

TOTAL, BY_YEAR, REGION = "total", "year", "region"


@dataclass(frozen=True)
class Spending:
    """The money of a group in pesos, with what it rests on."""

    money: Money = field(default_factory=Money)
    ppas: int = 0
    """PPAs whose money is proposed, under review, approved or law."""

    lines_of: int = 0
    """PPAs with money lines, whatever became of them."""

    amount: Decimal = NOTHING
    """Of all these lines, also of drafts and of what was refused."""

    for_obc: Decimal = NOTHING
    """Of the budget, where the PPA says which share is meant for OBCs."""

    share_known: Decimal = NOTHING
    """The budget of the PPAs that say so."""

    share_unknown: int = 0
    """PPAs that do not."""

    @property
    def budget(self) -> Decimal:
        """Proposed, under review, approved or granted by law."""
        return self.money.asked + self.money.approved + self.money.granted

    @property
    def obc_rate(self) -> Decimal | None:
        """In percent of the budget of the PPAs whose share is known."""
        return percent(self.for_obc, self.share_known)


Groups = dict[Any, Spending]


@dataclass(frozen=True)
class Breakdown:
    """All groups, by what they are grouped by and by fiscal year (None: all years together)."""

    found: Mapping[tuple[str, int | None], Groups]

    def total(self, year: int | None) -> Spending:
        return self.by(TOTAL, year).get(None, Spending())

    def by(self, name: str, year: int | None) -> Groups:
        """The groups of one of ``BY``, of one year or of all; the key of a group is none where there is none."""
        return self.found.get((name, year), {})


def breakdown(lines: MoneyLineQuerySet, *, as_of: datetime.date | None = None, each_year: bool = True) -> Breakdown:
    """These lines by each of ``BY`` and by region: each year apart, or all years together (then also by year).

    The money of a PPA in several regions is divided as ``money.totals_by_region`` does; the PPA counts in each region
    that it serves. OBC shares are not divided. Two statements.
    """
    flows: dict[Any, dict[str, Decimal]] = defaultdict(dict)
    for *group, row in _rows(_flow_rows(lines, as_of), FLOW_COLUMNS, FLOW_SUMS, each_year, "type"):
        flows[tuple(group)][row["type"]] = row["moved"]
    found: dict[tuple[str, int | None], Groups] = defaultdict(dict)
    of_regions: list[tuple[int | None, Any, Mapping[str, Any], Mapping[str, Decimal]]] = []
    for name, year, key, row in _rows(_line_rows(lines, as_of), LINE_COLUMNS, LINE_SUMS, each_year):
        moved = flows[name, year, key]
        if name == REGIONS:
            of_regions.append((year, key or (None,), row, moved))
        else:
            found[name, year][key] = _spending(row, moved)
    for (year, region), spending in _divided(of_regions):
        found[REGION, year][region] = spending
    return Breakdown(found)


def _divided(rows: Iterable[tuple[int | None, Any, Mapping[str, Any], Mapping[str, Decimal]]]) -> Iterator[Any]:
    """Give each region its equal part of each amount of the PPAs that serve the same regions, to the centavo."""
    sums: dict[Any, dict[str, Any]] = defaultdict(lambda: defaultdict(lambda: None))
    flows: dict[Any, dict[str, Decimal]] = defaultdict(dict)
    for year, regions, row, moved in rows:
        for region in regions:
            for name in ("count", "ppas"):
                sums[year, region][name] = (sums[year, region][name] or 0) + row[name]
        for into, amounts in ((sums, {name: row[name] for name in SUMS}), (flows, moved)):
            for name, amount in amounts.items():
                if amount is not None:
                    for region, part in zip(regions, split(amount, [Decimal(1)] * len(regions)), strict=True):
                        into[year, region][name] = (into[year, region].get(name) or NOTHING) + part
    for group, of_it in sums.items():
        yield group, Spending(_money(of_it, flows[group]), of_it["ppas"])


# ---- The statements --------------------------------------------------------------------------------------------------

NAMES = [YEAR, *BY, REGIONS]
LINE_COLUMNS = [*NAMES, "ppa", "amount", "asked", "approved", "granted", "unreleased", "obc_share"]
LINE_SUMS = """
COUNT(*) AS count, COUNT(DISTINCT ppa) AS lines_of, SUM(amount) AS amount, SUM(asked) AS asked,
SUM(approved) AS approved, SUM(granted) AS granted, SUM(unreleased) AS unreleased,
COUNT(DISTINCT ppa) FILTER (WHERE COALESCE(asked, approved, granted) IS NOT NULL) AS ppas,
ROUND(SUM(COALESCE(asked, approved, granted) * obc_share / 100), 2) AS for_obc,
SUM(COALESCE(asked, approved, granted)) FILTER (WHERE obc_share IS NOT NULL) AS share_known,
COUNT(DISTINCT ppa) FILTER (WHERE obc_share IS NULL AND COALESCE(asked, approved, granted) IS NOT NULL)
    AS share_unknown
"""
FLOW_COLUMNS = [*NAMES, "type", "amount"]
FLOW_SUMS = "SUM(amount) AS moved"


def _marked(lines: MoneyLineQuerySet, as_of: datetime.date | None) -> MoneyLineQuerySet:
    """Each line with its amount under what it is: asked for, approved, granted, and granted but not released."""
    is_law = _is_law(as_of)
    marks = {
        "asked": Q(ppa__status__in=PPAStatus.asking()),
        "approved": Q(ppa__status=PPAStatus.APPROVED),
        "granted": is_law,
        "unreleased": is_law & ~_is_released(as_of),
    }
    return lines.annotate(**{f"of_{name}": Case(When(holds, then=F("amount"))) for name, holds in marks.items()})


def _line_rows(lines: MoneyLineQuerySet, as_of: datetime.date | None) -> QuerySet:
    marks = [f"of_{name}" for name in SUMS]
    rows = _with_regions(_marked(lines, as_of), (REGIONS,), "ppa").order_by()
    return rows.values_list(YEAR, *BY.values(), REGIONS, "ppa", "amount", *marks, "ppa__obc_budget_share")


def _flow_rows(lines: MoneyLineQuerySet, as_of: datetime.date | None) -> QuerySet:
    flows = _flows(as_of).filter(line__in=lines.order_by().values("pk"))
    rows = _with_regions(flows, (REGIONS,), "line__ppa")
    return rows.values_list(*(f"line__{path}" for path in [YEAR, *BY.values()]), REGIONS, "type", "amount")


def _rows(rows: QuerySet, columns: list[str], sums: str, each_year: bool, *also: str) -> Any:
    """Of each group what it is grouped by, its year (none: of all), its key, and its sums."""
    try:
        chosen, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    year = [YEAR] if each_year else []
    sets = [[*year, *also], *([*year, name, *also] for name in [*BY, REGIONS]), *([] if each_year else [[YEAR, *also]])]
    grouped = ", ".join(f"({', '.join(names)})" for names in sets)
    names = ", ".join(NAMES)
    statement = (
        f"WITH chosen({', '.join(columns)}) AS ({chosen}) "  # noqa: S608 - no word of it comes from outside
        f"SELECT GROUPING({names}) AS without, {', '.join([*NAMES, *also])}, {sums} FROM chosen "
        f"GROUP BY GROUPING SETS ({grouped})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        header = [column.name for column in cursor.description]
        for values in cursor.fetchall():
            row = dict(zip(header, values, strict=True))
            name = _grouped_by(row["without"], each_year)
            key = None if name == TOTAL else row[YEAR if name == BY_YEAR else name]
            yield name, row[YEAR] if each_year else None, tuple(key or ()) if name == REGIONS else key, row


def _grouped_by(without: int, each_year: bool) -> str:
    """Which of the names a row is grouped by; PostgreSQL sets the bits of the others, the last name's lowest."""
    kept = [name for place, name in enumerate(reversed(NAMES)) if not without >> place & 1]
    others = [name for name in kept if name != YEAR]
    if others:
        return others[0]
    return TOTAL if each_year or not kept else BY_YEAR


def _spending(row: Mapping[str, Any], flows: Mapping[str, Decimal]) -> Spending:
    sums = ("amount", "for_obc", "share_known")
    counts = {name: row[name] for name in ("ppas", "lines_of", "share_unknown")}
    numbers: dict[str, Any] = {name: row[name] or NOTHING for name in sums}
    return Spending(_money(row, flows), **numbers, **counts)
