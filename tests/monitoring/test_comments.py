"""Comments on PPAs: communities that an enacted PPA serves may speak, and nobody else outside."""

import pytest

from portal.activity.comments import actions
from portal.activity.models import Comment
from portal.core.actions import ActionRefused
from portal.monitoring.comments import PPAComments
from portal.monitoring.feedback import programs_section
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.monitoring.factories import MonitoringEntryFactory, NeedAddressedFactory, PPAPlaceFactory
from tests.needs.factories import NeedFactory
from tests.organizations.factories import FocalPersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return CommunityFactory()


@pytest.fixture
def leader(community):
    return RepresentativeFactory(community=community).user


def by_name(ppa, community):
    PPAPlaceFactory(ppa=ppa, community=community)


def by_its_region(ppa, community):
    region = community.barangay.municipality.province.region
    PPAPlaceFactory(ppa=ppa, community=None, region=region)


def by_a_need(ppa, community):
    PPAPlaceFactory(ppa=ppa)
    NeedAddressedFactory(ppa=ppa, need=NeedFactory(community=community, prioritized=True))


def everybody(ppa, community):
    """It names no place."""


@pytest.mark.parametrize("serves", [by_name, by_its_region, by_a_need, everybody])
def test_ppa_when_enacted_and_serving_a_community_then_its_representatives_may_comment(community, leader, serves):
    ppa = MonitoringEntryFactory(enacted=True)
    serves(ppa, community)

    comment = actions.write(ppa, text="Two wells run dry already.", by=leader)

    assert (comment.voice, comment.is_official) == ("representative", False)


def test_ppa_when_not_yet_law_or_of_other_places_then_a_representative_finds_nothing(community, leader):
    proposed, elsewhere = MonitoringEntryFactory(proposed=True), MonitoringEntryFactory(enacted=True)
    by_name(proposed, community)
    PPAPlaceFactory(ppa=elsewhere)

    assert not PPAComments().visible_to(leader).exists()
    for ppa in (proposed, elsewhere):
        with pytest.raises(ActionRefused, match="cannot write here"):
            actions.write(ppa, text="And we?", by=leader)
    assert not Comment.objects.exists()


def test_ppa_when_offices_answer_then_the_answer_is_official_and_other_offices_are_out(community):
    ppa = MonitoringEntryFactory(enacted=True)
    by_name(ppa, community)
    focal = FocalPersonFactory(membership__organization=ppa.lead_organization).membership.user

    voices = [
        actions.write(ppa, text="We come in May.", by=who).voice for who in (focal, UserFactory(role="oobc_staff"))
    ]

    assert voices == ["lead", "office"]
    with pytest.raises(ActionRefused):
        actions.write(ppa, text="And we?", by=FocalPersonFactory().membership.user)


def test_ppa_when_read_by_a_community_then_names_stay_hidden(community, leader):
    ppa = MonitoringEntryFactory(enacted=True)
    by_name(ppa, community)
    rules = PPAComments()

    assert [rules.sees_names(who, ppa) for who in (leader, UserFactory(role="oobc_staff"))] == [False, True]
    assert rules.followers(ppa) == [leader]


def test_my_community_when_programs_serve_it_then_names_them_with_their_comments(client, community, leader):
    own, by_need = MonitoringEntryFactory(in_execution=True), MonitoringEntryFactory(completed=True)
    by_name(own, community)
    by_a_need(by_need, community)
    for elsewhere in (MonitoringEntryFactory(enacted=True), MonitoringEntryFactory(proposed=True)):
        PPAPlaceFactory(ppa=elsewhere)
    everybody(MonitoringEntryFactory(published=True), community)
    comment = actions.write(own, text="Two wells run dry already.", by=leader)
    actions.release(comment, by=UserFactory(role="oobc_staff"))

    section = programs_section([community], leader)

    assert [(one.ppa, one.comments) for one in section.context["programs"]] == [(own, 1), (by_need, 0)]
    client.force_login(leader)
    page = client.get("/community-needs/dashboard/").content.decode()
    assert f"/comments/about/monitoring.monitoringentry/{own.pk}/" in page


def test_my_community_when_nothing_serves_it_then_has_no_list(community, leader):
    everybody(MonitoringEntryFactory(enacted=True), community)

    assert programs_section([community], leader) is None
