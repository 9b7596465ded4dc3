"""An assessment in a real browser: forty needs come under it by grid and by workbook, and are rated."""

import io
from types import SimpleNamespace

import openpyxl
import pytest
from playwright.sync_api import expect

from portal.needs.models import Assessment, Need
from tests.accounts.factories import UserFactory
from tests.browser.staff import OURS, field
from tests.communities.factories import CommunityFactory
from tests.core.factories import NeedCategoryFactory
from tests.geography.factories import BarangayFactory, MunicipalityFactory, ProvinceFactory
from tests.needs.factories import NeedFactory

REGISTER = "/admin/needs/register/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
URGENCIES = ["Within a month", "Within 6 months", "Within a year", "Later than a year"]


@pytest.fixture
def office(site, settings):
    """OOBC, a province with a community in it, and a need that another community sent."""
    settings.STAFF_SECOND_FACTOR = "optional"
    water = NeedCategoryFactory(code="infrastructure", name="Infrastructure")
    province = ProvinceFactory(name="Sarangani", psgc="1208000000")
    glan = MunicipalityFactory(psgc="1208003000", name="Glan", province=province, level="mun")
    CommunityFactory(name="Sama of Calabanit", barangay=BarangayFactory(name="Calabanit", municipality=glan))
    NeedFactory(title="Sent by a community", category=water)
    return SimpleNamespace(staff=UserFactory(role="oobc_staff"))


def test_assessment_when_forty_needs_come_by_grid_and_by_workbook_then_all_stand_with_scores_in_one_register(
    site, office, as_person, looked
):
    staff = as_person(office.staff)

    # The assessment is added.
    staff.goto(f"{site}/admin/needs/assessments/")
    looked("no assessments", staff, OURS)
    staff.get_by_role("link", name="Add assessment").first.click()
    looked("adding", staff, OURS)
    field(staff, "title").fill("Water in Sarangani")
    field(staff, "level").select_option(value="provincial")
    field(staff, "province").select_option(label="Sarangani")
    staff.get_by_role("checkbox", name="Survey").check()
    staff.get_by_role("button", name="Create").click()
    expect(staff.locator("main")).to_contain_text("No need has been entered yet.")
    looked("without needs", staff, OURS)
    assessment = Assessment.objects.get()

    # Twenty in the grid; an empty title stops all of them, and loses nothing.
    staff.get_by_role("link", name="Enter needs").click()
    staff.get_by_role("button", name="Add 10 more rows").click()
    expect(staff.locator("#row-20")).to_be_visible()
    type_into_grid(staff, [in_words(number) for number in range(1, 21)])
    staff.locator("#title-7").fill("")
    staff.get_by_role("button", name="Enter these needs").click()
    expect(staff.locator("main")).to_contain_text("1 row has an error. Nothing was entered yet.")
    looked("grid with an error", staff, OURS)
    assert not assessment.needs.exists()
    staff.locator(".portal-wrong").get_by_role("link", name="Title").click()
    expect(staff.locator("#title-7")).to_be_focused()
    staff.keyboard.type("Need 7")
    staff.get_by_role("button", name="Enter these needs").click()
    expect(staff.locator(".messages")).to_contain_text("20 needs are entered.")
    looked("twenty needs", staff, OURS)

    # Twenty in the workbook of this assessment; its errors are told by row and column, and nothing is saved.
    staff.get_by_role("button", name="Actions").first.click()
    staff.get_by_role("link", name="Import needs").click()
    looked("import", staff, OURS)
    with staff.expect_download() as download:
        staff.get_by_role("link", name="Download an example workbook").click()
    workbook = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    rows = [in_words(number) for number in range(21, 41)]
    wrong = {4: ("Category", "Magic"), 9: ("Impact (1 to 5)", "9"), 15: ("Community", "Sama of Nowhere")}
    choose(staff, filled_in(workbook, rows, wrong))
    expect(staff.locator("main")).to_contain_text("There are 3 errors.")
    told = [row.locator("td").all_inner_texts() for row in staff.locator("main table").first.locator("tbody tr").all()]
    assert [cells[:3] for cells in told] == [[str(row), *cell] for row, cell in wrong.items()]
    looked("errors of a workbook", staff, OURS)
    expect(staff.get_by_role("button", name="Import")).to_have_count(0)
    assert assessment.needs.count() == 20
    staff.get_by_role("link", name="Choose the mended file").click()
    choose(staff, filled_in(workbook, rows, {15: ("Impact (1 to 5)", None)}))
    expect(staff.locator("main")).to_contain_text("20 new, 0 changed, 0 unchanged.")
    looked("outcome of a workbook", staff, OURS)
    assert assessment.needs.count() == 20
    staff.locator("main form").get_by_role("button").click()
    figures = staff.locator(".portal-numbers")
    expect(figures).to_contain_text("Needs\n40", use_inner_text=True)
    expect(figures).to_contain_text("With a score\n39", use_inner_text=True)
    looked("forty needs", staff, OURS)

    # The one that had no rating is rated at the desk.
    staff.goto(f"{site}{Need.objects.get(priority_score=None, assessment=assessment).get_absolute_url()}")
    staff.locator("main").get_by_role("link", name="Rate", exact=True).click()
    staff.locator("main [name=impact_severity][value='5']").check()
    staff.get_by_role("button", name="Keep the rating").click()
    staff.locator("main").get_by_role("link", name="Water in Sarangani").click()
    expect(figures).to_contain_text("With a score\n40", use_inner_text=True)
    scores = [float(score) for score in staff.locator(".portal-needs tbody td:last-child").all_inner_texts()]
    assert len(scores) == 40
    assert scores == sorted(scores, reverse=True)

    # They stand in the register beside what communities sent.
    staff.goto(f"{site}{REGISTER}?state=all")
    expect(staff.locator("main")).to_contain_text("There are 41 matches")
    looked("register", staff, ".portal-queue")  # the line above it is Wagtail's own
    titles = set(Need.objects.values_list("title", flat=True))
    assert titles == {"Sent by a community", *(f"Need {number}" for number in range(1, 41))}


def in_words(number):
    """What somebody wrote down about one need, under the columns' labels."""
    return {
        "Title": f"Need {number}",
        "Description": "The well is dry from March on.",
        "Category": "Infrastructure",
        "Community": "Sama of Calabanit" if number % 2 else "",
        "People affected": str(number * 40),
        "Urgency": URGENCIES[number % 4],
        "Impact (1 to 5)": str(1 + number % 5),
    }


def type_into_grid(page, needs):
    names = {
        "Title": "title",
        "Description": "description",
        "Community": "place",
        "People affected": "affected_population",
    }
    chosen = {"Category": "category", "Urgency": "urgency_level", "Impact (1 to 5)": "impact_severity"}
    for row, need in enumerate(needs, 1):
        for label, name in names.items():
            page.locator(f"#{name}-{row}").fill(need[label])
        for label, name in chosen.items():
            page.locator(f"#{name}-{row}").select_option(label=need[label])


def filled_in(workbook, rows, changes):
    """The workbook with these rows; ``changes`` by row of the sheet: a column, and what stands there instead."""
    sheet = workbook.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, 2):
        label, value = changes.get(number, ("Title", row["Title"]))
        for name, text in {**row, label: value}.items():
            sheet.cell(number, columns[name]).value = text
    content = io.BytesIO()
    workbook.save(content)
    return {"name": "needs.xlsx", "mimeType": XLSX, "buffer": content.getvalue()}


def choose(page, file):
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
