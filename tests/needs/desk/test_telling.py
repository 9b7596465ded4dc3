"""The words outside of the office: for each status and step, the story of a need, and what is awaited."""

import datetime

import pytest
from django.utils import timezone

from portal.core.days import short_date
from portal.needs import telling
from portal.needs.actions import ending, rating, reviewing
from portal.needs.actions.answering import answer
from portal.needs.enums import EventKind, NeedStatus
from portal.needs.models import Need
from tests.needs.factories import ForwardingFactory, NeedEventFactory, NeedFactory, NeedInformationRequestFactory

from .conftest import fresh

QUIET = {"assigned", "rated", "linked", "unlinked", "published", "unpublished", "corrected", "released"}


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.mark.parametrize("status", NeedStatus.values)
def test_status_when_told_then_has_words_of_its_own(status):
    assert telling.public_words(status)


@pytest.mark.parametrize("kind", EventKind.values)
def test_step_when_it_concerns_the_work_inside_then_is_not_told(kind):
    assert bool(telling.public_event(kind)) is (kind not in QUIET)


@pytest.fixture
def story(desk):
    """A need that was assigned, asked about, answered, validated, rated, forwarded, returned and put off."""
    need = desk.need()
    NeedEventFactory(need=need, by=desk.leader)
    reviewing.assign(need, to=desk.second, by=desk.reviewer)
    asked = reviewing.ask(need, question="How many?", by=desk.reviewer)
    answer(asked, text="Forty", by=desk.leader)
    reviewing.validate(need, by=desk.reviewer)
    rating.rate(need, urgency_level="immediate", impact_severity=3, by=desk.reviewer)
    forwarding = ForwardingFactory(need=need, returned=True, mao__acronym="MBHTE", due_on=in_days(30))
    for kind in (EventKind.FORWARDED, EventKind.RETURNED):
        NeedEventFactory(need=need, kind=kind, forwarding=forwarding, to_status="validated", by=desk.reviewer)
    ending.defer(need, reason="Next year.", review_again_on=in_days(90), by=desk.reviewer)
    return fresh(need)


def test_timeline_when_read_by_who_sent_it_then_tells_what_was_written_and_no_name_of_staff(desk, story):
    steps = telling.timeline(story)

    assert [(step.title, step.by_words) for step in steps] == [
        ("OOBC received the need", "The community"),
        ("OOBC asked for more", "OOBC"),
        ("The community answered", "The community"),
        ("OOBC validated the need", "OOBC"),
        ("OOBC asked an office", "OOBC"),
        ("The office cannot take it up", "MBHTE"),
        ("OOBC put it off", "OOBC"),
    ]
    texts = [step.text for step in steps]
    assert texts[1:3] == ["How many?", "Forty"]
    assert texts[5].startswith("Wells are not in our mandate.")
    assert texts[6] == f"Next year. OOBC looks at it again on {short_date(in_days(90))}."


@pytest.mark.parametrize("in_public", [False, True])
def test_timeline_when_an_office_passed_the_need_on_then_it_was_not_oobc_who_asked_the_next(desk, in_public):
    before = ForwardingFactory(need=desk.need(validated=True), returned=True, state="rerouted", mao__acronym="MBHTE")
    after = ForwardingFactory(need=before.need, came_from=before, mao__acronym="MILG", mao__name="Local Government")
    steps = [(EventKind.FORWARDED, before), (EventKind.REROUTED, before), (EventKind.FORWARDED, after)]
    for kind, row in steps:
        NeedEventFactory(need=before.need, kind=kind, forwarding=row)

    told = telling.timeline(before.need, in_public=in_public)

    assert [(step.title, step.by_words) for step in told] == [
        ("OOBC asked an office", "OOBC"),
        ("The office passed it on", "MBHTE"),
        ("The next office was asked", "MBHTE"),
    ]
    assert told[2].text.startswith("Local Government, which answers by")


def test_timeline_when_oobc_took_the_need_to_another_office_then_oobc_asked_it(desk):
    before = ForwardingFactory(need=desk.need(validated=True), returned=True, state="recalled")
    after = ForwardingFactory(need=before.need, came_from=before)
    NeedEventFactory(need=before.need, kind=EventKind.FORWARDED, forwarding=after)

    assert [(step.title, step.by_words) for step in telling.timeline(before.need)] == [("OOBC asked an office", "OOBC")]


def test_timeline_when_public_then_leaves_out_all_that_somebody_wrote(desk, story):
    steps = telling.timeline(story, in_public=True)

    words = " ".join(f"{step.title} {step.text} {step.by_words}" for step in steps)
    assert [word for word in ("How many", "Forty", "Next year", "mandate", "Sali") if word in words] == []
    assert "answers by" in words
    assert short_date(in_days(90)) in words
    assert len(steps) == 5


def test_timeline_when_for_staff_then_holds_every_step_with_names(desk, story):
    steps = telling.timeline(story, for_staff=True)

    assert len(steps) == story.events.count() == 9
    assert (steps[1].title, steps[1].by_words) == ("Given to a reviewer", str(desk.reviewer))


def test_timeline_when_long_then_is_one_query(desk, story, django_assert_num_queries):
    with django_assert_num_queries(1):
        telling.timeline(story)


# ---- What is awaited -------------------------------------------------------------------------------------------------


def test_awaited_when_received_then_says_by_when_oobc_answers_or_that_it_is_late(desk):
    assert telling.awaited(desk.need()) == f"OOBC answers by {short_date(in_days(30))}."
    assert telling.awaited(desk.need(overdue=True)).startswith("OOBC is late with its answer")
    assert telling.awaited(desk.need(reviewed_at=timezone.now())).startswith("OOBC looks at it again")


@pytest.mark.parametrize("state", [{"asked": True}, {"validated": True}])
def test_awaited_when_the_community_is_asked_then_says_until_when(desk, state):
    asked = NeedInformationRequestFactory(need=desk.need(**state))

    assert telling.awaited(asked.need) == f"OOBC waits for your answer until {short_date(asked.answer_until)}."


def test_awaited_when_the_day_of_the_question_has_passed_then_it_may_still_be_answered(desk):
    asked = NeedInformationRequestFactory(need=desk.need(), answer_until=in_days(-1))

    assert telling.awaited(asked.need) == "You can still answer what OOBC asked."


def test_awaited_when_offices_are_asked_then_names_them_and_their_day(desk):
    need = desk.need(validated=True)
    before = telling.awaited(need)
    for acronym, days in (("MILG", 20), ("MBHTE", 10)):
        ForwardingFactory(need=need, mao__acronym=acronym, due_on=in_days(days))

    assert before == "OOBC looks for an office that can help."
    assert telling.awaited(fresh(need)) == f"MBHTE, MILG: an answer by {short_date(in_days(10))}."


def test_awaited_when_an_office_is_late_or_has_taken_it_up_then_says_so(desk):
    late = ForwardingFactory(late=True, mao__acronym="MBHTE").need
    taken = ForwardingFactory(accepted=True).need

    assert telling.awaited(late) == "The answer of MBHTE is late."
    assert telling.awaited(taken) == "The office that takes it up says when it is planned."


@pytest.mark.parametrize("status", NeedStatus.ended())
def test_awaited_when_ended_then_nothing_is(desk, status):
    other = {"duplicate_of": desk.need()} if status == NeedStatus.DUPLICATE else {}

    assert telling.awaited(desk.need(status=status, **other)) == ""


def test_awaited_when_of_many_needs_then_queries_stay_the_same(desk, django_assert_num_queries):
    for _number in range(3):
        ForwardingFactory(need=desk.need(validated=True))
        NeedInformationRequestFactory(need=desk.need(asked=True))
    NeedFactory(found=True)

    with django_assert_num_queries(4):
        assert all(telling.awaited(need) for need in Need.objects.with_awaited())
