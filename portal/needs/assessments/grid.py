"""Needs entered in a table, some dozen at a time, without JavaScript.

All rows are checked at once, every complaint stands at its cell, and nothing that was typed is lost. Each cell is read
by the parser of the same column in a sheet.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.importing import BadCell, ImportColumn
from portal.core.models import NeedCategory
from portal.needs.actions.recording import Complaint, FoundNeed, NeedsRefused, complaints, record_needs
from portal.needs.enums import Equity, Feasibility, Urgency
from portal.needs.models import Assessment, Need
from portal.needs.permissions import can_review_any

from .columns import LABELS, RATING, REQUIRED, found_need, need_columns
from .gazetteer import Gazetteer

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 10, 10, 60
NAMES = (
    "title", "description", "category", "place", "geographic_scope", "affected_population", "estimated_cost",
    "evidence_sources", *RATING,
)  # fmt: skip
LONG = {"description", "evidence_sources"}
NUMBERS = {"affected_population", "estimated_cost"}


@dataclass
class Cell:
    """What stands in one cell, and what is wrong with it."""

    name: str
    row: int
    value: str = ""
    error: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)

    @property
    def label(self) -> Any:
        return LABELS[self.name]

    @property
    def is_required(self) -> bool:
        return self.name in REQUIRED

    @property
    def kind(self) -> str:
        if self.options:
            return "choice"
        return "long" if self.name in LONG else "place" if self.name == "place" else "text"

    @property
    def is_number(self) -> bool:
        return self.name in NUMBERS

    @property
    def id(self) -> str:
        return f"{self.name}-{self.row}"


@dataclass
class Row:
    number: int
    cells: dict[str, Cell]
    error: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(cell.value.strip() for cell in self.cells.values())

    @property
    def wrong_cells(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.error]

    @property
    def has_errors(self) -> bool:
        return bool(self.error or self.wrong_cells)

    @property
    def id(self) -> str:
        return f"row-{self.number}"


class Grid:
    """The table as it was sent, or empty."""

    def __init__(self, assessment: Assessment, *, by: User, data: Mapping[str, str] | None = None) -> None:
        self.assessment, self.by, self.data = assessment, by, data or {}
        self.may_rate = can_review_any(by)
        self.key = _key(self.data.get("key", ""))
        """The same table sent twice has the same key, and enters its needs once."""

        self.names = [name for name in NAMES if self.may_rate or name not in RATING]
        self.rows = [self._row(number) for number in range(1, self._length + 1)]

    @property
    def _length(self) -> int:
        asked = self.data.get("rows", "")
        rows = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else FIRST_ROWS
        return min(max(rows, 1), MOST_ROWS)

    def add_rows(self) -> None:
        for number in range(len(self.rows) + 1, min(len(self.rows) + MORE_ROWS, MOST_ROWS) + 1):
            self.rows.append(self._row(number))

    @property
    def can_grow(self) -> bool:
        return len(self.rows) < MOST_ROWS

    @property
    def columns(self) -> list[Cell]:
        return [Cell(name, 0) for name in self.names]

    @cached_property
    def places(self) -> list[str]:
        return self._gazetteer.labels

    @property
    def wrong_rows(self) -> list[Row]:
        return [row for row in self.rows if row.has_errors]

    @property
    def filled(self) -> list[Row]:
        return [row for row in self.rows if not row.is_empty]

    def save(self) -> list[Need]:
        """Enter the needs of the filled rows; none, where something is wrong or nothing is filled in."""
        read = [(row, self._read(row)) for row in self.filled]
        found = [(row, need) for row, need in read if need is not None]
        needs = [need for _row, need in found]
        if self.wrong_rows:
            self._show(complaints(self.assessment, needs, by=self.by), found)
        if not read or self.wrong_rows:
            return []
        try:
            return record_needs(self.assessment, needs, by=self.by)
        except NeedsRefused as refusal:
            self._show(refusal.complaints, found)
            return []

    def _show(self, told: Iterable[Complaint], found: list[tuple[Row, FoundNeed]]) -> None:
        """Each complaint at its cell, or at its row."""
        for complaint in told:
            row, _need = found[complaint.number]
            if complaint.field in row.cells:
                row.cells[complaint.field].error = complaint.message
            else:
                row.error = complaint.message

    # ---- One row -----------------------------------------------------------------------------------------------------

    def _row(self, number: int) -> Row:
        cells = {
            name: Cell(name, number, self.data.get(f"{name}-{number}", ""), options=self._options.get(name, []))
            for name in self.names
        }
        return Row(number, cells)

    def _read(self, row: Row) -> FoundNeed | None:
        values: dict[str, Any] = {}
        for column in self._parsers:
            cell = row.cells.get(column.name)
            if cell is None:
                continue
            values[column.name] = None
            if cell.value.strip():
                try:
                    values[column.name] = column.parse(cell.value)
                except BadCell as error:
                    cell.error = str(error)
            elif column.required:
                cell.error = _("This must be filled in.")
        if row.has_errors:
            return None
        place = values.pop("place")
        return found_need(values, place, client_key=uuid.uuid5(self.key, str(row.number)))

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(self.assessment)

    @cached_property
    def _parsers(self) -> list[ImportColumn]:
        return need_columns({"place": lambda cell: self._gazetteer.read(str(cell))}, may_rate=self.may_rate)

    @cached_property
    def _options(self) -> dict[str, list[tuple[str, str]]]:
        """What can be chosen in the cells of these columns."""
        return {
            "category": _as_options((row.code, row.name) for row in NeedCategory.objects.filter(is_active=True)),
            "urgency_level": _of(Urgency),
            "impact_severity": _as_options((str(impact), str(impact)) for impact in range(1, 6)),
            "feasibility": _of(Feasibility),
            **{name: [("", ""), ("yes", _("Yes")), ("no", _("No"))] for name in Equity.values},
        }


def _of(choices: type[TextChoices]) -> list[tuple[str, str]]:
    return _as_options((choice.value, str(choice.label)) for choice in choices)


def _as_options(pairs: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", ""), *pairs]


def _key(sent: str) -> uuid.UUID:
    try:
        return uuid.UUID(sent)
    except ValueError:
        return uuid.uuid4()
