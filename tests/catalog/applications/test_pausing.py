"""The clock of a case that stood: how far the due day moves, over weekends, holidays and the most that is allowed."""

from datetime import date

import pytest

from catalog.applications.pausing import days_left_to_pause, end_pause
from portal.core.models import Holiday
from tests.catalog.factories import ApplicationFactory

pytestmark = pytest.mark.django_db

# June 2026: the 12th, a Friday, is Independence Day.
FRIDAY, MONDAY, TUESDAY, WEDNESDAY = date(2026, 6, 5), date(2026, 6, 8), date(2026, 6, 9), date(2026, 6, 10)


@pytest.fixture(autouse=True)
def _holiday(db):
    Holiday.objects.create(date=date(2026, 6, 12), name="Independence Day")


def paused(since, *, due=WEDNESDAY, days=0):
    return ApplicationFactory.build(
        service=None,
        form_version=None,
        privacy_notice=None,
        application_date=FRIDAY,
        due_on=due,
        paused_on=since,
        paused_days=days,
        waiting_on="applicant",
    )


@pytest.mark.parametrize(
    ("since", "until", "stood", "due"),
    [
        (MONDAY, MONDAY, 0, WEDNESDAY),  # asked and answered on one day
        (MONDAY, TUESDAY, 1, date(2026, 6, 11)),
        (MONDAY, WEDNESDAY, 2, date(2026, 6, 15)),  # over the holiday and the weekend: Thursday, then Monday
        (FRIDAY, MONDAY, 1, date(2026, 6, 11)),  # the weekend in the pause does not count
        (date(2026, 6, 11), date(2026, 6, 14), 0, WEDNESDAY),  # nor the holiday
        (date(2026, 6, 11), date(2026, 6, 15), 1, date(2026, 6, 11)),
    ],
)
def test_pause_when_ended_then_the_due_day_moves_by_the_working_days_it_stood(since, until, stood, due):
    case = paused(since)

    end_pause(case, on=until)

    assert (case.paused_days, case.due_on, case.paused_on) == (stood, due, None)


def test_pause_when_longer_than_allowed_then_only_what_is_allowed_counts():
    case = paused(MONDAY)

    end_pause(case, on=date(2026, 12, 1))

    assert case.paused_days == 15
    assert case.due_on == date(2026, 7, 2)  # 15 working days after the 10th, without the holiday


def test_pauses_when_there_are_several_then_together_they_keep_to_the_limit():
    case = paused(MONDAY, days=14)
    left = days_left_to_pause(case)

    end_pause(case, on=date(2026, 6, 30))

    assert left == 1
    assert (case.paused_days, case.due_on) == (15, date(2026, 6, 11))
    assert days_left_to_pause(case) == 0


def test_pause_when_none_runs_then_nothing_moves():
    case = paused(None, days=3)

    end_pause(case, on=date(2026, 6, 30))

    assert (case.paused_days, case.due_on) == (3, WEDNESDAY)
