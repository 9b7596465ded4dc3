"""Reads one foreign file in a process of its own, with little memory and time: run by ``importing``, never imported.

A spreadsheet can be a bomb: a few kilobytes that unpack into gigabytes, one cell in the last row of the last column,
entities that multiply, bytes that make the reader panic. Here it can only end this process, and the parent says so.

Standard input is the file; standard output is JSON: ``{"rows": [[row number, cells…]…]}`` or ``{"refused": reason}``.
Limits come from the command line: ``sheet_reader.py <xlsx|csv|json> <rows> <columns> <characters> <records key>``.
"""

import contextlib
import csv
import io
import json
import re
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 256 * 1024 * 1024
CPU_SECONDS = 20
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Refused(Exception):
    """A reason the parent has a sentence for."""


def read_xlsx(content: bytes) -> list[list[Any]]:
    """The rows of the first sheet a person can see."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # not needed for CSV and JSON

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for sheet in workbook.sheets_metadata:
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
                return workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    raise Refused("no_sheet")


def read_csv(content: bytes) -> list[list[Any]]:
    """UTF-8, or UTF-16 with its mark; comma, semicolon or tab, whichever the header has most of."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("encoding") from error
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    csv.field_size_limit(len(text) + 1)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def read_json(content: bytes, records_key: str) -> list[list[Any]]:
    """A list of records (or the list an object holds under ``records_key``) as a header and rows."""
    data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    if isinstance(data, dict):
        data = data.get(records_key)
    if not isinstance(data, list) or not all(isinstance(record, dict) for record in data):
        raise Refused("no_records")
    header = list(dict.fromkeys(key for record in data for key in record))
    return [header, *([record.get(key) for key in header] for record in data)]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise Refused("twice")
    return dict(pairs)


class Cleaner:
    """Makes cells fit for JSON and for the database, and counts their characters."""

    def __init__(self, characters: int) -> None:
        self.left = characters

    def __call__(self, cell: Any) -> Any:
        if isinstance(cell, str):
            self.left -= len(cell)
            if self.left < 0:
                raise Refused("too_much_text")
            return UNSTORABLE.sub("\ufffd", cell)
        if isinstance(cell, datetime | date):
            return {"date": cell.isoformat()}
        if isinstance(cell, time | timedelta):
            return str(cell)
        if isinstance(cell, list):
            return [self(item) for item in cell]
        if isinstance(cell, dict):
            return {self(key): self(item) for key, item in cell.items()}
        return cell


def is_filled(cell: Any) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def main(kind: str, rows: int, columns: int, characters: int, records_key: str) -> dict[str, Any]:
    content = sys.stdin.buffer.read()
    try:
        if kind == "json":
            sheet = read_json(content, records_key)
        else:
            sheet = read_csv(content) if kind == "csv" else read_xlsx(content)
        filled = [[number, *cells] for number, cells in enumerate(sheet, 1) if any(map(is_filled, cells))]
        if len(filled) > rows + 1:  # the header is not counted
            raise Refused("too_many_rows")
        if filled and max(map(len, filled)) > columns + 1:  # nor is the row's own number
            raise Refused("too_many_columns")
        clean = Cleaner(characters)
        return {"rows": [[clean(cell) for cell in row] for row in filled]}
    except Refused as reason:
        return {"refused": str(reason)}


if __name__ == "__main__":
    with contextlib.suppress(ValueError, OSError):  # macOS knows the first limit but does not grant it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    kind, rows, columns, characters, records_key = sys.argv[1:]
    answer = main(kind, int(rows), int(columns), int(characters), records_key)
    sys.stdout.write(json.dumps(answer))
