import datetime
import io

import pypdf
import pytest
import zxingcpp
from PIL import Image

from portal.core import pdf as module
from portal.core.pdf import PdfFailed, pdf, qr_code
from portal.core.pdf_packing import packed

MADE_AT = datetime.datetime(2026, 6, 5, 6, 0, tzinfo=datetime.UTC)
PLAIN = """
#let facts = json(bytes(sys.inputs.facts))
#let fonts = json(bytes(sys.inputs.fonts))
#set document(title: facts.title)
#set text(font: fonts, lang: "fil")
#title()
#for text in facts.texts [
  #heading(text)
  #text
]
"""


@pytest.fixture
def compiled(settings, tmp_path):
    """A document from a template of the test's own."""
    settings.ROOT = tmp_path
    (tmp_path / "templates").mkdir()

    def compile_it(*texts, template=PLAIN):
        (tmp_path / "templates" / "test.typ").write_text(template)
        return pdf("test.typ", {"title": "A list", "texts": texts}, made_at=MADE_AT)

    return compile_it


def read(content):
    return pypdf.PdfReader(io.BytesIO(content), strict=True)


def text_of(content):
    return "\n".join(page.extract_text() for page in read(content).pages)


def font_names(content):
    pages = read(content).pages
    names = {font["/BaseFont"] for page in pages for font in page["/Resources"]["/Font"].values()}
    return {name.split("+")[1].split("-")[0] for name in names}


HOSTILE = [
    "#panic()",
    "*bold* _thin_ `raw` $x^2$ @label <label>",
    "= heading",
    r"back\slash \u{1F600} \\",
    'a "quoted" \'word\' #"text"',
    "// comment /* comment */ ~ -- ---",
    ']#[{}](#read("/etc/passwd"))',
    "https://example.org/#x",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_pdf_when_a_text_looks_like_markup_then_comes_out_as_it_is(compiled, text):
    assert text.replace(" ", "") in text_of(compiled(text)).replace(" ", "")


def test_pdf_when_letters_are_not_english_then_each_is_shown_by_a_font(compiled):
    document = compiled("₱5,000 Ñiño ṣalāh ‘Āʾishah", "السلام عليكم")

    fonts = font_names(document)
    assert "₱5,000 Ñiño ṣalāh" in text_of(document)
    assert set("السلام عليكم") <= set(text_of(document))
    assert {"SourceSans3", "NotoSansArabic"} == fonts
    assert b"pdfuaid" in read(document).trailer["/Root"]["/Metadata"].get_data()  # which a missing letter prevents


@pytest.mark.parametrize("text", ["😀", "一", "\u0007", "\U000f0000"])
def test_pdf_when_no_font_has_a_sign_then_the_document_is_made_all_the_same(compiled, text):
    document = compiled(f"Before {text} after")

    assert "Before" in text_of(document)
    assert read(document).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_pdf_when_made_then_has_title_language_tags_bookmarks_and_its_moment(compiled):
    reader = read(compiled("First", "Second"))

    root = reader.trailer["/Root"]
    assert reader.metadata.title == "A list"
    assert root["/Lang"].startswith("fil")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert [bookmark.title for bookmark in reader.outline] == ["First", "Second"]
    assert reader.metadata.creation_date == MADE_AT


def test_pdf_when_made_then_calls_no_font_of_this_machine(compiled):
    assert font_names(compiled("Text")) == {"SourceSans3"}


def test_pdf_when_the_template_is_wrong_then_says_which(compiled):
    with pytest.raises(PdfFailed, match=r"test\.typ"):
        compiled(template="#unknown()")


def test_pdf_when_it_takes_too_long_then_is_stopped(compiled, monkeypatch):
    monkeypatch.setattr(module, "LONGEST_SECONDS", 0.001)

    with pytest.raises(PdfFailed, match=r"longer than 0\.001 seconds"):
        compiled("Text")


# ---- Packing ---------------------------------------------------------------------------------------------------------


def test_packed_when_read_then_is_the_same_document_and_smaller(compiled, monkeypatch):
    texts = [f"Service {number}" for number in range(200)]
    monkeypatch.setattr(module, "packed", lambda content: content)
    plain = compiled(*texts)

    small = packed(plain)

    assert len(small) < len(plain) * 0.6
    assert text_of(small) == text_of(plain)
    assert [bookmark.title for bookmark in read(small).outline] == texts
    assert read(small).trailer["/Root"]["/Lang"] == read(plain).trailer["/Root"]["/Lang"]


def test_packed_when_packed_already_then_stays_as_it_is(compiled):
    document = compiled("Text")

    assert packed(document) == document


def test_packed_when_the_table_leads_nowhere_then_fails_loudly():
    broken = b"%PDF-1.7\nnothing\nxref\n0 1\n0000000009 00000 n\r\ntrailer\n<</Size 1>>\nstartxref\n17\n%%EOF\n"

    with pytest.raises(ValueError, match="No object at byte 9"):
        packed(broken)


# ---- Square codes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["https://portal.example.gov.ph/fil/catalog/0b6f5a6e-5d5c-4c0e-9d0f-0a6a5b1f2c3d/", "http://localhost:8000/"],
)
def test_qr_code_when_read_by_a_camera_then_leads_to_the_address(address):
    assert seen_in(qr_code(address)) == address


def seen_in(picture):
    """What a phone reads in a code of one dot a module, printed with its margin."""
    code = Image.open(io.BytesIO(picture)).convert("L")
    paper = Image.new("L", (code.width + 8, code.height + 8), 255)
    paper.paste(code, (4, 4))
    [found] = zxingcpp.read_barcodes(paper.resize((paper.width * 4, paper.height * 4), Image.Resampling.NEAREST))
    return found.text
