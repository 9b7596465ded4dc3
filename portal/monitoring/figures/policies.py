"""What recommendations cost, what the law gives them, and what became of it (planning definitions 3.18).

A PPA's money is divided among the recommendations it implements as ``attributing`` says; what was obligated and paid of
it is divided in the same proportion. So a peso stands in one cell of the matrix, and no total holds it twice.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import OuterRef, Subquery, Sum

from portal.core.money import percent
from portal.monitoring.enums import PPAStatus
from portal.monitoring.formulas.attribution import Funding, Shared, attributed
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.querysets import MonitoringEntryQuerySet
from portal.policies.models import PolicyBudgetYear
from portal.policies.querysets import PolicyQuerySet

from .attributing import POLICIES, attributed_to

NOTHING = Decimal()
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

    reported: int = 0
    """Those of them of which anything that happened to the money was entered. Of the others nothing is known."""

    @property
    def is_unfunded(self) -> bool:
        """Nothing is granted to it, though it costs something, or nobody knows what."""
        return self.funding.funded <= 0 and self.funding.cost != 0

    @property
    def is_underfunded(self) -> bool:
        """Something is granted, and less than half of what it costs."""
        cost, funded = self.funding.cost, self.funding.funded
        return bool(cost) and 0 < 100 * funded < UNDERFUNDED_BELOW * cost  # type: ignore[operator]

    @property
    def known_obligated(self) -> Decimal | None:
        """None where nobody has entered any."""
        return self.obligated if self.reported else None

    @property
    def known_disbursed(self) -> Decimal | None:
        return self.disbursed if self.reported else None


@dataclass(frozen=True)
class PoliciesMoney:
    """The money of several recommendations, in pesos."""

    policies: int = 0
    costed: int = 0
    """Those whose cost is known; the others are in no sum of costs, gaps or rates."""

    cost: Decimal = NOTHING
    granted: Decimal = NOTHING
    """All that is granted to them, also above their cost."""

    capped: Decimal = NOTHING
    """What is granted to those with a cost, of each at most its cost."""

    gap: Decimal = NOTHING
    asked: Decimal = NOTHING
    obligated: Decimal = NOTHING
    disbursed: Decimal = NOTHING
    funded: int = 0
    """Those to which anything is granted."""

    reported: int = 0
    """Those of which anything that happened to the money was entered."""

    @property
    def funding_rate(self) -> Decimal | None:
        """Granted, of each at most its cost, in percent of the cost of the costed ones."""
        return percent(self.capped, self.cost)

    def __add__(self, other: "PoliciesMoney") -> "PoliciesMoney":
        return PoliciesMoney(**{name: mine + getattr(other, name) for name, mine in vars(self).items()})


MONEY = """
SELECT found.key, cost, funded, pipeline, COALESCE(obligated, 0) AS obligated, COALESCE(disbursed, 0) AS disbursed,
    COALESCE(ppas, 0) AS ppas, COALESCE(reported, 0) AS reported
FROM found LEFT JOIN (
    SELECT money.key, COUNT(DISTINCT money.ppa_id) AS ppas, COUNT(DISTINCT moved.ppa_id) AS reported,
        SUM(ROUND(moved.obligated * money.amount * 100 / NULLIF(amounts.amount, 0), 2)) AS obligated,
        SUM(ROUND(moved.disbursed * money.amount * 100 / NULLIF(amounts.amount, 0), 2)) AS disbursed
    FROM money JOIN wanted USING (key) JOIN amounts ON amounts.id = money.ppa_id LEFT JOIN (
        SELECT line.ppa_id, line.fiscal_year, SUM(flow.amount) FILTER (WHERE flow.type = 'obligation') AS obligated,
            SUM(flow.amount) FILTER (WHERE flow.type = 'disbursement') AS disbursed
        FROM monitoring_moneyline line JOIN monitoring_monitoringentryfunding flow ON flow.line_id = line.id
        WHERE line.ppa_id IN (SELECT id FROM amounts) GROUP BY line.ppa_id, line.fiscal_year
    ) moved ON moved.ppa_id = money.ppa_id
    GROUP BY money.key
) spent USING (key)
"""
"""``amounts`` is in centavos, all else in pesos. What moved is rounded for each PPA and fiscal year."""


def money_of_policies(policies: PolicyQuerySet) -> dict[UUID, PolicyMoney]:
    """What each of these recommendations costs, gets and spends. One statement."""
    return {
        row["key"]: PolicyMoney(
            Funding(row["cost"], row["funded"], row["pipeline"]),
            row["obligated"],
            row["disbursed"],
            row["ppas"],
            row["reported"],
        )
        for row in attributed_to(POLICIES, _with_cost(policies), MONEY)
    }


def money_together(found: Iterable[PolicyMoney]) -> PoliciesMoney:
    """The sums of several. Their parts of one PPA are different pesos, so nothing is counted twice."""
    together = PoliciesMoney()
    for one in found:
        cost, gap = one.funding.cost, one.funding.gap
        capped = None if cost is None else min(one.funding.funded, cost)
        together += PoliciesMoney(
            1, int(cost is not None), cost or NOTHING, one.funding.funded, capped or NOTHING, gap or NOTHING,
            one.funding.pipeline, one.obligated, one.disbursed, int(one.funding.funded > 0), int(one.reported > 0),
        )  # fmt: skip
    return together


# ---- The matrix ------------------------------------------------------------------------------------------------------


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


@dataclass(frozen=True)
class Column:
    """What some PPAs give to one recommendation, or to all of them together, in pesos."""

    ppas: int = 0
    """Each once, also where it implements several."""

    granted: Decimal = NOTHING
    asked: Decimal = NOTHING
    """Proposed, under review or approved, and not yet law."""


SUMS = """
SELECT key, GROUPING(key) AS is_all, COUNT(DISTINCT ppa_id) AS ppas,
    COALESCE(SUM(amount) FILTER (WHERE status = ANY(%s)), 0) AS granted,
    COALESCE(SUM(amount) FILTER (WHERE status = ANY(%s)), 0) AS asked
FROM money JOIN wanted USING (key) WHERE ppa_id IN ({ppas}) GROUP BY GROUPING SETS ((key), ())
"""


def sums_of_matrix(policies: PolicyQuerySet, ppas: MonitoringEntryQuerySet) -> dict[UUID | None, Column]:
    """The foot of the matrix over these PPAs: of each recommendation, and under None of all together, where a PPA and
    a peso count once. One statement."""
    try:
        chosen, given = ppas.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return {None: Column()}
    params = [PPAStatus.funding(), PPAStatus.pipeline(), *given]
    rows = attributed_to(POLICIES, _with_cost(policies), SUMS.format(ppas=chosen), params=params)
    found = {None if row["is_all"] else row["key"]: Column(row["ppas"], row["granted"], row["asked"]) for row in rows}
    return {None: Column(), **found}


def parts_of_ppa_for_policies(ppa: MonitoringEntry) -> dict[UUID, Decimal]:
    """The pesos of this PPA that go, or would go, to each recommendation it implements, whatever its status."""
    shares = dict(ppa.implementing_policies.order_by("pk").values_list("policy", "share"))
    years = PolicyBudgetYear.objects.filter(policy__in=shares).order_by().values("policy")
    costs = dict(years.annotate(cost=Sum("amount")).values_list("policy", "cost"))
    amount = ppa.lines.aggregate(sum=Sum("amount"))["sum"] or NOTHING
    nothing = dict.fromkeys(shares, NOTHING)  # where explicit shares are more than its money
    return nothing | attributed(Shared(amount, ppa.status, shares), costs)


# ---- By fiscal year --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearMoney:
    """The money of one recommendation, or of several, in one fiscal year, in pesos."""

    required: Decimal | None = None
    """None: nobody has costed this year."""

    granted: Decimal = NOTHING
    asked: Decimal = NOTHING
    obligated: Decimal = NOTHING
    disbursed: Decimal = NOTHING
    is_reported: bool = False
    """Whether anything obligated or paid was entered."""

    @property
    def gap(self) -> Decimal | None:
        return None if self.required is None else max(self.required - self.granted, NOTHING)


SPREAD = """
SELECT key, fiscal_year, SUM(amount) FILTER (WHERE status = ANY(%s)) AS granted,
    SUM(amount) FILTER (WHERE status = ANY(%s)) AS asked,
    SUM(obligated) AS obligated, SUM(disbursed) AS disbursed, BOOL_OR(is_reported) AS is_reported
FROM (
    SELECT money.key, money.status, line.fiscal_year,
        ROUND(line.until * money.amount * 100 / NULLIF(amounts.amount, 0), 2)
            - ROUND((line.until - line.amount) * money.amount * 100 / NULLIF(amounts.amount, 0), 2) AS amount,
        ROUND(moved.obligated * money.amount * 100 / NULLIF(amounts.amount, 0), 2) AS obligated,
        ROUND(moved.disbursed * money.amount * 100 / NULLIF(amounts.amount, 0), 2) AS disbursed,
        moved.ppa_id IS NOT NULL AS is_reported
    FROM money JOIN wanted USING (key) JOIN amounts ON amounts.id = money.ppa_id JOIN (
        SELECT ppa_id, fiscal_year, SUM(amount) AS amount,
            SUM(SUM(amount)) OVER (PARTITION BY ppa_id ORDER BY fiscal_year) AS until
        FROM monitoring_moneyline WHERE ppa_id IN (SELECT id FROM amounts) GROUP BY ppa_id, fiscal_year
    ) line ON line.ppa_id = money.ppa_id LEFT JOIN (
        SELECT line.ppa_id, line.fiscal_year, SUM(flow.amount) FILTER (WHERE flow.type = 'obligation') AS obligated,
            SUM(flow.amount) FILTER (WHERE flow.type = 'disbursement') AS disbursed
        FROM monitoring_moneyline line JOIN monitoring_monitoringentryfunding flow ON flow.line_id = line.id
        WHERE flow.type IN ('obligation', 'disbursement') AND line.ppa_id IN (SELECT id FROM amounts)
        GROUP BY line.ppa_id, line.fiscal_year
    ) moved ON moved.ppa_id = line.ppa_id AND moved.fiscal_year = line.fiscal_year
) spread GROUP BY key, fiscal_year
"""
"""A year gets what stands up to it, rounded, less what stands up to the year before: so the years add up."""


def years_of_policies(policies: PolicyQuerySet) -> dict[tuple[UUID, int], YearMoney]:
    """By recommendation and fiscal year. A part of a PPA's money is spread over its years as its money lines are, to
    the centavo. Two statements."""
    required: dict[tuple[UUID, int], Decimal] = {
        (key, year): amount
        for key, year, amount in PolicyBudgetYear.objects.filter(
            policy__in=policies.order_by().values("pk")
        ).values_list("policy", "fiscal_year", "amount")
    }
    params = [PPAStatus.funding(), PPAStatus.pipeline()]
    found = {group: YearMoney(amount) for group, amount in required.items()}
    for row in attributed_to(POLICIES, _with_cost(policies), SPREAD, params=params):
        group = row.pop("key"), row.pop("fiscal_year")
        sums = {name: row[name] or NOTHING for name in ("granted", "asked", "obligated", "disbursed")}
        found[group] = YearMoney(required.get(group), **sums, is_reported=row["is_reported"])
    return found


def _with_cost(policies: PolicyQuerySet) -> Any:
    """Their keys, with the sum of their years: none where nobody has costed them."""
    years = PolicyBudgetYear.objects.filter(policy=OuterRef("pk")).order_by().values("policy")
    cost = years.annotate(sum=Sum("amount")).values("sum")
    return policies.order_by().annotate(cost=Subquery(cost)).values_list("pk", "cost")
