"""What the first page of the dashboard rests on, counted once for all its parts."""

import datetime
from functools import cached_property

from portal.monitoring.ceilings.rooms import Filled, filled
from portal.monitoring.figures.breakdown import Breakdown, Spending, breakdown
from portal.monitoring.figures.kept import kept
from portal.monitoring.figures.money import Lapsing, lapsing
from portal.monitoring.models import CeilingManagement

from .breakdowns import Counted
from .choice import Choice


class CountedMoney:
    """The budget that was chosen, with the year before, its ceilings, and what is about to lapse."""

    def __init__(self, choice: Choice, on: datetime.date) -> None:
        self.choice, self.on = choice, on

    @cached_property
    def found(self) -> Breakdown:
        lines = self.choice.lines(*self.choice.years)
        return kept(breakdown, lines, as_of=self.on, each_year=bool(self.choice.years))

    @cached_property
    def total(self) -> Spending:
        return self.found.total(self.choice.year)

    @cached_property
    def before(self) -> Spending | None:
        """The year before; none where nothing is known of it."""
        year = self.choice.year
        found = None if year is None else self.found.total(year - 1)
        return found if found and found.lines_of else None

    @cached_property
    def ceilings(self) -> list[Filled]:
        """Those that bind what was chosen, in the order of the monitor; none for who does not see ceilings."""
        rows = CeilingManagement.objects.visible_to(self.choice.user).select_related("source", "sector")
        chosen = self.choice.chosen
        if self.choice.year is not None:
            rows = rows.filter(fiscal_year=self.choice.year)
        if "source" in chosen:
            rows = rows.filter(source=chosen["source"])
        if chosen.get("sector", "").isdigit():
            rows = rows.filter(sector__in=[chosen["sector"]]) | rows.filter(sector=None)
        found = list(rows)
        return filled(found) if found else []

    @cached_property
    def lapsing(self) -> list[Lapsing]:
        """Of every year: what lapses now was often granted last year."""
        return kept(lapsing, self.choice.lines_ever, self.on)

    @cached_property
    def groups(self) -> Counted:
        """The same, as breakdowns ask for it."""
        return Counted(self.choice, self.on, self.found)
