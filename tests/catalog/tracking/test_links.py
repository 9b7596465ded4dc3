"""The mailed link: who gets one, how often, and that it opens its case once."""

import datetime
import hashlib
import re

import pytest
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from catalog.applications import answering
from catalog.models import CaseLink, ServiceApplication
from catalog.tracking import access
from portal.notifications.models import OutboxMessage
from tests.catalog.factories import ApplicationFactory, CaseLinkFactory

pytestmark = pytest.mark.django_db

SEND = "/applications/track/link/"
SENT = "/applications/track/sent/"


def a_link(case, **fields):
    return CaseLinkFactory(application=case, token_hash=hashlib.sha256(b"token").hexdigest(), **fields)


def mailed_token():
    """The token in the newest mail: the only place where it stands."""
    return re.search(r"/applications/open/([\w-]+)/", mail.outbox[-1].body)[1]


# ---- Asking for one --------------------------------------------------------------------------------------------------


def test_link_when_asked_for_on_the_found_page_then_goes_to_the_address_on_file(pages, case):
    browser = Client(enforce_csrf_checks=True)
    found = browser.post("/applications/track/", {"reference": case.reference, "contact": "09187654321"}).text
    proof = re.search(r'name="proof" value="([^"]+)"', found)[1]

    response = browser.post(SEND, {"proof": proof})

    [letter] = OutboxMessage.objects.filter(kind="catalog.case_link")
    assert response.url == SENT
    assert (letter.channel, letter.address) == ("email", "amina@example.org")
    assert letter.body == ""  # forgotten once sent
    assert "Look for our message" in browser.get(SENT).text


def test_link_when_made_then_only_its_hash_is_kept_for_a_day(case, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)

    answering.mail_link(case)

    [link] = CaseLink.objects.all()
    assert link.token_hash == hashlib.sha256(mailed_token().encode()).hexdigest()
    assert link.expires_at - now == datetime.timedelta(hours=24)


def test_link_when_there_is_a_number_only_then_goes_there(settings):
    settings.SMS_URL = "console"
    case = ApplicationFactory(applicant_email="", applicant_phone="+639171234567")

    answering.mail_link(case)

    [message] = OutboxMessage.objects.filter(kind="catalog.case_link")
    assert (message.channel, message.address) == ("sms", "+639171234567")


def test_link_when_asked_for_again_and_again_then_a_few_an_hour_are_sent_under_the_same_answer(client, pages, case):
    proof = access.OPENED.proof_of_finding(case.pk)

    answers = {client.post(SEND, {"proof": proof}).url for _press in range(6)}

    assert answers == {SENT}
    assert CaseLink.objects.count() == 3


def test_link_when_the_case_has_no_contact_or_is_erased_then_the_answer_is_the_same(client, pages):
    erased = ApplicationFactory(withdrawn=True)
    ServiceApplication.objects.filter(pk=erased.pk).update(
        anonymized_at=timezone.now(), applicant_name="", applicant_email="", answers={}
    )

    response = client.post(SEND, {"proof": access.OPENED.proof_of_finding(erased.pk)})

    assert response.url == SENT
    assert not CaseLink.objects.exists()


@pytest.mark.parametrize("proof", ["", "x", "x:y:z", pytest.param(signing.dumps("1", salt="other"), id="of another")])
def test_link_when_the_proof_is_not_ours_then_none_is_sent(client, pages, case, proof):
    response = client.post(SEND, {"proof": proof})

    assert response.status_code == 400
    assert "This page is closed" in response.text
    assert not CaseLink.objects.exists()


def test_link_when_the_proof_is_older_than_an_hour_then_none_is_sent(client, pages, case, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    proof = access.OPENED.proof_of_finding(case.pk)
    time_machine.move_to(now + datetime.timedelta(minutes=61), tick=False)

    assert client.post(SEND, {"proof": proof}).status_code == 400
    assert not CaseLink.objects.exists()


# ---- Opening it ------------------------------------------------------------------------------------------------------


def test_link_when_only_looked_at_then_is_not_used_up(client, pages, case):
    a_link(case)

    looks = [client.get("/applications/open/token/") for _program in range(3)]

    assert {look.status_code for look in looks} == {200}
    assert "Press the button" in looks[0].text
    assert "no-store" in looks[0]["Cache-Control"]
    assert "canonical" not in looks[0].text
    assert case.reference not in looks[0].text
    assert CaseLink.objects.get().used_at is None


def test_link_when_pressed_then_opens_the_case_in_this_browser_for_an_hour(client, pages, case, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    a_link(case)

    response = client.post("/applications/open/token/")

    address = f"/applications/case/{case.pk}/"
    assert response.url == address
    assert "Amina Quetzal" in client.get(address).text
    assert Client().get(address).status_code == 404
    time_machine.move_to(now + datetime.timedelta(minutes=59), tick=False)
    assert client.get(address).status_code == 200
    time_machine.move_to(now + datetime.timedelta(minutes=59 + 61), tick=False)
    assert client.get(address).status_code == 404


def test_link_when_pressed_then_the_session_gets_a_new_key(client, pages, case):
    a_link(case)
    client.get("/applications/open/token/")
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key

    client.post("/applications/open/token/")

    assert client.cookies["sessionid"].value != session.session_key


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("state", ["used", "expired"])
def test_link_when_used_or_expired_then_says_so_and_offers_a_new_one(client, pages, case, state, method):
    past = timezone.now() - datetime.timedelta(minutes=1)
    a_link(case, **({"used_at": past} if state == "used" else {"expires_at": past}))

    response = getattr(client, method)("/applications/open/token/")

    assert response.status_code == 410
    assert "This link does not work any more" in response.text
    assert 'name="old" value="token"' in response.text
    assert client.post(SEND, {"old": "token"}).url == SENT
    assert CaseLink.objects.count() == 2
    assert client.get(f"/applications/case/{case.pk}/").status_code == 404


def test_link_when_it_never_was_then_says_the_same_and_shows_the_way(client, pages):
    response = client.get("/applications/open/never/")

    assert response.status_code == 410
    assert 'name="old"' not in response.text
    assert "/applications/track/" in response.text


def test_link_when_pressed_twice_then_the_second_says_that_it_is_used_but_the_case_is_open(client, pages, case):
    a_link(case)

    first, second = (client.post("/applications/open/token/") for _press in range(2))

    assert (first.status_code, second.status_code) == (302, 410)
    assert client.get(first.url).status_code == 200


def test_link_when_the_case_was_erased_meanwhile_then_opens_nothing(client, pages):
    case = ApplicationFactory(withdrawn=True)
    a_link(case)
    ServiceApplication.objects.filter(pk=case.pk).update(
        anonymized_at=timezone.now(), applicant_name="", applicant_email="", answers={}
    )

    assert client.post("/applications/open/token/").status_code == 410


def test_link_when_pressed_without_the_token_of_our_site_then_is_not_used_up(case):
    a_link(case)

    assert Client(enforce_csrf_checks=True).post("/applications/open/token/").status_code == 403
    assert CaseLink.objects.get().used_at is None


def test_case_when_closed_in_the_browser_then_is_not_opened_again(opened, pages, case):
    opened.post(f"/applications/case/{case.pk}/leave/")

    assert opened.get(f"/applications/case/{case.pk}/").status_code == 404
