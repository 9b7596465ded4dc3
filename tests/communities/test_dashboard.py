"""“My community”: who opens it, and what it shows."""

import pytest
from django.urls import reverse

from portal.communities.models import OBCCommunity
from portal.core.sections import Section
from tests.accounts.factories import UserFactory

from .factories import CommunityFigureFactory, RepresentativeFactory

pytestmark = pytest.mark.django_db

URL = "/community-needs/dashboard/"


def needs(communities, user):
    return Section("Needs", "portal/core/_facts.html", rows=[("Reported", f"{len(communities)} for {user}")])


def nothing(communities, user):
    return None


def test_dashboard_when_representative_then_names_community_and_place(client):
    representation = RepresentativeFactory(community__name="Maguindanaon of Calumpang")
    RepresentativeFactory(community__name="Somebody else's")
    client.force_login(representation.user)

    text = client.get(URL).content.decode()

    assert reverse("communities:dashboard") == URL
    assert "Maguindanaon of Calumpang" in text
    assert "City of General Santos" in text
    assert "Somebody else" not in text


def test_dashboard_when_nothing_is_there_then_says_what_will_be_and_what_to_do(client):
    client.force_login(RepresentativeFactory().user)

    text = client.get(URL).content.decode()

    assert "Tell us a need" in text
    assert reverse("needs:submit") in text
    assert reverse("catalog:list") in text


def test_dashboard_when_rooms_bring_sections_then_shows_those_that_speak(client, settings):
    settings.COMMUNITY_SECTIONS = [f"{__name__}.needs", f"{__name__}.nothing"]
    person = RepresentativeFactory().user
    client.force_login(person)

    text = client.get(URL).content.decode()

    assert f"1 for {person}" in text


@pytest.mark.parametrize("wanted", ["", "?next=/admin/"])
def test_sign_in_when_somebody_speaks_for_a_community_then_leads_to_it(client, wanted):
    person = RepresentativeFactory().user
    person.set_password("correct horse battery")
    person.save()

    answer = client.post(
        f"/accounts/login/{wanted}", {"login": person.username, "password": "correct horse battery", "next": wanted[6:]}
    )

    assert answer["Location"] == URL


def test_dashboard_when_nobody_is_signed_in_then_leads_to_sign_in(client):
    answer = client.get(URL)

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "role",
    [
        "mao_editor",
        "mao_focal",
        "oobc_staff",
        "oobc_planner",
        "budget_officer",
        "me_officer",
        "ocm_leadership",
        "administrator",
        "community_representative",
    ],
)
def test_dashboard_when_person_represents_no_community_then_is_forbidden(client, role):
    client.force_login(UserFactory(role=role))

    assert client.get(URL).status_code == 403


@pytest.mark.parametrize("trait", ["ended", "future", "community__deactivated"])
def test_dashboard_when_term_does_not_run_then_is_forbidden(client, trait):
    client.force_login(RepresentativeFactory(**{trait: True}).user)

    assert client.get(URL).status_code == 403


def test_dashboard_when_community_is_deactivated_then_next_request_is_refused(client):
    representation = RepresentativeFactory()
    client.force_login(representation.user)
    before = client.get(URL).status_code

    OBCCommunity.objects.update(is_active=False)

    assert (before, client.get(URL).status_code) == (200, 403)


def test_dashboard_when_opened_then_is_not_kept_by_any_cache(client):
    client.force_login(RepresentativeFactory().user)

    answer = client.get(URL)

    assert "private" in answer["Cache-Control"]
    assert "<script" not in answer.content.decode()


def test_dashboard_when_person_represents_more_then_queries_stay_the_same(client, count_queries):
    person = RepresentativeFactory().user
    client.force_login(person)
    one = count_queries(client, URL)
    RepresentativeFactory.create_batch(3, user=person)

    assert count_queries(client, URL) == one <= 25


def test_dashboard_when_figures_are_known_then_shows_own_ones_with_source_and_no_others(client):
    representation = RepresentativeFactory()
    CommunityFigureFactory(community=representation.community, value=1237)
    CommunityFigureFactory(value=4321)
    client.force_login(representation.user)

    text = client.get(URL).content.decode()

    assert "What the office knows" in text
    assert ("1,237" in text, "4,321" in text) == (True, False)
    assert "Barangay records" in text
