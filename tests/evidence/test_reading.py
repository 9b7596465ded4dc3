"""Reading foreign files: what is read, and that nothing in a file does harm."""

import io
import time
import zipfile

import pytest

from portal.core.uploads.checking import CONTENT_TYPES
from portal.evidence.enums import ReadingProblem
from portal.evidence.reading import Unreadable, process, read

from .papers import WORDS, bomb_pdf, docx, docx_of, encrypted_pdf, many_pages_pdf, pdf, xlsx


def words_of(content, kind):
    return read(content, CONTENT_TYPES[kind]).text


def problem_of(content, kind):
    with pytest.raises(Unreadable) as refused:
        read(content, CONTENT_TYPES[kind])
    return refused.value.problem


def test_read_when_a_pdf_has_pages_then_all_their_words_in_order():
    found = read(pdf("Wells run dry\nfrom March on", "Boats are shared"), CONTENT_TYPES["pdf"])

    assert found.text.split("\n") == ["Wells run dry", "from March on", "Boats are shared"]
    assert (found.pages, found.is_cut) == (2, False)
    assert found.engine.startswith("pypdf ")


def test_read_when_a_pdf_is_locked_against_changes_only_then_its_words():
    assert words_of(encrypted_pdf("Wells run dry", password=""), "pdf") == "Wells run dry"


def test_read_when_a_pdf_asks_for_a_password_then_says_so():
    assert problem_of(encrypted_pdf("Wells run dry", password="secret"), "pdf") == ReadingProblem.ENCRYPTED


def test_read_when_a_pdf_has_ten_thousand_pages_then_refused():
    assert problem_of(many_pages_pdf(10_000), "pdf") == ReadingProblem.TOO_MANY_PAGES


def test_read_when_a_pdf_is_a_bomb_then_ends_in_time_without_its_content():
    begun = time.monotonic()

    try:
        assert words_of(bomb_pdf(), "pdf") == ""
    except Unreadable as refused:
        assert refused.problem in {ReadingProblem.TOO_LARGE, ReadingProblem.TOO_SLOW}  # noqa: PT017

    assert time.monotonic() - begun < process.READ_SECONDS + 5


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff" * 5000, pdf("Wells run dry")[:150], b""],
    ids=["only a header", "noise", "cut off", "empty"],
)
def test_read_when_a_pdf_is_broken_then_refused(content):
    assert problem_of(content, "pdf") == ReadingProblem.DAMAGED


def test_read_when_a_pdf_refers_to_itself_then_ends():
    looping = pdf("Wells").replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]")

    with pytest.raises(Unreadable):
        read(looping, CONTENT_TYPES["pdf"])


def test_read_when_a_pdf_holds_no_words_then_an_empty_text():
    assert words_of(pdf(""), "pdf") == ""


def test_read_when_the_text_is_long_then_cut_and_told(monkeypatch):
    monkeypatch.setattr(process, "MAX_CHARACTERS", 20)

    found = read(pdf("Wells run dry from March on", "Boats are shared"), CONTENT_TYPES["pdf"])

    assert (found.text, found.is_cut) == ("Wells run dry from M", True)


def test_read_when_it_takes_too_long_then_given_up(monkeypatch):
    monkeypatch.setattr(process, "READ_SECONDS", 0.01)

    assert problem_of(pdf("Wells"), "pdf") == ReadingProblem.TOO_SLOW


def test_read_when_a_docx_has_notes_then_those_too():
    notes = f"<w:footnotes {WORDS}><w:p><w:r><w:t>Asked in June</w:t></w:r></w:p></w:footnotes>"

    assert words_of(docx("Wells run dry", "Boats", footnotes=notes), "docx").split("\n") == [
        "Wells run dry",
        "Boats",
        "Asked in June",
    ]


def test_read_when_a_docx_brings_entities_then_refused():
    """The billion laughs: entities that multiply."""
    laughs = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'

    problem = problem_of(docx_of(f"{laughs}<w:document {WORDS}><w:t>&b;</w:t></w:document>"), "docx")

    assert problem == ReadingProblem.DAMAGED


def test_read_when_a_docx_asks_for_a_file_of_the_machine_then_refused():
    outside = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

    problem = problem_of(docx_of(f"{outside}<w:document {WORDS}><w:t>&a;</w:t></w:document>"), "docx")

    assert problem == ReadingProblem.DAMAGED


def test_read_when_a_docx_unpacks_to_far_more_than_it_says_then_refused():
    bomb = docx_of(f"<w:document {WORDS}><w:t>{' ' * 70_000_000}</w:t></w:document>")

    assert problem_of(bomb, "docx") == ReadingProblem.TOO_LARGE


@pytest.mark.parametrize("content", [b"PK\x03\x04noise", docx("Wells")[:200], b""], ids=["noise", "cut off", "empty"])
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_read_when_a_packed_document_is_broken_then_refused(content, kind):
    assert problem_of(content, kind) == ReadingProblem.DAMAGED


def test_read_when_a_docx_has_no_main_part_then_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("other.xml", "<a/>")

    assert problem_of(out.getvalue(), "docx") == ReadingProblem.DAMAGED


def test_read_when_an_xlsx_has_sheets_then_the_cells_that_a_person_sees():
    content = xlsx(["Barangay", "Households"], ["Labuan", 412], [None, 2.5], sheet="Survey", hidden="Secret")

    assert words_of(content, "xlsx").split("\n") == ["Survey", "Barangay Households", "Labuan 412", "2.5"]


def test_read_when_one_cell_stands_in_the_last_corner_then_ends():
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    book.active["A1"] = "Labuan"
    book.active["XFD1048576"] = "far away"
    book.save(out)

    try:
        assert "Labuan" in words_of(out.getvalue(), "xlsx")
    except Unreadable as refused:
        assert refused.problem in {ReadingProblem.TOO_SLOW, ReadingProblem.DAMAGED}  # noqa: PT017
