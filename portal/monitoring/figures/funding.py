"""What needs cost, what the law gives them, what is asked for, and what they lack (planning definitions 3.3).

Every PPA that answers a need counts, whoever looks; how its money is divided among needs says ``attributing``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from portal.core.money import percent
from portal.monitoring.enums import PPAStatus
from portal.monitoring.formulas.attribution import Funding, Shared, attributed
from portal.monitoring.models import MonitoringEntry, NeedAddressed
from portal.needs.enums import AssessmentStatus
from portal.needs.models import Assessment, Need
from portal.needs.querysets import PLACE_PATHS, NeedQuerySet
from portal.needs.scoring import IN_GAP_LIST_ABOVE

from .attributing import NEEDS, attributed_to

TALLIED = """
COUNT(*) AS needs, COUNT(cost) AS costed, COALESCE(SUM(cost), 0) AS cost, SUM(funded) AS funded,
COALESCE(SUM(LEAST(funded, cost)) FILTER (WHERE cost IS NOT NULL), 0) AS capped,
COALESCE(SUM(GREATEST(cost - funded, 0)), 0) AS gap,
SUM(pipeline) AS pipeline, COUNT(*) FILTER (WHERE score > %s) AS pressing,
COUNT(*) FILTER (WHERE score > %s AND funded <= 0 AND cost IS DISTINCT FROM 0) AS unfunded,
COUNT(*) FILTER (WHERE score > %s AND funded <= 0) AS without_money
"""


@dataclass(frozen=True)
class GroupFunding:
    """Of some needs: how many, and their money in pesos."""

    needs: int = 0
    costed: int = 0
    """Those whose cost is known; the others are in no sum of costs, gaps or rates."""

    cost: Decimal = Decimal()
    funded: Decimal = Decimal()
    """All that is granted to them, also above their cost."""

    capped: Decimal = Decimal()
    """What is granted to those with a cost, of each at most its cost."""

    gap: Decimal = Decimal()
    pipeline: Decimal = Decimal()
    pressing: int = 0
    """With a score strictly above 4.0."""

    unfunded: int = 0
    """Of the pressing ones those that cost something, or nobody knows what, and have no money granted."""

    without_money: int = 0
    """Of the pressing ones those with no money granted, also what costs nothing."""

    @property
    def uncosted(self) -> int:
        return self.needs - self.costed

    @property
    def funding_rate(self) -> Decimal | None:
        """Funded, of each need at most its cost, in percent of the cost of the costed needs."""
        return percent(self.capped, self.cost)

    @property
    def unaddressed_share(self) -> Decimal | None:
        """Of the pressing needs, those with no money granted, in percent; none where nothing presses."""
        return percent(Decimal(self.without_money), Decimal(self.pressing))

    def __add__(self, other: "GroupFunding") -> "GroupFunding":
        return GroupFunding(**{name: mine + getattr(other, name) for name, mine in vars(self).items()})


def funding_of(needs: NeedQuerySet) -> dict[UUID, Funding]:
    """What each of these needs costs, gets and is to get. One statement."""
    rows = _rows("SELECT key, cost, funded, pipeline FROM found", needs)
    return {row["key"]: Funding(row["cost"], row["funded"], row["pipeline"]) for row in rows}


def parts_of(needs: NeedQuerySet) -> dict[tuple[UUID, UUID], Decimal]:
    """The pesos that each of these needs gets, or is to get, by the keys of the PPA and of the need. One statement.

    A PPA that is a draft, on hold, refused or cancelled gives nothing now, and is left out.
    """
    rows = _rows("SELECT ppa_id, key, amount FROM money JOIN wanted USING (key)", needs)
    return {(row["ppa_id"], row["key"]): row["amount"] for row in rows}


def parts_of_ppa(ppa: MonitoringEntry) -> dict[UUID, Decimal]:
    """The pesos of this PPA that go, or would go, to each of the needs it answers, whatever its status."""
    links = ppa.needs_addressed.order_by("pk").values_list("need", "share", "need__estimated_cost")
    amount = ppa.lines.aggregate(sum=Sum("amount"))["sum"] or Decimal()
    shared = Shared(amount, ppa.status, {need: share for need, share, _cost in links})
    nothing = dict.fromkeys(shared.shares, Decimal())  # where explicit shares are more than its money
    return nothing | attributed(shared, {need: cost for need, _share, cost in links})


def funding_total(needs: NeedQuerySet) -> GroupFunding:
    """The money of all these needs. One statement."""
    total = f"SELECT {TALLIED} FROM found"  # noqa: S608 - no word of it comes from outside
    return next((_group(row) for row in _rows(total, needs, scores=3)), GroupFunding())


def funding_by(needs: NeedQuerySet, **keys: Any) -> dict[tuple[Any, ...], GroupFunding]:
    """Their money by these expressions over a need, such as ``sector="category__sector"``. One statement."""
    names = ", ".join(keys)
    select = f"SELECT {names}, {TALLIED} FROM found GROUP BY {names}"  # noqa: S608 - callers name the columns
    rows = _rows(select, needs, keys=keys, scores=3)
    return {tuple(row[name] for name in keys): _group(row) for row in rows}


def funding_by_place(needs: NeedQuerySet) -> dict[tuple[int, int | None], GroupFunding]:
    """By the keys of region and province; without a province what is about a whole region."""
    to_region = list(PLACE_PATHS.values())
    to_province = [F(f"{path.removesuffix('__region')}_id") for path in to_region[:-1]]
    region = Coalesce(*[F(f"{path}_id") for path in to_region])
    return funding_by(needs, in_region_id=region, in_province_id=Coalesce(*to_province))


def with_linked_ppa(needs: NeedQuerySet) -> NeedQuerySet:
    """Each with ``linked_ppa``: the key of the PPA that was linked first and is neither refused nor cancelled."""
    links = NeedAddressed.objects.filter(need=OuterRef("pk"))
    carrying = links.exclude(ppa__status__in=[PPAStatus.REJECTED, PPAStatus.CANCELLED])
    return needs.annotate(linked_ppa=Subquery(carrying.order_by("linked_at", "pk").values("ppa")[:1]))


# ---- The alert -------------------------------------------------------------------------------------------------------

UNADDRESSED_ABOVE = Decimal(50)
"""Percent: more than this share of an assessment's pressing needs without money is told."""


def is_unaddressed(funding: GroupFunding) -> bool:
    """The rule: of the needs with a score above 4.0, at least one, more than half have no money granted."""
    share = funding.unaddressed_share
    return share is not None and share > UNADDRESSED_ABOVE


def unaddressed_assessments(among: QuerySet[Assessment] | None = None) -> dict[UUID, GroupFunding]:
    """The completed assessments (of these) whose pressing needs nobody pays for, by key; it counts every need."""
    done = (Assessment.objects.all() if among is None else among).filter(status=AssessmentStatus.COMPLETED)
    found = funding_by(
        Need.objects.counted().filter(assessment__in=done.order_by().values("pk")), assessment_key="assessment_id"
    )
    return {key: funding for (key,), funding in found.items() if is_unaddressed(funding)}


# ---- The statement ---------------------------------------------------------------------------------------------------


def _rows(
    select: str, needs: NeedQuerySet, *, keys: Mapping[str, Any] | None = None, scores: int = 0
) -> Iterator[dict[str, Any]]:
    keys = {name: F(key) if isinstance(key, str) else key for name, key in (keys or {}).items()}
    wanted = needs.order_by().annotate(**keys).values_list("pk", "estimated_cost", "priority_score", *keys)
    return attributed_to(NEEDS, wanted, select, names=["score", *keys], params=[IN_GAP_LIST_ABOVE] * scores)


def _group(row: dict[str, Any]) -> GroupFunding:
    """Of no rows a sum is nothing."""
    numbers: dict[str, Any] = {name: row[name] or zero for name, zero in vars(GroupFunding()).items()}
    return GroupFunding(**numbers)
