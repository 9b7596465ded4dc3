import re

import pytest
from django.http import QueryDict

from portal.policies.public.listing import Listing
from portal.policies.search_index import RECOMMENDATIONS
from search.facade import refresh
from search.models import SearchLog
from tests.core.factories import SectorFactory
from tests.monitoring.factories import MoneyLineFactory, MonitoringEntryFactory, PolicyImplementedFactory
from tests.organizations.factories import OrganizationFactory
from tests.policies.factories import PolicyImplementationMilestoneFactory, PolicyRecommendationFactory
from tests.weight import BUDGETS, weigh

pytestmark = pytest.mark.django_db
ADDRESS = "/policies/"


def published(title="Fishing ports", **fields):
    return PolicyRecommendationFactory(**{"published": True, "title": title, **fields})


def titles(response):
    return re.findall(r'<li class="result"><h2><a [^>]*>(.*?)</a>', response.text)


def option(facet, value):
    found = Listing(QueryDict(""))
    [one] = [one for part in found.facets if part.name == facet for one in part.options if one.value == value]
    return one


def law(policy, amount, **fields):
    ppa = MonitoringEntryFactory(**{"in_execution": True, **fields})
    MoneyLineFactory(ppa=ppa, amount=amount)
    return PolicyImplementedFactory(ppa=ppa, policy=policy).ppa


def test_list_when_opened_then_shows_published_texts_by_number_and_no_draft_or_withdrawn_one(client):
    published("Second", number=2)
    published("First", number=1)
    PolicyRecommendationFactory(title="Draft")
    published("Taken back", withdrawn=True)

    response = client.get(ADDRESS)

    assert titles(response) == ["First", "Second"]


def test_list_when_text_is_changed_then_shows_the_published_one(client):
    policy = published("As published")
    policy.title = "As drafted"
    policy.save_revision()

    response = client.get(ADDRESS)

    assert titles(response) == ["As published"]


@pytest.mark.parametrize("facet", ["state", "sector", "office"])
def test_filter_when_chosen_then_leaves_the_recommendations_it_counts(client, facet):
    sector, office = SectorFactory(code="roads"), OrganizationFactory(acronym="MPW")
    published("One", endorsed=True, sectors=[sector], lead_organizations=[office])
    published("Two")
    value = {"state": "endorsed", "sector": "roads", "office": "mpw"}[facet]

    response = client.get(ADDRESS, {facet: value})

    assert titles(response) == ["One"]
    assert option(facet, value).count == 1


def test_list_when_what_is_chosen_is_unknown_then_shows_all(client):
    published("One")

    response = client.get(ADDRESS, {"state": "no such", "sector": "\x00"})

    assert titles(response) == ["One"]


def test_search_when_words_are_typed_then_finds_them_in_the_text_and_logs_it(client):
    published("Fishing ports")
    published("Scholarships", problem_statement="College is far away.")
    refresh(RECOMMENDATIONS)

    response = client.get(ADDRESS, {"q": "college"})

    assert titles(response) == ["Scholarships"]
    assert "no-store" in response["Cache-Control"]
    assert SearchLog.objects.get().index == "recommendations"


def test_search_when_text_is_published_or_taken_back_then_follows(client, django_capture_on_commit_callbacks):
    policy = published("Scholarships")
    found = titles(client.get(ADDRESS, {"q": "scholarships"}))

    policy.unpublish()

    assert found == ["<mark>Scholarships</mark>"]
    assert titles(client.get(ADDRESS, {"q": "scholarships"})) == []


def test_line_when_it_has_money_and_steps_then_tells_both(client):
    policy = published(cost=2_000_000)
    law(policy, 500_000)
    PolicyImplementationMilestoneFactory(policy=policy, completed=True)
    PolicyImplementationMilestoneFactory(policy=policy, late=True)

    response = client.get(ADDRESS)

    assert "₱500,000.00 granted" in response.text
    assert "25 % of what it takes" in response.text
    assert "1 of 2 steps done, 1 step is late" in response.text


def test_line_when_money_is_only_asked_for_then_says_that_none_is_granted(client):
    policy = published(cost=1000)
    ppa = MonitoringEntryFactory(approved=True)
    MoneyLineFactory(ppa=ppa, amount=700)
    PolicyImplementedFactory(ppa=ppa, policy=policy)

    response = client.get(ADDRESS)

    assert "no money granted yet" in response.text
    assert "700" not in response.text


def test_list_when_there_are_more_then_asks_as_often(client, count_queries):
    sector, office = SectorFactory(), OrganizationFactory()
    law(published(sectors=[sector], lead_organizations=[office], cost=10), 5)
    one = count_queries(client, ADDRESS)
    for _number in range(3):
        law(published(sectors=[sector], lead_organizations=[office], cost=10), 5)

    many = count_queries(client, ADDRESS)

    assert many == one <= 10


def test_list_when_a_phone_asks_for_it_then_weighs_no_more_than_it_may(client):
    for number in range(20):
        published(f"Support to communities by the sea, with a long name {number}", cost=10)

    assert weigh(ADDRESS, client).over(BUDGETS["list"]) == []


def test_list_when_in_filipino_then_shows_the_filipino_text_or_says_that_it_is_english(client):
    published("Fishing ports", title_fil="Mga pantalan")
    published("Scholarships")

    response = client.get(f"/fil{ADDRESS}")

    assert titles(response) == ["Mga pantalan", "Scholarships"]
    assert 'lang="en">Scholarships' in response.text
