"""Until when an appropriation may be obligated (planning definitions 3.15; appropriations act of 2024, section 49).

Personnel services, and maintenance money under general administration, lapse on 31 December of their year; everything
else a year later.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from portal.monitoring.enums import CostStructure, ExpenseClass


def valid_until(fiscal_year: int, expense_class: str, cost_structure: str) -> datetime.date:
    """The last day on which the money may be obligated."""
    of_administration = expense_class == ExpenseClass.MOOE and cost_structure == CostStructure.GAS
    years = 0 if expense_class == ExpenseClass.PS or of_administration else 1
    return datetime.date(fiscal_year + years, 12, 31)


@dataclass(frozen=True)
class Validity:
    """What is left of an appropriation on a day, in pesos."""

    valid_until: datetime.date
    allotment: Decimal
    obligated: Decimal
    as_of: datetime.date

    @property
    def valid(self) -> bool:
        return self.as_of <= self.valid_until

    @property
    def left(self) -> Decimal:
        return self.allotment - self.obligated

    @property
    def available(self) -> Decimal:
        return self.left if self.valid else Decimal()

    @property
    def lapsed(self) -> Decimal:
        return Decimal() if self.valid else self.left
