"""A ministry's workbook with twelve errors: each named by its cell, mended, imported, seen in the list, taken back."""

import io
from datetime import date

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from portal.monitoring.enums import PPAStatus
from portal.monitoring.importing import running
from portal.monitoring.ledger import verify
from portal.monitoring.models import ImportAlias, MoneyLine, MonitoringEntry
from tests.browser.conftest import WIDTHS
from tests.browser.staff import OURS
from tests.core.factories import FundingSourceFactory, SectorFactory
from tests.geography.factories import RegionFactory
from tests.monitoring.conftest import make_desk
from tests.monitoring.factories import CeilingManagementFactory

TITLES = [
    ["Ministry of the Sea and the Shore"],
    ["Proposed programs, projects and activities, fiscal year 2027"],
    ["No.", "Name of project", "Sector", "Location", "Source of funds", "FY", "Amount", None, None, None, "Start date",
     "Completion date", "Beneficiaries", "OBC beneficiaries", "GAD"],
    [None, None, None, None, None, None, "PS", "MOOE", "CO", "Total"],
]  # fmt: skip
FIRST = len(TITLES) + 1
COLUMNS = dict(zip(["title", "sector", "place", "fund", "year", "PS", "MOOE", "CO", "total", "start", "end", "people",
                    "obc", "GAD"], "BCDEFGHIJKLMNO", strict=True))  # fmt: skip
PLANTED = {
    0: ("sector", "Sea and shore"),
    1: ("place", "Atlantis"),
    2: ("fund", "Sea fund"),
    3: ("year", "next year"),
    4: ("MOOE", "a lot"),
    5: ("total", 12),
    6: ("end", date(2026, 1, 1)),
    7: ("obc", 5000),
    8: ("start", "03/04/2027"),
    9: ("CO", -1),
    10: ("people", 12.5),
    11: ("title", None),
}
"""What is wrong in which row, and in which column: no two in one."""


def row(number):
    return {
        "title": f"Landing site {number} with a cold store and a school of boat building for the young of the coast",
        "sector": "Social", "place": "Region XII", "fund": "Block grant", "year": 2027, "PS": None,
        "MOOE": 250_000.5 + number, "CO": 1_000_000, "total": 1_250_000.5 + number, "start": date(2027, 2, 1),
        "end": date(2027, 11, 30), "people": 1200, "obc": 300, "GAD": 50_000,
    }  # fmt: skip


def workbook(*, planted=False):
    rows = [row(number) for number in range(12)]
    if planted:
        for number, (name, value) in PLANTED.items():
            rows[number][name] = value
    book, content = Workbook(), io.BytesIO()
    for line in [*TITLES, *([n, *values.values()] for n, values in enumerate(rows, 1)), ["TOTAL"]]:
        book.active.append(line)
    book.active.merge_cells("G3:J3")
    book.save(content)
    return {"name": "proposals.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": content.getvalue()}


@pytest.fixture
def desk(site, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    SectorFactory(code="social", name="Social Development")
    FundingSourceFactory(code="sdf", name="Special Development Fund (SDF)")
    RegionFactory(code="XII", name="SOCCSKSARGEN")
    CeilingManagementFactory(
        fiscal_year=2027, source=FundingSourceFactory(code="block_grant", name="Block Grant"), ceiling_amount=2_000_000
    )
    return make_desk()


def read_file(page, file):
    page.get_by_role("link", name="Import from a sheet").first.click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", name="What its columns are", level=2)).to_be_visible()


def test_workbook_when_twelve_cells_are_wrong_then_all_are_named_mended_imported_and_taken_back(
    site, desk, as_person, looked
):
    page = as_person(desk.focal)

    def look(name):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            looked(f"{name}, {width}", page, OURS)

    page.goto(f"{site}/admin/programs/ppas/")
    read_file(page, workbook(planted=True))
    look("columns")
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("There are 12 errors in 12 rows.")).to_be_visible()
    look("errors")
    errors = page.get_by_role("region", name="Table of errors")
    named = errors.locator("tbody tr td:first-child").all_inner_texts()
    wrong = [f"{COLUMNS[name]}{FIRST + number}" for number, (name, _value) in PLANTED.items()]
    assert sorted(named) == sorted(wrong)
    assert MonitoringEntry.objects.filter(lead_organization=desk.office).count() == 0

    page.get_by_label("“Sea fund” (Funding source)").select_option(label="Special Development Fund (SDF)")
    page.get_by_role("button", name="Remember, and check again").click()
    expect(page.get_by_text("There are 11 errors in 11 rows.")).to_be_visible()
    assert ImportAlias.objects.get().meaning == "sdf"

    page.get_by_role("link", name="Choose the mended file").click()
    look("choose")
    page.goto(f"{site}/admin/programs/ppas/")
    read_file(page, workbook())
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("No errors. Look at what would change, then confirm.")).to_be_visible()
    expect(page.get_by_text("this file asks for ₱15,000,072.00 more")).to_be_visible()
    look("check")
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_text("Imported on")).to_be_visible()
    look("imported")
    assert MoneyLine.objects.filter(ppa__lead_organization=desk.office).count() == 24

    page.get_by_role("link", name="To the PPAs").click()
    expect(page.get_by_role("link", name="Landing site 3 with a cold store").first).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Take the import back").click()
    look("undo")
    page.get_by_label("Why it is taken back").fill("The ministry sent the wrong year.")
    page.get_by_role("button", name="Yes, take it back").click()
    expect(page.get_by_text("The ministry sent the wrong year.").first).to_be_visible()
    look("undone")

    ppas = MonitoringEntry.objects.filter(lead_organization=desk.office)
    assert set(ppas.values_list("status", flat=True)) == {PPAStatus.CANCELLED}
    assert MoneyLine.objects.filter(ppa__in=ppas).count() == 0
    assert verify() == []


def test_long_workbook_when_imported_then_a_bar_moves_until_it_is_done(site, desk, as_person, monkeypatch):
    run = running.upload(_file(), kind="ppas", office=desk.office, by=desk.focal)
    running.choose(run, columns=running.offered_columns(run), for_all={"unit": 1}, by=desk.focal)
    type(run).objects.filter(pk=run.pk).update(state="checking", done=3, total=12)
    page = as_person(desk.focal)

    page.goto(f"{site}/admin/programs/import/{run.pk}/")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "3")
    type(run).objects.filter(pk=run.pk).update(done=9)
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 9)
    running.work(run.pk)
    expect(page.get_by_text("No errors. Look at what would change, then confirm.")).to_be_visible()


def _file():
    file = io.BytesIO(workbook()["buffer"])
    file.name = "proposals.xlsx"
    return file
