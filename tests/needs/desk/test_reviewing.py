"""What reviewers do while they look at a need: the effect, each refusal, the step, the record and the message."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.needs import clock
from portal.needs.actions import reviewing
from portal.needs.actions.rows import version_of
from portal.needs.enums import EventKind, NeedStatus
from portal.needs.models import NeedEvent, NeedInformationRequest
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.needs.factories import (
    AssessmentFactory,
    ForwardingFactory,
    NeedFactory,
    NeedInformationRequestFactory,
)

from .conftest import fresh, kinds

TODAY = timezone.localdate


def in_days(days):
    return TODAY() + datetime.timedelta(days=days)


def told(kind):
    return [row.user for row in InboxMessage.objects.filter(kind=kind)]


def audit(need, kind):
    return ModelLogEntry.objects.get(object_id=str(need.pk), action=f"needs.{kind}")


# ---- Who has it ------------------------------------------------------------------------------------------------------


def test_assign_when_to_a_colleague_then_it_is_theirs_and_they_are_told(desk):
    need = desk.need()

    reviewing.assign(need, to=desk.second, by=desk.reviewer)

    assert fresh(need).assigned_to == desk.second
    assert kinds(need) == [EventKind.ASSIGNED]
    assert audit(need, "assigned").data == {"reviewer": desk.second.pk}
    assert told("needs.assigned") == [desk.second]


def test_assign_when_to_oneself_or_back_to_nobody_then_nobody_is_told(desk):
    need = desk.need()

    reviewing.assign(need, to=desk.reviewer, by=desk.reviewer)
    reviewing.assign(need, to=None, by=desk.reviewer)

    assert fresh(need).assigned_to is None
    assert told("needs.assigned") == []


def test_assign_when_said_twice_then_is_one_step(desk):
    need = desk.need()

    for _press in range(2):
        reviewing.assign(need, to=desk.second, by=desk.reviewer)

    assert kinds(need) == [EventKind.ASSIGNED]


@pytest.mark.parametrize("person", ["both", "leader", "planner"])
def test_assign_when_to_somebody_who_may_not_review_it_then_is_refused(desk, person):
    with pytest.raises(ActionRefused, match="Give it to a reviewer"):
        reviewing.assign(desk.need(), to=getattr(desk, person), by=desk.reviewer)


def test_assign_when_the_need_has_ended_then_is_refused(desk):
    with pytest.raises(ActionRefused, match="has ended"):
        reviewing.assign(desk.need(rejected=True), to=desk.second, by=desk.reviewer)


def test_release_when_held_then_is_in_the_queue_with_the_clock_it_had(desk):
    need = desk.need(held=True)

    reviewing.release(need, by=desk.reviewer)
    reviewing.release(need, by=desk.reviewer)

    assert (fresh(need).is_held, fresh(need).due_on) == (False, need.due_on)
    assert kinds(need) == [EventKind.RELEASED]
    assert OutboxMessage.objects.count() == 0


def test_note_when_written_twice_then_is_one_and_its_words_stay_out_of_the_record(desk):
    need = desk.need()

    notes = {reviewing.write_note(need, text=" Quetzal ", by=desk.reviewer).pk for _press in range(2)}

    assert len(notes) == 1
    assert "Quetzal" not in str(audit(need, "write_note").data)
    with pytest.raises(ActionRefused, match="Write something"):
        reviewing.write_note(need, text=" ", by=desk.reviewer)


# ---- Questions -------------------------------------------------------------------------------------------------------


def test_ask_when_the_clock_runs_then_it_stands_and_who_sent_the_need_is_told(desk):
    need = desk.need()

    asked = reviewing.ask(need, question=" How many? ", by=desk.reviewer)

    need = fresh(need)
    assert (need.paused_on, need.assigned_to) == (TODAY(), desk.reviewer)
    assert (asked.question, asked.answer_until, asked.asked_by) == ("How many?", in_days(15), desk.reviewer)
    step = NeedEvent.objects.get()
    assert (step.kind, step.request, step.by) == (EventKind.ASKED, asked, desk.reviewer)
    assert "How many?" not in str(audit(need, "asked").data)
    assert told("needs.asked") == [desk.leader]


def test_ask_and_resume_when_pressed_twice_then_are_one_step_each(desk):
    need = desk.need()
    shown = version_of(need)
    for _press in range(2):
        reviewing.ask(need, question="How many?", by=desk.reviewer, shown=shown)
    shown = version_of(need)
    for _press in range(2):
        reviewing.resume(need, by=desk.reviewer, shown=shown)

    assert kinds(need) == [EventKind.ASKED, EventKind.RESUMED]
    assert (told("needs.asked"), told("needs.resumed")) == ([desk.leader], [desk.leader])


def test_ask_when_the_clock_has_stood_for_ten_days_then_five_are_left(desk):
    need = desk.need(paused_days=10)

    assert reviewing.ask(need, question="How many?", by=desk.reviewer).answer_until == in_days(5)


def test_ask_when_the_clock_has_stood_for_as_long_as_it_may_then_it_goes_on(desk):
    need = desk.need(paused_days=15)

    asked = reviewing.ask(need, question="How many?", by=desk.reviewer)

    assert fresh(need).paused_on is None
    assert asked.answer_until == in_days(15)


def test_ask_when_already_decided_then_no_clock_stands(desk):
    need = desk.need(validated=True)

    reviewing.ask(need, question="How many?", by=desk.reviewer)

    assert fresh(need).paused_on is None


def test_ask_when_an_older_question_is_open_without_a_pause_then_it_takes_its_place(desk):
    need = desk.need(paused_days=15)
    older = reviewing.ask(need, question="How many?", by=desk.reviewer)

    newer = reviewing.ask(need, question="Since when?", by=desk.reviewer)

    assert NeedInformationRequest.objects.get(pk=older.pk).closed_at is not None
    assert NeedInformationRequest.objects.get(closed_at=None) == newer


@pytest.mark.parametrize(
    ("state", "options", "sentence"),
    [
        ({"held": True}, {}, "held"),
        ({"found": True}, {}, "found by an assessment"),
        ({"deferred": True}, {}, "nothing is asked"),
        ({"rejected": True}, {}, "nothing is asked"),
        ({"asked": True}, {}, "already been asked"),
        ({}, {"question": " "}, "Say what is missing"),
        ({}, {"answer_until": 0}, "Give a day after today"),
        ({}, {"answer_until": 16}, "Give a day after today"),
    ],
)
def test_ask_when_it_cannot_be_then_is_refused_and_nothing_is_kept(desk, state, options, sentence):
    need = desk.need(**state) if "found" not in state else NeedFactory(found=True)
    if "answer_until" in options:
        options = {"answer_until": in_days(options["answer_until"])}

    with pytest.raises(ActionRefused, match=sentence):
        reviewing.ask(need, **{"question": "How many?", **options}, by=desk.reviewer)
    assert NeedInformationRequest.objects.count() == 0
    assert OutboxMessage.objects.count() == 0


def test_resume_when_the_clock_stands_then_it_runs_with_the_days_added_and_the_question_stays_open(desk):
    need = desk.need(paused_on=in_days(-4), paused_days=3)
    asked = NeedInformationRequestFactory(need=need, answer_until=in_days(6))

    reviewing.resume(need, by=desk.reviewer)

    after = fresh(need)
    assert (after.paused_on, after.paused_days) == (None, 7)
    assert after.due_on == need.due_on + datetime.timedelta(days=4)
    assert NeedInformationRequest.objects.get(pk=asked.pk).closed_at is None
    assert kinds(need) == [EventKind.RESUMED]
    assert told("needs.resumed") == [desk.leader]


def test_resume_when_the_clock_runs_then_is_refused(desk):
    with pytest.raises(ActionRefused, match="clock of this need runs"):
        reviewing.resume(desk.need(), by=desk.reviewer)


# ---- What is found ---------------------------------------------------------------------------------------------------


def test_validate_when_received_then_the_clock_stops_and_who_sent_it_is_told(desk):
    need = desk.need()

    reviewing.validate(need, by=desk.reviewer, shown=version_of(need))

    after = fresh(need)
    assert (after.status, after.assigned_to) == (NeedStatus.VALIDATED, desk.reviewer)
    assert after.reviewed_at is not None
    step = NeedEvent.objects.get()
    assert (step.kind, step.from_status, step.to_status) == (EventKind.VALIDATED, "identified", "validated")
    assert audit(need, "validated").data["before"] == {"status": "identified"}
    assert told("needs.validated") == [desk.leader]
    assert [row.address for row in OutboxMessage.objects.filter(kind="needs.validated")] == [desk.leader.email]


def test_validate_when_the_community_is_asked_then_the_pause_ends_and_the_question_is_closed(desk):
    need = desk.need(paused_on=in_days(-2))
    asked = NeedInformationRequestFactory(need=need)

    reviewing.validate(need, by=desk.reviewer)

    after = fresh(need)
    assert (after.paused_on, after.paused_days) == (None, 2)
    assert NeedInformationRequest.objects.get(pk=asked.pk).closed_at is not None


def test_validate_when_pressed_twice_then_is_one_step_and_one_message(desk):
    need = desk.need()
    shown = version_of(need)

    for _press in range(2):
        reviewing.validate(need, by=desk.reviewer, shown=shown)

    assert kinds(need) == [EventKind.VALIDATED]
    assert InboxMessage.objects.count() == 1


def test_validate_when_the_need_moved_on_since_it_was_shown_then_is_refused(desk):
    need = desk.need()
    shown = version_of(need)
    reviewing.write_note(need, text="Wait", by=desk.second)

    with pytest.raises(ActionRefused, match="changed meanwhile"):
        reviewing.validate(need, by=desk.reviewer, shown=shown)
    assert fresh(need).status == NeedStatus.IDENTIFIED


@pytest.mark.parametrize("state", ["held", "validated", "deferred", "rejected"])
def test_validate_when_it_cannot_be_then_is_refused(desk, state):
    with pytest.raises(ActionRefused):
        reviewing.validate(desk.need(**{state: True}), by=desk.reviewer)


def test_link_when_of_the_same_region_then_stands_under_the_assessment_until_taken_out(desk):
    need = desk.need()
    assessment = AssessmentFactory(province=need.in_province)

    for _press in range(2):
        reviewing.link(need, assessment=assessment, by=desk.reviewer)
    linked = fresh(need).assessment
    for _press in range(2):
        reviewing.unlink(need, by=desk.reviewer)

    assert linked == assessment
    assert fresh(need).assessment is None
    assert kinds(need) == [EventKind.LINKED, EventKind.UNLINKED]
    assert audit(need, "unlinked").data == {"assessment": str(assessment.pk)}


def test_link_when_the_assessment_is_of_another_region_or_cancelled_then_is_refused(desk):
    need = desk.need()
    cancelled = AssessmentFactory(province=need.in_province, status="cancelled", cancel_reason="No road.")

    with pytest.raises(ActionRefused, match="another region"):
        reviewing.link(need, assessment=AssessmentFactory(province__region__code="IX"), by=desk.reviewer)
    with pytest.raises(ActionRefused, match="cancelled"):
        reviewing.link(need, assessment=cancelled, by=desk.reviewer)


def test_link_and_unlink_when_an_assessment_found_the_need_then_are_refused(desk):
    need = NeedFactory(found=True)

    with pytest.raises(ActionRefused, match="stays under it"):
        reviewing.link(need, assessment=AssessmentFactory(), by=desk.reviewer)
    with pytest.raises(ActionRefused, match="stays under it"):
        reviewing.unlink(need, by=desk.reviewer)


def test_last_answer_day_when_the_clock_no_longer_counts_then_is_fifteen_days(desk):
    assert reviewing.last_answer_day(ForwardingFactory().need) == clock.today() + datetime.timedelta(days=15)
