"""How fast a foreign-assisted project uses its money: the four national ratios (planning definitions 3.4).

Source: the national portfolio review of official development assistance; below 70 % a ratio is flagged there.
"""

from dataclasses import dataclass
from decimal import Decimal

from portal.core.money import percent


@dataclass(frozen=True)
class AbsorptiveCapacity:
    """Disbursements of a year and since the start, against their targets and the whole commitment; one currency."""

    year_actual: Decimal
    year_target: Decimal | None
    cumulative_actual: Decimal
    cumulative_target: Decimal | None
    net_commitment: Decimal | None

    @property
    def disbursement_rate(self) -> Decimal | None:
        """Of what was meant for the year."""
        return percent(self.year_actual, self.year_target)

    @property
    def availment_rate(self) -> Decimal | None:
        """Of what was meant since the start."""
        return percent(self.cumulative_actual, self.cumulative_target)

    @property
    def disbursement_ratio(self) -> Decimal | None:
        """Of what was still there when the year began."""
        if self.net_commitment is None:
            return None
        return percent(self.year_actual, self.net_commitment - (self.cumulative_actual - self.year_actual))

    @property
    def utilization_rate(self) -> Decimal | None:
        """Of the whole commitment."""
        return percent(self.cumulative_actual, self.net_commitment)
