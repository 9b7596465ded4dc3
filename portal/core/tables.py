"""A listing's columns as data, so that page, CSV and XLSX show the same cells.

A room describes a listing once::

    COLUMNS = [
        Column("name", _("Name"), url=lambda office: office.get_absolute_url()),
        Column("region", _("Region"), value="region.label"),
        Column("budget", _("Budget (₱)"), kind="money"),
        Column("checked_on", _("Last checked"), kind="date"),
        Column("is_active", _("In use"), kind="flag"),
    ]

    table = Table(COLUMNS, Organization.objects.visible_to(user), title=_("Offices"))
    csv_response(table, "offices")  # or xlsx_response, or {% for cells in table.body %} in a template

What is unknown is an empty cell, never zero. A cell that a spreadsheet could take for a formula gets a leading
apostrophe, in CSV and XLSX alike (a workbook may be saved as CSV later); ``portal.core.importing`` takes it off again.
"""

import csv
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, TypeVar

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import formats, timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

Kind = Literal["text", "number", "money", "date", "datetime", "flag"]
Download = TypeVar("Download", StreamingHttpResponse, FileResponse)

FORMULA = re.compile(r"[\s'\u200b\ufeff]*[=+\-@＝＋－＠]|'*[\t\r\n\x00]")
"""What a spreadsheet may run, after blanks too. Leading apostrophes count, so that ``unguarded`` undoes exactly."""

LIST_SEPARATOR = " | "
XLSX_LONGEST_TEXT = 32_767
CHUNK = 200
"""Rows that are held at once, with all that their cells show: a thousand PPAs with their places take 45 MiB."""
XLSX_WIDTHS: dict[Kind, int] = {"text": 30, "number": 14, "money": 18, "date": 12, "datetime": 17, "flag": 9}
XLSX_FORMATS: dict[Kind, dict[str, str]] = {
    "text": {"valign": "top", "text_wrap": "1"},
    "number": {"valign": "top", "num_format": "#,##0.######"},
    "money": {"valign": "top", "num_format": "#,##0.00"},
    "date": {"valign": "top", "num_format": "yyyy-mm-dd"},
    "datetime": {"valign": "top", "num_format": "yyyy-mm-dd hh:mm"},
    "flag": {"valign": "top"},
}


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet could run it: ``+63917…`` → ``'+63917…``."""
    return f"'{text}" if FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text as it was before ``guarded``; any other text as it is."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


@dataclass(frozen=True)
class Column:
    """One column: ``value`` is a function of the row or an attribute path; without it, the attribute ``name``."""

    name: str
    label: Any
    value: Callable[[Any], Any] | str = ""
    kind: Kind = "text"
    url: Callable[[Any], str] | None = None
    width: int = 0

    @property
    def is_numeric(self) -> bool:
        """Numbers are set to the right."""
        return self.kind in ("number", "money")

    def value_of(self, row: Any) -> Any:
        """The row's value; None (unknown) as soon as a step of the path is None."""
        if callable(self.value):
            return self.value(row)
        value = row
        for step in (self.value or self.name).split("."):
            if value is None:
                return None
            value = value[step] if isinstance(value, dict) else getattr(value, step)
            if callable(value):
                value = value()
        return value


@dataclass(frozen=True)
class Cell:
    """One value of one row, as a page shows it."""

    column: Column
    value: Any
    url: str

    @property
    def text(self) -> str:
        """What a person reads on the page; empty where the value is unknown."""
        value, kind = self.value, self.column.kind
        if value is None:
            return ""
        if kind == "flag":
            return _flag(value)
        if kind == "money":
            return formats.number_format(Decimal(value), decimal_pos=2, use_l10n=True, force_grouping=True)
        if kind == "number":
            return formats.number_format(value, use_l10n=True, force_grouping=True)
        if kind == "date":
            return formats.date_format(_local(value), "DATE_FORMAT")
        if kind == "datetime":
            return formats.date_format(_local(value), "DATETIME_FORMAT")
        return _text(value)


@dataclass(frozen=True)
class Table:
    """Columns over rows that were already chosen (visible, filtered, sorted): what is shown is what is exported."""

    columns: Sequence[Column]
    rows: Iterable[Any]
    title: Any = ""

    @cached_property
    def header(self) -> list[str]:
        return [str(column.label) for column in self.columns]

    @property
    def body(self) -> Iterator[list[Cell]]:
        """The cells of each row, for a page."""
        for row in self.rows:
            yield [Cell(column, column.value_of(row), column.url(row) if column.url else "") for column in self.columns]

    def values(self) -> Iterator[list[Any]]:
        """The bare values of each row, for a file; rows of a queryset are not all held at once."""
        rows = self.rows.iterator(chunk_size=CHUNK) if isinstance(self.rows, QuerySet) else self.rows
        for row in rows:
            yield [column.value_of(row) for column in self.columns]


def csv_response(table: Table, filename: str) -> StreamingHttpResponse:
    """The table as CSV (UTF-8 with a byte order mark, so that Excel reads ₱ and Ñ); ``filename`` without ending."""
    response = StreamingHttpResponse(_csv_lines(table), content_type="text/csv; charset=utf-8")
    return _as_download(response, f"{filename}.csv")


def xlsx_response(table: Table, filename: str) -> FileResponse:
    """The table as an Excel workbook with a frozen header; ``filename`` without ending."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    write_xlsx(table, file)
    file.seek(0)
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _as_download(FileResponse(file, content_type=content_type), f"{filename}.xlsx")


def csv_bytes(table: Table) -> bytes:
    """The table as the content of a CSV file."""
    return "".join(_csv_lines(table)).encode()


def write_xlsx(table: Table, file: Any) -> None:
    """Write the workbook row by row into an open binary file."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet(_sheet_name(str(table.title)))
        cell_formats = {kind: workbook.add_format(settings) for kind, settings in XLSX_FORMATS.items()}
        header = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, column.width or XLSX_WIDTHS[column.kind])
            sheet.write_string(0, index, guarded(str(column.label)), header)
        sheet.freeze_panes(1, 0)
        number = 0
        for number, values in enumerate(table.values(), start=1):
            for index, (column, value) in enumerate(zip(table.columns, values, strict=True)):
                if value not in (None, ""):
                    _write_cell(sheet, number, index, column.kind, value, cell_formats[column.kind])
        sheet.autofilter(0, 0, number, len(table.columns) - 1)


def _write_cell(sheet: Any, row: int, index: int, kind: Kind, value: Any, cell_format: Any) -> None:
    if kind in ("number", "money"):
        sheet.write_number(row, index, value, cell_format)
    elif kind in ("date", "datetime"):
        sheet.write_datetime(row, index, _local(value), cell_format)
    else:
        text = guarded(_flag(value) if kind == "flag" else _text(value))
        if len(text) > XLSX_LONGEST_TEXT:  # xlsxwriter would leave the cell empty
            text = text[: XLSX_LONGEST_TEXT - 1] + "…"
        sheet.write_string(row, index, text, cell_format)


class _Echo:
    """A file that hands back what is written, for a response that streams."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(table: Table) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([guarded(label) for label in table.header])
    kinds = [column.kind for column in table.columns]
    for values in table.values():
        yield writer.writerow([_csv_cell(kind, value) for kind, value in zip(kinds, values, strict=True)])


def _csv_cell(kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    if kind == "money":
        return f"{Decimal(value):.2f}"
    if kind == "number":
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if kind == "date":
        return f"{_local(value):%Y-%m-%d}"
    if kind == "datetime":
        return f"{_local(value):%Y-%m-%d %H:%M}"
    return guarded(_flag(value) if kind == "flag" else _text(value))


def _local(value: date) -> date:
    """A moment in the office's own time, without its zone; a day as it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None)
    return value


def _flag(value: Any) -> str:
    return _("Yes") if value else _("No")


def _text(value: Any) -> str:
    """Lists are written as the importer reads them: ``a | b``."""
    if isinstance(value, list | tuple | set | frozenset):
        return LIST_SEPARATOR.join(str(item) for item in value)
    return str(value)


def _sheet_name(title: str) -> str:
    """Excel allows 31 characters, none of these seven, and no apostrophe at either end."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip("' ") or _("List")


def _as_download(response: Download, filename: str) -> Download:
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
