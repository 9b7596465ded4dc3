import datetime
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.importing import import_columns, import_offerings
from catalog.loaders import load_offerings
from catalog.models import OfferingSource, OfferingTranslation, RequiredDocument, ServiceOffering
from catalog.sheets import FIELDS, Names
from catalog.tables import COLUMNS, services_table, write_example
from portal.core.importing import read_sheet
from portal.core.tables import csv_response, write_xlsx
from tests.accounts.factories import UserFactory
from tests.catalog.factories import OfferingFactory
from tests.catalog.ground import lay_ground
from tests.catalog.sheets import upload
from tests.geography.factories import ProvinceFactory, RegionFactory
from tests.organizations.factories import OrganizationFactory

pytestmark = pytest.mark.django_db

EVIL = '=cmd|" /C calc"!A0'


@pytest.fixture
def rich():
    """A service with something in every field, much of it awkward."""
    service = OfferingFactory(
        import_key="rich",
        offering_mao=OrganizationFactory(acronym="", name="Office without acronym"),
        title=EVIL,
        alternate_name="+63 Club; 'quoted'",
        keywords="-x | y",
        description="First line.\r\nSecond line, with “quotes”, a comma\r\n\r\nand Ñ ₱.",
        obc_access="case_by_case",
        obc_access_note="@office",
        minimum_age=0,
        maximum_age=99,
        application_mode="online",
        apply_url="https://mssd.bangsamoro.gov.ph/apply?a=1;b=2",
        opens_on=datetime.date(2026, 1, 2),
        closes_on=datetime.date(2026, 3, 4),
        processing_days=0,
        transaction_class="highly_technical",
        fees_description="Free",
        benefit_amount_min="0.00",
        benefit_amount_max="999999999999.99",
        annual_budget="1234567.80",
        slots_available=0,
        total_beneficiaries_to_date=10,
        obc_beneficiaries_to_date=0,
        beneficiaries_as_of=datetime.date(2025, 12, 31),
        contact_phone="0917 123 4567 (Globe)",
        contact_email="desk@example.gov.ph",
        website_url="http://example.gov.ph/",
        facts_as_of="2025-07",
        is_active=False,
        is_nationwide=True,
        document_rows=[
            RequiredDocument(name="Valid ID", note="two copies; front | back", is_optional=False),
            RequiredDocument(name="School ID", note="", is_optional=True),
            RequiredDocument(name="Letter", note="", is_optional=False),
        ],
        sources=[OfferingSource(source_url="https://example.gov.ph/a;b|c"), OfferingSource(source_url="http://b.ph/")],
        translations=[OfferingTranslation(language="fil", title="=1+1", description="Unang linya.\r\nIkalawa.")],
        published=True,
    )  # fmt: skip
    service.geographic_coverage = [RegionFactory(code="IX"), RegionFactory(code="BARMM"), RegionFactory(code="IV-A")]
    service.provinces_covered = [ProvinceFactory(name="Basilan"), ProvinceFactory(name="City of Isabela")]
    service.save()
    service.save_revision().publish()
    return ServiceOffering.objects.get(pk=service.pk)


def exported(kind):
    table = services_table(ServiceOffering.objects.order_by("title"))
    if kind == "csv":
        return upload(b"".join(csv_response(table, "services").streaming_content), "services.csv")
    file = io.BytesIO()
    write_xlsx(table, file)
    return upload(file.getvalue(), "services.xlsx")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_when_imported_again_then_every_row_is_unchanged(rich, kind):
    OfferingFactory(title="Bare draft")
    OfferingFactory(change_waiting=True)
    OfferingFactory(in_moderation=True)
    OfferingFactory(scheduled=True)

    report = import_offerings(exported(kind), by=UserFactory(role="oobc_staff"), dry_run=True)

    assert report.errors == []
    assert [(row.label, row.fields) for row in report.changed] == []
    assert (report.created, report.unchanged) == ([], 5)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_when_of_the_real_services_then_it_comes_back_unchanged(kind):
    lay_ground()
    list(load_offerings())

    report = import_offerings(exported(kind), by=None, dry_run=True)

    assert (report.errors, report.changed, report.unchanged) == ([], [], 59)


def test_export_when_text_could_run_as_a_formula_then_it_is_text(rich):
    sheet = openpyxl.load_workbook(exported("xlsx")).active
    headers = [cell.value for cell in sheet[1]]
    cells = dict(zip(headers, sheet[2], strict=True))

    csv = exported("csv").getvalue().decode("utf-8-sig")

    assert cells["Name of the service"].value == f"'{EVIL}"
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n", "d"}
    assert "'=cmd" in csv
    assert not any(cell.startswith(("=", "@", "+")) for cell in csv.replace('"', "").split(","))


def test_export_when_values_are_known_or_not_then_cells_say_so(rich):
    OfferingFactory(title="Bare draft")
    sheet = openpyxl.load_workbook(exported("xlsx")).active
    headers = [cell.value for cell in sheet[1]]
    known, bare = (dict(zip(headers, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=2))

    assert known["Regions covered"].split(" | ") == ["Region IX", "BARMM", "Region IV-A"]
    assert known["Papers, one a line"] == "Valid ID :: two copies; front | back\nSchool ID ::  :: optional\nLetter"
    assert (known["Slots available"], known["Minimum age"], known["Still offered"]) == (0, 0, "No")
    assert (known["State"], known["Import key"]) == ("live", "rich")
    empty = {"Regions covered", "Slots available", "Yearly budget (₱)", "People helped so far", "Applications open on"}
    assert {bare[name] for name in empty} == {None}
    assert bare["Service ID"] == str(ServiceOffering.objects.get(title="Bare draft").pk)


def test_export_when_a_change_waits_then_the_newest_text_is_shown():
    OfferingFactory(change_waiting=True, title="Live name")

    [row] = list(services_table(ServiceOffering.objects.all()).values())

    assert row[[column.name for column in COLUMNS].index("title")] == "Live name, changed"


def test_export_when_there_are_more_rows_then_it_costs_no_more_queries():
    def queries_of(count):
        for _number in range(count):
            OfferingFactory(change_waiting=True)
        with CaptureQueriesContext(connection) as captured:
            assert list(services_table(ServiceOffering.objects.all()).values())
        return len(captured)

    assert queries_of(1) == queries_of(4)


def test_columns_when_read_by_people_then_no_two_headers_are_the_same():
    headers = [header for column in import_columns(Names.read()) for header in column.headers]
    # A name may equal its own label; each spelling leads to one column.
    spellings = [set(column.headers) for column in import_columns(Names.read())]

    assert len(set(headers)) == sum(len(spelling) for spelling in spellings)
    assert len({str(column.label) for column in COLUMNS}) == len(COLUMNS)


def test_columns_when_the_model_has_a_field_then_the_sheet_has_it():
    kept_by_the_portal = {
        "id", "import_key", "live", "has_unpublished_changes", "first_published_at", "last_published_at",
        "live_revision", "go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by", "latest_revision",
        "last_checked_on", "last_checked_by", "last_updated", "linked_ppas",
    }  # fmt: skip
    model = {field.name for field in ServiceOffering._meta.get_fields() if field.concrete} - kept_by_the_portal

    assert model - {"_revisions", "_workflow_states"} <= {field.name for field in FIELDS}


def test_example_when_downloaded_then_it_has_headers_an_example_and_the_allowed_values():
    lay_ground()
    file = io.BytesIO()

    write_example(file)

    book = openpyxl.load_workbook(io.BytesIO(file.getvalue()))
    assert book.sheetnames == ["Services", "Allowed values"]
    guide = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book["Allowed values"]
             .iter_cols()}  # fmt: skip
    assert "MSSD" in guide["Office"]
    assert "Region IX" in guide["Regions covered"]
    assert guide["Still offered"] == ["Yes", "No"]
    [row] = read_sheet(upload(file.getvalue(), "example.xlsx"), import_columns(Names.read())).rows
    assert row.errors == []


def test_example_when_its_row_is_imported_then_it_would_be_a_new_service():
    lay_ground()
    file = io.BytesIO()
    write_example(file)

    report = import_offerings(upload(file.getvalue(), "example.xlsx"), by=None, dry_run=True)

    assert (report.errors, len(report.created)) == ([], 1)
