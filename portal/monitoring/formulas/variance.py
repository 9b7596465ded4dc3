"""What was done against what was planned (planning definitions 3.8): always actual minus planned.

Neither spending less nor spending more than programmed is called good. More output is; a higher cost is not.
"""

from dataclasses import dataclass
from decimal import Decimal

from portal.core.money import percent

TOLERANCE = Decimal(10)
"""Percent by which spending may be off and still is on plan."""


@dataclass(frozen=True)
class Variance:
    kind: str
    """``absorption`` (money spent against the programme), ``output`` or ``cost``."""

    planned: Decimal
    actual: Decimal

    @property
    def amount(self) -> Decimal:
        return self.actual - self.planned

    @property
    def pct(self) -> Decimal | None:
        return percent(self.amount, self.planned)

    @property
    def status(self) -> str:
        if self.amount == 0:
            return "on_plan"
        if self.planned == 0:
            return "unplanned"
        if self.kind == "absorption":
            return self._absorption()
        is_more = self.amount > 0
        return "favourable" if is_more == (self.kind == "output") else "unfavourable"

    def _absorption(self) -> str:
        off = 100 * self.amount / self.planned
        if abs(off) <= TOLERANCE:
            return "on_plan"
        return "over" if off > 0 else "under"


@dataclass(frozen=True)
class PriceAndVolume:
    """Why a cost differs: because a unit cost more, or because there were more units. In pesos."""

    planned_units: Decimal
    planned_unit_cost: Decimal
    actual_units: Decimal
    actual_unit_cost: Decimal

    @property
    def price(self) -> Decimal:
        return self.actual_units * (self.actual_unit_cost - self.planned_unit_cost)

    @property
    def volume(self) -> Decimal:
        return (self.actual_units - self.planned_units) * self.planned_unit_cost

    @property
    def total(self) -> Decimal:
        return self.price + self.volume
