import pytest

from portal.policies.community import policies_section
from tests.communities.factories import RepresentativeFactory
from tests.needs.factories import NeedFactory
from tests.policies.factories import PolicyRecommendationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def term():
    return RepresentativeFactory()


def told(term):
    section = policies_section([term.community], term.user)
    return [policy.title for policy in section.context["policies"]] if section else None


def named_in(community, **fields):
    policy = PolicyRecommendationFactory(**{"published": True, **fields})
    policy.communities.set([community])
    policy.save()
    return policy


def test_community_when_a_recommendation_names_it_or_answers_its_need_then_is_told_of_it_once(term):
    both = named_in(term.community, number=1, title="Both")
    both.related_needs.add(NeedFactory(community=term.community))
    answering = PolicyRecommendationFactory(published=True, number=2, title="Answering")
    answering.related_needs.add(NeedFactory(community=term.community), NeedFactory(community=term.community))
    PolicyRecommendationFactory(published=True, title="Of others").related_needs.add(NeedFactory())

    assert told(term) == ["Both", "Answering"]


def test_community_when_it_is_not_published_or_was_withdrawn_then_is_not_told_of_it(term):
    named_in(term.community, published=False)
    named_in(term.community, withdrawn=True)

    assert told(term) is None


def test_dashboard_when_opened_then_leads_to_the_recommendation(client, term):
    policy = named_in(term.community)
    client.force_login(term.user)

    assert policy.get_absolute_url() in client.get("/community-needs/dashboard/").text
