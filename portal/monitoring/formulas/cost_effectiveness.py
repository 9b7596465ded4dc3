"""What a beneficiary costs, and how that compares with PPAs of the same kind (planning definitions 3.6).

A comparable group shares sector, kind of intervention, unit of beneficiaries and a window of three years. With fewer
than five values nothing is rated: the numbers stand, the rating stays empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Generic, TypeVar

from portal.core.money import pesos

Key = TypeVar("Key")

SMALLEST_GROUP = 5
BANDS = [(Decimal("0.75"), "very_high"), (Decimal(1), "high"), (Decimal("1.5"), "moderate")]
_RATIO = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Spent:
    """Pesos paid, those who benefited, and the mean progress of the outcomes in percent."""

    spend: Decimal | None
    beneficiaries: int | None
    progress: Decimal | None

    @property
    def per_beneficiary(self) -> Decimal | None:
        return self.spend / self.beneficiaries if self.spend is not None and self.beneficiaries else None

    @property
    def per_effective_beneficiary(self) -> Decimal | None:
        """As if each had benefited only as far as the targets were met."""
        if self.per_beneficiary is None or not self.progress or self.progress < 0:
            return None
        return self.per_beneficiary / (min(self.progress, Decimal(100)) / 100)


@dataclass(frozen=True, slots=True)
class Rated:
    """One of a group: what its numbers rest on, its cost, and how that compares; no rating in a small group."""

    spent: Spent
    cost_per_beneficiary: Decimal | None
    cost_per_effective_beneficiary: Decimal | None
    ratio_to_median: Decimal | None
    rating: str


@dataclass(frozen=True)
class Comparison(Generic[Key]):
    n: int
    median: Decimal | None
    items: Mapping[Key, Rated]


def compare(group: Mapping[Key, Spent]) -> Comparison[Key]:
    """Each of the group beside its median."""
    effective = {key: spent.per_effective_beneficiary for key, spent in group.items()}
    known = [cost for cost in effective.values() if cost is not None]
    middle = median(known) if known else None
    rates = len(known) >= SMALLEST_GROUP
    items = {key: _rated(spent, effective[key], middle, rates) for key, spent in group.items()}
    return Comparison(n=len(known), median=_rounded(middle), items=items)


def _rated(spent: Spent, effective: Decimal | None, middle: Decimal | None, rates: bool) -> Rated:
    ratio = effective / middle if effective is not None and middle else None
    came_to_nothing = spent.per_beneficiary is not None and spent.progress is not None and spent.progress <= 0
    rating = ""
    if rates and (ratio is not None or came_to_nothing):
        rating = "low" if ratio is None else next((name for top, name in BANDS if ratio <= top), "low")
    return Rated(
        spent=spent,
        cost_per_beneficiary=_rounded(spent.per_beneficiary),
        cost_per_effective_beneficiary=_rounded(effective),
        ratio_to_median=None if ratio is None else ratio.quantize(_RATIO, ROUND_HALF_UP),
        rating=rating,
    )


def _rounded(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else pesos(amount)
