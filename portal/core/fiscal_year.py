"""The fiscal year is the calendar year; a quarter's report is due 30 days after the quarter ends.

Source: special provisions of the General Appropriations Act of the Bangsamoro (planning definitions 3.16).
"""

import datetime
from dataclasses import dataclass

REPORT_DAYS = 30


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a fiscal year, 1 to 4."""

    fiscal_year: int
    number: int

    @classmethod
    def of(cls, day: datetime.date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"Q{self.number}"

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.fiscal_year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> datetime.date:
        following = Quarter(self.fiscal_year + self.number // 4, self.number % 4 + 1)
        return following.first_day - datetime.timedelta(days=1)

    @property
    def report_due(self) -> datetime.date:
        return self.last_day + datetime.timedelta(days=REPORT_DAYS)
