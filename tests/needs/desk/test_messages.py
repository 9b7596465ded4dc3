"""What those who sent a need are told: by which way, in which words, and what never stands in them."""

import datetime

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

from portal.needs import notifications, receipt_notice
from portal.needs.enums import DecisionKind, EventKind
from portal.needs.notifications import leader
from portal.needs.notifications.editable import MESSAGES
from portal.notifications import enqueue
from portal.notifications.models import InboxMessage, OutboxMessage
from portal.notifications.sms import LENGTH, plain_sms, sms_length
from portal.notifications.wording import wording_problems
from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.needs.factories import (
    ForwardingFactory,
    NeedDecisionFactory,
    NeedEventFactory,
    NeedFactory,
    NeedFollowerFactory,
    NeedInformationRequestFactory,
)

RECEIPTS = {receipt_notice.NeedReceived, receipt_notice.NeedLinkMail}
SECRETS = ["Quetzal", "quetzal", "Nests of birds"]


@pytest.fixture(autouse=True)
def site(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://portal.oobc.bangsamoro.gov.ph"


def _step(need):
    return NeedEventFactory(need=need, kind=EventKind.VALIDATED)


def _asked(need):
    return NeedInformationRequestFactory(need=need, question="quetzal question")


def _decided(need, kind=DecisionKind.REJECTED):
    again = timezone.localdate() + datetime.timedelta(days=90) if kind == DecisionKind.DEFERRED else None
    return NeedDecisionFactory(need=need, kind=kind, reason="quetzal reason", review_again_on=again)


def _deferred(need):
    return _decided(need, DecisionKind.DEFERRED)


def _joined(need):
    need.duplicate_of = NeedFactory(community=need.community, title="Nests of birds")
    return _decided(need, DecisionKind.DUPLICATE)


def _forwarded(need):
    return ForwardingFactory(need=need, mao__name="Ministry of Quetzal")


def _passed_on(need):
    before = ForwardingFactory(need=need, returned=True, reason="quetzal reason", mao__name="Office of Quetzal")
    return ForwardingFactory(need=need, came_from=before, mao__name="Ministry of Quetzal")


def _answered(need):
    return ForwardingFactory(need=need, accepted=True, reason="quetzal reason", mao__name="Ministry of Quetzal")


ROWS = {
    leader.NeedAsked: _asked,
    leader.NeedResumed: _asked,
    leader.NeedValidated: _step,
    leader.NeedPrioritized: _step,
    leader.NeedForwarded: _forwarded,
    leader.NeedPassedOn: _passed_on,
    leader.OfficeAnswered: _answered,
    leader.OfficeNoLongerAsked: _forwarded,
    leader.NeedDeferred: _deferred,
    leader.NeedCameBack: _step,
    leader.NeedRejected: _decided,
    leader.NeedJoined: _joined,
    leader.NeedReopened: _decided,
    leader.NeedWithdrawn: _step,
    leader.NeedPlanned: _step,
    leader.NeedStarted: _step,
    leader.NeedFellBack: _step,
    leader.NeedCompleted: _step,
}
ALL = pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.kind)


def test_kinds_when_listed_then_each_may_be_put_in_other_words():
    worded = {kind for kind in vars(leader).values() if isinstance(kind, type) and "kind" in vars(kind)}

    assert worded == {entry.message for entry in MESSAGES} - RECEIPTS == set(ROWS)
    assert {kind.__name__ for kind in worded} < set(notifications.__all__)


@pytest.mark.parametrize("entry", MESSAGES, ids=lambda entry: entry.kind)
@pytest.mark.parametrize("language", [code for code, _name in django_settings.LANGUAGES])
def test_builtin_words_when_read_then_their_gaps_are_known_and_their_sms_fits(entry, language):
    words = entry.builtin(language)

    assert list(wording_problems(words, entry.message.placeholders)) == []
    assert sms_length(plain_sms(entry.example(words).sms)) <= LENGTH


@ALL
def test_message_when_somebody_without_account_is_told_then_sms_and_subject_hold_nothing_personal(desk, kind):
    need = desk.behind(phone="+639179998888")
    need.title = "Nests of birds"
    need.save()

    enqueue(kind(ROWS[kind](need)))

    sms, letter = OutboxMessage.objects.get(channel="sms"), OutboxMessage.objects.get(channel="email")
    assert (letter.address, sms.address) == ("quetzal@example.org", "+639179998888")
    assert sms_length(sms.body) <= LENGTH, sms.body
    assert sms.body == plain_sms(sms.body)
    assert need.spoken_reference in sms.body
    assert f"https://portal.oobc.bangsamoro.gov.ph{reverse('needs:follow')}" in sms.body
    assert not any(secret in sms.body + sms.subject + letter.subject for secret in SECRETS)
    assert "Nests of birds" in letter.body
    assert letter.is_secret
    assert InboxMessage.objects.count() == 0


@ALL
def test_message_when_told_twice_then_is_sent_once(desk, kind):
    row = ROWS[kind](desk.need())

    for _time in range(2):
        enqueue(kind(row))

    notice = InboxMessage.objects.get(kind=kind.kind)
    assert (notice.user, notice.path) == (desk.leader, reverse("communities:dashboard"))
    assert OutboxMessage.objects.get(kind=kind.kind).address == desk.leader.email


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (leader.NeedAsked, ["quetzal question", "If no answer comes by then"]),
        (leader.NeedResumed, ["quetzal question", "You can still answer", "You get an answer by:"]),
        (leader.NeedForwarded, ["Ministry of Quetzal", "answers by"]),
        (
            leader.NeedPassedOn,
            ["from Office of Quetzal to Ministry of Quetzal", "Reason: quetzal reason", "answers by"],
        ),
        (leader.OfficeAnswered, ["Ministry of Quetzal has answered", "It takes the need up.", "quetzal reason"]),
        (leader.NeedDeferred, ["Reason: quetzal reason", "looks at it again on"]),
        (leader.NeedRejected, ["Reason: quetzal reason", "call OOBC"]),
        (leader.NeedJoined, ["Reason: quetzal reason", "You lose nothing by it"]),
    ],
)
def test_mail_when_queued_then_says_what_happened_and_why(desk, kind, words):
    enqueue(kind(ROWS[kind](desk.behind())))

    body = OutboxMessage.objects.get(channel="email").body
    assert [word for word in words if word not in body] == []
    assert "followed under the number" not in body


def test_answer_of_an_office_when_it_is_no_then_says_so(desk):
    enqueue(leader.OfficeAnswered(ForwardingFactory(need=desk.need(), returned=True)))

    assert "looks for another way" in InboxMessage.objects.get().body


def test_answer_when_sent_in_filipino_then_the_person_reads_filipino_paths(desk):
    need = desk.behind(language="fil")

    enqueue(leader.NeedValidated(_step(need)))

    letter = OutboxMessage.objects.get(channel="email")
    assert letter.language == "fil"
    assert "/fil/community-needs/follow/" in letter.body


# ---- Who -------------------------------------------------------------------------------------------------------------


def told(need):
    enqueue(leader.NeedValidated(_step(need)))
    return {notice.user for notice in InboxMessage.objects.all()}


def test_told_when_who_sent_it_still_speaks_for_the_community_then_they_alone(desk):
    assert told(desk.need()) == {desk.leader}


def test_told_when_their_term_has_ended_then_those_who_speak_for_it_now(desk):
    former = RepresentativeFactory(community=desk.community, ended=True).user

    assert told(desk.need(submitted_by_user=former)) == {desk.leader, desk.both}


def test_told_when_a_facilitator_entered_it_and_nobody_can_be_reached_then_the_facilitator(desk):
    need = desk.behind(name="", email="", phone="", is_minor=True)

    assert told(need) == {need.submitted_by_user}
    assert InboxMessage.objects.get().path == need.get_absolute_url()


def test_told_when_somebody_follows_what_a_facilitator_entered_then_is_led_to_a_page_of_their_own(desk):
    need = desk.behind(phone="+639179998888")
    NeedFollowerFactory(need=need, user=desk.leader)

    enqueue(leader.NeedValidated(_step(need)))

    assert InboxMessage.objects.get(user=desk.leader).path == reverse("communities:dashboard")
    letters = dict(OutboxMessage.objects.filter(channel="email").values_list("address", "body"))
    assert reverse("communities:dashboard") in letters[desk.leader.email]
    assert reverse("needs:follow") in letters["quetzal@example.org"]


def test_told_when_an_assessment_found_it_then_nobody(desk):
    assert told(NeedFactory(found=True, community=desk.community, province=None)) == set()


def test_reviewers_when_a_need_arrives_then_all_who_may_review_it_are_told(desk):
    desk.need()
    UserFactory(role="oobc_staff", is_active=False)

    enqueue(notifications.NeedArrived(desk.need()))

    assert {notice.user for notice in InboxMessage.objects.all()} == {desk.reviewer, desk.second}
