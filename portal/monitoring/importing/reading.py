"""From a ministry's sheet to rows: the header is found below titles and over two rows, cells are named as in Excel."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext as _

from portal.core.importing import BadCell, ImportRefused, is_empty, read_cells, shown, spelled
from portal.core.text import fold

from .columns import DASHES, SheetColumn, UnknownName

LOOKED_AT = 20
"""Among so many first rows the header is looked for."""

TOTALS = re.compile(r"(grand |sub ?)?totals?\b")
SHOWN_VALUES = 3


@dataclass(frozen=True)
class Problem:
    """One thing wrong, and where: row and cell as in the sheet, the header as the sheet writes it.

    ``named`` is the list in which a name is missing: somebody can say what it means.
    """

    row: int
    cell: str
    column: str
    value: str
    message: str
    named: str = ""


@dataclass
class Row:
    """``values`` lacks cells that are empty or wrong; ``cells`` says where each value stands, such as ``D14``."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Of each filled column the cell, the header and what stands there."""

    problems: list[Problem] = field(default_factory=list)
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Of each column of the sheet its letters and its header: an empty cell is named by them. All rows share it."""

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def refuse(self, name: str, message: str) -> None:
        """Say what is wrong with the value of this column, also if its cell is empty; else with the row as a whole."""
        letter, header = self.columns.get(name, ("", ""))
        cell, header, value = self.places.get(name, (f"{letter}{self.number}", header, ""))
        self.problems.append(Problem(self.number, cell, header, value, message))

    def is_wrong(self, name: str) -> bool:
        """The cell of this column could not be read."""
        return name in self.places and name not in self.values


@dataclass(frozen=True)
class Header:
    """Where the header stands, and what it says; two rows where groups stand over columns."""

    rows: list[int]
    cells: list[str]

    @property
    def shape(self) -> str:
        """The same for every file with these headers in this order."""
        words = [spelled(cell) for cell in self.cells]
        return hashlib.sha256("\n".join(words).rstrip().encode()).hexdigest()

    @property
    def last_row(self) -> int:
        return max(self.rows)


Lines = list[list[Any]]


def lines_of(file: IO[bytes]) -> Lines:
    lines = read_cells(file)
    if len(lines) < 2:
        raise ImportRefused(_("The file has no rows below its header."))
    return lines


def find_header(lines: Lines, columns: Sequence[SheetColumn]) -> Header:
    """The row, or the two rows one below the other, that name the most columns; the first one where none does."""
    known = {header for column in columns for header in column.headers}
    best, best_score = _header_of(lines[:1]), -1.0
    for index, line in enumerate(lines[:LOOKED_AT]):
        for rows in (lines[index : index + 1], lines[index : index + 2]):
            if len(rows) == 2 and not (_is_adjacent(*rows) and _is_words(rows[1])):
                continue
            header = _header_of(rows)
            score = len({spelled(cell) for cell in header.cells} & known) - 0.5 * (len(rows) - 1)
            if score > best_score and _is_words(line):
                best, best_score = header, score
    return best


def offers(header: Header, columns: Sequence[SheetColumn], remembered: Mapping[str, str] | None) -> dict[int, str]:
    """What each column probably is: as it was chosen for such a header before, else by what it is called."""
    names = {column.name for column in columns}
    if remembered is not None:
        return {int(place): name for place, name in remembered.items() if name in names}
    found: dict[int, str] = {}
    by_header = {spelling: column.name for column in reversed(columns) for spelling in column.headers}
    for position, cell in enumerate(header.cells):
        name = by_header.get(spelled(cell)) or by_header.get(_bare(cell))
        if name and name not in found.values():
            found[position] = name
    return found


def samples(lines: Lines, header: Header) -> list[str]:
    """Of each column the first values, so that one sees what it holds."""
    found: list[list[str]] = [[] for _cell in header.cells]
    for number, *cells in lines:
        if number <= header.last_row:
            continue
        for place, cell in enumerate(cells[: len(found)]):
            if not is_empty(cell) and len(found[place]) < SHOWN_VALUES:
                found[place].append(shown(cell)[:40])
        if all(len(values) == SHOWN_VALUES for values in found):
            break
    return [" · ".join(values) for values in found]


def read_rows(
    lines: Lines, header: Header, columns: Mapping[int, SheetColumn], parsers: Mapping[str, Callable[[Any], Any]]
) -> tuple[list[Row], list[int]]:
    """The rows below the header, and the numbers of those left aside because they add up others."""
    rows, totals = [], []
    chosen = [
        (place, column.name, column.is_amount, parsers[column.name], letters(place), header.cells[place])
        for place, column in sorted(columns.items())
    ]
    named = {name: (letter, heading) for _place, name, _is_amount, _parse, letter, heading in chosen}
    for number, *cells in lines:
        if number <= header.last_row:
            continue
        if _is_total(cells):
            totals.append(number)
            continue
        row = _read_row(number, cells, chosen, named)
        if row.places:
            rows.append(row)
    return rows, totals


def letters(position: int) -> str:
    """What a spreadsheet calls its column: 0 is A, 26 is AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def _read_row(number: int, cells: Sequence[Any], chosen: Iterable[Any], named: Mapping[str, tuple[str, str]]) -> Row:
    row = Row(number, columns=named)
    for place, name, is_amount, parse, letter, header in chosen:
        cell = cells[place] if place < len(cells) else None
        if is_empty(cell) or (is_amount and isinstance(cell, str) and cell.strip().lower() in DASHES):
            continue
        where = (f"{letter}{number}", header, cell if isinstance(cell, str) and len(cell) <= 100 else shown(cell))
        row.places[name] = where
        try:
            value = parse(cell)
        except UnknownName as error:
            row.problems.append(Problem(number, *where[:2], shown(error.name), str(error), named=name))
        except BadCell as error:
            row.problems.append(Problem(number, *where, str(error)))
        else:
            row.values[name] = value
    return row


def _is_total(cells: Sequence[Any]) -> bool:
    """Ministries close groups with a row “TOTAL”: its first words say so."""
    first = next((cell for cell in cells if not is_empty(cell)), "")
    return isinstance(first, str) and bool(TOTALS.match(fold(first)))


def _header_of(rows: Sequence[Sequence[Any]]) -> Header:
    width = max(len(row) for row in rows) - 1
    cells = []
    for place in range(1, width + 1):
        written = [row[place] for row in rows if place < len(row) and not is_empty(row[place])]
        cells.append(" ".join(shown(written[-1]).split()) if written else "")
    while cells and not cells[-1]:
        cells.pop()
    return Header([int(row[0]) for row in rows], cells)


def _is_adjacent(upper: Sequence[Any], lower: Sequence[Any]) -> bool:
    return bool(lower[0] == upper[0] + 1)


def _is_words(line: Sequence[Any]) -> bool:
    """A header holds words, and no amounts or dates; a year may be one."""
    filled = [cell for cell in line[1:] if not is_empty(cell)]
    return bool(filled) and all(isinstance(cell, str) for cell in filled)


def _bare(written: str) -> str:
    """A header without what stands in brackets, and without its year: “Budget FY 2027 (in PhP)” is “Budget”."""
    words = re.sub(r"\(.*?\)|\b([CF]Y\s*)?20\d\d\b", " ", written)
    return spelled(re.sub(r"\s*/\s*", "/", words))
