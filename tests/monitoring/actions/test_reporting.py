"""The report of a quarter: once, with reasons where it is behind, and corrected without losing the earlier words."""

import dataclasses
from decimal import Decimal

import pytest
import time_machine
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.core.fiscal_year import Quarter
from portal.monitoring.actions.reporting import Said, correct, report, update_mark
from portal.monitoring.models import EarlierUpdate, ProgressUpdate
from tests.accounts.factories import UserFactory
from tests.monitoring.factories import MonitoringEntryFactory, ProgressUpdateFactory
from tests.organizations.factories import FocalPersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]

FINE = Said(target_pct=Decimal(50), actual_pct=Decimal(55), narrative="Twelve wells are drilled.")
BEHIND = dataclasses.replace(FINE, actual_pct=Decimal(40))
Q3 = Quarter(2026, 3)


@pytest.fixture
def november():
    with time_machine.travel("2026-11-22T09:00+08:00", tick=False):
        yield


@pytest.fixture
def ppa():
    return MonitoringEntryFactory(in_execution=True)


@pytest.fixture
def focal(ppa):
    return FocalPersonFactory(membership__organization=ppa.lead_organization).membership.user


def test_report_when_sent_twice_then_is_one_and_recorded_without_words(ppa, focal):
    first, second = (report(ppa, Q3, FINE, by=focal) for _time in range(2))

    assert first == second
    entry = ModelLogEntry.objects.get(action="monitoring.report_progress")
    assert "wells" not in str(entry.data)
    assert entry.data["done"] == "55"


def test_report_when_the_quarter_has_one_of_other_words_then_is_refused(ppa, focal):
    report(ppa, Q3, FINE, by=focal)

    with pytest.raises(ActionRefused, match="already reported"):
        report(ppa, Q3, dataclasses.replace(FINE, narrative="Other."), by=focal)


def test_report_when_behind_the_plan_without_reason_or_remedy_then_is_refused(ppa, focal):
    for said in (
        BEHIND,
        dataclasses.replace(BEHIND, deviation_reason="Rain."),
        dataclasses.replace(BEHIND, corrective_action="A second crew."),
    ):
        with pytest.raises(ActionRefused, match="Behind the plan"):
            report(ppa, Q3, said, by=focal)

    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize(
    ("trait", "quarter", "sentence"),
    [
        ({"in_execution": True}, Quarter(2027, 1), "still to come"),
        ({"enacted": True}, Q3, "once the work has begun"),
        ({}, Q3, "once the work has begun"),
    ],
)
def test_report_when_the_quarter_or_the_status_does_not_fit_then_is_refused(trait, quarter, sentence):
    with pytest.raises(ActionRefused, match=sentence):
        report(MonitoringEntryFactory(**trait), quarter, FINE, by=UserFactory(role="oobc_planner"))


def test_report_when_by_another_office_or_a_reader_then_is_refused(ppa):
    for person in (FocalPersonFactory().membership.user, UserFactory(role="ocm_leadership")):
        with pytest.raises(ActionRefused, match="Your role"):
            report(ppa, Q3, FINE, by=person)


def test_correct_when_words_change_then_the_earlier_ones_stay(ppa, focal):
    update = report(ppa, Q3, FINE, by=focal)
    better = dataclasses.replace(FINE, narrative="Thirteen wells are drilled.")

    for _time in range(2):
        correct(update, better, by=focal)

    update.refresh_from_db()
    assert update.narrative == "Thirteen wells are drilled."
    earlier = EarlierUpdate.objects.get()
    assert (earlier.narrative, earlier.replaced_by) == (FINE.narrative, focal)


def test_correct_when_somebody_was_faster_then_is_refused_and_nothing_is_lost(ppa, focal):
    update = report(ppa, Q3, FINE, by=focal)
    shown = update_mark(ProgressUpdate.objects.get())
    correct(update, dataclasses.replace(FINE, narrative="One."), shown=shown, by=focal)

    with pytest.raises(ActionRefused, match="you changed this yourself"):
        correct(update, dataclasses.replace(FINE, narrative="Two."), shown=shown, by=focal)

    assert ProgressUpdate.objects.get().narrative == "One."


def test_correct_when_it_would_stand_behind_without_a_reason_then_is_refused(focal, ppa):
    update = ProgressUpdateFactory(ppa=ppa)

    with pytest.raises(ActionRefused, match="Behind the plan"):
        correct(update, BEHIND, by=focal)
