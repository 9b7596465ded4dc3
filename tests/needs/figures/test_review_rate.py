import datetime
from statistics import median

import pytest
from django.utils import timezone

from portal.needs.enums import NeedStatus
from portal.needs.figures.review_rate import review_rate
from portal.needs.models import Need
from tests.needs.factories import NeedFactory

pytestmark = pytest.mark.django_db
ON = datetime.date(2026, 6, 30)


def received(days_before, *, decided_after=None, paused_days=0, **fields):
    """A need received so many days before ``ON``, first decided so many days after its receipt."""
    day = ON - datetime.timedelta(days=days_before)
    decided = None if decided_after is None else day + datetime.timedelta(days=decided_after)
    at = decided and timezone.make_aware(datetime.datetime.combine(decided, datetime.time(23, 30)))
    due_on = day + datetime.timedelta(days=30 + paused_days)
    return NeedFactory(submission_date=day, due_on=due_on, paused_days=paused_days, reviewed_at=at, **fields)


def rate():
    return review_rate(Need.objects.all(), ON)


def test_review_rate_when_compared_with_a_plain_loop_then_is_the_same():
    for days_before, decided_after, paused in [
        (90, 30, 0),
        (90, 31, 0),
        (60, 35, 10),
        (31, None, 0),
        (30, None, 0),
        (10, 2, 0),
        (45, None, 15),
        (5, None, 0),
    ]:
        received(days_before, decided_after=decided_after, paused_days=paused)
    needs = list(Need.objects.all())

    found = rate()

    def took(need):
        return (timezone.localdate(need.reviewed_at) - need.submission_date).days if need.reviewed_at else None

    due = [need for need in needs if (ON - need.submission_date).days > 30]
    by_clock = [need for need in needs if need.due_on < ON]
    assert (found.received, found.due) == (len(needs), len(due)) == (8, 5)
    assert found.in_time == sum(took(need) is not None and took(need) <= 30 for need in due) == 1
    assert found.due_by_clock == len(by_clock)
    assert found.in_time_by_clock == sum(took(n) is not None and took(n) <= 30 + n.paused_days for n in by_clock) == 2
    assert found.median_days == median(took(need) for need in needs if need.reviewed_at)
    assert (found.decided, found.waiting) == (4, 4)


def test_review_rate_when_the_thirtieth_day_is_today_then_the_need_is_not_due_yet():
    received(30)

    assert rate().due == 0


def test_review_rate_when_a_need_is_open_past_its_day_then_it_is_a_miss():
    received(31)
    received(40, decided_after=1)

    found = rate()

    assert (found.in_time, found.due, found.share) == (1, 2, 0.5)


def test_review_rate_when_the_clock_stands_then_the_need_is_a_miss_without_pauses_only():
    received(31, paused_on=ON - datetime.timedelta(days=5))

    found = rate()

    assert (found.due, found.due_by_clock) == (1, 0)


def test_review_rate_when_needs_were_found_held_or_taken_back_first_then_they_are_not_counted():
    NeedFactory(found=True)
    received(40, is_held=True)
    received(40, status=NeedStatus.WITHDRAWN)

    assert rate().received == 0


def test_review_rate_when_there_is_nothing_then_shares_and_median_are_unknown():
    found = rate()

    assert (found.share, found.share_by_clock, found.median_days) == (None, None, None)
