"""Which part of a PPA's money answers which need, and what each need still lacks (planning definitions 3.3).

Explicit shares come first; the rest goes to the other needs in proportion to their cost, in equal parts if none is
costed. With policies in place of needs the same arithmetic gives the gap of a policy.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from portal.core.money import percent, split
from portal.monitoring.enums import FundingState, PPAStatus

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Shared(Generic[Key]):
    """A PPA's money in pesos with the needs it answers: each with its explicit share, or none."""

    amount: Decimal
    status: str
    shares: Mapping[Key, Decimal | None]


@dataclass(frozen=True)
class Funding:
    """What a need costs and gets, in pesos."""

    cost: Decimal | None
    funded: Decimal = Decimal()
    pipeline: Decimal = Decimal()
    """Asked for and not yet law: never added to what is funded."""

    @property
    def gap(self) -> Decimal | None:
        return None if self.cost is None else max(self.cost - self.funded, Decimal())

    @property
    def surplus(self) -> Decimal | None:
        return None if self.cost is None else max(self.funded - self.cost, Decimal())

    @property
    def coverage_pct(self) -> Decimal | None:
        """Percent of the cost that is funded, at most 100."""
        return None if not self.cost else percent(min(self.funded, self.cost), self.cost)

    @property
    def state(self) -> FundingState:
        if self.cost is None:
            return FundingState.UNCOSTED
        if self.cost == 0:
            return FundingState.NO_COST
        if self.funded <= 0:
            return FundingState.UNFUNDED
        if self.funded == self.cost:
            return FundingState.FULL
        return FundingState.PARTIAL if self.funded < self.cost else FundingState.OVER


def attributed(shared: Shared[Key], costs: Mapping[Key, Decimal | None]) -> dict[Key, Decimal]:
    """The pesos of one PPA that go to each of its needs."""
    explicit = {key: share for key, share in shared.shares.items() if share is not None}
    asked = sum(explicit.values(), Decimal())
    if asked > shared.amount:
        return dict(zip(explicit, split(shared.amount, list(explicit.values())), strict=True))
    others = [key for key in shared.shares if key not in explicit]
    rest = split(shared.amount - asked, [costs.get(key) or Decimal() for key in others]) if others else []
    return explicit | dict(zip(others, rest, strict=True))


def funding(costs: Mapping[Key, Decimal | None], ppas: Iterable[Shared[Key]]) -> dict[Key, Funding]:
    """What each need costs and gets from these PPAs."""
    funded: dict[Key, Decimal] = defaultdict(Decimal)
    pipeline: dict[Key, Decimal] = defaultdict(Decimal)
    for ppa in ppas:
        sums = funded if ppa.status in PPAStatus.funding() else pipeline if ppa.status in PPAStatus.pipeline() else None
        if sums is None:
            continue
        for key, amount in attributed(ppa, costs).items():
            sums[key] += amount
    return {key: Funding(cost, funded[key], pipeline[key]) for key, cost in costs.items()}
