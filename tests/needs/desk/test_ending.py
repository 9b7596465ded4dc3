"""How needs are put off, end and begin again: the effect, each refusal, the step and the message."""

import datetime

import pytest
from django.utils import timezone

from portal.core.actions import ActionRefused
from portal.needs.actions import ending
from portal.needs.enums import DecisionKind, EventKind, NeedStatus
from portal.needs.models import NeedDecision, NeedEvent, NeedInformationRequest
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.needs.factories import ForwardingFactory, NeedFactory, NeedInformationRequestFactory

from .conftest import fresh, kinds

WHY = "The province repairs it this year."


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def told(kind):
    return [row.user for row in InboxMessage.objects.filter(kind=kind).order_by("pk")]


# ---- Later -----------------------------------------------------------------------------------------------------------


def test_defer_when_given_a_reason_and_a_day_then_waits_for_it_and_says_both(desk):
    need = desk.need(validated=True)

    for _press in range(2):
        ending.defer(need, reason=WHY, review_again_on=in_days(90), by=desk.reviewer)

    after = fresh(need)
    assert (after.status, after.status_before, after.review_again_on) == ("deferred", "validated", in_days(90))
    decision = NeedDecision.objects.get()
    assert (decision.kind, decision.reason, decision.review_again_on) == (DecisionKind.DEFERRED, WHY, in_days(90))
    step = NeedEvent.objects.get()
    assert (step.kind, step.decision, step.from_status) == (EventKind.DEFERRED, decision, "validated")
    assert told("needs.deferred") == [desk.leader]
    assert WHY in InboxMessage.objects.get().body


def test_defer_when_nothing_was_decided_before_then_the_clock_stops(desk):
    need = desk.need()

    ending.defer(need, reason=WHY, review_again_on=in_days(1), by=desk.reviewer)

    assert fresh(need).reviewed_at is not None


@pytest.mark.parametrize(
    ("state", "options", "sentence"),
    [
        ({"held": True}, {}, "held"),
        ({"rejected": True}, {}, "cannot be put off"),
        ({"deferred": True}, {}, "cannot be put off"),
        ({}, {"reason": "  "}, "Give the reason"),
        ({}, {"review_again_on": 0}, "Give a day after today"),
        ({}, {"review_again_on": 733}, "within two years"),
    ],
)
def test_defer_when_it_cannot_be_then_is_refused(desk, state, options, sentence):
    need = desk.need(**state)
    options = {"reason": WHY, "review_again_on": 90, **options}

    with pytest.raises(ActionRefused, match=sentence):
        ending.defer(
            need, reason=options["reason"], review_again_on=in_days(options["review_again_on"]), by=desk.reviewer
        )
    assert NeedDecision.objects.count() == 0


@pytest.mark.parametrize("before", ["identified", "validated", "prioritized"])
def test_come_back_when_taken_up_again_then_is_where_it_was(desk, before):
    need = desk.need(deferred=True, rated=True, status_before=before)

    for _press in range(2):
        ending.come_back(need, by=desk.reviewer)

    after = fresh(need)
    assert (after.status, after.status_before, after.review_again_on) == (before, "", None)
    assert kinds(need) == [EventKind.CAME_BACK]
    assert told("needs.came_back") == [desk.leader]


def test_come_back_when_not_put_off_or_before_its_day_then_is_refused(desk):
    with pytest.raises(ActionRefused, match="not put off"):
        ending.come_back(desk.need(), by=desk.reviewer)
    with pytest.raises(ActionRefused, match="has not come"):
        ending.come_back(desk.need(deferred=True))


# ---- The end ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [{}, {"validated": True}, {"prioritized": True}, {"deferred": True}, {"held": True}])
def test_reject_when_open_then_ends_with_the_reason(desk, state):
    need = desk.need(**state)

    for _press in range(2):
        ending.reject(need, reason=WHY, by=desk.reviewer)

    after = fresh(need)
    assert (after.status, after.status_before, after.review_again_on) == ("rejected", "", None)
    assert after.reviewed_at is not None
    assert NeedDecision.objects.get().reason == WHY
    assert kinds(need) == [EventKind.REJECTED]
    assert told("needs.rejected") == [desk.leader]


def test_reject_when_the_reason_is_missing_or_nothing_can_be_rejected_then_is_refused(desk):
    with pytest.raises(ActionRefused, match="Give the reason"):
        ending.reject(desk.need(), reason=" ", by=desk.reviewer)
    with pytest.raises(ActionRefused, match="turned down any more"):
        ending.reject(desk.need(status="in_progress"), reason=WHY, by=desk.reviewer)


def test_reject_when_the_community_still_has_days_to_answer_then_is_refused_until_they_are_over(desk):
    need = desk.need(asked=True)
    asked = NeedInformationRequestFactory(need=need)

    with pytest.raises(ActionRefused, match="has until"):
        ending.reject(need, reason=WHY, by=desk.reviewer)

    NeedInformationRequest.objects.update(answer_until=in_days(-1))
    ending.reject(need, reason=WHY, by=desk.reviewer)
    assert NeedInformationRequest.objects.get(pk=asked.pk).closed_at is not None


@pytest.mark.parametrize("act", ["reject", "defer", "mark_duplicate", "complete"])
def test_end_when_an_office_is_asked_then_is_refused(desk, act):
    need = desk.need(validated=True)
    ForwardingFactory(need=need)
    options = {
        "reject": {"reason": WHY},
        "defer": {"reason": WHY, "review_again_on": in_days(9)},
        "mark_duplicate": {"of": desk.need()},
        "complete": {},
    }[act]

    with pytest.raises(ActionRefused, match="An office was asked"):
        getattr(ending, act)(need, **options, by=desk.reviewer)
    assert fresh(need).status == NeedStatus.VALIDATED


@pytest.mark.parametrize("act", ["reject", "mark_duplicate"])
def test_end_when_an_office_takes_it_up_then_is_refused_so_that_the_office_is_told_first(desk, act):
    need = desk.need(validated=True)
    ForwardingFactory(need=need, accepted=True)
    options = {"reject": {"reason": WHY}, "mark_duplicate": {"of": desk.need()}}[act]

    with pytest.raises(ActionRefused, match="An office takes this need up"):
        getattr(ending, act)(need, **options, by=desk.reviewer)


def test_mark_duplicate_when_the_other_is_the_reviewers_own_cause_then_somebody_else_joins_them(desk):
    need, own = desk.need(), desk.need(submitted_by_user=desk.second)

    with pytest.raises(ActionRefused, match="somebody else joins them"):
        ending.mark_duplicate(need, of=own, by=desk.second)


def test_defer_when_another_day_is_given_for_what_is_put_off_then_is_refused(desk):
    need = desk.need(validated=True)
    ending.defer(need, reason=WHY, review_again_on=in_days(90), by=desk.reviewer)

    with pytest.raises(ActionRefused, match="cannot be put off"):
        ending.defer(need, reason=WHY, review_again_on=in_days(30), by=desk.reviewer)


def test_mark_duplicate_when_joined_then_who_sent_it_is_told_which_need_to_follow(desk):
    other, need = desk.need(), desk.need()

    for _press in range(2):
        ending.mark_duplicate(need, of=other, by=desk.reviewer)

    after = fresh(need)
    assert (after.status, after.duplicate_of) == (NeedStatus.DUPLICATE, other)
    assert kinds(need) == [EventKind.DUPLICATE]
    letter = InboxMessage.objects.get()
    assert (letter.kind, letter.user) == ("needs.duplicate", desk.leader)
    assert other.spoken_reference in letter.body


def test_mark_duplicate_when_others_were_joined_with_it_before_then_they_follow_along(desk):
    first, middle, last = desk.need(), desk.need(), desk.need()
    ending.mark_duplicate(first, of=middle, by=desk.reviewer)

    ending.mark_duplicate(middle, of=last, by=desk.reviewer)

    assert fresh(first).duplicate_of == last
    assert kinds(first) == [EventKind.DUPLICATE, EventKind.DUPLICATE]


def test_decision_when_others_are_joined_with_the_need_then_they_are_told_too(desk):
    other = desk.need()
    need = desk.behind()
    ending.mark_duplicate(need, of=other, by=desk.reviewer)
    OutboxMessage.objects.all().delete()

    ending.reject(other, reason=WHY, by=desk.reviewer)

    letters = OutboxMessage.objects.filter(kind="needs.rejected", channel="email")
    letter = letters.get(address="quetzal@example.org")
    assert need.spoken_reference in letter.subject
    assert f"It is followed under the number {other.spoken_reference}." in letter.body
    assert "followed under" not in letters.get(address=desk.leader.email).body


def test_mark_duplicate_when_the_other_is_none_to_follow_then_is_refused(desk):
    need = desk.need()
    others = {
        "with itself": need,
        "must be open": desk.need(rejected=True),
        "same city": NeedFactory(community__barangay__municipality__psgc="0931700000"),
    }
    for sentence, other in others.items():
        with pytest.raises(ActionRefused, match=sentence):
            ending.mark_duplicate(need, of=other, by=desk.reviewer)
    assert fresh(need).status == NeedStatus.IDENTIFIED


@pytest.mark.parametrize("status", NeedStatus.forwardable())
def test_complete_when_something_was_done_then_is_done(desk, status):
    need = desk.need(rated=True, status=status)

    for _press in range(2):
        ending.complete(need, by=desk.reviewer)

    assert fresh(need).status == NeedStatus.COMPLETED
    assert kinds(need) == [EventKind.COMPLETED]
    assert told("needs.completed") == [desk.leader]


def test_complete_when_only_received_then_is_refused(desk):
    with pytest.raises(ActionRefused, match="Only a validated need"):
        ending.complete(desk.need(), by=desk.reviewer)


def test_reopen_when_it_was_only_received_then_is_to_be_reviewed_again(desk):
    need = desk.need()
    ending.reject(need, reason=WHY, by=desk.reviewer)

    for _press in range(2):
        ending.reopen(need, reason="New facts.", by=desk.second)

    assert fresh(need).status == NeedStatus.IDENTIFIED
    assert kinds(need) == [EventKind.REJECTED, EventKind.REOPENED]
    assert told("needs.reopened") == [desk.leader]


def test_reopen_when_joined_or_found_by_an_assessment_then_goes_back_to_what_was_found(desk):
    joined = desk.need()
    ending.mark_duplicate(joined, of=desk.need(), by=desk.reviewer)
    found = NeedFactory(found=True, status=NeedStatus.COMPLETED)

    ending.reopen(joined, reason="Not the same.", by=desk.reviewer)
    ending.reopen(found, reason="Not done.", by=desk.reviewer)

    assert (fresh(joined).status, fresh(joined).duplicate_of) == (NeedStatus.IDENTIFIED, None)
    assert fresh(found).status == NeedStatus.VALIDATED


def test_reopen_when_the_community_took_it_back_or_it_is_open_then_is_refused(desk):
    for state in ({"status": NeedStatus.WITHDRAWN}, {}):
        with pytest.raises(ActionRefused, match="Only what was turned down"):
            ending.reopen(desk.need(**state), reason=WHY, by=desk.reviewer)
    with pytest.raises(ActionRefused, match="Give the reason"):
        ending.reopen(desk.need(rejected=True), reason="", by=desk.reviewer)
