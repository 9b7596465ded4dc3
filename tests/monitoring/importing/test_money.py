"""Money lines and flows from a ministry's sheet."""

from datetime import date
from decimal import Decimal

import pytest

from portal.monitoring.enums import FlowType, ImportKind, PPAStatus
from portal.monitoring.importing import running
from portal.monitoring.ledger.verifying import verify
from portal.monitoring.models import MoneyLine, MonitoringEntryFunding
from portal.notifications.models import Alert
from tests.monitoring.conftest import acts_on
from tests.monitoring.factories import MoneyLineFactory

from .conftest import as_csv, faults

LINES, FLOWS = ImportKind.LINES, ImportKind.FLOWS
FLOW_HEADER = ["Project title", "What happened", "Date", "Amount", "Document", "Remarks"]


def amounts():
    return sorted(MoneyLine.objects.values_list("ppa__title", "fiscal_year", "expense_class", "amount"))


@pytest.fixture
def spending(desk, lists):
    ppa = desk.ppa(title="Wells", in_execution=True, amount=None)
    MoneyLineFactory(ppa=ppa, source=lists.sdf, amount=1000)
    return ppa


def test_lines_when_imported_then_drafts_have_them(desk, lists, imported):
    ppa = desk.ppa(title="Wells", amount=None)
    rows = [["Wells", 2027, "Capital Outlay", "SDF", "1,500.25"], ["wells", 2027, "MOOE", "SDF", "₱ 20"]]

    run = imported(as_csv(["Project title", "FY", "Class", "Fund source", "Amount"], *rows), kind=LINES)

    assert run.report["made_count"] == 2
    assert amounts() == [("Wells", 2027, "CO", Decimal("1500.25")), ("Wells", 2027, "MOOE", Decimal(20))]
    assert acts_on(ppa) == ["set_line", "set_line"]
    assert list(verify()) == []


def test_lines_when_wrong_then_each_row_says_why(desk, lists, spending, checked):
    desk.ppa(title="Whole", amount=None)
    desk.ppa(title="Part", parent=MoneyLine.objects.model.ppa.field.related_model.objects.get(title="Whole"))
    header = ["Title", "Fiscal year", "Class", "Funding source", "Which other source", "Amount"]
    rows = [
        ["Wells", 2026, "CO", "SDF", "", 5],
        ["Whole", 2026, "CO", "SDF", "", 5],
        ["Part", 2026, "CO", "other", "", 5],
        ["Part", 2026, "", "SDF", "", 5],
        ["Part", 2026, "CO", "SDF", "", 5],
        ["Part", 2026, "CO", "SDF", "", 6],
        ["Nobody knows it", 2026, "CO", "SDF", "", 5],
        ["Part", 2018, "CO", "SDF", "", ""],
    ]

    run = checked(as_csv(header, *rows), kind=LINES)

    assert faults(run) == [
        ("F2", "This PPA is in execution: its money changes by a request on its page."),
        ("F3", "This PPA has parts: its money stands on them."),
        ("D4", "Name the source if, and only if, it is another one than the list has."),
        ("F5", "Say of which class it is: PS, MOOE, FinEx or CO."),
        ("F7", "Row 6 has this money already."),
        ("A8", "The portal has no such PPA of this office. Import the PPAs first."),
        ("B9", "A fiscal year lies between 2019 and 2100."),
    ]


def test_flows_when_imported_then_are_entered_once(desk, spending, imported, checked):
    rows = [
        ["Wells", "Allotment", "2026-01-20", "1,000.00", "SARO 1", ""],
        ["Wells", "Realignment", "2026-02-20", "(250.00)", "", "Moved by the Cabinet"],
        ["Wells", "obligated", "2026-03-20", "500", "ORS 7", ""],
    ]

    run = imported(as_csv(FLOW_HEADER, *rows), kind=FLOWS)
    again = checked(as_csv(FLOW_HEADER, *rows), kind=FLOWS)

    assert run.report["made_count"] == 3
    assert list(MonitoringEntryFunding.objects.values_list("type", "amount", "on", "entered_by")) == [
        (FlowType.ALLOCATION, Decimal(1000), date(2026, 1, 20), desk.focal.pk),
        (FlowType.ADJUSTMENT, Decimal(-250), date(2026, 2, 20), desk.focal.pk),
        (FlowType.OBLIGATION, Decimal(500), date(2026, 3, 20), desk.focal.pk),
    ]
    assert acts_on(spending) == ["record_flow"] * 3
    assert (again.report["made_count"], again.report["unchanged"]) == (0, 3)
    assert list(verify()) == []


def test_flows_when_wrong_then_each_row_says_why(desk, spending, checked):
    desk.ppa(title="Draft", amount=5)
    rows = [
        ["Draft", "Allotment", "2026-01-20", 5, "", ""],
        ["Wells", "Allotment", "2126-01-20", 5, "", ""],
        ["Wells", "Allotment", "2026-01-20", -5, "", ""],
        ["Wells", "Allotment", "2026-01-20", 0, "", ""],
        ["Wells", "Adjustment", "2026-01-20", 5, "", ""],
        ["Wells", "Given away", "2026-01-20", 5, "", ""],
        ["Wells", "", "", "", "", "why"],
        ["Wells", "Obligation", "2026-01-20", 5, "", ""],
        ["Wells", "Obligation", "2026-01-20", 5, "", ""],
    ]

    run = checked(as_csv(FLOW_HEADER, *rows), kind=FLOWS)

    assert faults(run) == [
        ("A2", "This PPA is draft: money moves once an act has granted it."),
        ("C3", "This day is still to come. Enter what has happened."),
        ("D4", "Only an adjustment is negative. Take a flow back on the page of its PPA."),
        ("D5", "A flow of zero pesos moves nothing."),
        ("B6", "Give the reason of an adjustment."),
        ("B7", "This is not one of the choices."),
        ("B8", "Say what happened: allocation, adjustment, obligation or disbursement."),
        ("C8", "Say on which day."),
        ("D8", "Say how much: the amount is missing."),
        ("D10", "Row 9 says the same. If both happened, give each its document or tranche."),
    ]


def test_flows_when_the_ppa_was_put_aside_before_an_act_granted_it_then_are_refused(desk, checked):
    aside = {"status": PPAStatus.ON_HOLD, "status_before": PPAStatus.APPROVED, "reason": "Later."}
    desk.ppa(title="Wells", approved=True, **aside)

    run = checked(as_csv(FLOW_HEADER, ["Wells", "Obligation", "2026-01-20", 5, "", ""]), kind=FLOWS)

    assert faults(run) == [("A2", "This PPA is on hold: money moves once an act has granted it.")]


def test_flows_when_imported_above_the_allotment_then_the_alert_opens_at_once_and_clears_when_taken_back(
    desk, spending, imported
):
    rows = [["Wells", "Allotment", "2026-01-20", 5, "", ""], ["Wells", "Obligation", "2026-01-21", 6, "", ""]]

    run = imported(as_csv(FLOW_HEADER, *rows), kind=FLOWS)
    opened = Alert.objects.open().filter(rule="monitoring.over_obligated").count()
    running.take_back(run, reason="The wrong year.", leave=False, by=desk.focal)

    assert opened == 1
    assert not Alert.objects.open().filter(rule="monitoring.over_obligated").exists()


def test_flows_when_ppa_has_several_lines_then_class_decides(desk, lists, spending, checked, imported):
    MoneyLineFactory(ppa=spending, source=lists.sdf, capital=True)
    row = ["Wells", "Allotment", "2026-01-20", 5, "", ""]

    unclear = checked(as_csv(FLOW_HEADER, row), kind=FLOWS)
    imported(as_csv([*FLOW_HEADER, "Class"], [*row, "CO"]), kind=FLOWS)

    assert faults(unclear) == [("A2", "This PPA has several money lines: give year, class and funding source.")]
    assert MonitoringEntryFunding.objects.get().line.expense_class == "CO"


def test_flows_when_budget_officer_imports_then_offices_stand_in_a_column(desk, spending, imported):
    rows = [[desk.office.acronym, "Wells", "Allotment", "2026-01-20", 5]]

    run = imported(as_csv(["Agency", "Title", "What happened", "Date", "Amount"], *rows), kind=FLOWS, by=desk.officer)

    assert run.report["made_count"] == 1
