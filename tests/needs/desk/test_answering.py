"""What the community does after sending: answering, and taking back."""

import datetime

import pytest
from django.utils import timezone

from portal.core.actions import ActionRefused
from portal.core.models import PrivateFile
from portal.core.uploads import CheckedUpload
from portal.needs.actions import ending
from portal.needs.actions.answering import answer, withdraw
from portal.needs.enums import EventKind, NeedStatus
from portal.needs.models import Need, NeedEvent, NeedFile, NeedInformationRequest
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.needs.factories import ForwardingFactory, NeedFactory, NeedFileFactory, NeedInformationRequestFactory
from tests.organizations.factories import OrganizationMembershipFactory

from .conftest import fresh, kinds

PAPER = CheckedUpload("list.pdf", "application/pdf", b"%PDF-1.7 list")


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def asked(desk):
    need = desk.need(paused_on=in_days(-5), assigned_to=desk.reviewer)
    return NeedInformationRequestFactory(need=need, answer_until=in_days(10))


def test_answer_when_given_then_the_clock_runs_and_the_reviewer_is_told(desk, asked):
    answer(asked, text=" Forty ", files=[PAPER], by=desk.leader)

    row, need = NeedInformationRequest.objects.get(), fresh(asked.need)
    assert (row.answer, row.answered_by) == ("Forty", desk.leader)
    assert row.closed_at is not None
    assert (need.paused_on, need.paused_days, need.due_on) == (None, 5, asked.need.due_on + datetime.timedelta(days=5))
    step = NeedEvent.objects.get()
    assert (step.kind, step.request, step.by) == (EventKind.ANSWERED, row, desk.leader)
    assert NeedFile.objects.get().file.name == "list.pdf"
    assert [notice.user for notice in InboxMessage.objects.filter(kind="needs.answered")] == [desk.reviewer]


def test_answer_when_followed_by_number_then_nobody_is_named(asked):
    answer(asked, text="Forty", by=None)

    row = NeedInformationRequest.objects.get()
    assert (row.answer, row.answered_by) == ("Forty", None)
    assert row.answered_at is not None


def test_answer_when_entered_by_staff_for_somebody_on_the_telephone_then_counts(desk, asked):
    assert answer(asked, text="Forty", by=desk.second).answered_by == desk.second


def test_answer_when_sent_twice_then_is_one(desk, asked):
    for _press in range(2):
        answer(asked, text="Forty", files=[PAPER], by=desk.leader)

    assert kinds(asked.need) == [EventKind.ANSWERED]
    assert NeedFile.objects.count() == 1


def test_answer_when_another_one_follows_or_the_need_was_decided_then_is_refused(desk, asked):
    answer(asked, text="Forty", by=desk.leader)

    with pytest.raises(ActionRefused, match="already answered"):
        answer(asked, text="Fifty", by=desk.leader)
    closed = NeedInformationRequestFactory(need=desk.need(), closed_at=timezone.now())
    with pytest.raises(ActionRefused, match="does not wait"):
        answer(closed, text="Forty", by=desk.leader)


def test_answer_when_empty_or_with_too_many_files_then_is_refused(desk, asked):
    with pytest.raises(ActionRefused, match="Write an answer"):
        answer(asked, text=" ", by=desk.leader)
    with pytest.raises(ActionRefused, match="at most 5"):
        answer(asked, text="Forty", files=[PAPER] * 6, by=desk.leader)
    assert fresh(asked.need).paused_on is not None


def test_answer_when_by_somebody_of_another_community_or_whose_term_ended_then_is_refused(desk, asked):
    strangers = [RepresentativeFactory().user, RepresentativeFactory(community=desk.community, ended=True).user]

    for stranger in [*strangers, desk.planner]:
        with pytest.raises(ActionRefused, match="Only who sent the need"):
            answer(asked, text="Forty", by=stranger)


def test_answer_when_the_days_for_it_were_over_then_those_after_do_not_count_as_a_pause(desk):
    need = desk.need(paused_on=in_days(-9))
    late = NeedInformationRequestFactory(need=need, answer_until=in_days(-5))

    answer(late, text="Forty", by=desk.leader)

    assert fresh(need).paused_days == 5


# ---- Taking it back --------------------------------------------------------------------------------------------------


def test_withdraw_when_open_then_ends_and_both_sides_are_told(desk):
    need = desk.need(assigned_to=desk.reviewer)

    for _press in range(2):
        withdraw(need, by=desk.leader)

    after = fresh(need)
    assert (after.status, after.reviewed_at) == (NeedStatus.WITHDRAWN, None)
    assert kinds(need) == [EventKind.WITHDRAWN]
    notices = {(notice.kind, notice.user) for notice in InboxMessage.objects.all()}
    assert notices == {("needs.withdrawn", desk.leader), ("needs.taken_back", desk.reviewer)}


def test_withdraw_when_asked_or_put_off_then_nothing_waits_any_more(desk):
    waiting = NeedInformationRequestFactory(need=desk.need(asked=True))
    put_off = desk.need(deferred=True)

    withdraw(waiting.need, by=None)
    withdraw(put_off, by=desk.leader)

    assert fresh(waiting.need).paused_on is None
    assert NeedInformationRequest.objects.get().closed_at is not None
    assert (fresh(put_off).status_before, fresh(put_off).review_again_on) == ("", None)


def test_withdraw_when_work_has_begun_or_it_is_not_theirs_then_is_refused(desk):
    with pytest.raises(ActionRefused, match="no longer be taken back"):
        withdraw(desk.need(status="in_progress"), by=desk.leader)
    with pytest.raises(ActionRefused, match="no longer be taken back"):
        withdraw(NeedFactory(found=True, community=desk.community, province=None), by=desk.leader)
    with pytest.raises(ActionRefused, match="Only who sent"):
        withdraw(desk.need(), by=RepresentativeFactory().user)


def test_withdraw_when_offices_have_it_then_each_is_told_without_a_word_of_the_need(desk):
    need = desk.need(validated=True, title="Quetzal well")
    asked, took_up = OrganizationMembershipFactory(focal=True), OrganizationMembershipFactory(focal=True)
    gave_back = OrganizationMembershipFactory(focal=True)
    ForwardingFactory(need=need, mao=asked.organization)
    ForwardingFactory(need=need, mao=took_up.organization, accepted=True)
    ForwardingFactory(need=need, mao=gave_back.organization, returned=True)

    for _press in range(2):
        withdraw(need, by=desk.leader)

    told = InboxMessage.objects.filter(kind="needs.community_took_back")
    assert sorted(notice.user.pk for notice in told) == sorted([asked.user.pk, took_up.user.pk])
    assert all(need.spoken_reference in notice.subject for notice in told)
    assert not any("Quetzal" in notice.subject + notice.body for notice in told)


def test_withdraw_when_others_are_joined_with_it_then_theirs_go_on_and_they_and_the_reviewers_are_told(desk):
    need, neighbour = desk.need(), RepresentativeFactory(community__barangay=desk.community.barangay)
    joined = desk.need(community=neighbour.community, submitted_by_user=neighbour.user, assigned_to=desk.reviewer)
    ending.mark_duplicate(joined, of=need, by=desk.reviewer)

    for _press in range(2):
        withdraw(need, by=desk.leader)

    after = fresh(joined)
    assert (after.status, after.duplicate_of) == (NeedStatus.IDENTIFIED, None)
    assert kinds(joined) == [EventKind.DUPLICATE, EventKind.REOPENED]
    assert after in Need.objects.waiting_for_review()
    assert [row.user for row in InboxMessage.objects.filter(kind="needs.reopened")] == [neighbour.user]
    assert [row.user for row in InboxMessage.objects.filter(kind="needs.open_again")] == [desk.reviewer]


# ---- Files -----------------------------------------------------------------------------------------------------------


def test_file_when_of_a_need_then_opens_for_staff_its_community_and_the_office_asked(desk):
    need = desk.need(validated=True)
    row = NeedFileFactory(need=need, file__attached_at=timezone.now()).file
    office = OrganizationMembershipFactory(focal=True)
    stranger, other_office = RepresentativeFactory().user, OrganizationMembershipFactory(focal=True).user
    asked = ForwardingFactory(need=need, mao=office.organization)

    def may_open(user):
        return PrivateFile.objects.visible_to(type(user).objects.get(pk=user.pk)).filter(pk=row.pk).exists()

    assert [may_open(user) for user in (desk.reviewer, desk.planner, desk.leader, office.user)] == [True] * 4
    assert [may_open(user) for user in (stranger, other_office, UserFactory())] == [False] * 3
    type(asked).objects.filter(pk=asked.pk).update(
        state="recalled", answered_at=timezone.now(), answered_by=desk.reviewer
    )
    assert not may_open(office.user)


def test_message_to_reviewers_when_queued_then_holds_no_word_of_the_need(desk, asked):
    answer(asked, text="Quetzal answer", by=desk.leader)

    notice = InboxMessage.objects.get(kind="needs.answered")
    assert asked.need.title not in notice.subject + notice.body
    assert "Quetzal" not in notice.subject + notice.body
    assert OutboxMessage.objects.filter(kind="needs.answered").count() == 0
