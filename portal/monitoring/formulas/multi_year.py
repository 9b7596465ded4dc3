"""A contract over several years against its yearly slices (planning definitions 3.15; section 24 of the act)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class MultiYear:
    """Pesos by fiscal year: what each year may take, and what it took."""

    total_cost: Decimal
    slices: Mapping[int, Decimal]
    obligated: Mapping[int, Decimal]
    as_of_year: int

    @property
    def over_years(self) -> list[int]:
        """Years in which more was obligated than their slice."""
        return sorted(year for year, amount in self.obligated.items() if amount > self.slices.get(year, Decimal()))

    @property
    def future_commitment(self) -> Decimal:
        """What the years after this one still ask for."""
        return sum((amount for year, amount in self.slices.items() if year > self.as_of_year), Decimal())

    @property
    def obligated_to_date(self) -> Decimal:
        return sum((amount for year, amount in self.obligated.items() if year <= self.as_of_year), Decimal())

    @property
    def flags(self) -> set[str]:
        odd = {
            "obligated_above_slice": bool(self.over_years),
            "slices_do_not_sum_to_cost": sum(self.slices.values(), Decimal()) != self.total_cost,
        }
        return {flag for flag, holds in odd.items() if holds}
