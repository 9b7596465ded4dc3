"""The same key at the same moment, and an answer that never came: one need, one number, one notice."""

import uuid
from unittest import mock

import pytest

from portal.accounts.roles import sync_groups
from portal.core.actions import ActionRefused
from portal.core.models import PrivateFile
from portal.core.uploads import CheckedUpload
from portal.needs.actions.receiving import receive
from portal.needs.models import Need, NeedEvent
from portal.notifications.models import OutboxMessage
from tests.at_once import together
from tests.communities.factories import RepresentativeFactory

from .test_receiving import said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leader(transactional_db):
    sync_groups()
    return RepresentativeFactory().user


def test_key_when_sent_by_many_connections_at_once_then_makes_one_need(leader):
    photo = CheckedUpload("well.jpg", "image/jpeg", b"\xff\xd8\xff")
    fields = said(leader, files=[photo])

    needs = together(*[lambda: receive(**fields)] * 6)

    assert len({need.pk for need in needs}) == 1
    assert (Need.objects.count(), NeedEvent.objects.count(), PrivateFile.objects.count()) == (1, 1, 1)
    assert OutboxMessage.objects.filter(kind="needs.received").count() == 1


def test_key_when_two_people_send_it_at_once_then_one_has_the_need_and_the_other_is_refused(leader):
    key, other = uuid.uuid4(), RepresentativeFactory().user
    both = [said(leader, client_key=key), said(other, client_key=key)]

    results = together(*[lambda fields=fields: receive(**fields) for fields in both])

    assert sorted(isinstance(result, ActionRefused) for result in results) == [False, True]
    assert Need.objects.count() == 1


def test_answer_when_it_is_lost_after_the_commit_then_sending_again_gives_the_same_receipt(client, leader):
    client.force_login(leader)
    client.raise_request_exception = False
    community = leader.community_representations.get().community
    form = {
        "community": community.pk,
        "title": "A second well",
        "description": "Dry from March on.",
        "category": said(leader)["category"].pk,
        "client_key": str(uuid.uuid4()),
    }

    with mock.patch("portal.needs.submitting.views.redirect", side_effect=ConnectionError):
        lost = client.post("/community-needs/submit/", form)
    again = client.post("/community-needs/submit/", form)

    need = Need.objects.get()
    assert lost.status_code == 500
    assert again.url == f"/community-needs/receipt/{need.pk}/"
    assert OutboxMessage.objects.filter(kind="needs.received").count() == 1
