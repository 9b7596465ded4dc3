"""An import taken back by its opposite, and refused where others have built on it."""

from decimal import Decimal

import pytest

from portal.core.actions import ActionRefused
from portal.monitoring.actions import editing, money, undoing_import
from portal.monitoring.enums import ImportKind, ImportState, PPAStatus
from portal.monitoring.importing import running
from portal.monitoring.ledger.verifying import verify
from portal.monitoring.models import MoneyLine, MonitoringEntry, MonitoringEntryFunding
from portal.notifications.models import Alert
from tests.geography.factories import RegionFactory
from tests.monitoring.conftest import acts_on, fresh
from tests.monitoring.factories import MoneyLineFactory

from .conftest import HEADER, as_csv, as_xlsx

WATER = ["Water system", "Social Development", "Block Grant", 2027, None, 250_000, 1_000_000, 1_250_000]
CLINIC = ["Clinic", "social", "SDF", 2027, 100_000, None, None, 100_000]
WHY = "The ministry sent the wrong year."


def undo(run, *, leave=False, by=None):
    running.take_back(run, reason=WHY, leave=leave, by=by or run.started_by)
    return run


def test_undo_when_nobody_built_on_it_then_drafts_are_withdrawn_and_their_money_is_gone(desk, imported):
    run = undo(imported(as_xlsx(HEADER, WATER, CLINIC)))

    ppas = MonitoringEntry.objects.order_by("title")
    assert (run.state, run.undone_by, run.undo_reason) == (ImportState.UNDONE, desk.focal, WHY)
    assert [(ppa.status, ppa.reason) for ppa in ppas] == [(PPAStatus.CANCELLED, WHY)] * 2
    assert MoneyLine.objects.count() == 0
    assert sorted(acts_on(ppas[0])) == ["cancel", "import_ppa", "remove_line", "set_line", "undo_import"]
    assert list(verify()) == []


def test_undo_when_done_then_the_file_can_come_again(desk, imported):
    undo(imported(as_xlsx(HEADER, WATER)))

    run = imported(as_xlsx(HEADER, WATER))

    assert (run.report["made_count"], run.report["unchanged"]) == (1, 0)
    assert MonitoringEntry.objects.filter(status=PPAStatus.DRAFT).count() == 1


def test_undo_when_it_changed_a_draft_then_what_it_said_before_stands_again(desk, lists, imported):
    region = RegionFactory(code="IX")
    ppa = desk.ppa(title="Water system", amount=None, priority="low", obc_budget_share=Decimal("12.50"))
    editing.change(ppa, values={"places": [region], "tags": [("gad", Decimal(5), "Why")]}, by=desk.focal)
    MoneyLineFactory(ppa=ppa, source=lists.block, fiscal_year=2027, amount=7)
    header = [*HEADER, "Priority", "OBC share (%)", "Places", "GAD (₱)"]
    run = imported(as_xlsx(header, [*WATER, "High", 20, "Region XII", 9]))
    changed = fresh(ppa)

    undo(run)

    again = fresh(ppa)
    assert (changed.priority, changed.obc_budget_share, changed.sector) == ("high", Decimal(20), lists.social)
    assert (again.priority, again.obc_budget_share, again.sector) == ("low", Decimal("12.50"), ppa.sector)
    assert [row.place for row in again.places.all()] == [region]
    assert list(again.tags.values_list("tag", "amount", "note")) == [("gad", Decimal(5), "Why")]
    assert list(again.lines.values_list("expense_class", "amount")) == [("MOOE", Decimal(7))]
    assert again.status == PPAStatus.DRAFT


def test_undo_when_it_recorded_flows_then_each_has_its_reversal(desk, lists, imported):
    ppa = desk.ppa(title="Wells", in_execution=True, amount=None)
    MoneyLineFactory(ppa=ppa, source=lists.sdf)
    row = ["Wells", "Allotment", "2026-01-20", 500]
    header = ["Title", "What happened", "Date", "Amount"]
    run = imported(as_csv(header, row), kind=ImportKind.FLOWS)

    undo(run)
    again = imported(as_csv(header, row), kind=ImportKind.FLOWS)

    assert sorted(MonitoringEntryFunding.objects.values_list("amount", flat=True)) == [-500, 500, 500]
    assert again.report["made_count"] == 1
    assert list(verify()) == []


def test_undo_when_a_draft_was_worked_on_then_says_which_row_and_takes_nothing_back(desk, imported):
    run = imported(as_xlsx(HEADER, WATER, CLINIC))
    editing.change(MonitoringEntry.objects.get(title="Clinic"), values={"priority": "low"}, by=desk.editor)

    undo(run)

    assert run.state == ImportState.IMPORTED
    assert set(map(tuple, run.report["undo"]["built"])) == {(3, "“Clinic” was worked on since.")}
    assert MoneyLine.objects.count() == 3


def test_undo_when_the_rest_is_wanted_then_what_was_built_on_stays_whole(desk, imported):
    run = imported(as_xlsx(HEADER, WATER, CLINIC))
    clinic = MonitoringEntry.objects.get(title="Clinic")
    money.set_line(
        clinic, fiscal_year=2028, expense_class="CO", source=clinic.lines.get().source, amount=Decimal(5), by=desk.focal
    )

    undo(run, leave=True)

    assert (run.state, fresh(clinic).status, clinic.lines.count()) == (ImportState.UNDONE, PPAStatus.DRAFT, 2)
    assert MonitoringEntry.objects.get(title="Water system").status == PPAStatus.CANCELLED
    assert run.report["undo"]["left"] == [[3, "“Clinic” was worked on since."]] * 2


def test_undo_when_amount_was_changed_since_then_is_refused(desk, lists, imported):
    ppa = desk.ppa(title="Wells", amount=None)
    header = ["Title", "FY", "Class", "Fund source", "Amount"]
    run = imported(as_csv(header, ["Wells", 2027, "CO", "SDF", 10]), kind=ImportKind.LINES)
    money.set_line(
        ppa, fiscal_year=2027, expense_class="CO", source=lists.sdf, amount=Decimal(11), by=desk.focal
    )  # fmt: skip

    undo(run)

    assert run.report["undo"]["built"][0][1].startswith("The amount of “Wells”")
    assert ppa.lines.get().amount == 11


def test_undo_when_an_amount_is_changed_at_the_same_moment_then_is_refused(desk, lists, imported, monkeypatch):
    """The other one holds the PPA first: what was read before it let go would be old."""
    ppa = desk.ppa(title="Wells", amount=None)
    header = ["Title", "FY", "Class", "Fund source", "Amount"]
    run = imported(as_csv(header, ["Wells", 2027, "CO", "SDF", 10]), kind=ImportKind.LINES)
    line = {"fiscal_year": 2027, "expense_class": "CO", "source": lists.sdf, "amount": Decimal(11), "by": desk.focal}
    lock_all = undoing_import.lock_all

    def lock_after_the_other(ppas):
        money.set_line(ppa, **line)
        return lock_all(ppas)

    monkeypatch.setattr(undoing_import, "lock_all", lock_after_the_other)

    undo(run)

    assert run.report["undo"]["built"][0][1].startswith("The amount of “Wells”")
    assert run.state == ImportState.IMPORTED


def test_undo_when_a_later_import_was_taken_back_then_is_free_again(desk, imported):
    first = imported(as_xlsx(HEADER, WATER))
    second = imported(as_xlsx([*HEADER, "Priority"], [*WATER, "Urgent"]))

    refused = undo(first).report["undo"]["built"]
    undo(second)
    undo(first)

    assert refused[0][1] == "“Water system” was worked on since."
    assert (second.state, first.state) == (ImportState.UNDONE, ImportState.UNDONE)


def test_undo_when_somebody_elses_then_is_refused(desk, imported):
    run = imported(as_xlsx(HEADER, WATER))

    undo(run, by=desk.stranger)

    assert (run.state, run.problem) == (ImportState.IMPORTED, "Your role does not take back this import.")


def test_undo_when_done_twice_then_is_refused_in_words(desk, imported):
    run = undo(imported(as_xlsx(HEADER, WATER)))

    with pytest.raises(ActionRefused, match="done already"):
        undo(run)


def test_undo_when_an_editor_imported_it_then_takes_own_drafts_back(desk, imported):
    run = undo(imported(as_xlsx(HEADER, WATER), by=desk.editor))

    assert run.state == ImportState.UNDONE


def test_import_when_flows_obligate_too_much_then_the_alert_opens_and_the_undoing_clears_it(desk, lists, imported):
    ppa = desk.ppa(title="Wells", in_execution=True, amount=None)
    MoneyLineFactory(ppa=ppa, source=lists.sdf, amount=Decimal(400))
    sheet = as_csv(["Title", "What happened", "Date", "Amount"], ["Wells", "Obligation", "2026-01-20", 500])

    run = imported(sheet, kind=ImportKind.FLOWS)

    opened = Alert.objects.open().filter(rule="monitoring.over_obligated", object_id=str(ppa.pk))
    assert opened.exists()
    undo(run)
    assert not opened.exists()
