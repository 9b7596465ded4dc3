"""Page, paper and sheet say the same of a service."""

import pytest
from django.http import QueryDict
from django.utils.translation import override

from catalog.enums import OBCAccess
from catalog.loaders import load_offerings
from catalog.menu.choice import Choice
from catalog.menu.columns import COLUMNS, pages
from catalog.menu.kinds import MenuKind
from catalog.menu.making import Order
from catalog.menu.printing import entry, printed
from catalog.models import ServiceOffering
from portal.core.models import ContentVersion
from portal.core.tables import unguarded
from portal.organizations.models import Organization
from tests.catalog.factories import OfferingFactory
from tests.catalog.ground import lay_ground
from tests.core.test_pdf import seen_in
from tests.geography.factories import RegionFactory

from .reading import document, rows_of_csv, rows_of_xlsx, squeezed, text_of_xlsx, words_of_document, words_of_page

pytestmark = pytest.mark.django_db
PRINTED = [kind for kind in MenuKind if kind.is_printed]
HOST = {"Host": "localhost:8000"}  # of BASE_URL, which files name their addresses by
LANGUAGES = [("en", ""), ("fil", "/fil")]


def content(kind, query="", language="en"):
    with override(language):
        return bytes(Order(Choice.of(QueryDict(query)), kind).place().content)


# ---- The same everywhere ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "prefix"), LANGUAGES)
def test_columns_when_compared_with_the_page_then_each_line_stands_there(client, full, bare, language, prefix):
    strange = []
    for offering in (full, bare):
        shown = words_of_page(client.get(f"{prefix}/catalog/{offering.pk}/", headers=HOST).text)
        with override(language):
            [service] = pages([offering.pk])
            values = {column.name: column.value_of(service) for column in COLUMNS}
        lines = [(name, line) for name, value in values.items() for line in value.split("\n")]
        strange += [
            (name, line) for name, line in lines if squeezed(line).replace(":", "") not in shown.replace(":", "")
        ]

    assert strange == []


def test_columns_when_everything_is_known_then_none_is_empty(full):
    [service] = pages([full.pk])

    assert [column.name for column in COLUMNS if not column.value_of(service)] == []


@pytest.mark.parametrize("kind", [MenuKind.ONE, MenuKind.LARGE])
@pytest.mark.parametrize(("language", "prefix"), LANGUAGES)
def test_document_when_made_then_says_what_the_columns_say(full, bare, kind, language, prefix):
    paper = words_of_document(content(kind, language=language))

    with override(language):
        values = [
            column.value_of(service)
            for service in pages([full.pk, bare.pk])
            for column in COLUMNS
            if column.name != "figures"
        ]
    lines = [line for value in values for line in value.split("\n")]
    assert [line for line in lines if squeezed(line) not in paper] == []


@pytest.mark.parametrize(("kind", "rows_of"), [(MenuKind.CSV, rows_of_csv), (MenuKind.XLSX, rows_of_xlsx)])
def test_sheet_when_made_then_says_what_the_columns_say(full, bare, kind, rows_of):
    rows = rows_of(content(kind))

    expected = [
        {str(column.label): column.value_of(service) for column in COLUMNS} for service in pages([bare.pk, full.pk])
    ]
    assert [{name: unguarded(value) for name, value in row.items()} for row in rows] == expected


@pytest.mark.parametrize(("kind", "rows_of"), [(MenuKind.CSV, rows_of_csv), (MenuKind.XLSX, rows_of_xlsx)])
def test_sheet_when_a_text_looks_like_a_formula_then_no_program_runs_it(full, kind, rows_of):
    ServiceOffering.objects.filter(pk=full.pk).update(title='=HYPERLINK("http://x")', fees_description="+1")

    [row] = rows_of(content(kind))

    assert (row["Name of the service"], row["What it costs"]) == ('\'=HYPERLINK("http://x")', "'+1")


# ---- On paper --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PRINTED)
def test_document_when_made_then_says_which_services_as_of_when_and_whom_to_ask(full, kind, time_machine):
    time_machine.move_to("2026-06-05T06:05:00Z", tick=False)
    Organization.objects.create(
        acronym="OOBC", name="Office for Other Bangsamoro Communities", organization_type="bmoa",
        contact_phone="+63641234567", contact_email="oobc@example.org",
    )  # fmt: skip

    made = content(kind, "region=XII&category=health")

    paper, version = words_of_document(made), ContentVersion.current()
    for text in (
        "Services in Region XII – Health",
        "1 service",
        f"As of 5 June 2026, 2:05 PM, version {version}",
        "Page 1 of",
        "Questions? Ask us: Office for Other Bangsamoro Communities (OOBC)",
        "oobc@example.org",
    ):
        assert squeezed(text) in paper
    assert document(made).metadata.title == "Services in Region XII – Health"


@pytest.mark.parametrize("kind", PRINTED)
def test_document_in_filipino_when_made_then_says_so_and_marks_what_is_in_english(full, kind):
    made = content(kind, language="fil")

    reader = document(made)
    assert reader.trailer["/Root"]["/Lang"].startswith("fil")
    assert squeezed("Tulong sa bayad") in words_of_document(made)
    assert b"Lang(en" in b"".join(page.get_contents().get_data() for page in reader.pages)


@pytest.mark.parametrize("kind", MenuKind)
def test_file_when_the_reader_says_where_they_live_then_answers_them(client, full, kind):
    ServiceOffering.objects.update(obc_access_note="")
    RegionFactory(code="XIII")
    page = words_of_page(client.get(f"/catalog/{full.pk}/?lives=XIII").text)

    made = content(kind, "lives=XIII")

    answer = squeezed("Not offered in Region XIII.")
    assert answer in page
    assert answer in squeezed({"pdf": words_of_document, "csv": bytes.decode, "xlsx": text_of_xlsx}[kind.ending](made))


@pytest.mark.parametrize("kind", PRINTED)
def test_document_when_no_service_fits_then_says_so_on_one_page(full, kind):
    made = content(kind, "type=scholarship&category=health")

    assert len(document(made).pages) == 1
    assert squeezed("No service fits this choice.") in words_of_document(made)


@pytest.mark.parametrize("kind", PRINTED)
def test_document_when_made_then_the_square_beside_each_service_leads_to_its_page(full, bare, kind):
    made = content(kind)

    pictures = [picture.data for page in document(made).pages for picture in page.images]
    assert sorted(seen_in(picture) for picture in pictures) == sorted([bare.full_url, full.full_url])


@pytest.mark.parametrize("kind", PRINTED)
def test_document_when_made_then_has_a_bookmark_for_each_service(full, bare, kind):
    titles = [bookmark.title for bookmark in document(content(kind)).outline if not isinstance(bookmark, list)]

    assert [title for title in titles if title != "In this list"] == [bare.title, full.title]


@pytest.mark.parametrize("kind", PRINTED)
def test_document_when_texts_look_like_markup_then_they_come_out_as_they_are(kind):
    hostile = 'A #panic() *b* _i_ $x$ @ref \\u{1} "q" // c'
    OfferingFactory(published=True, title=hostile, description=hostile, obc_access=OBCAccess.OPEN_TO_OBC)

    assert words_of_document(content(kind)).count(squeezed(hostile)) >= 2


@pytest.mark.parametrize(("number", "expected"), [(1, 1), (8, 1), (9, 2), (17, 3)])
def test_eight_on_a_page_when_printed_then_takes_a_page_for_eight(full, number, expected):
    [service] = pages([full.pk])

    made = printed([entry(service)] * number, MenuKind.EIGHT, title="Services")

    assert len(document(made).pages) == expected


def test_eight_on_a_page_when_texts_are_long_then_still_takes_a_page_for_eight(full):
    ServiceOffering.objects.update(
        title=("Bangsamoro scholarship for everybody " * 8)[:255], description="Rice and seeds for farmers. " * 60,
        fees_description="Free " * 40, alert_text="The office has moved. " * 10,
    )  # fmt: skip
    [service] = pages([full.pk])

    made = printed([entry(service)] * 16, MenuKind.EIGHT, title="Services in " + "Region XII, " * 20)

    assert len(document(made).pages) == 2
    assert words_of_document(made).count(squeezed("Bangsamoro scholarship for everybody")) >= 16


def test_one_on_a_page_when_printed_then_each_service_begins_a_page_after_the_contents(full, bare):
    reader = document(content(MenuKind.ONE))

    first_lines = [squeezed(page.extract_text()) for page in reader.pages]
    assert len(first_lines) == 3
    assert squeezed("In this list") in first_lines[0]
    assert squeezed(bare.title) in first_lines[1]
    assert squeezed(full.title) in first_lines[2]


def test_large_print_when_printed_then_no_letter_of_the_services_is_smaller_than_18_points(full):
    sizes = []
    for page in document(content(MenuKind.LARGE)).pages:
        page.extract_text(
            visitor_text=lambda text, _cm, tm, _font, size: (
                sizes.append((size * abs(tm[0]), text)) if text.strip() else 0
            )
        )

    small = "".join(text for size, text in sizes if size < 16)  # head and foot, and the address in letters
    assert not any(squeezed(word) in squeezed(small) for word in ("Hospital bill", "Fill in the form", "What it costs"))


# ---- Size ------------------------------------------------------------------------------------------------------------


def test_files_when_the_whole_catalog_is_in_them_then_are_light_and_as_large_as_announced():
    lay_ground()
    list(load_offerings())

    sizes = {kind: len(content(kind)) for kind in MenuKind}

    assert max(sizes.values()) <= 1_000_000
    wrong = {kind: size for kind, size in sizes.items() if not 0.6 < size / kind.cost.bytes_for(59) < 1.5}
    assert wrong == {}
