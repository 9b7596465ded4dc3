"""Reads the words of one foreign file in a process of its own, with little memory and time: run by ``process``, never
imported.

A document can be a bomb: a few kilobytes that unpack into gigabytes, ten thousand pages, streams that refer to each
other for ever, bytes that make the reader panic. Here it can only end this process, and the parent says so.

Standard input is the file; standard output is JSON: ``{"text": …, "pages": …, "is_cut": …, "engine": …}`` or
``{"problem": …}``. From the command line: ``text_reader.py <pdf|docx|xlsx> <characters> <pages>``.
"""

import contextlib
import io
import json
import logging
import re
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 25
MAX_PART_BYTES = 60 * 1024 * 1024  # of a packed document, unpacked
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORD_PARTS = re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml")


class Problem(Exception):
    """A reason the parent has a sentence for."""


class Kept:
    """What is kept of the text: so many characters, then no more is asked for."""

    def __init__(self, characters: int) -> None:
        self.left = characters
        self.parts: list[str] = []
        self.is_cut = False

    def add(self, text: str) -> bool:
        """Keep this too; whether there is room for more."""
        text = UNSTORABLE.sub(" ", text)
        self.is_cut = self.is_cut or len(text) > self.left
        self.parts.append(text[: self.left])
        self.left -= len(self.parts[-1])
        return not self.is_cut

    @property
    def text(self) -> str:
        lines = (" ".join(line.split()) for part in self.parts for line in part.splitlines())
        return "\n".join(line for line in lines if line)


def read_pdf(content: bytes, kept: Kept, most_pages: int) -> tuple[int, str]:
    """Page after page; one that cannot be read is passed over, unless none can."""
    import pypdf
    from pypdf.errors import LimitReachedError, PyPdfError

    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Problem("encrypted")
    pages = len(reader.pages)
    if pages > most_pages:
        raise Problem("too_many_pages")
    failures: list[Exception] = []
    for page in reader.pages:
        try:
            text = page.extract_text()
        except MemoryError:
            raise
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as failure:
            failures.append(failure)
            continue
        if not kept.add(text):
            break
    if failures and not kept.text:
        raise Problem("too_large" if isinstance(failures[0], LimitReachedError) else "damaged")
    return pages, f"pypdf {version('pypdf')}"


def read_docx(content: bytes, kept: Kept, most_pages: int) -> tuple[None, str]:
    """The running text, notes, headers and footers; a paragraph is a line."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = sorted(filter(WORD_PARTS.fullmatch, packed.namelist()), key=lambda name: ("document" not in name, name))
        if not names:
            raise Problem("damaged")
        for name in names:
            if not kept.add("".join(_words_of(_unpacked(packed, name)))):
                break
    return None, f"defusedxml {version('defusedxml')}"


def _unpacked(packed: zipfile.ZipFile, name: str) -> io.BytesIO:
    """What the part truly unpacks to: the size that the archive claims is only a claim."""
    with packed.open(name) as part:
        content = part.read(MAX_PART_BYTES + 1)
    if len(content) > MAX_PART_BYTES:
        raise Problem("too_large")
    return io.BytesIO(content)


def _words_of(part: io.BytesIO) -> Iterator[str]:
    from defusedxml.ElementTree import iterparse

    for _event, element in iterparse(part, forbid_dtd=True):
        if element.tag == f"{WORD}t":
            yield element.text or ""
        elif element.tag in (f"{WORD}tab", f"{WORD}br", f"{WORD}tc"):
            yield " "
        elif element.tag == f"{WORD}p":
            yield "\n"
            element.clear()


def read_xlsx(content: bytes, kept: Kept, most_pages: int) -> tuple[int, str]:
    """The sheets that a person can see, one after the other; a row is a line."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        sheets = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        for name in sheets:
            if not kept.add(f"{name}\n") or not _read_sheet(workbook.get_sheet_by_name(name), kept):
                break
    return len(sheets), f"python-calamine {version('python-calamine')}"


def _read_sheet(sheet: Any, kept: Kept) -> bool:
    for row in sheet.to_python(skip_empty_area=True):
        cells = [_written(cell) for cell in row if cell not in ("", None)]
        if cells and not kept.add("\t".join(cells) + "\n"):
            return False
    return True


def _written(cell: Any) -> str:
    """A whole number as it looks: 2026 rather than 2026.0."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)


READERS = {"pdf": read_pdf, "docx": read_docx, "xlsx": read_xlsx}


def main(kind: str, characters: int, pages: int) -> dict[str, Any]:
    kept = Kept(characters)
    try:
        found, engine = READERS[kind](sys.stdin.buffer.read(), kept, pages)
    except Problem as problem:
        return {"problem": str(problem)}
    except MemoryError:
        return {"problem": "too_slow"}
    except Exception as error:  # whatever a foreign file does to a reader, it is the file's fault
        return {"problem": "encrypted" if "crypt" in f"{type(error).__name__} {error}".lower() else "damaged"}
    return {"text": kept.text, "pages": found, "is_cut": kept.is_cut, "engine": engine}


if __name__ == "__main__":
    with contextlib.suppress(ValueError, OSError):  # macOS knows the first limit but does not grant it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()
    warnings.simplefilter("ignore")
    kind, characters, pages = sys.argv[1:]
    answer = main(kind, int(characters), int(pages))
    sys.stdout.write(json.dumps(answer))
