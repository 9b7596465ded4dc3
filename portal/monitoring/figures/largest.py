"""The PPAs with the largest budgets."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F

from portal.monitoring.querysets import MoneyLineQuerySet

from .money import OFFICE, STATUS, marks_of, with_chosen


@dataclass(frozen=True)
class Largest:
    """A PPA with its budget and what was obligated of it, in pesos."""

    ppa: UUID
    title: str
    office: int
    status: str
    budget: Decimal
    obligated: Decimal | None
    """None where nothing that happened to its money was entered, as ``Money.is_reported`` has it."""


LARGEST = """
SELECT ppa_id, title, office, status, budget, (
    SELECT CASE WHEN COUNT(*) > 0 THEN COALESCE(SUM(flow.amount) FILTER (WHERE type = 'obligation'), 0) END
    FROM chosen JOIN flow USING (line_id) WHERE chosen.ppa_id = found.ppa_id
)
FROM (
    SELECT ppa_id, title, office, status, SUM(amount) AS budget FROM chosen WHERE is_asked OR is_approved OR is_law
    GROUP BY ppa_id, title, office, status ORDER BY budget DESC, title, ppa_id LIMIT %s
) found ORDER BY budget DESC, title, ppa_id
"""


def largest(lines: MoneyLineQuerySet, count: int, *, as_of: datetime.date | None = None) -> list[Largest]:
    """So many PPAs whose lines ask for or are granted most; of equal ones by title. One statement."""
    named = {"title": F("ppa__title"), "office": F(OFFICE), "status": F(STATUS), **marks_of(as_of)}
    try:
        before, params = with_chosen(lines, named, as_of, regions=False)
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(before + LARGEST, [*params, count])
        return [Largest(*row) for row in cursor.fetchall()]
