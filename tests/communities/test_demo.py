import pytest

from portal.accounts.demo import open_demo_account
from portal.communities import reference_data
from portal.communities.demo import (
    ARENA_BLANCO,
    CALUMPANG,
    add_invented,
    load_demo_communities,
    load_many,
    representative_accounts,
)
from portal.communities.enums import Measure
from portal.communities.models import (
    CommunityFigure,
    CommunityRepresentative,
    OBCCommunity,
    RepresentationRequest,
)
from tests.geography.factories import BarangayFactory, MunicipalityFactory, ProvinceFactory

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


@pytest.fixture
def land():
    """Thirty barangays in two provinces, one of them with an indicator of its own."""
    province = ProvinceFactory(psgc="1206500000", name="Sultan Kudarat")
    town = MunicipalityFactory(psgc="1206501000", name="Isulan", province=province)
    for number in range(15):
        BarangayFactory(population=900 + number * 400)
        BarangayFactory(population=700 + number * 300, municipality=town)


def known():
    figures = CommunityFigure.objects.order_by("community__sort_name", "measure", "as_of")
    return list(figures.values_list("community__name", "measure", "as_of", "value"))


def test_invented_communities_when_loaded_twice_then_the_same_and_once(land):
    list(reference_data.load())
    add_invented(30)
    first = known()
    again = add_invented(30)
    OBCCommunity.objects.all().delete()
    add_invented(30)

    assert again == "communities: 0 new"
    assert (len(first) > 300, known() == first) == (True, True)
    assert OBCCommunity.objects.count() == 30
    assert OBCCommunity.objects.filter(group_rows__isnull=False).distinct().count() == 30


def test_invented_communities_when_read_then_each_says_so_and_no_part_is_above_the_whole(land):
    add_invented(30)

    for community in OBCCommunity.objects.prefetch_related("figures"):
        community.full_clean()
        assert community.name.startswith("Demonstration:")
        assert {figure.source for figure in community.figures.all()} == {"demonstration"}
        people = {figure.as_of: figure.value for figure in community.figures.all() if figure.measure == "population"}
        parts = [figure for figure in community.figures.all() if Measure(figure.measure).is_part_of_population]
        assert all(part.value <= people[part.as_of] for part in parts if part.as_of in people)
        assert max(people.values()) <= (community.barangay.population or 0)


def test_demo_when_all_is_loaded_twice_then_the_two_have_figures_and_requests_wait_once(land):
    load_demo_communities()
    list(reference_data.load())

    for _time in range(2):
        load_many()

    two = OBCCommunity.objects.filter(barangay__psgc__in=[CALUMPANG, ARENA_BLANCO], figures__measure="population")
    assert two.filter(group_rows__is_primary=True).distinct().count() >= 2
    assert RepresentationRequest.objects.count() == 6
    assert all(request.email.endswith("@example.org") for request in RepresentationRequest.objects.all())
