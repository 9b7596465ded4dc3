"""Reading a file somebody prepared (XLSX, CSV, JSON) into rows, with every error by row and column.

A room describes the columns it takes and writes its rows through its own actions::

    COLUMNS = [
        ImportColumn("import_key", _("Import key"), text(max_length=50), required=True),
        ImportColumn("organization_type", _("Type"), choice(OrganizationType), required=True),
        ImportColumn("annual_budget", _("Annual budget (₱)"), decimal(places=2)),
        ImportColumn("regions", _("Regions"), listed(choice({r.code: r for r in Region.objects.all()}))),
    ]

    def import_organizations(file: UploadedFile, *, by: User, dry_run: bool) -> Report:
        sheet = read_sheet(file, COLUMNS)  # raises ImportRefused: one sentence about the whole file
        report = Report(errors=sheet.errors)
        with all_or_nothing(report, dry_run=dry_run):
            for row in sheet.rows:
                ...  # row.number, row.values: {"import_key": "mbhte", "annual_budget": Decimal("1234.50")}
                report.add(row.number, label=str(organization), before=before, after=after)
        return report

- A dry run is the real run, undone: it finds what the database would refuse too.
- All or nothing: one wrong cell and nothing of the file is written.
- An empty cell is None (not known). A column the file does not have is absent from ``row.values``: leave that field.
- A header matches a column's label or name, whatever its case, spaces and accents.
- ``row.values`` of a row with errors lacks the wrong cells: skip that row (``if row.errors``), check the others still.
"""

import difflib
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Choices
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.core.tables import unguarded
from portal.core.text import fold

MAX_BYTES = 7 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 100
MAX_CHARACTERS = 20_000_000
READ_SECONDS = 30
READER = Path(__file__).with_name("sheet_reader.py")

T = TypeVar("T")


class ImportRefused(Exception):
    """The file as a whole cannot be imported. The message is one plain sentence for the person who tried."""


class BadCell(ValueError):
    """A parser's complaint about one cell, in one plain sentence."""


@dataclass(frozen=True)
class ImportColumn:
    """A column the importer takes: ``parse`` turns a filled cell into a value or raises ``BadCell``."""

    name: str
    label: Any
    parse: Callable[[Any], Any]
    required: bool = False

    @property
    def headers(self) -> set[str]:
        return {spelled(self.name), spelled(str(self.label))}


@dataclass(frozen=True)
class CellError:
    """One thing wrong, and where: ``row`` as numbered in the sheet (in JSON, the record's number + 1)."""

    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class ImportRow:
    number: int
    values: dict[str, Any]
    errors: list[CellError] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    rows: list[ImportRow]
    errors: list[CellError]


def read_sheet(
    file: IO[bytes], columns: Sequence[ImportColumn], *, ignored: Collection[str] = (), records_key: str = "rows"
) -> Sheet:
    """The file's rows, parsed, with all errors at once; raises ``ImportRefused`` where nothing can be read.

    ``ignored`` are headers that may stand in the file and are left aside, such as computed columns of an export.
    ``records_key`` names the list of records in a JSON file that is an object and not a list.
    """
    raw = _read(file, records_key)
    if len(raw) < 2:
        raise ImportRefused(_("The file has no rows below its header."))
    (header_number, *header), *lines = raw
    chosen, errors = _match_header(header_number, header, columns, {spelled(name) for name in ignored})
    rows = [_parse_row(number, cells, chosen, len(header)) for number, *cells in lines]
    return Sheet(rows, errors + [error for row in rows for error in row.errors])


@dataclass(frozen=True)
class FieldChange:
    field: str
    old: Any
    new: Any

    @property
    def old_text(self) -> str:
        return _in_words(self.old)

    @property
    def new_text(self) -> str:
        return _in_words(self.new)


@dataclass(frozen=True)
class RowChange:
    row: int
    label: str
    fields: list[FieldChange] = field(default_factory=list)


@dataclass
class Report:
    """What an import did or, in a dry run, would do."""

    created: list[RowChange] = field(default_factory=list)
    changed: list[RowChange] = field(default_factory=list)
    unchanged: int = 0
    errors: list[CellError] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.errors

    @property
    def fingerprint(self) -> str:
        """Equal for two runs that do the same to every row: tells whether what was confirmed is what happens now."""
        told = repr((self.created, self.changed, self.unchanged, self.errors))
        return hashlib.sha256(told.encode()).hexdigest()

    def add(self, row: int, *, label: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
        """Count a row by comparing its fields; ``before`` is None for a new one."""
        old = before or {}
        fields = [FieldChange(name, old.get(name), new) for name, new in after.items() if old.get(name) != new]
        if before is None:
            self.created.append(RowChange(row, label, fields))
        elif fields:
            self.changed.append(RowChange(row, label, fields))
        else:
            self.unchanged += 1

    def refuse(self, row: int, *, column: str, value: Any, message: str) -> None:
        """Record an error that only the room could find, such as a key that stands in two rows."""
        self.errors.append(CellError(row, column, shown(value), message))

    def refuse_invalid(self, row: int, error: ValidationError, columns: Sequence[ImportColumn]) -> None:
        """Record what a model's ``full_clean`` found, under the columns' own labels."""
        labels = {column.name: str(column.label) for column in columns}
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in by_field.items():
            for message in messages:
                self.refuse(row, column=labels.get(name, ""), value="", message=message)


@contextmanager
def all_or_nothing(report: Report, *, dry_run: bool) -> Iterator[None]:
    """One transaction that is undone in a dry run, and as soon as the report holds an error."""
    with transaction.atomic():
        yield
        if dry_run or report.errors:
            transaction.set_rollback(True)


# Parsers: each call makes a function from a filled cell to a value.


def text(*, max_length: int | None = None) -> Callable[[Any], str]:
    """Trimmed text, line breaks in one form; whole numbers of a spreadsheet as they look (``7101``, not ``7101.0``)."""

    def parse(cell: Any) -> str:
        value = _plain(cell).replace("\r\n", "\n").replace("\r", "\n")
        if any(character == "\ufffd" or (character < " " and character not in "\n\t") for character in value):
            raise BadCell(_("This has characters that cannot be read; type it again."))
        if max_length is not None and len(value) > max_length:
            raise BadCell(
                _("This is too long: %(length)d characters, at most %(max)d.")
                % {"length": len(value), "max": max_length}
            )
        return value

    return parse


def decimal(*, places: int = 2, digits: int = 15, minimum: Decimal | int | None = 0) -> Callable[[Any], Decimal]:
    """An exact number or amount: ``1,234.50``, ``₱ 1 234.50`` and ``PHP 1234.5`` are one and the same."""

    def parse(cell: Any) -> Decimal:
        if isinstance(cell, bool):
            raise BadCell(_("This is not a number."))
        # A spreadsheet holds 15 significant digits; what follows is noise of its binary numbers.
        written = format(cell, ".15g") if isinstance(cell, float) else _plain(cell)
        bare = re.sub(r"[\s\u00a0\u202f]|^(₱|PHP|P(?=[\d\s]))", "", written.strip(), flags=re.IGNORECASE)
        if not re.fullmatch(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", bare, re.ASCII):
            raise BadCell(
                _("This is not a number; write it like %(example)s.") % {"example": "1234.50" if places else "1234"}
            )
        whole, _point, fraction = bare.replace(",", "").partition(".")
        if len(fraction.rstrip("0")) > places:
            few = _("Use at most %(places)d decimal places.") % {"places": places}
            raise BadCell(few if places else _("Write a whole number."))
        if len(whole.lstrip("-0")) + places > digits:
            raise BadCell(_("This number is too large."))
        value = Decimal(f"{whole}.{fraction or '0'}").quantize(Decimal(1).scaleb(-places))
        if minimum is not None and value < minimum:
            raise BadCell(_("This must be %(minimum)s or more.") % {"minimum": minimum})
        return value

    return parse


def integer(*, minimum: int | None = 0, maximum: int = 2**31 - 1) -> Callable[[Any], int]:
    """A whole number that fits the database."""
    exact = decimal(places=0, minimum=minimum)

    def parse(cell: Any) -> int:
        value = int(exact(cell))
        if value > maximum:
            raise BadCell(_("This number is too large."))
        return value

    return parse


def day(cell: Any) -> date:
    """A date cell, or text like 2026-11-22. Other spellings are refused: 03/04/2026 means two days."""
    if isinstance(cell, date):
        return cell
    try:
        parsed = parse_date(_plain(cell))
    except ValueError:
        parsed = None
    if parsed is None:
        raise BadCell(_("This is not a date; write it like 2026-11-22."))
    return parsed


def yes_no(cell: Any) -> bool:
    """Yes or no, also in Filipino, as true and false, or as 1 and 0."""
    word = str(cell).lower() if isinstance(cell, bool) else fold(_plain(cell))
    if word in ("yes", "y", "true", "1", "oo"):
        return True
    if word in ("no", "n", "false", "0", "hindi"):
        return False
    raise BadCell(_("Write yes or no."))


def choice(options: type[Choices] | Mapping[str, T]) -> Callable[[Any], Any]:
    """One of the options, by value or label. For rows give every spelling: ``{s.code: s, s.name: s}``."""
    if isinstance(options, Mapping):
        pairs: list[tuple[str, Any]] = list(options.items())
    else:
        pairs = [(str(spelling), option) for option in options for spelling in (option.value, option.label)]
    by_spelling = {spelled(spelling): option for spelling, option in pairs}
    spellings = [spelling for spelling, _option in pairs]

    def parse(cell: Any) -> Any:
        written = _plain(cell)
        try:
            return by_spelling[spelled(written)]
        except KeyError:
            close = difflib.get_close_matches(written[:200], spellings, n=3)
            hint = (
                _("This is not one of the choices. Close: %(close)s.")
                if close
                else _("This is not one of the choices.")
            )
            raise BadCell(hint % {"close": ", ".join(close)}) from None

    return parse


def listed(parse_item: Callable[[Any], T]) -> Callable[[Any], list[T]]:
    """Several values in one cell, split by ``|`` or ``;``; in JSON a list. Doubles are dropped, the order is kept."""

    def parse(cell: Any) -> list[T]:
        items = cell if isinstance(cell, list) else re.split(r"[|;]", _plain(cell))
        values: list[T] = []
        for item in items:
            if is_empty(item):
                continue
            value = parse_item(item)
            if value not in values:
                values.append(value)
        return values

    return parse


# Reading.

_SENTENCES: dict[str, Callable[[], str]] = {
    "no_sheet": lambda: _("The workbook has no visible sheet."),
    "encoding": lambda: _("The file's letters cannot be read: save it as “CSV UTF-8” or as an Excel workbook (.xlsx)."),
    "no_records": lambda: _("The JSON file does not hold a list of records."),
    "twice": lambda: _("A record in the JSON file names the same field twice."),
    "too_many_rows": lambda: _("The file has more than %(rows)d rows: split it.") % {"rows": MAX_ROWS},
    "too_many_columns": lambda: _("The file has more than %(columns)d columns.") % {"columns": MAX_COLUMNS},
    "too_much_text": lambda: _("The file holds more text than can be imported at once: split it."),
}


def _read(file: IO[bytes], records_key: str) -> list[list[Any]]:
    """The filled rows of the file, each after its number, read by ``sheet_reader`` in a process of its own."""
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ImportRefused(_("The file is larger than 7 MB: split it."))
    kind = Path(getattr(file, "name", None) or "").suffix.lower().lstrip(".")
    if kind not in ("xlsx", "csv", "json"):
        raise ImportRefused(_("Choose an Excel workbook (.xlsx), a CSV or a JSON file."))
    if kind == "xlsx" and not content.startswith(b"PK"):
        raise ImportRefused(_("This is not an .xlsx workbook, or it is protected by a password."))
    unreadable = ImportRefused(_("The file is damaged or too large to be read: open it, save it again, and try again."))
    limits = [str(limit) for limit in (MAX_ROWS, MAX_COLUMNS, MAX_CHARACTERS)]
    command = [sys.executable, "-I", str(READER), kind, *limits, records_key]
    try:
        reader = subprocess.run(command, input=content, capture_output=True, timeout=READ_SECONDS, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise unreadable from error
    answer = json.loads(reader.stdout)
    if "refused" in answer:
        raise ImportRefused(_SENTENCES[answer["refused"]]())
    return answer["rows"] if kind == "json" else [[_decoded(cell) for cell in row] for row in answer["rows"]]


def read_cells(file: IO[bytes]) -> list[list[Any]]:
    """The filled rows of a sheet, each after its number, for a room that finds the header itself.

    Raises ``ImportRefused`` where nothing can be read.
    """
    return _read(file, "rows")


def _match_header(
    number: int, header: Sequence[Any], columns: Sequence[ImportColumn], ignored: set[str]
) -> tuple[dict[int, ImportColumn], list[CellError]]:
    """Which column stands at which position, and what is unknown, doubled or missing."""
    by_header = {spelling: column for column in columns for spelling in column.headers}
    chosen: dict[int, ImportColumn] = {}
    errors: list[CellError] = []
    for position, cell in enumerate(header):
        spelling = spelled(shown(cell))
        column = by_header.get(spelling)
        if spelling in ignored or is_empty(cell):
            continue
        if column is None:
            errors.append(CellError(number, shown(cell), shown(cell), _("This column is not known.")))
        elif column in chosen.values():
            errors.append(CellError(number, str(column.label), shown(cell), _("This column stands here twice.")))
        else:
            chosen[position] = column
    for column in columns:
        if column.required and column not in chosen.values():
            errors.append(CellError(number, str(column.label), "", _("This column is missing.")))
    return chosen, errors


def _parse_row(number: int, cells: Sequence[Any], chosen: Mapping[int, ImportColumn], width: int) -> ImportRow:
    row = ImportRow(number, {})
    for position, column in chosen.items():
        cell = cells[position] if position < len(cells) else None
        label = str(column.label)
        if is_empty(cell):
            row.values[column.name] = None
            if column.required:
                row.errors.append(CellError(number, label, "", _("This must be filled in.")))
            continue
        try:
            row.values[column.name] = column.parse(cell)
        except BadCell as error:
            row.errors.append(CellError(number, label, shown(cell), str(error)))
    for cell in cells[width:]:
        if not is_empty(cell):
            row.errors.append(CellError(number, "", shown(cell), _("This cell stands right of the last column.")))
    return row


def spelled(written: str) -> str:
    """How headers and choices are compared: ``Offering MAO``, ``offering_mao`` and ``OFFERING  mao`` are one."""
    return fold(written.replace("_", " "))


def _decoded(cell: Any) -> Any:
    """A sheet's cell as a person typed it: dates as dates, text without the apostrophe that guards formulas."""
    if isinstance(cell, dict):
        return datetime.fromisoformat(cell["date"]).date()
    return unguarded(cell) if isinstance(cell, str) else cell


def _plain(cell: Any) -> str:
    """The cell as trimmed text; NBSP is a space."""
    if isinstance(cell, list | dict):
        raise BadCell(_("This must be one value."))
    if isinstance(cell, bool):
        return _("Yes") if cell else _("No")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).replace("\u00a0", " ").strip()


def is_empty(cell: Any) -> bool:
    return cell is None or cell == [] or (isinstance(cell, str) and not cell.replace("\u00a0", " ").strip())


def _in_words(value: Any) -> str:
    """A value as a report shows it; what is not known is said, and zero is not."""
    if value is None or value in ("", []):
        return _("not set")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, list | tuple):
        return " | ".join(_in_words(item) for item in value)
    return str(value)


def shown(value: Any) -> str:
    """A value as an error quotes it: short enough for a table."""
    text_ = "" if value is None else str(value) if isinstance(value, list | dict) else _plain(value)
    return text_ if len(text_) <= 100 else text_[:99] + "…"
