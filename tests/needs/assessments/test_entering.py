"""Many needs at once: in a grid, and in a sheet. Both give the same rows."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from wagtail.models import ModelLogEntry

from portal.core.importing import ImportRefused
from portal.needs.assessments.sheet import import_needs
from portal.needs.assessments.workbook import write_workbook
from portal.needs.enums import AssessmentStatus
from portal.needs.models import Need
from tests.communities.factories import CommunityFactory
from tests.needs.factories import AssessmentFactory

pytestmark = pytest.mark.django_db

FORTY = 40
FACTS = (
    "title", "description", "category__code", "community", "province", "geographic_scope", "affected_population",
    "estimated_cost", "evidence_sources", "urgency_level", "impact_severity", "feasibility", "gida",
    "conflict_affected", "high_poverty", "unserved_3y", "priority_score", "status", "submission_type",
)  # fmt: skip


def row(number, **changes):
    """What somebody wrote down about one need, by the names of the grid."""
    return {
        "title": f"Need {number}: a well",
        "description": "It is dry\nfrom March on.",
        "category": "infrastructure" if number % 2 else "health",
        "place": "Sama of Calabanit" if number % 3 else "",
        "geographic_scope": "Purok 3",
        "affected_population": f"{number * 1000:,}",
        "estimated_cost": "₱ 1,500,000.50" if number % 4 else "",
        "evidence_sources": "=Survey of 2026",
        "urgency_level": "immediate" if number % 2 else "",
        "impact_severity": str(1 + number % 5),
        "feasibility": "high",
        "gida": "yes" if number % 2 else "no",
        "conflict_affected": "",
        **changes,
    }


def posted(*rows, **more):
    """As the browser sends the grid."""
    cells = {f"{name}-{number}": value for number, cells in enumerate(rows, 1) for name, value in cells.items()}
    return {"rows": str(max(len(rows), 10)), **cells, **more}


def in_columns(cells):
    """The same row in a sheet, where the place has columns of its own."""
    return {"community" if name == "place" else name: value for name, value in cells.items()}


def sheet(*rows, kind="csv"):
    header = list(dict.fromkeys(name for cells in rows for name in cells))
    lines = [header, *([cells.get(name, "") for name in header] for cells in rows)]
    file = io.BytesIO()
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerows(lines)
        file.write(text.getvalue().encode())
    else:
        workbook = Workbook()
        for line in lines:
            workbook.active.append([f"'{cell}" if str(cell).startswith("=") else cell for cell in line])
        workbook.save(file)
    file.seek(0)
    file.name = f"needs.{kind}"
    return file


def facts(assessment):
    return list(Need.objects.filter(assessment=assessment).order_by("created_at").values_list(*FACTS))


def grid_url(assessment):
    return reverse("needs_assessments:enter_needs", args=[assessment.pk])


def cell_errors(response):
    return {cell.id: cell.error for row in response.context["grid"].rows for cell in row.cells.values() if cell.error}


def told(report):
    return [(error.row, error.column, error.message) for error in report.errors]


@pytest.fixture(autouse=True)
def _categories(health, water, calabanit):
    """What rows name."""


# ---- Both ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_forty_needs_when_entered_by_grid_and_by_sheet_then_are_the_same_rows(
    client, staff, assessment, sarangani, kind
):
    other = AssessmentFactory(province=sarangani)
    rows = [row(number) for number in range(1, FORTY + 1)]
    client.force_login(staff)

    client.post(grid_url(assessment), posted(*rows))
    report = import_needs(other, sheet(*map(in_columns, rows), kind=kind), by=staff, dry_run=False)

    assert told(report) == []
    assert len(facts(assessment)) == FORTY
    assert facts(other) == facts(assessment)


# ---- The grid --------------------------------------------------------------------------------------------------------


def test_grid_when_opened_then_has_empty_rows_and_what_can_be_chosen(client, staff, assessment):
    client.force_login(staff)

    page = client.get(grid_url(assessment)).content.decode()

    assert page.count("<tr id=") == 10
    assert '<option value="Sama of Calabanit, Barangay Calabanit, Glan, Sarangani">' in page
    assert page.count('id="places"') == 1


def test_grid_when_rows_are_wrong_then_every_error_stands_at_its_cell_and_nothing_is_lost(client, staff, assessment):
    CommunityFactory(name="Far away")
    rows = [
        row(1),
        {},
        row(3, title="", category="nonsense", place="Nowhere"),
        row(4, affected_population="many", estimated_cost="-5", impact_severity="9", gida="perhaps"),
        row(5, title="need 1 a WELL", place="Sama of Calabanit"),
    ]
    client.force_login(staff)

    response = client.post(grid_url(assessment), posted(*rows))

    assert not Need.objects.exists()
    assert cell_errors(response) == {
        "title-3": "This must be filled in.",
        "category-3": "This is not one of the choices.",
        "place-3": "“Nowhere” is not known in Sarangani.",
        "affected_population-4": "This is not a number; write it like 1234.",
        "estimated_cost-4": "This must be 0 or more.",
        "impact_severity-4": "Write a whole number from 1 (low) to 5 (high).",
        "gida-4": "Write yes or no.",
        "title-5": "Another row has the same title and place.",
    }
    page = response.content.decode()
    assert '<a href="#place-3">Place</a>: “Nowhere” is not known in Sarangani.' in page
    assert 'value="many" inputmode="decimal" autocomplete="off" aria-invalid="true"' in page
    assert "It is dry\nfrom March on." in page


def test_grid_when_more_rows_are_asked_for_then_what_was_typed_stays(client, staff, assessment):
    client.force_login(staff)

    response = client.post(grid_url(assessment), posted(row(1, category="health"), more="1"))

    page = response.content.decode()
    assert page.count("<tr id=") == 20
    assert "Need 1: a well" in page
    assert not Need.objects.exists()


def test_grid_when_it_has_its_most_rows_then_does_not_grow(client, staff, assessment):
    client.force_login(staff)

    response = client.post(grid_url(assessment), {"rows": "60", "more": "1"})

    assert len(response.context["grid"].rows) == 60
    assert b'name="more"' not in response.content


def test_grid_when_sent_twice_then_needs_are_entered_once(client, staff, assessment):
    client.force_login(staff)
    key = str(client.get(grid_url(assessment)).context["grid"].key)
    data = posted(row(1), row(2), key=key)

    first = client.post(grid_url(assessment), data)
    second = client.post(grid_url(assessment), data)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Need.objects.count() == 2


def test_grid_when_nothing_is_filled_in_then_says_so(client, staff, assessment):
    client.force_login(staff)

    response = client.post(grid_url(assessment), {"rows": "abc"})

    assert "No row is filled in." in response.content.decode()


def test_grid_when_assessment_is_cancelled_then_is_refused_with_all_that_was_typed(client, staff, sarangani):
    cancelled = AssessmentFactory(province=sarangani, cancelled=True)
    client.force_login(staff)

    response = client.post(grid_url(cancelled), posted(row(1)))

    page = response.content.decode()
    assert "This assessment was cancelled." in page
    assert "Need 1: a well" in page
    assert cancelled.status == AssessmentStatus.CANCELLED


def test_grid_when_a_planner_fills_it_in_then_has_no_columns_for_the_rating(client, planner, assessment):
    client.force_login(planner)
    facts_only = {name: value for name, value in row(1).items() if name in ("title", "description", "category")}

    page = client.get(grid_url(assessment)).content.decode()
    client.post(grid_url(assessment), posted(facts_only, **{"impact_severity-1": "5"}))

    assert "urgency_level-1" not in page
    assert Need.objects.get().impact_severity is None


# ---- The sheet -------------------------------------------------------------------------------------------------------


def test_sheet_when_dry_then_tells_the_same_and_writes_nothing(staff, assessment):
    rows = [in_columns(row(number)) for number in (1, 2)]

    dry = import_needs(assessment, sheet(*rows), by=staff, dry_run=True)
    left = Need.objects.count()
    real = import_needs(assessment, sheet(*rows), by=staff, dry_run=False)

    assert (len(dry.created), left, Need.objects.count()) == (2, 0, 2)
    assert dry.fingerprint == real.fingerprint


def test_sheet_when_rows_are_wrong_then_every_error_has_its_row_and_column_and_nothing_is_written(staff, assessment):
    rows = [
        in_columns(row(1)),
        in_columns(row(2, category="helth", impact_severity="0")),
        in_columns(row(3, place="Sama of Calabanit")) | {"municipality": "Malungon"},
        in_columns(row(4, place="Nowhere")),
        in_columns(row(1, place="Sama of Calabanit")),
    ]

    report = import_needs(assessment, sheet(*rows), by=staff, dry_run=False)

    assert told(report) == [
        (3, "Category", "This is not one of the choices. Close: Health."),
        (3, "Impact (1 to 5)", "Write a whole number from 1 (low) to 5 (high)."),
        (4, "City or municipality", "Sama of Calabanit lies in Glan."),
        (5, "Community", "“Nowhere” is not known in Sarangani."),
        (6, "Title", "Another row has the same title and place."),
    ]
    assert not Need.objects.exists()


def test_sheet_when_it_has_too_many_rows_then_is_refused_as_a_whole_and_the_page_says_how_many(
    client, staff, assessment
):
    client.force_login(staff)
    rows = [{"title": f"A well {number}", "description": "Dry.", "category": "health"} for number in range(501)]

    with pytest.raises(ImportRefused, match="At most 500 needs"):
        import_needs(assessment, sheet(*rows), by=staff, dry_run=True)

    assert "7 MB and 500 rows" in client.get(reverse("needs_import", args=[assessment.pk])).content.decode()


def test_sheet_when_a_need_of_the_grid_comes_back_then_its_line_breaks_change_nothing(client, staff, assessment):
    client.force_login(staff)
    client.post(grid_url(assessment), posted(row(1, description="Dry\r\nfrom March on.")))

    report = import_needs(
        assessment,
        sheet(
            {"title": "Need 1: a well", "description": "Dry\nfrom March on."}
            | {"category": "infrastructure", "community": "Sama of Calabanit"}
        ),
        by=staff,
        dry_run=True,
    )

    assert (told(report), report.unchanged) == ([], 1)


def test_sheet_when_checked_then_each_new_need_is_named_with_its_place(staff, assessment):
    report = import_needs(assessment, sheet(in_columns(row(1)), in_columns(row(3))), by=staff, dry_run=True)

    assert [change.label for change in report.created] == [
        "Need 1: a well · Sama of Calabanit",
        "Need 3: a well · Sarangani",
    ]


def test_sheet_when_names_are_aliases_then_are_understood(staff, assessment, calabanit):
    rows = [
        {"Title": "A well", "Description": "Dry.", "Category": "Water", "Barangay": "Brgy. Calabanit"},
        {
            "Title": "A road",
            "Description": "Mud.",
            "Category": "IMPRASTRUKTURA",
            "City or municipality": "Mun. of Glan",
        },
        {"Title": "A clinic", "Description": "Far.", "Category": "health", "Province": "sarangani province"},
    ]

    report = import_needs(assessment, sheet(*rows), by=staff, dry_run=False)

    barangay = calabanit.barangay
    assert told(report) == []
    assert [need.place for need in Need.objects.order_by("created_at")] == [
        barangay,
        barangay.municipality,
        assessment.province,
    ]
    assert list(Need.objects.order_by("created_at").values_list("category__code", flat=True)) == [
        "infrastructure",
        "infrastructure",
        "health",
    ]


def test_sheet_when_sent_again_with_more_rows_then_only_the_new_ones_are_entered(staff, assessment):
    import_needs(assessment, sheet(in_columns(row(1))), by=staff, dry_run=False)

    report = import_needs(assessment, sheet(in_columns(row(1)), in_columns(row(2))), by=staff, dry_run=False)

    assert (told(report), report.unchanged, len(report.created)) == ([], 1, 1)
    assert Need.objects.count() == 2


def test_sheet_when_a_need_is_there_and_differs_then_is_left_and_named(staff, assessment):
    import_needs(assessment, sheet(in_columns(row(1))), by=staff, dry_run=False)

    report = import_needs(
        assessment, sheet(in_columns(row(1, affected_population="7", description="Other"))), by=staff, dry_run=False
    )

    assert told(report) == [
        (
            2,
            "Title",
            "This need is in the register already, with another entry for: Description, People affected. "
            "Change it on its page.",
        )
    ]


def test_sheet_when_a_cell_could_be_run_then_is_kept_as_text_and_guarded_in_the_export(staff, assessment):
    import_needs(assessment, sheet(in_columns(row(1, title="'=1+1"))), by=staff, dry_run=False)

    assert Need.objects.get().title == "=1+1"


def test_sheet_when_a_planner_sends_ratings_then_each_cell_is_refused(planner, assessment):
    report = import_needs(
        assessment, sheet(in_columns(row(2, feasibility="", conflict_affected=""))), by=planner, dry_run=False
    )

    assert told(report) == [
        (2, column, "You may enter needs, but not rate them: leave this empty.")
        for column in ("Impact (1 to 5)", "Geographically isolated")
    ]


def test_sheet_when_it_has_too_many_rows_then_is_refused_as_a_whole(staff, assessment):
    rows = [{"title": f"Need {n}", "description": "Dry.", "category": "health"} for n in range(501)]

    with pytest.raises(ImportRefused, match="At most 500 needs"):
        import_needs(assessment, sheet(*rows), by=staff, dry_run=True)


def test_workbook_when_filled_in_then_is_imported(staff, assessment):
    file = io.BytesIO()
    write_workbook(assessment, file, by=staff)
    workbook = load_workbook(file)
    header = [cell.value for cell in workbook.active[1]]
    workbook.active.append(["A well", "Dry.", "Infrastructure", "Sama of Calabanit"])
    filled = io.BytesIO()
    workbook.save(filled)
    filled.seek(0)
    filled.name = "filled.xlsx"

    report = import_needs(assessment, filled, by=staff, dry_run=False)

    assert (told(report), len(report.created)) == ([], 1)
    assert header[:4] == ["Title", "Description", "Category", "Community"]
    assert "Sama of Calabanit" in [cell.value for cell in workbook["Choices"]["B"]]
    assert len(workbook.active.data_validations.dataValidation) > 5


def test_sheet_when_it_is_the_export_of_the_needs_then_nothing_changes(client, staff, assessment):
    rows = [in_columns(row(number)) for number in range(1, 7)]
    import_needs(assessment, sheet(*rows), by=staff, dry_run=False)
    client.force_login(staff)
    address = reverse("needs_assessments:export_needs", args=[assessment.pk])

    reports = []
    for kind in ("csv", "xlsx"):
        exported = io.BytesIO(b"".join(client.get(address, {"format": kind})))
        exported.name = f"exported.{kind}"
        reports.append(import_needs(assessment, exported, by=staff, dry_run=False))

    assert [told(report) for report in reports] == [[], []]
    assert [report.unchanged for report in reports] == [6, 6]
    assert ModelLogEntry.objects.filter(action="assessments.export_needs").count() == 2


# ---- The screens of the import ---------------------------------------------------------------------------------------


def test_import_screen_when_a_file_is_checked_and_confirmed_then_leads_to_the_needs(client, staff, assessment):
    client.force_login(staff)
    choose = reverse("needs_import", args=[assessment.pk])

    checked = client.post(choose, {"file": sheet(in_columns(row(1)))}, follow=True)
    fingerprint = checked.context["report"].fingerprint
    done = client.post(checked.request["PATH_INFO"], {"fingerprint": fingerprint})

    assert "1 new, 0 changed, 0 unchanged." in checked.content.decode()
    assert done["Location"] == reverse("needs_assessments:inspect", args=[assessment.pk])
    assert Need.objects.get().assessment == assessment


def test_import_screen_when_file_was_checked_for_another_assessment_then_is_not_used(
    client, staff, assessment, sarangani
):
    other = AssessmentFactory(province=sarangani)
    client.force_login(staff)
    checked = client.post(
        reverse("needs_import", args=[assessment.pk]), {"file": sheet(in_columns(row(1)))}, follow=True
    )
    key = checked.request["PATH_INFO"].rstrip("/").rpartition("/")[2]

    client.post(
        reverse("needs_import_check", kwargs={"pk": other.pk, "key": key}),
        {"fingerprint": checked.context["report"].fingerprint},
    )

    assert not Need.objects.exists()


def test_import_screen_when_errors_are_downloaded_then_each_has_its_row(client, staff, assessment):
    client.force_login(staff)
    bad = in_columns(row(1, category="nonsense"))
    checked = client.post(reverse("needs_import", args=[assessment.pk]), {"file": sheet(bad)}, follow=True)

    errors = b"".join(client.get(checked.request["PATH_INFO"] + "errors/")).decode()

    assert "2,Category,nonsense,This is not one of the choices." in errors
    assert "There is 1 error." in checked.content.decode()


def test_import_screen_when_example_is_downloaded_then_is_a_workbook(client, staff, assessment):
    client.force_login(staff)

    response = client.get(reverse("needs_import_example", args=[assessment.pk]))

    assert b"".join(response)[:2] == b"PK"
