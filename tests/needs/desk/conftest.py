"""A community with a leader, two reviewers of OOBC, and one who is both."""

from types import SimpleNamespace

import pytest

from portal.needs.enums import NeedChannel
from portal.needs.models import Need
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.needs.factories import NeedFactory, NeedSubmitterFactory


@pytest.fixture
def desk(db, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    settings.SMS_URL = "console"
    return make_desk()


@pytest.fixture(autouse=True)
def _nothing_leaves(monkeypatch):
    monkeypatch.setattr("portal.notifications.queueing.wake", lambda path: None)


def make_desk():
    community = CommunityFactory(name="Calumpang")
    leader = RepresentativeFactory(community=community).user
    both = RepresentativeFactory(community=community).user
    reviewer, second = UserFactory(role="oobc_staff"), UserFactory(role="oobc_staff")
    both.groups.add(reviewer.groups.get())

    def need(**fields):
        return NeedFactory(**{"community": community, "submitted_by_user": leader, **fields})

    def behind(**person):
        """A need of somebody without an account, entered by a facilitator."""
        row = need(submitted_by_user=UserFactory(role="oobc_staff"), channel=NeedChannel.FACILITATOR)
        NeedSubmitterFactory(need=row, **{"name": "Quetzal Person", "email": "quetzal@example.org", **person})
        return row

    return SimpleNamespace(
        community=community,
        leader=leader,
        both=both,
        reviewer=reviewer,
        second=second,
        planner=UserFactory(role="oobc_planner"),
        need=need,
        behind=behind,
    )


def fresh(need):
    return Need.objects.get(pk=need.pk)


def kinds(need):
    return list(need.events.values_list("kind", flat=True))
