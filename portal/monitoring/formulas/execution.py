"""How much of the money was obligated and paid: net allotment and three rates (planning definitions 3.4)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from portal.core.money import percent
from portal.monitoring.enums import FlowType


class Flow(NamedTuple):
    """Money that moved on a day, in pesos; a reversal is negative."""

    type: str
    amount: Decimal
    on: datetime.date


@dataclass(frozen=True)
class Execution:
    """Sums of flows in pesos, and what they say of each other."""

    budget_allocation: Decimal | None = None
    """What the appropriation grants, where no allotment was released yet; none if nobody knows."""

    allocations: Decimal | None = None
    """Released allotments; none if there was no release."""

    unreleased: Decimal = Decimal()
    """Beside released allotments: what other lines grant for which none was released yet."""

    adjustments: Decimal = Decimal()
    obligations: Decimal = Decimal()
    disbursements: Decimal = Decimal()

    @property
    def basis(self) -> str | None:
        """What the net allotment starts from."""
        if self.allocations is not None:
            return "both" if self.unreleased else "allotment"
        return None if self.budget_allocation is None else "budget_allocation"

    @property
    def net_allotment(self) -> Decimal | None:
        """The updated budget: what was released, or else what was granted, with all adjustments."""
        start = self.budget_allocation if self.allocations is None else self.allocations + self.unreleased
        return None if start is None else start + self.adjustments

    @property
    def obligation_rate(self) -> Decimal | None:
        """Obligations in percent of the net allotment: the office's "utilization"."""
        return percent(self.obligations, self.net_allotment)

    @property
    def disbursement_rate(self) -> Decimal | None:
        """Disbursements in percent of the net allotment."""
        return percent(self.disbursements, self.net_allotment)

    @property
    def paid_rate(self) -> Decimal | None:
        """Disbursements in percent of obligations: what the budget department calls the disbursement rate."""
        return percent(self.disbursements, self.obligations)

    @property
    def unobligated(self) -> Decimal | None:
        return None if self.net_allotment is None else self.net_allotment - self.obligations

    @property
    def unpaid(self) -> Decimal:
        return self.obligations - self.disbursements

    def __add__(self, other: "Execution") -> "Execution":
        """Of both together: where one of them has released allotments, what the other was granted is unreleased."""
        parts = (self, other)
        is_released = any(part.allocations is not None for part in parts)
        return Execution(
            budget_allocation=_sum_of_known(part.budget_allocation for part in parts),
            allocations=_sum_of_known(part.allocations for part in parts),
            unreleased=sum((part._granted_unreleased for part in parts), Decimal()) if is_released else Decimal(),
            adjustments=self.adjustments + other.adjustments,
            obligations=self.obligations + other.obligations,
            disbursements=self.disbursements + other.disbursements,
        )

    @property
    def _granted_unreleased(self) -> Decimal:
        return (self.budget_allocation or Decimal()) if self.allocations is None else self.unreleased

    @property
    def flags(self) -> set[str]:
        """What is odd about these sums; the numbers stay as they are."""
        odd = {
            "no_denominator": not self.net_allotment,
            "over_obligated": self.net_allotment is not None and self.obligations > self.net_allotment,
            "disbursed_exceeds_obligated": self.disbursements > self.obligations,
        }
        return {flag for flag, holds in odd.items() if holds}


def execution(
    flows: Iterable[Flow], *, budget_allocation: Decimal | None = None, as_of: datetime.date | None = None
) -> Execution:
    """The execution that these flows show, up to and including a day."""
    counted = [flow for flow in flows if as_of is None or flow.on <= as_of]

    def total(kind: FlowType) -> Decimal:
        return sum((flow.amount for flow in counted if flow.type == kind), Decimal())

    is_released = any(flow.type == FlowType.ALLOCATION for flow in counted)
    return Execution(
        budget_allocation=budget_allocation,
        allocations=total(FlowType.ALLOCATION) if is_released else None,
        adjustments=total(FlowType.ADJUSTMENT),
        obligations=total(FlowType.OBLIGATION),
        disbursements=total(FlowType.DISBURSEMENT),
    )


def _sum_of_known(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal()) if known else None
