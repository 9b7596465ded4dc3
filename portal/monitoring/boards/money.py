"""The first page of the dashboard: what the budget is, where it goes, and how far it is spent."""

import datetime

from portal.core.boards.parts import Part

from .breakdowns import BREAKDOWNS, YEARS
from .broken_down import broken_down, by_status
from .ceilings import ceilings
from .choice import Choice
from .counted_money import CountedMoney
from .in_short import in_short
from .quarters import quarters
from .to_decide import Remark, to_decide


class MoneyBoard:
    """Everything on the page, counted once."""

    def __init__(self, choice: Choice, on: datetime.date) -> None:
        self.counted = CountedMoney(choice, on)

    def head(self) -> Part:
        return in_short(self.counted)

    def remarks(self) -> list[Remark]:
        return to_decide(self.counted)

    def parts(self) -> list[Part]:
        counted = self.counted
        if not counted.total.lines_of and not (counted.before and counted.before.lines_of):
            return []
        by_years = [] if counted.choice.years else [broken_down(counted, YEARS)]
        broken = [broken_down(counted, by) for by in BREAKDOWNS]
        found = [*quarters(counted), *by_years, *broken, by_status(counted), *ceilings(counted)]
        return [part for part in found if part.lines or part.nothing]
