"""Money lines of PPAs that are in the portal, one amount a row."""

from django.utils.translation import gettext as _

from portal.monitoring.actions.importing import Told
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.permissions import reach

from .finding import BadRow, PPAsOfSheet, reaches
from .importers import MoneyImporter
from .money import LinesOfSheet, asked_in, ceilings_words
from .plans import LinePlan
from .reading import Row


class LineImporter(MoneyImporter):
    def plan(self) -> None:
        self.lines: list[LinePlan] = []
        self.ppas = PPAsOfSheet(self.rows, office=self.run.office, by=self.by)
        self.money = LinesOfSheet(self.ppas.by_key.values())
        self.may_change = reach(self.by, "change")
        self.all = self.run.chosen.get("all", {})
        for row in self.rows:
            try:
                self._plan(row)
            except BadRow as bad:
                self.refuse(row, bad)
        wrong = {row.number for row in self.rows if row.problems}
        self.lines = [line for line in self.lines if line.number not in wrong]
        self.done.ceilings = ceilings_words(self.lines)

    def write(self, told: Told) -> None:
        if self.lines:
            self.set_lines(self.lines, told=told)
            self.tell_lines(self.lines)

    def _plan(self, row: Row) -> None:
        if not (asked := asked_in(row)) and not row.problems:
            raise BadRow("amount", _("Say how much: the amount is missing."))
        ppa = ppa_of(row, self.ppas)
        if ppa is None:
            return
        if not reaches(self.may_change, ppa):
            raise BadRow("office", _("You may not change PPAs of this office."))
        year = row.get("fiscal_year") or self.all.get("fiscal_year")
        source = row.get("funding_source") or self.all.get("source")
        if row.is_wrong("fiscal_year") or row.is_wrong("funding_source"):
            return
        for one in asked:
            plan = self.money.plan(row, ppa, one, year=year, source=source)
            if plan is None:
                self.done.unchanged += 1
            else:
                self.lines.append(plan)


def ppa_of(row: Row, ppas: PPAsOfSheet) -> MonitoringEntry | None:
    """The PPA that is there; None where the cell that names it is wrong, of which the row tells."""
    if any(row.is_wrong(name) for name in ("id", "reference", "office", "title")):
        return None
    ppa = ppas.find(row)
    if ppa is None or not reaches(ppas.seen, ppa):
        column = "title" if row.get("title") else "reference"
        raise BadRow(column, _("The portal has no such PPA of this office. Import the PPAs first."))
    return ppa
