"""How full a ceiling is, and whether a change may be made under it (planning definitions 3.11)."""

from dataclasses import dataclass
from decimal import Decimal

from portal.core.money import percent
from portal.monitoring.enums import CeilingState


@dataclass(frozen=True)
class Room:
    """What is used of a ceiling, in pesos; a warning begins at ``threshold`` (0.90 = 90 %)."""

    amount: Decimal
    used: Decimal
    threshold: Decimal = Decimal("0.90")

    @property
    def remaining(self) -> Decimal:
        """What may still be used; below zero by what is used too much."""
        return self.amount - self.used

    @property
    def excess(self) -> Decimal:
        return max(-self.remaining, Decimal())

    @property
    def utilization_pct(self) -> Decimal | None:
        return percent(self.used, self.amount)

    @property
    def state(self) -> CeilingState:
        if self.excess:
            return CeilingState.EXCEEDED
        is_near = self.amount > 0 and self.used >= self.amount * self.threshold
        return CeilingState.WARNING if is_near else CeilingState.OK


def crosses_up(before: CeilingState, after: CeilingState) -> bool:
    """Whether somebody must hear of it: only on the way up, once per crossing."""
    order = list(CeilingState)
    return order.index(after) > order.index(before)


def is_refused(before: Room, after: Room) -> bool:
    """Under a ceiling that blocks: a change that makes an excess, or a larger one. Reductions always pass."""
    return after.excess > before.excess
