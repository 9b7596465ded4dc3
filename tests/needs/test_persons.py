"""Requests of persons in the rooms of needs, comments and communities; and what a need forgets by itself."""

import datetime
import io
import json
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.activity.models import Comment
from portal.communities.models import RepresentationRequest
from portal.core import inventory
from portal.core.persons import Asked, erase_person, export_person, find_person
from portal.needs.enums import EventKind, NeedChannel, NeedStatus
from portal.needs.models import NeedEvent, NeedFollower, NeedLink, NeedSubmitter
from portal.needs.persons import ERASED
from portal.needs.receipt_notice import NeedReceived
from portal.needs.retention import forget_old_submitters
from portal.notifications import enqueue
from portal.notifications.models import OutboxMessage
from tests.accounts.factories import UserFactory
from tests.activity.factories import CommentFactory
from tests.communities.factories import RepresentationRequestFactory
from tests.needs.factories import NeedEventFactory, NeedFactory, NeedFollowerFactory, NeedSubmitterFactory

pytestmark = pytest.mark.django_db

MINE, OTHERS = "quetzal@example.org", "otherbird@example.org"


@pytest.fixture
def admin(settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    return UserFactory(role="administrator")


def behind(email=MINE, **fields):
    name = email.partition("@")[0].title()
    return NeedSubmitterFactory(email=email, name=name, phone="", **fields)


def exported(asked, by):
    with export_person(asked, by=by) as content, zipfile.ZipFile(io.BytesIO(content.read())) as packed:
        return json.loads(packed.read("data.json"))


def found(asked):
    return {str(finding.section.title): finding for finding in find_person(asked)}


@pytest.fixture
def everything():
    """Something in each room, of one person and of another."""
    account = UserFactory(email=MINE)
    for email, user in ((MINE, account), (OTHERS, UserFactory(email=OTHERS))):
        behind(email)
        NeedFollowerFactory(user=user)
        CommentFactory(author=user, text=f"{email} says so.")
        RepresentationRequestFactory(email=email, refused=True)
    return account


def test_person_when_asked_for_then_every_room_says_what_it_keeps(everything):
    rooms = found(Asked(MINE))

    assert list(rooms) == ["Needs", "Comments", "Requests to represent a community"]
    assert all(finding.can_erase for finding in rooms.values())
    assert found(Asked("nobody@example.org")) == {}


def test_person_when_known_by_a_number_then_is_found_however_it_is_written():
    person = NeedSubmitterFactory(phone="+639171234567")

    lines = found(Asked("0917 123 4567"))["Needs"].section.context["lines"]

    assert [line.what for line in lines] == [f"Sent need {person.need.spoken_reference}"]


def test_person_when_several_share_an_address_then_the_number_of_the_need_narrows_it(everything):
    person = behind()

    rooms = found(Asked(MINE, person.need.spoken_reference.lower()))

    assert list(rooms) == ["Needs"]
    assert len(rooms["Needs"].section.context["lines"]) == 1


def test_export_when_asked_then_holds_what_is_theirs_and_nothing_of_others(everything, admin):
    data = exported(Asked(MINE), admin)

    assert [one["email"] for one in data["needs_sent"]] == [MINE]
    assert len(data["needs_followed"]) == 1
    assert [one["text"] for one in data["comments"]] == [f"{MINE} says so."]
    assert [one["email"] for one in data["requests_to_represent"]] == [MINE]
    assert "otherbird" not in json.dumps(data).lower()


def test_person_when_erased_then_every_room_forgets_them_and_keeps_others(everything, admin):
    outcomes = erase_person(Asked(MINE), by=admin)

    mine = NeedSubmitter.objects.exclude(erased_at=None).get()
    assert (mine.name, mine.email, mine.phone) == ("", "", "")
    assert mine.need.title
    assert NeedSubmitter.objects.get(erased_at=None).email == OTHERS
    assert [row.user.email for row in NeedFollower.objects.all()] == [OTHERS]
    assert [comment.text for comment in Comment.objects.exclude(author=None)] == [f"{OTHERS} says so."]
    assert [row.email for row in RepresentationRequest.objects.filter(forgotten_at=None)] == [OTHERS]
    assert [outcome.done for outcome in outcomes if outcome.done] == [
        "Erased: who sent 1 needs, and who follows 1.",
        "Erased: 1 comment.",
        "Erased: 1 request to represent.",
    ]
    assert found(Asked(MINE)) == {}


def test_person_when_erased_then_links_and_messages_to_them_go_and_it_is_recorded_without_a_word(admin):
    person = behind()
    NeedLink.objects.make(need=person.need)
    enqueue(NeedReceived(person.need))
    behind(OTHERS)

    erase_person(Asked(MINE), by=admin)

    assert not NeedLink.objects.exists()
    assert not OutboxMessage.objects.filter(address=MINE).exists()
    entry = ModelLogEntry.objects.get(action="needs.submitter_erased")
    assert (entry.user, entry.object_id) == (admin, str(person.need.pk))
    assert "quetzal" not in f"{entry.label} {entry.data}".lower()


def test_request_to_represent_when_nobody_has_decided_then_stays_and_is_named(admin):
    request = RepresentationRequestFactory(email=MINE)

    outcome = erase_person(Asked(MINE), by=admin)[-1]

    assert outcome.done == ""
    assert request.spoken_reference in outcome.kept
    assert not found(Asked(MINE))["Requests to represent a community"].can_erase


def test_screen_when_used_then_finds_and_erases_in_every_room(client, everything, admin):
    client.force_login(admin)
    address = reverse("catalog_persons")

    shown = client.post(address, {"contact": MINE, "act": "find"}).text
    done = client.post(address, {"contact": MINE, "again": MINE, "act": "erase"}, follow=True).text

    assert NeedSubmitter.objects.exclude(erased_at=None).get().need.spoken_reference in shown
    assert "1 comments written, 0 reported" in shown
    assert "Quetzal" not in shown
    assert "Erased: who sent 1 needs" in done


def test_columns_when_emptied_then_are_those_that_the_inventory_calls_personal():
    personal = {
        column
        for entry in inventory.entries()
        if entry.table == "needs.NeedSubmitter" and entry.is_personal
        for column in entry.columns
    }

    assert personal == set(ERASED[NeedSubmitter])


# ---- What goes by itself ---------------------------------------------------------------------------------------------


def ended(days, status=NeedStatus.COMPLETED, kind=EventKind.COMPLETED):
    need = NeedFactory(channel=NeedChannel.FACILITATOR, status=status)
    step = NeedEventFactory(need=need, kind=kind)
    NeedEvent.objects.filter(pk=step.pk).update(at=timezone.now() - datetime.timedelta(days=days))
    return NeedSubmitterFactory(need=need)


def test_submitters_when_their_need_ended_long_ago_then_are_forgotten_once(settings):
    settings.RETENTION = {**settings.RETENTION, "cases": datetime.timedelta(days=100)}
    old, recent = ended(101), ended(99)
    reopened = ended(300, status=NeedStatus.VALIDATED)
    ended_again = ended(300)
    NeedEventFactory(need=ended_again.need, kind=EventKind.REJECTED)
    open_ = NeedSubmitterFactory()

    done = [forget_old_submitters() for _night in range(2)]

    assert done == [1, 0]
    assert list(NeedSubmitter.objects.exclude(erased_at=None)) == [old]
    kept = {recent.pk, reopened.pk, ended_again.pk, open_.pk}
    assert set(NeedSubmitter.objects.filter(erased_at=None).values_list("pk", flat=True)) == kept
