"""Organizations from and to sheets."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from wagtail.models import ModelLogEntry

from portal.core.importing import ImportRefused
from portal.organizations.importing import import_organizations
from portal.organizations.models import Organization
from portal.organizations.tables import write_example
from tests.accounts.factories import UserFactory
from tests.core.factories import SectorFactory
from tests.geography.factories import RegionFactory

from .factories import FocalPersonFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

HEADER = ["Acronym", "Name", "Type", "Part of", "Sectors", "Contact e-mail", "Contact phone", "Website"]


def sheet(*rows, header=HEADER, name="organizations.csv"):
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    file = io.BytesIO(text.getvalue().encode())
    file.name = name
    return file


def run(staff, *rows, dry_run=False, header=HEADER):
    return import_organizations(sheet(*rows, header=header), by=staff, dry_run=dry_run)


def values(change):
    return {field.field: (field.old, field.new) for field in change.fields}


def test_import_when_organizations_are_new_then_are_created_with_everything(staff):
    sector = SectorFactory(code="social", name="Social services")

    report = run(
        staff,
        ["MOH-1", "Health Unit", "bmoa", "MOH", "social", "unit@example.org", "0917 123 4567", "https://unit.example"],
        ["MOH", "Ministry of Health", "BARMM ministry, agency or office", "", "Social services", "", "", ""],
    )

    unit = Organization.objects.get(acronym="MOH-1")
    assert report.ok
    assert len(report.created) == 2
    assert unit.parent == Organization.objects.get(acronym="MOH")
    assert list(unit.sectors.all()) == [sector]
    assert str(unit.contact_phone) == "+639171234567"
    assert unit.website_url == "https://unit.example"


def test_import_when_organization_is_there_then_changes_are_shown_old_and_new(staff, health):
    report = run(staff, ["moh", "Ministry of Public Health", "bmoa", "", "", "", "", ""])

    (change,) = report.changed
    assert change.row == 2
    assert values(change) == {
        "Acronym": ("MOH", "moh"),
        "Name": ("Ministry of Health", "Ministry of Public Health"),
    }
    assert Organization.objects.get().name == "Ministry of Public Health"


def test_import_when_dry_then_shows_the_same_and_writes_nothing(staff, health):
    rows = [
        ["MOH", "Ministry of Public Health", "bmoa", "", "", "", "", ""],
        ["NEW", "New Office", "nga", "MOH", "", "", "", ""],
    ]

    dry = run(staff, *rows, dry_run=True)
    left = list(Organization.objects.values_list("name", flat=True))
    logged = ModelLogEntry.objects.count()
    real = run(staff, *rows)

    assert left == ["Ministry of Health"]
    assert logged == 0
    assert dry.fingerprint == real.fingerprint
    assert (len(real.created), len(real.changed)) == (1, 1)


def test_import_when_run_again_then_nothing_changes(staff):
    rows = [["MOH", "Ministry of Health", "bmoa", "", "", "a@example.org", "+63 917 123 4567", ""]]
    run(staff, *rows)
    logged = ModelLogEntry.objects.count()

    report = run(staff, *rows)

    assert (len(report.created), len(report.changed), report.unchanged) == (0, 0, 1)
    assert ModelLogEntry.objects.count() == logged


def test_import_when_there_is_no_acronym_then_name_and_type_are_the_key(staff):
    old = OrganizationFactory(acronym="", name="Bangsamoro Women", organization_type="cso", kind="")
    OrganizationFactory(acronym="", name="Bangsamoro Women", organization_type="ngo", kind="")

    report = run(staff, ["BW", "bangsamoro  women", "cso", "", "", "", "", ""])

    old.refresh_from_db()
    assert len(report.changed) == 1
    assert old.acronym == "BW"
    assert Organization.objects.count() == 2


def test_import_when_a_column_is_left_out_then_field_stays(staff, health):
    health.contact_email = "old@example.org"
    health.save()

    run(staff, ["MOH", "Ministry of Health", "bmoa"], header=["acronym", "name", "organization_type"])

    health.refresh_from_db()
    assert (health.contact_email, health.kind) == ("old@example.org", "ministry")


def test_import_when_errors_are_planted_then_every_one_is_named_and_nothing_is_written(staff, health):
    OrganizationFactory(acronym="OLD", name="Old Office", national=True)
    planted = [
        ["A1", "", "bmoa", "", "", "", "", ""],
        ["A2", "Office A2", "minstry", "", "", "", "", ""],
        ["A3", "Office A3", "", "", "", "", "", ""],
        ["A4", "Office A4", "nga", "NOWHERE", "", "", "", ""],
        ["A5", "Office A5", "nga", "", "social | magic", "", "", ""],
        ["A6", "Office A6", "nga", "", "", "not an address", "", ""],
        ["A7", "Office A7", "nga", "", "", "", "12", ""],
        ["A8", "Office A8", "nga", "", "", "", "", "javascript:alert(1)"],
        ["MOH", "Ministry of Health", "bmoa", "MOH", "", "", "", ""],
        ["MOH", "Ministry of Health", "bmoa", "", "", "", "", ""],
        ["A" * 31, "Office A11", "nga", "", "", "", "", ""],
        ["A12", "Old Office", "nga", "", "", "", "", ""],
        ["OLD", "Ministry of Health", "bmoa", "", "", "", "", ""],
        ["OK", "Good Office", "nga", "", "", "", "", ""],
    ]
    SectorFactory(code="social")

    report = run(staff, *planted)

    found = {(error.row, error.column) for error in report.errors}
    assert found == {
        (2, "Name"),
        (3, "Type"),
        (4, "Type"),
        (5, "Part of"),
        (6, "Sectors"),
        (7, "Contact e-mail"),
        (8, "Contact phone"),
        (9, "Website"),
        (10, "Part of"),
        (11, "Name"),
        (12, "Acronym"),
        (14, "Name"),
    }
    assert set(Organization.objects.values_list("acronym", flat=True)) == {"MOH", "OLD"}
    assert not ModelLogEntry.objects.exists()


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (["Acronym", "Name", "Type", "Budget"], "Budget"),
        (["Acronym", "Name"], "Type"),
    ],
)
def test_import_when_header_is_odd_then_says_which_column(staff, header, message):
    report = run(staff, ["X"] * len(header), header=header)

    assert message in {error.column for error in report.errors}


def test_import_when_file_is_no_sheet_then_is_refused(staff):
    file = io.BytesIO(b"hello")
    file.name = "hello.xlsx"

    with pytest.raises(ImportRefused):
        import_organizations(file, by=staff, dry_run=True)


def test_import_when_person_does_not_keep_the_register_then_every_row_is_refused(editor, health):
    report = run(editor, ["MOH", "Mine", "bmoa", "", "", "", "", ""])

    assert "how your organization is reached" in report.errors[0].message
    assert Organization.objects.get().name == "Ministry of Health"


# Export


def exported(client, user, query=""):
    client.force_login(user)
    answer = client.get(reverse("organization_register:index") + f"?export=csv{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_export_when_filtered_then_holds_exactly_those_rows(client, staff, health, works):
    OrganizationFactory(acronym="TESDA", national=True)

    rows = exported(client, staff, "&organization_type=nga")

    assert [row["Acronym"] for row in rows] == ["TESDA"]


def test_export_when_opened_by_a_mao_then_holds_own_row_only(client, editor, works):
    assert [row["Acronym"] for row in exported(client, editor)] == ["MOH"]


@pytest.mark.parametrize("name", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1"])
def test_export_when_a_name_is_a_formula_then_is_text(client, staff, name):
    OrganizationFactory(name=name)

    (row,) = exported(client, staff)

    assert row["Name"].startswith("'")


def test_export_when_workbook_then_opens_with_typed_cells(client, staff, health):
    FocalPersonFactory(membership__organization=health)
    client.force_login(staff)

    answer = client.get(reverse("organization_register:index") + "?export=xlsx")

    workbook = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(workbook.active.values)
    assert rows[0][:3] == ("Acronym", "Name", "Type")
    assert rows[1][:3] == ("MOH", "Ministry of Health", "BARMM ministry, agency or office")
    assert rows[1][-1].startswith("Amina Sali")


def test_export_when_imported_again_then_nothing_changes(client, staff):
    parent = OrganizationFactory(acronym="OCM", name="Office of the Chief Minister")
    row = OrganizationFactory(
        name="=Odd's Office",
        parent=parent,
        region=RegionFactory(),
        partnership_level="technical",
        description="One\nTwo",
        contact_phone="+639171234567",
        website_url="https://odd.example",
    )
    row.sectors.add(SectorFactory(), SectorFactory())
    client.force_login(staff)
    answer = client.get(reverse("organization_register:index") + "?export=xlsx")
    file = io.BytesIO(b"".join(answer.streaming_content))
    file.name = "organizations.xlsx"

    report = import_organizations(file, by=staff, dry_run=True)

    assert report.errors == []
    assert (len(report.created), len(report.changed), report.unchanged) == (0, 0, 2)


def test_export_when_rows_grow_then_queries_stay_the_same(client, staff, count_queries):
    client.force_login(staff)
    counts = set()
    for size in (1, 3, 30):
        while Organization.objects.count() < size:
            OrganizationFactory().sectors.add(SectorFactory())
        counts.add(count_queries(client, reverse("organization_register:index") + "?export=csv"))

    assert len(counts) == 1, counts
    assert max(counts) <= 20


# The screen


def workbook(*rows):
    book = Workbook()
    for row in [HEADER, *rows]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("organizations.xlsx", file.getvalue())


def test_screen_when_checked_and_confirmed_then_imports_once(client, staff, health):
    client.force_login(staff)
    upload = workbook(["MOH", "Ministry of Public Health", "bmoa", "", "", "", "", ""])

    check = client.post(reverse("organizations_import"), {"file": upload}, follow=True)
    page = check.content.decode()
    written_by_check = Organization.objects.get().name
    url = check.redirect_chain[-1][0]
    fingerprint = {"fingerprint": check.context["report"].fingerprint}
    client.post(url, fingerprint)
    client.post(url, fingerprint)

    assert "Ministry of Public Health" in page
    assert written_by_check == "Ministry of Health"
    assert Organization.objects.get().name == "Ministry of Public Health"
    assert ModelLogEntry.objects.for_instance(health).count() == 1


def test_screen_when_register_changed_since_the_check_then_imports_nothing(client, staff, health):
    client.force_login(staff)
    upload = workbook(["MOH", "Ministry of Public Health", "bmoa", "", "", "", "", ""])
    check = client.post(reverse("organizations_import"), {"file": upload}, follow=True)
    Organization.objects.update(name="Ministry of Wellness", sort_name="ministry of wellness")

    url = check.redirect_chain[-1][0]
    answer = client.post(url, {"fingerprint": check.context["report"].fingerprint}, follow=True)

    assert "Nothing was imported" in answer.content.decode()
    assert Organization.objects.get().name == "Ministry of Wellness"


@pytest.mark.parametrize("role", ["mao_editor", "oobc_planner", "ocm_leadership"])
def test_screen_when_person_does_not_keep_the_register_then_is_closed(client, role):
    client.force_login(UserFactory(role=role))

    assert client.get(reverse("organizations_import")).status_code == 302


def test_example_when_written_then_can_be_imported(staff):
    file = io.BytesIO()
    write_example(file)
    file.seek(0)
    file.name = "example.xlsx"

    report = import_organizations(file, by=staff, dry_run=True)

    assert report.errors == []
    assert len(report.created) == 1
