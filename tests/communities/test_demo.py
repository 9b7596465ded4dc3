import pytest

from portal.accounts.demo import open_demo_account
from portal.communities.demo import ARENA_BLANCO, CALUMPANG, load_demo_communities, representative_accounts
from portal.communities.models import CommunityRepresentative, OBCCommunity
from tests.geography.factories import BarangayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    BarangayFactory(psgc=CALUMPANG, name="Calumpang")
    BarangayFactory(psgc=ARENA_BLANCO, name="Arena Blanco")


def test_demo_communities_when_loaded_twice_then_two_that_say_what_they_are():
    for _time in range(2):
        load_demo_communities()

    names = list(OBCCommunity.objects.values_list("name", flat=True))
    assert len(names) == 2
    assert all(name.startswith("Demonstration:") for name in names)


def test_demo_representatives_when_opened_twice_then_one_for_each_community():
    for _time in range(2):
        for account in representative_accounts():
            open_demo_account(account)

    usernames = CommunityRepresentative.objects.in_force().values_list("user__username", flat=True)
    assert sorted(usernames) == [
        "community_representative-arenablanco-1",
        "community_representative-calumpang-1",
    ]
