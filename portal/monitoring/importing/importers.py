"""One run over the rows of a sheet: find what they mean, say what is wrong with all of them at once, write the rest."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from portal.accounts.models import User
from portal.monitoring.actions.importing import Told, set_lines
from portal.monitoring.enums import ImportedWhat
from portal.monitoring.models import ImportedRow, ImportRun, MonitoringEntry

from .finding import BadRow
from .money import in_figures, in_pesos
from .plans import LinePlan
from .reading import Row

BATCH = 1000


@dataclass
class Done:
    """What a run did or, in a check, would do; by rows of the sheet."""

    made: list[tuple[int, str, str]] = field(default_factory=list)
    """Row, what, and how much or of what."""

    changed: list[tuple[int, str, str, str, str]] = field(default_factory=list)
    """Row, what, which field, what it says now, what it would say."""

    unchanged: int = 0
    ceilings: list[str] = field(default_factory=list)


class Importer:
    """``plan`` looks at each row, ``write`` does what is left. Nothing is written before all rows were looked at."""

    def __init__(self, rows: list[Row], run: ImportRun, *, by: User) -> None:
        self.rows, self.run, self.by = rows, run, by
        self.done = Done()
        self.written: list[ImportedRow] = []

    def plan(self) -> None:
        raise NotImplementedError

    def write(self, told: Told) -> None:
        raise NotImplementedError

    def refuse(self, row: Row, bad: BadRow) -> None:
        row.refuse(bad.column, bad.sentence)

    def note(self, number: int, what: str, ppa: MonitoringEntry, **more: Any) -> None:
        self.written.append(ImportedRow(run=self.run, number=number, what=what, ppa=ppa, **more))

    def keep_notes(self) -> None:
        ImportedRow.objects.bulk_create(self.written, batch_size=BATCH)


class MoneyImporter(Importer):
    """What sets money lines."""

    def set_lines(self, plans: list[LinePlan], told: Told) -> None:
        self.was = {plan.key: plan.line.amount if plan.line else None for plan in plans}
        set_lines(plans, run=self.run, by=self.by, told=told)
        for plan in plans:
            was = self.was[plan.key]
            what = ImportedWhat.LINE_MADE if was is None else ImportedWhat.LINE_CHANGED
            before = None if was is None else str(was)
            self.note(plan.number, what, plan.ppa, line=plan.line, before=before, after=str(plan.amount))

    def tell_lines(self, plans: Iterable[LinePlan]) -> None:
        for plan in plans:
            was = self.was[plan.key]
            if was is None:
                self.done.made.append((plan.number, f"{plan.ppa.title} · {plan}", in_figures(plan.amount)))
            else:
                sides = (in_pesos(was), in_pesos(plan.amount))
                self.done.changed.append((plan.number, plan.ppa.title, str(plan), *sides))


def good(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if not row.problems]
