"""The staff screens of communities, through the real client."""

import pytest
from django.urls import reverse

from portal.communities.models import CommunityRepresentative, OBCCommunity
from tests.accounts.factories import UserFactory
from tests.geography.factories import BarangayFactory
from tests.organizations.factories import in_days

from .factories import CommunityFactory, RepresentativeFactory

pytestmark = pytest.mark.django_db


def test_every_screen_when_opened_by_staff_then_answers(client, staff):
    representation = RepresentativeFactory()
    community = representation.community
    client.force_login(staff)

    for name, args in [
        ("community_register:index", []),
        ("community_register:add", []),
        ("community_register:inspect", [community.pk]),
        ("community_register:edit", [community.pk]),
        ("community_register:history", [community.pk]),
        ("community_register:deactivate", [community.pk]),
        ("community_representatives:index", []),
        ("community_representatives:add", []),
        ("community_representatives:inspect", [representation.pk]),
        ("community_representatives:end", [representation.pk]),
        ("barangay_chooser:choose", []),
        ("community_chooser:choose", []),
    ]:
        assert client.get(reverse(name, args=args)).status_code == 200, name


def test_add_form_when_filled_in_then_community_is_in_the_list(client, staff):
    barangay = BarangayFactory()
    client.force_login(staff)

    client.post(
        reverse("community_register:add"),
        {"name": "Sama of Arena Blanco", "barangay": barangay.pk, "publicity": "unnamed"},
    )

    assert OBCCommunity.objects.get().barangay == barangay


def test_edit_form_when_filled_in_then_community_changes(client, staff, community):
    client.force_login(staff)

    client.post(
        reverse("community_register:edit", args=[community.pk]),
        {"name": "Iranun", "barangay": community.barangay_id, "publicity": "named"},
    )

    community.refresh_from_db()
    assert community.name == "Iranun"


def test_act_pages_when_confirmed_then_community_changes_state(client, staff, community):
    client.force_login(staff)

    states = []
    for act in ("deactivate", "activate"):
        client.post(reverse(f"community_register:{act}", args=[community.pk]))
        community.refresh_from_db()
        states.append(community.is_active)

    assert states == [False, True]


def test_appoint_and_end_when_filled_in_then_term_begins_and_ends(client, staff, community):
    person = UserFactory()
    client.force_login(staff)

    client.post(
        reverse("community_representatives:add"),
        {"community": community.pk, "user": person.pk, "start_date": in_days(0)},
    )
    term = CommunityRepresentative.objects.get()
    client.post(reverse("community_representatives:end", args=[term.pk]), {"on": in_days(0)})

    term.refresh_from_db()
    assert (term.user, term.community, term.end_date) == (person, community, in_days(0))


def test_appoint_form_when_person_is_oneself_or_community_inactive_then_is_refused(client, staff, community):
    client.force_login(staff)
    url = reverse("community_representatives:add")

    client.post(url, {"community": community.pk, "user": staff.pk, "start_date": in_days(0)})
    gone = CommunityFactory(deactivated=True)
    client.post(url, {"community": gone.pk, "user": UserFactory().pk, "start_date": in_days(0)})

    assert not CommunityRepresentative.objects.exists()


def test_list_when_filtered_and_searched_then_shows_those_rows(client, staff, community):
    CommunityFactory(name="Sama", deactivated=True)
    client.force_login(staff)
    place = community.barangay.municipality.province

    found = {
        query: len(client.get(reverse("community_register:index") + f"?{query}").context["object_list"])
        for query in [
            "active=yes",
            "q=calumpang",
            "q=general+santos+sama",
            f"province={place.pk}",
            f"region={place.region_id}",
            "q=nowhere",
        ]
    }

    assert list(found.values()) == [1, 1, 1, 2, 2, 0]


def test_barangay_chooser_when_searched_then_finds_by_place(client, staff):
    BarangayFactory(name="Calumpang")
    BarangayFactory(name="Labangal")
    client.force_login(staff)

    text = client.get(reverse("barangay_chooser:choose_results"), {"q": "general calumpang"}).content.decode()

    assert "Calumpang" in text
    assert "Labangal" not in text


@pytest.mark.parametrize("screen", ["community_register", "community_representatives"])
def test_list_when_it_grows_then_queries_stay_the_same(client, staff, screen, count_queries):
    client.force_login(staff)
    counts = set()
    for size in (1, 3, 30):
        while CommunityRepresentative.objects.count() < size:
            RepresentativeFactory()
        counts.add(count_queries(client, reverse(f"{screen}:index")))

    assert len(counts) == 1, counts
    assert max(counts) <= 20


@pytest.mark.parametrize("export", ["csv", "xlsx"])
def test_export_when_asked_then_is_a_file(client, staff, community, export):
    client.force_login(staff)

    answer = client.get(reverse("community_register:index"), {"export": export})

    assert f'filename="communities.{export}"' in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)
    assert b"Maguindanaon of Calumpang" in content or export == "xlsx"
