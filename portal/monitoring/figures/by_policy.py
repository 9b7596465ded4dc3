"""A budget by the recommendations that its PPAs implement.

A PPA's money is divided among them as ``attributing`` says, whatever its status; what moved of it, and what of it lies
in these lines, is divided in the same proportion and rounded for each PPA and fiscal year. The PPA counts in each.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import F

from portal.monitoring.enums import PPAStatus
from portal.monitoring.querysets import MoneyLineQuerySet
from portal.policies.querysets import PolicyQuerySet

from .attributing import POLICIES, attributed_to
from .breakdown import Groups, Spending
from .money import RELEASED, SUMS, YEAR, _money, marks_of, with_chosen
from .policies import _with_cost

PARTS = """
SELECT key, {year} AS year, SUM(count) AS count, {sums} COUNT(DISTINCT ppa_id) AS lines_of,
    COUNT(DISTINCT ppa_id) FILTER (WHERE is_counted) AS ppas
FROM by_ppa LEFT JOIN (
    SELECT money.key, money.ppa_id, money.amount AS part, amounts.amount / 100 AS whole
    FROM money JOIN wanted USING (key) JOIN amounts ON amounts.id = money.ppa_id
) parts USING (ppa_id)
WHERE key IS NOT NULL OR NOT EXISTS (SELECT 1 FROM monitoring_policyimplemented link WHERE link.ppa_id = by_ppa.ppa_id)
GROUP BY key {grouped}
"""
"""Without a key: PPAs that implement no recommendation at all."""

PART = "SUM(CASE WHEN key IS NULL THEN {name} ELSE ROUND({name} * part / NULLIF(whole, 0), 2) END)"

BY_PPA = f"""{{before}},
by_ppa AS (
    SELECT ppa_id, {YEAR}, COUNT(*) AS count, SUM(amount) AS amount,
        SUM(amount) FILTER (WHERE is_asked) AS asked, SUM(amount) FILTER (WHERE is_approved) AS approved,
        SUM(amount) FILTER (WHERE is_law) AS granted,
        SUM(amount) FILTER (WHERE is_law AND released.line_id IS NULL) AS unreleased,
        BOOL_OR(is_asked OR is_approved OR is_law) AS is_counted
    FROM chosen {RELEASED} GROUP BY ppa_id, {YEAR}
),"""  # noqa: S608 - no word of it comes from outside

MOVED = f"""{{before}},
by_ppa AS (
    SELECT ppa_id, {YEAR}, type, SUM(flow.amount) AS moved, COUNT(*) AS count, TRUE AS is_counted
    FROM chosen JOIN flow USING (line_id) GROUP BY ppa_id, {YEAR}, type
),"""  # noqa: S608 - no word of it comes from outside


def spending_by_policy(
    lines: MoneyLineQuerySet,
    policies: PolicyQuerySet,
    *,
    as_of: datetime.date | None = None,
    each_year: bool = True,
) -> dict[int | None, Groups]:
    """Of each fiscal year, or of all together, the spending by recommendation; under None what implements none.

    What explicit shares leave over is in no group. Two statements.
    """
    flows: dict[Any, dict[str, Decimal]] = defaultdict(dict)
    for row in _rows(MOVED, ["moved"], lines, policies, as_of, each_year, also="type"):
        flows[row["year"], row["key"]][row["type"]] = row["moved"] or Decimal()
    found: dict[int | None, Groups] = defaultdict(dict)
    for row in _rows(BY_PPA, [*SUMS, "amount"], lines, policies, as_of, each_year):
        money = _money(row, flows[row["year"], row["key"]])
        found[row["year"]][row["key"]] = Spending(money, row["ppas"], row["lines_of"], row["amount"] or Decimal())
    return found


def _rows(
    tables: str,
    names: Sequence[str],
    lines: MoneyLineQuerySet,
    policies: PolicyQuerySet,
    as_of: datetime.date | None,
    each_year: bool,
    also: str = "",
) -> Iterator[dict[str, Any]]:
    try:
        before, given = with_chosen(lines, {YEAR: F(YEAR), **marks_of(as_of)}, as_of, regions=False)
    except EmptyResultSet:
        return
    sums = "".join(f"{PART.format(name=name)} AS {name}, " for name in names)
    select = PARTS.format(
        year=YEAR if each_year else "NULL::int",
        sums=f"{sums}{f'{also}, ' if also else ''}",
        grouped="".join(f", {name}" for name in ([YEAR] if each_year else []) + ([also] if also else [])),
    )
    opened = tables.format(before=before.strip().removeprefix("WITH"))
    yield from attributed_to(POLICIES, _with_cost(policies), select, before=(opened, given), counting=PPAStatus.values)
