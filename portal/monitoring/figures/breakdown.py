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
from django.db.models import F

from portal.core.money import percent, split
from portal.monitoring.querysets import MoneyLineQuerySet

from .money import (
    CATEGORY,
    CLASS,
    JOIN_SERVED,
    NOTHING,
    OFFICE,
    REGIONS,
    RELEASED,
    SECTOR,
    SOURCE,
    STATUS,
    SUMS,
    YEAR,
    Money,
    _money,
    marks_of,
    with_chosen,
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
    for name, year, key, row in _rows(OF_FLOWS, lines, as_of, each_year, "type"):
        flows[name, year, key][row["type"]] = row["moved"]
    found: dict[tuple[str, int | None], Groups] = defaultdict(dict)
    of_regions: list[tuple[int | None, Any, Mapping[str, Any], Mapping[str, Decimal]]] = []
    for name, year, key, row in _rows(OF_LINES, lines, as_of, each_year):
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
KEYS = ", ".join(NAMES)

OF_LINES = f""",
marked AS (
    SELECT ppa_id, amount, obc_share, {KEYS},
        CASE WHEN is_asked OR is_approved OR is_law THEN amount END AS budget, is_asked, is_approved, is_law,
        is_law AND released.line_id IS NULL AS is_unreleased
    FROM chosen {JOIN_SERVED} {RELEASED}
)
SELECT GROUPING({KEYS}) AS without, {KEYS}, COUNT(*) AS count, SUM(amount) AS amount,
    SUM(amount) FILTER (WHERE is_asked) AS asked, SUM(amount) FILTER (WHERE is_approved) AS approved,
    SUM(amount) FILTER (WHERE is_law) AS granted, SUM(amount) FILTER (WHERE is_unreleased) AS unreleased,
    COUNT(DISTINCT ppa_id) AS lines_of, COUNT(DISTINCT ppa_id) FILTER (WHERE budget IS NOT NULL) AS ppas,
    ROUND(SUM(budget * obc_share / 100), 2) AS for_obc, SUM(budget) FILTER (WHERE obc_share IS NOT NULL) AS share_known,
    COUNT(DISTINCT ppa_id) FILTER (WHERE obc_share IS NULL AND budget IS NOT NULL) AS share_unknown
FROM marked GROUP BY GROUPING SETS ({{sets}})
"""  # noqa: S608 - no word of it comes from outside

OF_FLOWS = f"""
SELECT GROUPING({KEYS}) AS without, {KEYS}, type, SUM(flow.amount) AS moved
FROM chosen JOIN flow USING (line_id) {JOIN_SERVED} GROUP BY GROUPING SETS ({{sets}})
"""  # noqa: S608 - no word of it comes from outside


def _rows(
    statement: str, lines: MoneyLineQuerySet, as_of: datetime.date | None, each_year: bool, *also: str
) -> Iterator[tuple[str, int | None, Any, Mapping[str, Any]]]:
    """Of each group what it is grouped by, its year (none: of all), its key, and its sums."""
    named = {YEAR: F(YEAR), **{name: F(path) for name, path in BY.items()}}
    if statement is OF_LINES:
        named |= {"obc_share": F("ppa__obc_budget_share"), **marks_of(as_of)}
    try:
        before, params = with_chosen(lines, named, as_of, regions=True)
    except EmptyResultSet:
        return
    year = [YEAR] if each_year else []
    sets = [[*year, *also], *([*year, name, *also] for name in [*BY, REGIONS]), *([] if each_year else [[YEAR, *also]])]
    with connection.cursor() as cursor:
        cursor.execute(before + statement.format(sets=", ".join(f"({', '.join(names)})" for names in sets)), params)
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
