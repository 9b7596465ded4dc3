"""A PPA's money, divided among what it is for: needs it answers, or recommendations it implements (planning 3.3).

Explicit shares come first; the rest is divided by cost, in equal parts if nothing has one. The database does in one
statement what ``formulas.attribution`` says, to the centavo: a figure of all costs as much as one of a single one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from portal.monitoring.enums import PPAStatus


@dataclass(frozen=True)
class Aims:
    """What PPAs are linked to: the table of links, its column, and a query of ``id`` and ``cost`` in pesos."""

    links: str
    column: str
    costs: str


NEEDS = Aims("monitoring_needaddressed", "need_id", "SELECT id, estimated_cost AS cost FROM needs_need")
POLICIES = Aims(
    "monitoring_policyimplemented",
    "policy_id",
    "SELECT policy_id AS id, SUM(amount) AS cost FROM policies_policybudgetyear GROUP BY policy_id",
)

COUNTING = [*PPAStatus.funding(), *PPAStatus.pipeline()]
"""A PPA that is a draft, on hold, refused or cancelled gives nothing now."""

ATTRIBUTED = """
wanted(key, cost{names}) AS ({chosen}),
amounts AS (
    SELECT ppa.id, ppa.status, COALESCE(SUM(line.amount), 0) * 100 AS amount
    FROM monitoring_monitoringentry ppa LEFT JOIN monitoring_moneyline line ON line.ppa_id = ppa.id
    WHERE ppa.status = ANY(%s)
      AND ppa.id IN (SELECT ppa_id FROM {links} link JOIN wanted ON wanted.key = link.{column})
    GROUP BY ppa.id
),
asked AS (
    SELECT link.id, link.ppa_id, link.{column} AS key, amounts.status, amounts.amount, link.share * 100 AS share,
        SUM(COALESCE(link.share, 0)) OVER by_ppa * 100 AS shares,
        CASE WHEN link.share IS NULL THEN COALESCE(aim.cost, 0) * 100 END AS cost,
        SUM(CASE WHEN link.share IS NULL THEN COALESCE(aim.cost, 0) ELSE 0 END) OVER by_ppa * 100 AS costs,
        SUM(CASE WHEN link.share IS NULL THEN 1 ELSE 0 END) OVER by_ppa AS others
    FROM {links} link
        JOIN amounts ON amounts.id = link.ppa_id LEFT JOIN ({costs}) aim ON aim.id = link.{column}
    WINDOW by_ppa AS (PARTITION BY link.ppa_id)
),
weighed AS (
    SELECT id, ppa_id, key, status, share,
        CASE WHEN shares > amount THEN share WHEN costs > 0 THEN cost WHEN share IS NULL THEN 1 END AS weight,
        CASE WHEN shares > amount THEN shares WHEN costs > 0 THEN costs ELSE others END AS weights,
        CASE WHEN shares > amount THEN amount ELSE amount - shares END AS pot
    FROM asked
),
cut AS (
    SELECT *, DIV(pot * weight, NULLIF(weights, 0)) AS part, MOD(pot * weight, NULLIF(weights, 0)) AS remainder
    FROM weighed
),
served AS (
    SELECT *, pot - SUM(part) OVER (PARTITION BY ppa_id) AS missing,
        ROW_NUMBER() OVER (PARTITION BY ppa_id ORDER BY remainder DESC NULLS LAST, id) AS turn
    FROM cut
),
money AS (
    SELECT key, status,
        ROUND(CASE WHEN part IS NULL THEN COALESCE(share, 0)
            ELSE part + CASE WHEN turn <= missing THEN 1 ELSE 0 END END / 100, 2) AS amount, ppa_id
    FROM served
),
funded AS (
    SELECT key, COALESCE(SUM(amount) FILTER (WHERE status = ANY(%s)), 0) AS funded,
        COALESCE(SUM(amount) FILTER (WHERE status = ANY(%s)), 0) AS pipeline
    FROM money GROUP BY key
),
found AS (
    SELECT wanted.*, COALESCE(funded, 0) AS funded, COALESCE(pipeline, 0) AS pipeline
    FROM wanted LEFT JOIN funded USING (key)
)
"""
"""In centavos and whole numbers, so that remainders are exact. ``wanted`` are the aims that somebody chose."""


def attributed_to(
    aims: Aims,
    wanted: QuerySet[Any],
    select: str,
    *,
    names: Iterable[str] = (),
    params: Iterable[Any] = (),
    before: tuple[str, Sequence[Any]] = ("", ()),
    counting: Sequence[str] = COUNTING,
) -> Iterator[dict[str, Any]]:
    """The rows of ``select`` over ``found`` (key, cost, ``names``, funded, pipeline) and ``money`` (key, ppa_id,
    status, amount), in pesos.

    ``wanted`` gives key, cost and ``names`` of the aims that count, in this order; ``params`` are those of ``select``.
    ``before`` are further tables of the statement, each with its comma, and what they are given; ``counting`` the
    statuses of the PPAs that are divided. No value that comes from outside stands in the text of the statement.
    """
    try:
        chosen, given = wanted.query.sql_with_params()
    except EmptyResultSet:
        return
    more = "".join(f", {name}" for name in names)
    statement = ATTRIBUTED.format(names=more, chosen=chosen, links=aims.links, column=aims.column, costs=aims.costs)
    tables, given_before = before
    funded_and_asked = (PPAStatus.funding(), PPAStatus.pipeline())
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {tables} {statement} {select}",
            [*given_before, *given, list(counting), *funded_and_asked, *params],
        )
        columns = [column.name for column in cursor.description]
        for row in cursor.fetchall():
            yield dict(zip(columns, row, strict=True))
