"""What a phone is told that sends a need it kept, and the addresses its scripts ask."""

import gzip
import json
import re
import uuid
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from portal.core.models import NeedCategory
from portal.needs.enums import NeedChannel
from portal.needs.models import Need
from portal.needs.phone.accounts import mark_of
from portal.needs.submitting import answers
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.core.factories import NeedCategoryFactory
from tests.needs.factories import NeedFactory

pytestmark = pytest.mark.django_db

SUBMIT, READY = "/community-needs/submit/", "/community-needs/submit/ready/"
SCRIPTS = ["js/needs-queue.js", "js/needs-form.js", "js/needs-worker.js", "js/needs-leave.js", "js/needs-waiting.js"]
JSON = {"Accept": "application/json"}


@pytest.fixture
def leader(client, pages):
    NeedCategoryFactory()
    leader = RepresentativeFactory().user
    client.force_login(leader)
    return leader


def kept(user, community=None, **fields):
    return {
        "community": (community or user.community_representations.get().community).pk,
        "title": "A second well",
        "description": "The well is dry from March on.",
        "category": NeedCategory.objects.get().pk,
        "client_key": str(uuid.uuid4()),
        "written_at": "2026-01-05T08:30:00.000Z",
        "account": mark_of(user),
        **fields,
    }


def send(client, fields):
    return client.post(SUBMIT, fields, headers=JSON)


# ---- What becomes of it ----------------------------------------------------------------------------------------------


def test_kept_need_when_sent_then_says_its_number_and_where_its_receipt_is(client, leader):
    response = send(client, kept(leader))

    need = Need.objects.get()
    assert response.status_code == 201
    assert response.json() == {"reference": need.spoken_reference, "receipt": f"/community-needs/receipt/{need.pk}/"}
    assert (need.channel, need.written_at.isoformat()) == (NeedChannel.PHONE_QUEUE, "2026-01-05T08:30:00+00:00")
    assert "no-store" in response["Cache-Control"]


def test_kept_need_when_sent_again_then_gives_the_same_number_and_is_one(client, leader):
    fields = kept(leader)

    first, second = send(client, fields), send(client, fields)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Need.objects.count() == 1


def test_kept_need_when_something_is_wrong_then_says_what_by_field(client, leader):
    response = send(client, kept(leader, title="", affected_population="many"))

    assert response.status_code == 400
    assert response.json()["errors"] == {
        "title": ["Write in a few words what is missing."],
        "affected_population": ["Write a number in digits, for example 120."],
    }
    assert not Need.objects.exists()


def test_kept_need_when_its_key_is_of_another_person_then_is_refused_and_tells_nothing(client, leader):
    theirs = NeedFactory(client_key=uuid.uuid4())

    response = send(client, kept(leader, client_key=str(theirs.client_key)))

    assert response.status_code == 409
    assert "send it again" in response.json()["message"]
    assert theirs.reference not in response.text


def test_kept_need_when_nobody_is_signed_in_then_is_asked_to_sign_in(client, leader):
    response = send(Client(), kept(leader))

    assert response.status_code == 401
    assert response.json() == {"message": "Sign in again; nothing is lost."}


def test_kept_need_when_somebody_else_is_signed_in_then_is_not_taken(client, leader):
    other = RepresentativeFactory().user
    client.force_login(other)

    response = send(client, kept(other, account=mark_of(leader)))

    assert (response.status_code, response.json()["other"]) == (401, True)
    assert not Need.objects.exists()


def test_kept_need_when_the_term_has_ended_then_is_not_allowed(client, leader):
    fields = kept(leader)
    former = RepresentativeFactory(ended=True).user
    client.force_login(former)

    assert send(client, {**fields, "account": mark_of(former)}).status_code == 403


def test_kept_need_when_for_a_community_of_others_then_is_refused(client, leader):
    response = send(client, kept(leader, CommunityFactory()))

    assert response.status_code == 400
    assert response.json()["errors"] == {"community": ["You can send needs of communities that you represent."]}


def test_kept_need_when_very_many_arrive_then_says_when_to_come_again(client, leader, monkeypatch):
    monkeypatch.setattr(answers.PHONE.__class__, "take", lambda *_arguments: None)
    monkeypatch.setattr(answers.PHONE.__class__, "seconds_to_wait", lambda *_arguments: 41.6)

    response = send(client, kept(leader))

    assert (response.status_code, response["Retry-After"]) == (429, "42")


def test_need_when_sent_from_the_page_and_one_looks_alike_then_asks(client, leader):
    fields = {name: value for name, value in kept(leader).items() if name != "written_at"}
    send(client, {**fields, "client_key": str(uuid.uuid4())})

    response = send(client, fields)

    assert (response.status_code, response.json()) == (200, {"similar": True})
    assert Need.objects.count() == 1
    assert send(client, {**fields, "anyway": "1"}).status_code == 201


def test_kept_need_when_sent_with_an_old_token_then_is_refused_and_a_fresh_one_is_given(leader):
    phone = Client(enforce_csrf_checks=True)
    phone.force_login(leader)

    stale = phone.post(SUBMIT, kept(leader), headers={**JSON, "X-CSRFToken": "x" * 64})
    token = phone.get(READY).json()["token"]
    fresh = phone.post(SUBMIT, kept(leader), headers={**JSON, "X-CSRFToken": token})

    assert (stale.status_code, fresh.status_code) == (403, 201)


# ---- What the scripts ask --------------------------------------------------------------------------------------------


def test_ready_when_asked_then_says_whose_session_it_is_and_is_never_kept(client, leader):
    response = client.get(READY)

    assert response.json()["account"] == mark_of(leader)
    assert "no-store" in response["Cache-Control"]
    assert Client().get(READY).status_code == 401


def test_mark_when_of_two_people_then_differs_and_shows_no_key():
    one, other = UserFactory(), UserFactory()

    assert mark_of(one) == mark_of(one)
    assert mark_of(one) != mark_of(other)
    assert re.fullmatch("[0-9a-f]{24}", mark_of(one))


@pytest.mark.parametrize("prefix", ["", "/fil"])
def test_worker_when_fetched_then_keeps_the_form_of_its_language_alone(client, pages, prefix):
    response = client.get(f"{prefix}/community-needs/worker.js")

    shell = json.loads(re.search(r"self\.shell = (.*);", response.text)[1])
    assert response["Content-Type"].startswith("text/javascript")
    assert "no-cache" in response["Cache-Control"]
    assert "Service-Worker-Allowed" not in response  # its own folder is enough
    assert shell["page"] == f"{prefix}{SUBMIT}"
    assert all(path.startswith("/static/") for path in shell["assets"])


@pytest.mark.parametrize("prefix", ["", "/fil"])
def test_manifest_when_fetched_then_opens_the_form_and_its_icons_exist(client, pages, prefix):
    response = client.get(f"{prefix}/community-needs/app.webmanifest")

    told = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert (told["start_url"], told["scope"]) == (f"{prefix}{SUBMIT}", f"{prefix}/community-needs/")
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in told["icons"])


def test_shell_when_fetched_by_somebody_then_is_the_same_as_for_nobody(client, leader):
    address = "/community-needs/submit/offline/"

    text = Client().get(address).text

    community = leader.community_representations.get().community
    assert community.name not in client.get(address).text
    assert "csrfmiddlewaretoken" not in text
    assert NeedCategory.objects.get().label in text
    assert '<form method="post"' in text


def test_scripts_when_weighed_then_stay_light():
    sources = [Path(finders.find(name)).read_bytes() for name in SCRIPTS]

    assert sum(len(gzip.compress(source)) for source in sources) <= 35 * 1024
