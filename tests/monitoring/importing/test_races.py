"""The same file by many at once, over connections of their own; and a worker that is killed at any statement."""

import pytest
from wagtail.models import ModelLogEntry

from portal.accounts.roles import sync_groups
from portal.monitoring.enums import ImportedWhat, ImportKind, ImportMode, ImportState
from portal.monitoring.importing import running
from portal.monitoring.ledger import verify
from portal.monitoring.models import ImportedRow, ImportRun, MoneyLine, MonitoringEntry
from tests.at_once import together
from tests.core.factories import FundingSourceFactory, SectorFactory
from tests.killing import MOST_STEPS, mortal
from tests.monitoring import dying
from tests.monitoring.conftest import make_desk

from .conftest import HEADER, as_xlsx

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = [[f"PPA {n}", "Social Development", "SDF", 2027, n + 1, 5, None, None] for n in range(20)]


@pytest.fixture
def desk(transactional_db, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    sync_groups()
    SectorFactory(code="social", name="Social Development")
    FundingSourceFactory(code="sdf", name="Special Development Fund (SDF)")
    return make_desk()


def checked(desk, by=None):
    by = by or desk.focal
    run = running.upload(as_xlsx(HEADER, *ROWS), kind=ImportKind.PPAS, office=desk.office, by=by)
    running.choose(run, columns=running.offered_columns(run), for_all={"unit": 1}, by=by)
    running.check(run)
    return run


def confirming(run):
    fresh = ImportRun.objects.get(pk=run.pk)
    return lambda: running.carry_out(fresh, mode=ImportMode.ALL, fingerprint=run.report["fingerprint"])


def test_file_when_confirmed_by_many_presses_at_once_then_comes_in_once(desk):
    run = checked(desk)

    together(*[confirming(run) for _press in range(4)])

    assert MonitoringEntry.objects.count() == len(ROWS)
    assert MoneyLine.objects.count() == 2 * len(ROWS)
    assert ImportedRow.objects.filter(what=ImportedWhat.MADE).count() == len(ROWS)
    assert verify() == []


def test_file_when_two_people_send_it_at_once_then_the_second_is_shown_that_it_is_there(desk):
    runs = [checked(desk), checked(desk, by=desk.editor)]

    together(*[confirming(run) for run in runs])

    states = sorted(ImportRun.objects.values_list("state", flat=True))
    assert states == [ImportState.CHECKED, ImportState.IMPORTED]
    assert MonitoringEntry.objects.count() == len(ROWS)
    assert ImportRun.objects.get(state=ImportState.CHECKED).report["unchanged"] == 3 * len(ROWS)
    assert verify() == []


def test_progress_when_a_task_works_then_others_see_how_far_it_is(desk, monkeypatch):
    run, seen = checked(desk), []
    monkeypatch.setattr(running, "BACKGROUND_FROM", 1)
    write = running.PPAImporter.write

    def look_and_write(self, told):
        seen.extend(together(lambda: ImportRun.objects.get(pk=run.pk).done))
        write(self, told)
        seen.extend(together(lambda: ImportRun.objects.get(pk=run.pk).done))

    monkeypatch.setattr(running.PPAImporter, "write", look_and_write)
    confirming(run)()

    assert seen == [10, 20]
    assert ImportRun.objects.get(pk=run.pk).state == ImportState.IMPORTED


def test_import_when_killed_before_any_statement_then_nothing_or_everything_and_the_task_finishes_it(desk):
    states = []

    with mortal(dying.importing) as do:
        for at in range(MOST_STEPS):
            title = f"Killed at {at}"
            run = running.upload(
                as_xlsx(HEADER, [title, *ROWS[0][1:]]), kind=ImportKind.PPAS, office=desk.office, by=desk.focal
            )
            running.choose(run, columns=running.offered_columns(run), for_all={"unit": 1}, by=desk.focal)
            running.check(run)
            ImportRun.objects.filter(pk=run.pk).update(state=ImportState.IMPORTING)  # as the button has said it
            is_whole = do(run.pk, at=at)
            states.append(what_is_there(run, title))
            running.work(run.pk)  # the task, put back on the queue
            assert what_is_there(run, title) == EVERYTHING
            if is_whole:
                break

    done = states.index(EVERYTHING)
    assert is_whole
    assert done > 20
    assert states == [NOTHING] * done + [EVERYTHING] * (len(states) - done)
    assert verify() == []


NOTHING, EVERYTHING = (ImportState.IMPORTING, 0, 0, 0, 0), (ImportState.IMPORTED, 1, 2, 3, 3)


def what_is_there(run, title):
    """The state of the file, its PPA, money lines, notes and audit rows."""
    run.refresh_from_db()
    ppas = MonitoringEntry.objects.filter(title=title)
    return (
        run.state,
        ppas.count(),
        MoneyLine.objects.filter(ppa__in=ppas).count(),
        run.rows.count(),
        ModelLogEntry.objects.filter(object_id__in=[str(ppa.pk) for ppa in ppas]).count(),
    )
