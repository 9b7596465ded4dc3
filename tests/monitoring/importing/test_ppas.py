"""PPAs from a ministry's sheet."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.monitoring.enums import ImportKind, ImportMode, ImportState, PPAStatus
from portal.monitoring.importing.columns import columns_of
from portal.monitoring.importing.reading import Header, offers
from portal.monitoring.ledger.verifying import verify
from portal.monitoring.models import ImportedRow, MoneyLine, MonitoringEntry
from portal.organizations.models import OrganizationMembership
from tests.core.factories import DevelopmentGoalFactory
from tests.monitoring.conftest import acts_on
from tests.monitoring.factories import CeilingManagementFactory, MoneyLineFactory
from tests.organizations.factories import OrganizationFactory

from .conftest import HEADER, as_csv, as_xlsx, confirm, faults

WATER = ["Water system", "Social Development", "Block Grant", 2027, None, 250_000, 1_000_000, 1_250_000]
CLINIC = ["Clinic", "social", "SDF", 2027, 100_000.5, None, None, 100_000.5]


def titles():
    return sorted(MonitoringEntry.objects.values_list("title", flat=True))


def money():
    rows = MoneyLine.objects.order_by("ppa__title", "expense_class")
    return [(row.ppa.title, row.fiscal_year, row.expense_class, row.source.code, row.amount) for row in rows]


def test_sheet_when_imported_then_drafts_have_their_money_record_and_ledger(desk, imported):
    run = imported(as_xlsx(HEADER, WATER, CLINIC))

    water = MonitoringEntry.objects.get(title="Water system")
    assert (run.state, run.report["made_count"], run.problem) == (ImportState.IMPORTED, 2, "")
    assert (water.status, water.lead_organization, water.created_by) == (PPAStatus.DRAFT, desk.office, desk.focal)
    assert (water.sector.code, water.sort_title) == ("social", "water system")
    assert money() == [
        ("Clinic", 2027, "PS", "sdf", Decimal("100000.50")),
        ("Water system", 2027, "CO", "block_grant", Decimal(1_000_000)),
        ("Water system", 2027, "MOOE", "block_grant", Decimal(250_000)),
    ]
    assert acts_on(water) == ["import_ppa", "set_line", "set_line"]
    assert list(verify()) == []
    assert sorted(ImportedRow.objects.values_list("number", "what")) == [
        (2, "line_made"), (2, "line_made"), (2, "made"), (3, "line_made"), (3, "made")
    ]  # fmt: skip


def test_check_when_made_then_says_what_the_import_does_and_writes_nothing(desk, checked):
    run = checked(as_xlsx(HEADER, WATER, CLINIC))
    before = (titles(), ModelLogEntry.objects.filter(action__startswith="monitoring.").count())
    said = run.report
    confirm(run)

    assert before == ([], 0)
    assert run.report == said
    assert titles() == ["Clinic", "Water system"]


def test_sheet_when_everything_is_filled_then_the_models_own_rules_hold(desk, lists, imported):
    goal, partner = DevelopmentGoalFactory(code="sdg-06"), OrganizationFactory(acronym="MPW", name="Public Works")
    header = [
        "Office", "Title", "Category", "Sector", "Kind of work", "Priority", "Cost structure", "Program",
        "Program code", "Planned start", "Planned end", "Places", "Counted in", "Beneficiaries, target",
        "Of them OBC, target", "OBC share (%)", "Partners", "Goals it serves", "GAD (₱)", "Source",
        "Planned in the fiscal year", "Description",
    ]  # fmt: skip
    row = [
        desk.office.name, "Wells", "moa_ppa", "Social Development", "Infrastructure", "High", "GAS", "Water for all",
        "310100100001000", date(2027, 2, 1), "November 30, 2027", "Region XII", "Households", "1,200", 300, "25 %",
        "MPW", "SDG-06", "₱ 50,000.00", "Budget proposal, page 3", "FY 2027", "Twenty wells.",
    ]  # fmt: skip

    imported(as_xlsx(header, row))

    ppa = MonitoringEntry.objects.get()
    ppa.full_clean()
    assert (ppa.planned_start, ppa.planned_end) == (date(2027, 2, 1), date(2027, 11, 30))
    assert (ppa.target_beneficiaries, ppa.target_obc, ppa.obc_budget_share) == (1200, 300, Decimal(25))
    assert [row.place for row in ppa.places.all()] == [lists.region]
    assert list(ppa.partner_organizations.all()) == [partner]
    assert list(ppa.goals.all()) == [goal]
    assert [(row.tag, row.amount) for row in ppa.tags.all()] == [("gad", Decimal(50_000))]
    assert (ppa.plan_year, ppa.cost_structure, ppa.beneficiary_unit) == (2027, "GAS", "households")


def test_sheet_when_cells_are_wrong_then_each_is_named_at_once(desk, checked):
    later = [*HEADER, "Start", "End", "Beneficiaries", "OBC beneficiaries"]
    rows = [
        [None, "Social Development", "SDF", 2027, None, 1, None, None],
        ["Roads", "Sociall Development", "SDF", 2027, None, 1, None, None],
        ["Roads 2", "Social Development", "Slush fund", 2027, None, 1, None, None],
        ["Roads 3", "Social Development", "SDF", "next year", None, 1, None, None],
        ["Roads 4", "Social Development", "SDF", 2027, None, "a million", None, None],
        ["Roads 5", "Social Development", "SDF", 2027, 10, 20, None, 40],
        ["Roads 6", "Social Development", "SDF", 2027, None, -5, None, None],
        ["Roads 7", "Social Development", None, 2027, None, 7, None, None],
        ["Roads 8", None, "SDF", 2027, None, None, None, None, date(2027, 5, 1), date(2027, 4, 1)],
        ["Roads 9", None, "SDF", 2027, None, None, None, None, "03/04/2027", None, 10, 20],
        ["Roads 10", None, "SDF", 2019, None, 1, None, None, 46115],
    ]

    run = checked(as_xlsx(later, *rows))

    assert faults(run) == [
        ("A2", "This must be filled in."),
        ("B3", "This is not one of the choices. Close: Social Development."),
        ("C4", "This is not one of the choices."),
        ("D5", "This is no fiscal year; write it like 2027."),
        ("F6", "This is not a number; write it like 1234.50."),
        ("H7", "The classes add up to ₱30.00, and the total says ₱40.00."),
        ("F8", "An amount cannot be negative."),
        ("F9", "Say where this money comes from: the funding source is missing."),
        ("J10", "It cannot end before it starts."),
        ("I11", "This is not a date; write it like 2026-11-22."),
        ("L11", "OBC beneficiaries cannot be more than all of them."),
        ("I12", "This is a number and no date; give the cell the form of a date, or write 2026-11-22."),
    ]
    assert titles() == []
    with pytest.raises(ActionRefused, match="There are errors"):
        confirm(run)


def test_sheet_when_rows_have_errors_and_row_by_row_is_chosen_then_the_good_ones_come_in(desk, checked):
    run = checked(as_xlsx(HEADER, WATER, ["Roads", "Nowhere", "SDF", 2027, None, 5, None, None]))

    confirm(run, ImportMode.ROWS)

    assert (run.state, run.report["wrong_rows"]) == (ImportState.IMPORTED, 1)
    assert titles() == ["Water system"]


def test_sheet_when_sent_again_then_changes_nothing(desk, imported, checked):
    imported(as_xlsx(HEADER, WATER, CLINIC))
    logged = ModelLogEntry.objects.count()

    again = checked(as_xlsx(HEADER, WATER, CLINIC))

    assert (again.report["made_count"], again.report["changed_count"], again.report["problems"]) == (0, 0, [])
    assert ModelLogEntry.objects.count() == logged
    with pytest.raises(ActionRefused, match="nothing to import"):
        confirm(again)


def test_sheet_when_it_changes_a_draft_then_says_before_and_after(desk, imported):
    imported(as_xlsx(HEADER, WATER))
    mended = [*WATER[:5], 300_000, 1_000_000, 1_300_000]

    run = imported(as_xlsx([*HEADER, "Priority"], [*mended, "Urgent"]))

    assert [line[2:] for line in run.report["changed"]] == [
        ["Priority", "medium", "urgent"],
        ["2027, MOOE, Block Grant", "₱250,000.00", "₱300,000.00"],
    ]
    assert MonitoringEntry.objects.get().priority == "urgent"
    assert ("Water system", 2027, "MOOE", "block_grant", Decimal(300_000)) in money()
    assert list(verify()) == []


def test_sheet_when_ppa_was_proposed_then_its_row_is_refused_in_words(desk, lists, checked):
    desk.ppa(title="Water system", proposed=True, amount=None)

    run = checked(as_xlsx(HEADER, WATER))

    assert [sentence for _cell, sentence in faults(run)] == [
        "This PPA is proposed: what it says changes by a request on its page (Sector)."
    ]


def test_sheet_when_the_ministrys_number_is_the_same_then_the_title_may_change(desk, imported):
    header = ["Reference code", "Title"]
    imported(as_csv(header, ["A-17", "Watter system"]))

    run = imported(as_csv(header, ["A-17", "Water system"]))

    assert (run.report["changed_count"], titles()) == (1, ["Water system"])


def test_sheet_when_rows_are_of_one_ppa_then_they_add_money(desk, imported):
    more = ["Water  System", None, "SDF", 2028, None, 5, None, 5]

    imported(as_xlsx(HEADER, WATER, more))

    assert titles() == ["Water system"]
    assert len(money()) == 3


def test_sheet_when_header_stands_in_two_rows_below_titles_then_is_found(desk, imported):
    rows = [
        ["Ministry of Health"],
        ["Proposed PPAs for FY 2027 (in thousand pesos)"],
        [None],
        ["Project title", "Fund source", "Amount", None, None],
        [None, None, "PS", "MOOE", "CO"],
        ["Clinic", "SDF", 10.5, None, "1,000"],
        ["TOTAL", None, 10.5, None, 1000],
    ]

    run = imported(as_xlsx(*rows, merged=["A1:E1", "C4:E4", "A4:A5"]), fiscal_year=2027, unit=1000)

    assert money() == [
        ("Clinic", 2027, "CO", "sdf", Decimal(1_000_000)),
        ("Clinic", 2027, "PS", "sdf", Decimal(10_500)),
    ]
    assert run.report["totals"] == [7]


def test_sheet_when_a_cell_looks_like_a_formula_then_it_is_text(desk, imported):
    imported(as_csv(["Title"], ["=cmd|' /C calc'!A0"], ["'+1 water"]))

    assert titles() == ["+1 water", "=cmd|' /C calc'!A0"]


def test_sheet_when_office_is_another_one_then_rows_are_refused(desk, lists, checked):
    served = OrganizationMembership.objects.get(user=desk.stranger)

    run = checked(as_csv(["Office", "Title"], [served.organization.name, "Clinic"]))

    assert faults(run) == [("A2", "You may not make PPAs of this office.")]


def test_sheet_when_ceiling_has_too_little_room_then_the_check_warns(desk, lists, checked):
    CeilingManagementFactory(fiscal_year=2027, source=lists.block, ceiling_amount=1_000_000, mode="block")

    run = checked(as_xlsx(HEADER, WATER))

    assert faults(run) == []
    assert len(run.report["ceilings"]) == 1
    assert "₱1,000,000.00 left, and this file asks for ₱1,250,000.00 more" in run.report["ceilings"][0]


def test_sheet_when_parts_name_their_whole_then_stand_under_it(desk, imported):
    header = ["Title", "Part of", "Fiscal year", "Fund source", "MOOE"]

    imported(as_csv(header, ["Part", "Whole", 2027, "SDF", 5], ["Whole", "", "", "", ""]))

    assert MonitoringEntry.objects.get(title="Part").parent == MonitoringEntry.objects.get(title="Whole")


def test_sheet_when_whole_has_money_then_part_is_refused(desk, checked):
    whole = desk.ppa(title="Whole", amount=None)
    MoneyLineFactory(ppa=whole)

    run = checked(as_csv(["Title", "Part of"], ["Part", "Whole"]))

    assert faults(run) == [
        ("B2", "Its money stands on itself. A PPA with parts has money on its parts alone.")
    ]  # fmt: skip


def test_sheet_when_place_is_unknown_then_the_cell_says_what_is_close(desk, lists, checked):
    run = checked(as_csv(["Title", "Places"], ["Wells", "Region XII | Atlantis"]))

    assert faults(run) == [("B2", "“Atlantis” is not known in the Philippines.")]


def test_import_when_something_changed_since_the_check_then_nothing_is_done(desk, lists, checked):
    run = checked(as_xlsx(HEADER, WATER))
    desk.ppa(title="Water system", amount=None)

    confirm(run)

    assert (run.state, run.report["changed_count"]) == (ImportState.CHECKED, 1)
    assert "Since the check somebody changed" in run.problem
    assert MoneyLine.objects.count() == 0


def test_import_when_confirmed_twice_then_is_done_once(desk, checked):
    run = checked(as_xlsx(HEADER, WATER))
    confirm(run)

    with pytest.raises(ActionRefused, match="was done already"):
        confirm(run)

    assert titles() == ["Water system"]


def test_import_when_rows_are_many_then_statements_stay(desk, checked):
    counts = []

    for count in (1, 3, 40):  # the first fills what is read once in the life of a process
        rows = [[f"{n} of {count}", "Social Development", "SDF", 2027, None, n + 1, None, None] for n in range(count)]
        run = checked(as_xlsx(HEADER, *rows))
        with CaptureQueriesContext(connection) as captured:
            confirm(run)
        counts.append(len(captured))

    assert counts[1] == counts[2] <= 60


def test_header_when_it_names_a_year_or_is_spaced_then_its_column_is_offered():
    header = Header([1], ["Name of Program / Activity / Project", "Proposed Budget FY 2027 (PhP)", "2027", "Remarks"])

    found = offers(header, columns_of(ImportKind.PPAS), None)

    assert found == {0: "title", 1: "amount"}
