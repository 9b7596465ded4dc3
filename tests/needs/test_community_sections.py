"""What "My community" shows of needs, services and notices."""

import datetime
import re

import pytest
from django.utils import timezone

from catalog.enums import OBCAccess
from portal.needs.enums import EventKind
from portal.needs.history import happened
from portal.notifications.models import InboxMessage
from tests.catalog.factories import OfferingFactory
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.needs.factories import (
    AssessmentFactory,
    ForwardingFactory,
    NeedFactory,
    NeedInformationRequestFactory,
    NeedSummaryFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/community-needs/dashboard/"


@pytest.fixture
def leader(client):
    representative = RepresentativeFactory(community=CommunityFactory())
    client.force_login(representative.user)
    return representative


def dashboard(client, prefix=""):
    return client.get(prefix + ADDRESS).content.decode()


def headings(html):
    return re.findall(r'<h2 id="[^"]*">(.*?)</h2>', html)


def test_dashboard_when_something_waits_then_it_stands_first_with_a_way_to_answer(client, leader):
    need = NeedFactory(community=leader.community, asked=True, title="Dry wells")
    NeedInformationRequestFactory(need=need, question="How many households use it?")
    InboxMessage.objects.create(user=leader.user, kind="tests", key="1", subject="Something new")

    html = dashboard(client)

    assert headings(html)[:3] == ["Waits for you", "Needs of your community", "New notices"]
    assert "How many households use it?" in html
    assert f'href="/community-needs/case/{need.pk}/answer/"' in html


def test_dashboard_when_needs_are_on_their_way_and_ended_then_tells_state_steps_and_who_is_awaited(client, leader):
    going = NeedFactory(community=leader.community, title="Dry wells", validated=True)
    forwarding = ForwardingFactory(need=going, mao__acronym="MOW", due_on=datetime.date(2030, 3, 2))
    happened(going, EventKind.FORWARDED, by=forwarding.forwarded_by, forwarding=forwarding)
    NeedFactory(community=leader.community, title="A road", rejected=True)

    html = dashboard(client)

    assert "Checked: the need is real" in html
    assert "MOW: an answer by 2 Mar 2030." in html
    assert "OOBC asked an office: MOW" in html
    assert "1 need has ended" in html
    assert f'href="/community-needs/case/{going.pk}/"' in html


def test_dashboard_when_needs_are_of_other_communities_then_they_are_not_shown(client, leader):
    other = NeedFactory(title="Quetzal", asked=True)
    NeedInformationRequestFactory(need=other, question="Quetzal?")

    assert "Quetzal" not in dashboard(client)


def test_dashboard_when_an_assessment_found_a_need_then_it_is_shown_too(client, leader):
    NeedFactory(found=True, community=leader.community, title="A clinic", assessment=AssessmentFactory())

    html = dashboard(client)

    assert "A clinic" in html
    assert "Found by an assessment" in html


def test_dashboard_when_a_need_is_public_then_leads_to_its_page(client, leader):
    summary = NeedSummaryFactory(published=True, need__community=leader.community)
    draft = NeedSummaryFactory(need__community=leader.community)

    html = dashboard(client)

    assert summary.get_absolute_url() in html
    assert draft.get_absolute_url() not in html


def test_dashboard_when_the_region_has_services_then_a_few_are_named_and_all_are_one_step_away(client, leader):
    region = leader.community.barangay.municipality.province.region
    for number in range(6):
        service = OfferingFactory(title=f"Help {number}", published=True, obc_access=OBCAccess.OPEN_TO_OBC)
        service.geographic_coverage.set([region])
        service.save()
    OfferingFactory(title="Not for them", published=True, obc_access=OBCAccess.BARMM_RESIDENTS, is_nationwide=True)

    html = dashboard(client)

    assert "Services your community can get" in html
    assert len(re.findall(r">Help \d<", html)) == 4
    assert f"/catalog/?lives={region.code}&amp;access=open_to_obc" in html
    assert "See all 6 services" in html
    assert "Not for them" not in html


def test_dashboard_when_notices_are_read_then_they_are_not_shown(client, leader):
    InboxMessage.objects.create(user=leader.user, kind="tests", key="1", subject="Old", read_at=timezone.now())

    assert "New notices" not in headings(dashboard(client))


def test_dashboard_when_there_is_nothing_yet_then_says_what_to_do(client, leader):
    html = dashboard(client)

    assert "No need of your community stands here yet" in html
    assert 'href="/community-needs/submit/"' in html


def test_dashboard_when_there_are_more_needs_then_asks_the_database_as_often(client, leader, count_queries):
    def one_more():
        need = NeedFactory(community=leader.community, asked=True)
        NeedInformationRequestFactory(need=need)
        forwarded = NeedFactory(community=leader.community, validated=True)
        forwarding = ForwardingFactory(need=forwarded)
        happened(forwarded, EventKind.FORWARDED, by=forwarding.forwarded_by, forwarding=forwarding)
        NeedSummaryFactory(published=True, need__community=leader.community)

    one_more()
    few = count_queries(client, ADDRESS)
    for _ in range(4):
        one_more()

    assert count_queries(client, ADDRESS) == few <= 25


def test_needs_when_several_are_on_their_way_then_those_that_oobc_answers_come_first_the_soonest_first(client, leader):
    NeedFactory(community=leader.community, title="Found to hold", days_ago=200, validated=True)
    NeedFactory(community=leader.community, title="Sent today")
    NeedFactory(community=leader.community, title="Due soon", days_ago=25)

    html = dashboard(client)

    places = [html.index(title) for title in ("Due soon", "Sent today", "Found to hold")]
    assert places == sorted(places)


def test_needs_when_one_community_is_represented_then_its_name_is_not_repeated(client, leader):
    NeedFactory(community=leader.community)
    before = dashboard(client).count(f"· {leader.community.name}")
    RepresentativeFactory(user=leader.user)

    assert (before, dashboard(client).count(f"· {leader.community.name}")) == (0, 1)
