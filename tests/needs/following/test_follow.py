"""Following a need by its number and a contact: what is shown, and what nobody learns by trying."""

import datetime
import random
import re
import statistics
import time

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.core.models import CountedTries
from portal.core.references import new_reference
from portal.needs.enums import NeedChannel
from portal.needs.following import links
from portal.needs.following.access import OPENED
from portal.needs.following.finding import find_need
from portal.needs.models import Need, NeedLink, NeedSubmitter
from portal.needs.notifications import NeedValidated
from portal.needs.people import told_of
from portal.notifications import enqueue
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.activity.factories import CommentFactory
from tests.communities.factories import RepresentativeFactory
from tests.core.test_uploads import PDF, picture
from tests.needs.factories import (
    ForwardingFactory,
    NeedDecisionFactory,
    NeedEventFactory,
    NeedFactory,
    NeedFollowerFactory,
    NeedInformationRequestFactory,
    NeedSubmitterFactory,
)
from tests.weight import Budget, weigh

pytestmark = pytest.mark.django_db

FOLLOW = "/community-needs/follow/"
SEND = "/community-needs/follow/link/"
SENT = "/community-needs/follow/sent/"
STATUS_PAGE = Budget(html=8, total=26, requests=3)
UNKNOWN = "We found no need with these two"
PHONE = "0917 123 4567"


@pytest.fixture
def need(db):
    return NeedSubmitterFactory(name="Amina Quetzal", email="amina@example.org").need


def ask(client, reference, contact, **extra):
    return client.post(FOLLOW, {"reference": reference, "contact": contact}, **extra)


def opened_by_link(client, need):
    client.post(f"/community-needs/open/{need.links.make(need=need)}/")
    return client


# ---- What is found ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("contact", [PHONE, "+63 (917) 123-4567", "9171234567", " AMINA@Example.org "])
def test_need_when_asked_for_with_a_contact_of_the_person_then_is_found(need, contact):
    assert find_need(need.spoken_reference.lower(), contact) == need.pk


@pytest.mark.parametrize("contact", ["", " ", "@", "0", "63", "Amina Quetzal", "x" * 5000, "\ud800@x", "نص"])
def test_need_when_asked_for_with_anything_else_then_is_not_found(need, contact):
    assert find_need(need.reference, contact) is None


def test_need_when_no_contact_was_given_then_nothing_stands_for_one():
    need = NeedSubmitterFactory(phone="", email="").need

    assert {find_need(need.reference, contact) for contact in ("", "0", "09000000000", "nobody@example.invalid")} == {
        None
    }


def test_answer_when_found_then_shows_state_dates_and_what_is_awaited_and_nothing_personal(client, pages):
    need = NeedSubmitterFactory(
        name="Amina Quetzal",
        email="amina@example.org",
        need__title="Quetzal",
        need__description="Quetzal",
        need__channel=NeedChannel.FACILITATOR,
    ).need
    browser = Client(enforce_csrf_checks=True)

    response = ask(browser, need.reference, PHONE)

    assert response.status_code == 200
    for words in ("OOBC is looking at it", "OOBC answers by", need.community.name):
        assert words in response.text
    for hidden in ("quetzal", need.reference.lower(), "amina", "917"):
        assert hidden not in response.text.lower()
    assert not response.cookies
    assert "<script" not in response.text
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.text


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"validated": True}, "Checked: the need is real"),
        ({"deferred": True}, "Put off until later"),
        ({"rejected": True}, "Nothing more is awaited."),
        ({"overdue": True}, "OOBC is late."),
        ({"held": True}, "OOBC is looking at it"),
    ],
)
def test_answer_when_a_need_stands_somewhere_then_says_so_in_plain_words(client, pages, traits, words):
    need = NeedSubmitterFactory(need=NeedFactory(channel=NeedChannel.FACILITATOR, **traits)).need

    assert words in ask(client, need.reference, PHONE).text


def test_pages_when_weighed_then_stay_within_the_budget_of_a_status_page(client, pages):
    assert weigh(FOLLOW, client).over(STATUS_PAGE) == []


def test_page_when_opened_then_is_the_same_for_everybody_and_sets_no_cookie(client, pages):
    response = client.get(FOLLOW)

    assert "public" in response["Cache-Control"]
    assert not response.cookies


# ---- What nobody learns ----------------------------------------------------------------------------------------------


@pytest.fixture
def wrong_pairs(need):
    erased = NeedSubmitterFactory(name="", phone="", erased_at=timezone.now()).need
    return {
        "unknown": (new_reference(), PHONE),
        "malformed": ("7K3M-XX", PHONE),
        "wrong contact": (need.reference, "0918 999 9999"),
        "erased": (erased.reference, PHONE),
        "of an account": (NeedFactory().reference, PHONE),
    }


def test_wrong_pairs_when_compared_then_have_the_same_answer_and_queries(pages, wrong_pairs, time_machine):
    time_machine.move_to(timezone.now(), tick=False)  # an answer says in seconds when it expires
    client, answers, queries = Client(), {}, {}
    ask(client, new_reference(), "a@example.org")
    for name, pair in wrong_pairs.items():
        CountedTries.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            response = ask(client, *pair)
        answers[name] = (response.status_code, response.content, sorted(response.headers.items()))
        queries[name] = [re.split("VALUES|WHERE", query["sql"])[0] for query in captured]

    assert UNKNOWN in answers["unknown"][1].decode()
    assert {name for name, answer in answers.items() if answer != answers["unknown"]} == set()
    assert {name for name, asked in queries.items() if asked != queries["unknown"]} == set()


def test_wrong_pairs_when_timed_then_medians_lie_within_five_milliseconds(pages, wrong_pairs):
    """By the time that the process works, so that a busy machine changes nothing; the queries are the same (above)."""
    took = {name: [] for name in wrong_pairs}
    client, names = Client(), list(wrong_pairs)

    for _round in range(60):
        random.shuffle(names)
        for name in names:
            CountedTries.objects.all().delete()
            began = time.process_time()
            ask(client, *wrong_pairs[name])
            took[name].append(time.process_time() - began)

    medians = {name: statistics.median(times) * 1000 for name, times in took.items()}
    assert max(medians.values()) - min(medians.values()) < 5, medians


@pytest.mark.parametrize("kind", ["unknown", "malformed", "wrong contact", "erased"])
def test_reference_when_tried_five_times_then_pauses_whether_it_exists_or_not(client, pages, wrong_pairs, kind):
    reference, contact = wrong_pairs[kind]
    tried = [ask(client, reference, f"{number}{contact}").status_code for number in range(5)]

    paused = ask(client, f" {reference.lower()}", contact, REMOTE_ADDR="192.0.2.7")

    assert tried == [200] * 5
    assert (paused.status_code, paused["Retry-After"]) == (429, "3600")


def test_address_when_it_tried_twenty_times_then_pauses_for_an_hour_and_others_do_not(
    client, pages, need, time_machine
):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    for _try in range(20):
        ask(client, new_reference(), "a@example.org")

    paused = ask(client, need.reference, PHONE).status_code
    elsewhere = ask(client, need.reference, PHONE, REMOTE_ADDR="192.0.2.7").status_code
    time_machine.move_to(now + datetime.timedelta(minutes=61), tick=False)

    assert (paused, elsewhere) == (429, 200)
    assert "OOBC is looking at it" in ask(client, need.reference, PHONE).text


def test_right_pair_when_asked_for_often_then_is_never_paused(client, pages, need):
    assert {ask(client, need.reference, PHONE).status_code for _time in range(25)} == {200}


def test_limits_when_kept_then_no_reference_contact_or_address_stands_in_them(client, pages, need):
    ask(client, need.reference, "wrong@example.org")

    kept = list(CountedTries.objects.values_list("key", flat=True))
    assert len(kept) == 2
    for hidden in (need.reference, need.reference.lower(), "wrong", "example", "127.0.0.1"):
        assert not [key for key in kept if hidden in key]


@pytest.mark.parametrize("text", ["\0", "a\0b", "x" * 10_000, "🚰", "\u202e", "=1+1", "' OR 1=1", ""])
def test_page_when_anything_is_typed_then_is_answered(client, pages, need, text):
    assert ask(client, text, PHONE).status_code in (200, 400)
    assert ask(client, need.reference, text).status_code in (200, 400)


# ---- The link --------------------------------------------------------------------------------------------------------


def test_link_when_asked_for_on_the_found_page_then_goes_to_the_address_on_file_once(pages, need):
    browser = Client(enforce_csrf_checks=True)
    proof = re.search(r'name="proof" value="([^"]+)"', ask(browser, need.reference, PHONE).text)[1]

    response = browser.post(SEND, {"proof": proof})

    [letter] = OutboxMessage.objects.filter(kind="needs.link")
    token = re.search(r"/community-needs/open/([\w-]+)/", mail.outbox[-1].body)[1]
    assert (response.url, letter.channel, letter.address, letter.body) == (SENT, "email", "amina@example.org", "")
    assert token not in str(list(NeedLink.objects.values()))
    assert links.open_link(token) == need
    assert links.open_link(token) is None


def test_link_when_there_is_a_number_only_then_is_texted_in_the_language_of_the_person(settings):
    settings.SMS_URL = "console"
    need = NeedSubmitterFactory(language="fil").need

    links.mail_link(need)

    [message] = OutboxMessage.objects.filter(kind="needs.link")
    assert (message.channel, message.address, message.language) == ("sms", "+639171234567", "fil")


def test_link_when_asked_for_again_and_again_then_three_an_hour_are_sent_under_the_same_answer(client, pages, need):
    proof = OPENED.proof_of_finding(need.pk)

    answers = {client.post(SEND, {"proof": proof}).url for _press in range(6)}

    assert answers == {SENT}
    assert NeedLink.objects.count() == 3


@pytest.mark.parametrize("proof", ["", "x", "x:y:z"])
def test_link_when_the_proof_is_not_ours_then_none_is_sent(client, pages, need, proof):
    assert client.post(SEND, {"proof": proof}).status_code == 400
    assert not NeedLink.objects.exists()


def test_link_when_looked_at_then_is_not_used_up_and_when_pressed_opens_the_need(client, pages, need):
    address = f"/community-needs/open/{need.links.make(need=need)}/"
    looks = [client.get(address).status_code for _program in range(3)]

    opened = client.post(address, follow=True)
    again = Client().post(address)

    assert looks == [200] * 3
    assert need.title in opened.text
    assert again.status_code == 410
    assert "Send me a new link" in again.text


def test_link_when_a_day_old_then_opens_nothing(client, pages, need, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    token = need.links.make(need=need)
    time_machine.move_to(now + datetime.timedelta(hours=25), tick=False)

    assert client.post(f"/community-needs/open/{token}/").status_code == 410
    assert client.get(f"/community-needs/case/{need.pk}/").status_code == 404


# ---- The need --------------------------------------------------------------------------------------------------------


def test_need_when_nothing_opened_it_then_is_closed_to_everybody_else(client, pages, need):
    people = [None, UserFactory(role="oobc_staff"), RepresentativeFactory().user]
    for person in people:
        browser = Client()
        if person:
            browser.force_login(person)
        for page in ("", "answer/", "withdraw/"):
            response = browser.get(f"/community-needs/case/{need.pk}/{page}")
            assert response.status_code == 404
            assert need.title not in response.text


def test_need_when_opened_then_tells_its_story_and_closes_after_an_hour(client, pages, need, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    opened_by_link(client, need)

    page = client.get(f"/community-needs/case/{need.pk}/")
    time_machine.move_to(now + datetime.timedelta(minutes=61), tick=False)
    later = client.get(f"/community-needs/case/{need.pk}/")

    assert page.status_code == 200
    assert need.description in page.text
    assert "no-store" in page["Cache-Control"]
    assert need.title not in re.search(r"<title>(.*?)</title>", page.text)[1]
    assert later.status_code == 404


def test_need_when_left_then_is_closed_in_this_browser(client, pages, need):
    opened_by_link(client, need)

    client.post(f"/community-needs/case/{need.pk}/leave/")

    assert client.get(f"/community-needs/case/{need.pk}/").status_code == 404


def test_need_when_the_person_is_erased_then_is_closed(client, pages, need):
    opened_by_link(client, need)
    NeedSubmitter.objects.update(name="", email="", phone="", erased_at=timezone.now())

    assert client.get(f"/community-needs/case/{need.pk}/").status_code == 404


def test_question_when_answered_with_a_file_then_the_clock_runs_again(client, pages, need):
    Need.objects.filter(pk=need.pk).update(paused_on=timezone.localdate())
    asked = NeedInformationRequestFactory(need=need)
    opened_by_link(client, need)
    page = client.get(f"/community-needs/case/{need.pk}/").text

    empty = client.post(f"/community-needs/case/{need.pk}/answer/", {"text": ""})
    done = client.post(
        f"/community-needs/case/{need.pk}/answer/",
        {"text": "About 40 households.", "papers": [SimpleUploadedFile("list.pdf", PDF)]},
        follow=True,
    )

    asked.refresh_from_db()
    need.refresh_from_db()
    assert asked.question in page
    assert empty.status_code == 400
    assert "Your answer was sent to OOBC." in done.text
    assert (asked.answer, asked.answered_by, need.paused_on) == ("About 40 households.", None, None)
    assert need.files.get().shows_children is False


def test_answer_when_its_photo_shows_children_then_offices_never_see_it(client, pages, need):
    NeedInformationRequestFactory(need=need)
    ForwardingFactory(need=need)
    opened_by_link(client, need)

    client.post(
        f"/community-needs/case/{need.pk}/answer/",
        {"papers": [SimpleUploadedFile("class.jpg", picture("JPEG"))], "shows_children": "on"},
    )

    assert need.files.get().shows_children


def test_need_when_taken_back_twice_then_ends_once(client, pages, need):
    opened_by_link(client, need)
    address = f"/community-needs/case/{need.pk}/withdraw/"
    asked = client.get(address).text

    for _press in range(2):
        client.post(address)

    need.refresh_from_db()
    assert "Take the need back?" in asked
    assert need.status == "withdrawn"
    assert need.events.filter(kind="withdrawn").count() == 1


def test_need_when_work_has_begun_then_cannot_be_taken_back(client, pages):
    need = NeedSubmitterFactory(need=NeedFactory(channel=NeedChannel.FACILITATOR, status="in_progress")).need
    opened_by_link(client, need)

    response = client.post(f"/community-needs/case/{need.pk}/withdraw/")

    assert response.status_code == 400
    assert "Take the need back" not in client.get(f"/community-needs/case/{need.pk}/").text


def test_representative_when_signed_in_then_opens_needs_of_own_communities_and_acts_in_own_name(client, pages):
    leader = RepresentativeFactory()
    need = NeedFactory(community=leader.community)
    client.force_login(leader.user)

    page = client.get(f"/community-needs/case/{need.pk}/")
    client.post(f"/community-needs/case/{need.pk}/withdraw/")

    assert page.status_code == 200
    assert "My community" in page.text
    assert need.events.get(kind="withdrawn").by == leader.user


def test_comments_when_a_representative_reads_then_have_a_form_and_are_not_there_by_link(client, pages, need):
    leader = RepresentativeFactory(community=need.community)
    CommentFactory(about=need, text="Is there news?")
    address = f"/community-needs/case/{need.pk}/"
    by_link = opened_by_link(client, need).get(address).text
    client.logout()
    client.force_login(leader.user)

    signed_in = client.get(address).text
    client.post(f"/comments/about/needs.need/{need.pk}/write/", {"text": "The well is dry.", "back": address})

    assert "Is there news?" not in by_link
    assert "Is there news?" in signed_in
    assert f'action="/comments/about/needs.need/{need.pk}/write/"' in signed_in
    assert "The well is dry." in client.get(address).text


def test_case_when_it_has_one_row_or_many_then_asks_as_often(client, pages, count_queries):
    leader = RepresentativeFactory()
    need = NeedFactory(community=leader.community, validated=True)
    ForwardingFactory(need=need)
    NeedDecisionFactory(need=need)
    CommentFactory(about=need)
    client.force_login(leader.user)
    address = f"/community-needs/case/{need.pk}/"
    one = count_queries(client, address)
    ForwardingFactory.create_batch(3, need=need)
    NeedDecisionFactory.create_batch(3, need=need)
    CommentFactory.create_batch(3, about=need)

    assert count_queries(client, address) == one
    assert one <= 25


def test_followers_when_something_happens_then_are_told_while_they_speak_for_a_community(pages):
    need = NeedFactory(community=RepresentativeFactory().community)  # who sent it no longer speaks for it
    follower = RepresentativeFactory(community=need.community).user
    NeedFollowerFactory(need=need, user=follower)
    NeedFollowerFactory(need=need, user=RepresentativeFactory(ended=True).user)

    assert told_of(need)[-1] == follower
    assert len(told_of(need)) == 3


def test_followers_when_they_speak_for_another_community_now_then_are_told_nothing(pages, need):
    NeedFollowerFactory(need=need, user=RepresentativeFactory().user)

    [told] = told_of(need)

    assert told.email == "amina@example.org"


def test_follower_when_the_person_behind_the_need_has_no_account_then_each_gets_a_page_that_opens(client, pages, need):
    follower = RepresentativeFactory(community=need.community).user
    NeedFollowerFactory(need=need, user=follower)

    enqueue(NeedValidated(NeedEventFactory(need=need, kind="validated")))

    notice = InboxMessage.objects.get()
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    client.force_login(follower)
    assert notice.user == follower
    assert need.title in client.get(notice.path).text
    assert f"{notice.path}\n" in letters[follower.email]
    assert FOLLOW not in letters[follower.email]
    assert f"{FOLLOW}\n" in letters["amina@example.org"]


def test_facilitator_when_they_speak_for_the_community_then_get_no_staff_page(client, pages):
    leader = RepresentativeFactory()
    need = NeedFactory(
        community=leader.community, submitted_by_user=leader.user, channel=NeedChannel.FACILITATOR, validated=True
    )
    NeedSubmitterFactory(need=need, phone="")

    enqueue(NeedValidated(NeedEventFactory(need=need, kind="validated")))

    client.force_login(leader.user)
    assert need.title in client.get(InboxMessage.objects.get().path).text


def test_facilitator_when_they_no_longer_speak_for_the_community_then_those_who_do_are_told():
    former = RepresentativeFactory(ended=True)
    need = NeedFactory(community=former.community, submitted_by_user=former.user, channel=NeedChannel.FACILITATOR)
    NeedSubmitterFactory(need=need, phone="")
    successor = RepresentativeFactory(community=former.community).user

    assert told_of(need) == [successor]
