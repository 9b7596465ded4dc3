"""What time does to needs, on fixed days: the same done once, however often it runs."""

import datetime

import pytest
import time_machine
from django.conf import settings as django_settings
from django.utils import timezone

from portal.needs import clock, sweeps
from portal.needs.actions import reviewing
from portal.needs.actions.answering import answer
from portal.needs.desk.words import due_in_words, is_at_risk, is_late
from portal.needs.enums import EventKind, NeedStatus
from portal.needs.models import Need, NeedInformationRequest
from portal.notifications.models import InboxMessage
from tests.needs.factories import NeedFactory

from .conftest import fresh, kinds

FIRST = datetime.date(2026, 12, 1)
"""The day on which the need of these tests arrives: it is due on the 31st."""


def at(day):
    """That day of December (or later) in Manila, for all that asks for the time."""
    date = FIRST + datetime.timedelta(days=day - 1)
    return time_machine.travel(timezone.make_aware(datetime.datetime.combine(date, datetime.time(8))), tick=False)


@pytest.fixture
def need(desk):
    with at(1):
        return desk.need()


# ---- The 30 days -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "words", "queue"),
    [
        (1, "30 days left", None),
        (2, "29 days left", None),
        (23, "8 days left", None),
        (24, "at risk, 7 days left", "at_risk"),
        (30, "at risk, 1 day left", "at_risk"),
        (31, "at risk, due today", "at_risk"),
        (32, "1 day late", "overdue"),
        (61, "30 days late", "overdue"),
    ],
)
def test_clock_when_a_day_has_come_then_list_and_words_say_the_same(need, day, words, queue):
    with at(day):
        assert due_in_words(need, clock.today()) == words
        assert Need.objects.at_risk().exists() is is_at_risk(need, clock.today()) is (queue == "at_risk")
        assert Need.objects.overdue().exists() is is_late(need, clock.today()) is (queue == "overdue")


def test_clock_when_decided_or_asked_then_no_day_is_missed(desk, need):
    with at(10):
        reviewing.ask(need, question="How many?", by=desk.reviewer)
    with at(12):
        assert due_in_words(fresh(need), clock.today()) == "waits for the community"
    with at(13):
        reviewing.validate(need, by=desk.reviewer)
    with at(60):
        assert due_in_words(fresh(need), clock.today()) == ""
        assert not Need.objects.overdue().exists()


# ---- The pause -------------------------------------------------------------------------------------------------------


def test_pause_when_answered_then_the_due_day_moves_by_the_days_it_lasted(desk, need):
    with at(5):
        asked = reviewing.ask(need, question="How many?", by=desk.reviewer)
    with at(9):
        answer(asked, text="Forty", by=desk.leader)

    assert fresh(need).due_on == datetime.date(2027, 1, 4)


def test_pause_when_its_cap_is_reached_then_the_clock_runs_and_who_sent_it_may_still_answer(desk, need):
    with at(5):
        asked = reviewing.ask(need, question="How many?", by=desk.reviewer)

    with at(19):
        assert sweeps.resume_clocks() == 0
    with at(20):
        assert [sweeps.resume_clocks() for _run in range(3)] == [1, 0, 0]

    after = fresh(need)
    assert (after.paused_on, after.paused_days, after.due_on) == (None, 15, datetime.date(2027, 1, 15))
    assert kinds(need) == [EventKind.ASKED, EventKind.RESUMED]
    assert [notice.user for notice in InboxMessage.objects.filter(kind="needs.resumed")] == [desk.leader]
    with at(22):
        answer(asked, text="Forty", by=desk.leader)
    assert fresh(need).due_on == datetime.date(2027, 1, 15)


def test_pause_when_the_day_for_the_answer_has_passed_then_ends_on_the_next(desk, need):
    with at(5):
        reviewing.ask(need, question="How many?", answer_until=datetime.date(2026, 12, 8), by=desk.reviewer)

    with at(8):
        assert sweeps.resume_clocks() == 0
    with at(30):  # the portal stood still for weeks
        assert sweeps.resume_clocks() == 1

    assert fresh(need).paused_days == 4


def test_pause_when_it_was_used_up_by_several_questions_then_no_more_is_given(desk, need):
    for day, again in ((2, 7), (8, 18), (19, 40)):
        with at(day):
            reviewing.ask(need, question=f"Question {day}?", by=desk.reviewer)
        with at(again):
            sweeps.resume_clocks()
            row = NeedInformationRequest.objects.get(closed_at=None)
            answer(row, text="Forty", by=desk.leader)

    assert fresh(need).paused_days == 15


# ---- What was put off ------------------------------------------------------------------------------------------------


def test_put_off_when_its_day_comes_then_is_back_once_and_told(desk):
    with at(1):
        need = desk.need(deferred=True, review_again_on=FIRST + datetime.timedelta(days=9), assigned_to=desk.reviewer)

    with at(9):
        assert sweeps.bring_back() == 0
    with at(12):
        assert [sweeps.bring_back() for _run in range(3)] == [1, 0, 0]

    assert fresh(need).status == NeedStatus.VALIDATED
    assert list(Need.objects.just_back()) == [need]
    told = {(notice.kind, notice.user) for notice in InboxMessage.objects.all()}
    assert told == {("needs.came_back", desk.leader), ("needs.back_for_review", desk.reviewer)}


def test_just_back_when_somebody_has_done_something_since_then_is_no_longer(desk):
    with at(1):
        need = desk.need(deferred=True, review_again_on=FIRST, rated=True)
        sweeps.bring_back()

        reviewing.assign(need, to=desk.second, by=desk.reviewer)

    assert not Need.objects.just_back().exists()


# ---- What is late ----------------------------------------------------------------------------------------------------


def test_late_reviews_when_there_are_some_then_each_reviewer_is_told_once_a_day(desk, need):
    with at(33):
        desk.need(days_ago=25)
        desk.need(days_ago=40, held=True)
        NeedFactory(found=True)

        counted = [sweeps.tell_of_late_reviews() for _run in range(2)]

    assert counted == [2, 2]
    notices = InboxMessage.objects.filter(kind="needs.overdue")
    assert {notice.user for notice in notices} == {desk.reviewer, desk.second, desk.both}
    assert len(notices) == 3
    notice = notices[0]
    assert notice.subject == "1 need is late, 1 need is due soon"
    assert f"{need.spoken_reference}, 2 days" in notice.body
    assert need.title not in notice.body
    with at(34):
        sweeps.tell_of_late_reviews()
    assert notices.all().count() == 6


def test_late_reviews_when_there_are_none_then_nobody_is_told(desk, need):
    with at(3):
        assert sweeps.tell_of_late_reviews() == 0
    assert InboxMessage.objects.count() == 0


def test_schedule_when_read_then_every_sweep_of_needs_stands_in_it():
    planned = {entry[0] for entry in django_settings.SCHEDULE}

    assert {f"portal.needs.sweeps.{name}" for name in ("resume_clocks", "bring_back", "tell_of_late_reviews")} < planned


def test_sweep_when_one_need_fails_then_the_others_are_done(desk, monkeypatch):
    with at(1):
        for _number in range(2):
            desk.need(deferred=True, review_again_on=FIRST)
        act, tried = sweeps.come_back, []

        def fail_first(need):
            tried.append(need)
            if len(tried) == 1:
                raise RuntimeError("The line is cut.")
            return act(need)

        monkeypatch.setattr(sweeps, "come_back", fail_first)
        with pytest.raises(ExceptionGroup):
            sweeps.bring_back()

    assert Need.objects.filter(status=NeedStatus.DEFERRED).count() == 1
