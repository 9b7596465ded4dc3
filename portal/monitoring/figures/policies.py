"""What recommendations cost, what the law gives them, and what became of it (planning definitions 3.18).

A PPA's money is divided among the recommendations it implements as ``attributing`` says; what was obligated and paid of
it is divided in the same proportion. So a peso stands in one cell of the matrix, and no total holds it twice.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery, Sum

from portal.core.money import percent
from portal.monitoring.formulas.attribution import Funding
from portal.policies.models import PolicyBudgetYear
from portal.policies.querysets import PolicyQuerySet

from .attributing import POLICIES, attributed_to

UNDERFUNDED_BELOW = Decimal(50)
"""Percent of what an adopted recommendation costs: funded below this is told."""


@dataclass(frozen=True)
class PolicyMoney:
    """The money of one recommendation, in pesos."""

    funding: Funding
    obligated: Decimal = Decimal()
    disbursed: Decimal = Decimal()
    ppas: int = 0
    """PPAs that carry it: not refused, cancelled, on hold or still drafts."""

    @property
    def is_unfunded(self) -> bool:
        """Nothing is granted to it, though it costs something, or nobody knows what."""
        return self.funding.funded <= 0 and self.funding.cost != 0

    @property
    def is_underfunded(self) -> bool:
        """Something is granted, and less than half of what it costs."""
        covered = self.funding.coverage_pct
        return self.funding.funded > 0 and covered is not None and covered < UNDERFUNDED_BELOW

    @property
    def obligation_rate(self) -> Decimal | None:
        """Obligated, in percent of what is granted."""
        return percent(self.obligated, self.funding.funded)


MONEY = """
SELECT found.key, cost, funded, pipeline, COALESCE(obligated, 0) AS obligated, COALESCE(disbursed, 0) AS disbursed,
    COALESCE(ppas, 0) AS ppas
FROM found LEFT JOIN (
    SELECT money.key, COUNT(*) AS ppas,
        SUM(ROUND(moved.obligated * money.amount / NULLIF(amounts.amount, 0) * 100, 2)) AS obligated,
        SUM(ROUND(moved.disbursed * money.amount / NULLIF(amounts.amount, 0) * 100, 2)) AS disbursed
    FROM money JOIN wanted USING (key) JOIN amounts ON amounts.id = money.ppa_id LEFT JOIN (
        SELECT line.ppa_id, SUM(flow.amount) FILTER (WHERE flow.type = 'obligation') AS obligated,
            SUM(flow.amount) FILTER (WHERE flow.type = 'disbursement') AS disbursed
        FROM monitoring_moneyline line JOIN monitoring_monitoringentryfunding flow ON flow.line_id = line.id
        WHERE line.ppa_id IN (SELECT id FROM amounts) GROUP BY line.ppa_id
    ) moved ON moved.ppa_id = money.ppa_id
    GROUP BY money.key
) spent USING (key)
"""
"""``amounts`` is in centavos, all else in pesos."""


def money_of_policies(policies: PolicyQuerySet) -> dict[UUID, PolicyMoney]:
    """What each of these recommendations costs, gets and spends. One statement."""
    return {
        row["key"]: PolicyMoney(
            Funding(row["cost"], row["funded"], row["pipeline"]), row["obligated"], row["disbursed"], row["ppas"]
        )
        for row in attributed_to(POLICIES, _with_cost(policies), MONEY)
    }


def parts_of_policies(
    policies: PolicyQuerySet, ppas: Collection[UUID] | None = None
) -> dict[tuple[UUID, UUID], Decimal]:
    """The cells of the matrix: pesos by the keys of PPA and recommendation, of these PPAs or of all. One statement."""
    select = "SELECT ppa_id, key, amount FROM money JOIN wanted USING (key)"
    params: list[Any] = []
    if ppas is not None:
        select, params = f"{select} WHERE ppa_id = ANY(%s)", [list(ppas)]
    rows = attributed_to(POLICIES, _with_cost(policies), select, params=params)
    return {(row["ppa_id"], row["key"]): row["amount"] for row in rows}


def _with_cost(policies: PolicyQuerySet) -> Any:
    """Their keys, with the sum of their years: none where nobody has costed them."""
    years = PolicyBudgetYear.objects.filter(policy=OuterRef("pk")).order_by().values("policy")
    cost = years.annotate(sum=Sum("amount")).values("sum")
    return policies.order_by().annotate(cost=Subquery(cost)).values_list("pk", "cost")
