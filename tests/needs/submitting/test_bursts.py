"""Very many needs at once: all are kept and answered, those past the limit are held, and nobody else's is."""

import uuid

import pytest
from django.urls import reverse

from portal.needs.actions.many import versions_of
from portal.needs.models import Need
from portal.notifications.models import OutboxMessage
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.core.factories import NeedCategoryFactory

pytestmark = pytest.mark.django_db

SUBMIT = "/community-needs/submit/"


def send(client, representation, **fields):
    client.force_login(representation.user)
    form = {
        "community": representation.community_id,
        "title": f"Need {uuid.uuid4().hex}",
        "description": "Dry from March on.",
        "category": NeedCategoryFactory().pk,
        "client_key": str(uuid.uuid4()),
        "anyway": "1",
        **fields,
    }
    return client.post(SUBMIT, form, REMOTE_ADDR=fields.get("from_address", "192.0.2.1"))


def test_burst_when_one_person_sends_two_hundred_then_all_are_kept_most_are_held_and_nobody_else_is(client, pages):
    flooding, neighbour, elsewhere = (RepresentativeFactory(community=CommunityFactory()) for _one in range(3))
    neighbour.community = flooding.community
    neighbour.save()
    client.force_login(flooding.user)

    answers = [send(client, flooding) for _need in range(200)]
    send(client, neighbour, title="From a neighbour")
    send(client, elsewhere, title="From elsewhere")

    theirs = Need.objects.filter(submitted_by_user=flooding.user)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 200
    assert theirs.count() == 200
    assert theirs.filter(is_held=False).count() == 20
    assert not Need.objects.exclude(submitted_by_user=flooding.user).filter(is_held=True).exists()
    assert OutboxMessage.objects.filter(kind="needs.received", user=flooding.user, channel="email").count() == 200


def test_burst_when_staff_have_looked_then_what_was_held_is_let_into_the_queue(client, pages, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    flooding = RepresentativeFactory()
    for _need in range(22):
        send(client, flooding)
    held = list(Need.objects.held())
    client.force_login(UserFactory(role="oobc_staff"))
    queue, release = reverse("needs_register:index"), reverse("needs_register:release_many")

    listed = client.get(queue, {"state": "held"}).text
    hidden = client.get(queue, {"state": "to_review"}).text
    marks = {f"shown-{key}": mark for key, mark in versions_of(held).items()}
    client.post(release, {"id": [need.pk for need in held], **marks})

    assert len(held) == 2
    for need in held:
        assert need.spoken_reference in listed
        assert need.spoken_reference not in hidden
    assert not Need.objects.held().exists()
    assert Need.objects.waiting_for_review().filter(pk__in=[need.pk for need in held]).count() == 2


def test_burst_when_a_whole_town_shares_an_address_then_past_sixty_a_minute_are_held_and_other_towns_are_not(
    client, pages
):
    town = [RepresentativeFactory(community=CommunityFactory()) for _person in range(7)]
    for representation in town:
        for _need in range(10):
            send(client, representation)

    send(client, RepresentativeFactory(), title="From elsewhere", from_address="198.51.100.7")

    assert Need.objects.held().count() == 10
    assert not Need.objects.get(title="From elsewhere").is_held
    assert OutboxMessage.objects.filter(kind="needs.received", channel="email").count() == 71


def test_receipt_when_held_then_reads_as_any_other(client, pages, monkeypatch):
    one = RepresentativeFactory()
    plain = client.get(send(client, one).url).text
    monkeypatch.setattr("portal.needs.submitting.views.is_in_a_burst", lambda *_args, **_fields: True)
    held = client.get(send(client, one).url).text

    usual, other = Need.objects.order_by("created_at")
    assert (usual.is_held, other.is_held) == (False, True)
    for need in (usual, other):
        for seen in (str(need.pk), need.spoken_reference, ", ".join(need.reference)):
            plain, held = plain.replace(seen, "·"), held.replace(seen, "·")
    assert plain == held


def test_burst_when_many_people_flood_one_community_then_another_communitys_need_is_not_held(client, pages):
    community = CommunityFactory()
    crowd = [RepresentativeFactory(community=community) for _person in range(4)]
    for representation in crowd:
        for _need in range(12):
            send(client, representation)

    send(client, RepresentativeFactory(), title="From elsewhere")

    assert Need.objects.filter(community=community, is_held=True).count() == 4 * 12 - 30
    assert not Need.objects.get(title="From elsewhere").is_held


def test_key_when_sent_again_in_a_burst_then_counts_once(client, pages):
    one = RepresentativeFactory()
    key = str(uuid.uuid4())

    for _try in range(40):
        send(client, one, client_key=key)
    send(client, one, title="The next")

    assert not Need.objects.get(title="The next").is_held
    assert Need.objects.count() == 2
