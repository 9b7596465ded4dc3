import csv
import io
import json
from xml.etree import ElementTree

import pytest

from portal.policies.enums import DecisionKind
from tests.monitoring.factories import MoneyLineFactory, MonitoringEntryFactory, PolicyImplementedFactory
from tests.organizations.factories import OrganizationFactory
from tests.policies.factories import (
    PolicyDecisionFactory,
    PolicyImpactFactory,
    PolicyImplementationMilestoneFactory,
    PolicyRecommendationFactory,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def published(**fields):
    return PolicyRecommendationFactory(**{"published": True, **fields})


def read_json(client, query=""):
    return json.loads(client.get(f"/policies/recommendations.json{query}").content)


def read_csv(client, query=""):
    content = client.get(f"/policies/recommendations.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_files_when_read_then_say_the_same_with_a_licence_and_unknown_is_empty(client):
    office = OrganizationFactory(name="Ministry of Fish")
    policy = published(lead_organizations=[office])
    ppa = MonitoringEntryFactory(in_execution=True)
    MoneyLineFactory(ppa=ppa, amount=1000)
    PolicyImplementedFactory(ppa=ppa, policy=policy)
    PolicyRecommendationFactory()

    document, [row] = read_json(client), read_csv(client)

    [told] = document["recommendations"]
    assert (document["count"], document["licence"]["id"], row["licence"]) == (1, "CC-BY-4.0", "CC-BY-4.0")
    assert told["id"] == row["id"] == str(policy.pk)
    assert (told["granted"], told["required"], told["paid"]) == ("1000.00", None, None)
    assert (row["granted"], row["required"], row["paid"]) == ("1000.00", "", "")
    assert told["offices_in_the_lead"] == ["Ministry of Fish"]
    assert row["offices_in_the_lead"] == "Ministry of Fish"


def test_json_when_it_was_decided_and_measured_then_tells_that_without_reasons_and_names(client):
    policy = published(in_implementation=True, cost=500)
    decision = PolicyDecisionFactory(policy=policy, kind=DecisionKind.RETURNED, reason="The costs are weak.")
    PolicyImplementationMilestoneFactory(policy=policy, title="Sites")
    PolicyImpactFactory(policy=policy, title="Income")

    answer = client.get("/policies/recommendations.json").text

    [told] = json.loads(answer)["recommendations"]
    assert [one["decision"] for one in told["decisions"]] == ["returned"]
    assert [one["title"] for one in told["milestones"]] == ["Sites"]
    assert [(one["title"], one["baseline"]) for one in told["impacts"]] == [("Income", "6000")]
    assert [one["amount"] for one in told["required_by_year"]] == ["500.00"]
    assert "The costs are weak." not in answer
    assert decision.by.last_name not in answer


def test_files_when_filtered_then_hold_what_the_list_shows(client):
    published(endorsed=True, title="One")
    published(title="Two")

    assert [row["title"] for row in read_csv(client, "?state=endorsed")] == ["One"]
    assert [row["title"] for row in read_json(client, "?state=endorsed")["recommendations"]] == ["One"]


def test_files_when_there_are_more_then_ask_as_often(client, count_queries):
    def add():
        policy = published(cost=5)
        PolicyImplementationMilestoneFactory(policy=policy)
        PolicyImpactFactory(policy=policy)
        PolicyDecisionFactory(policy=policy)

    add()
    one = count_queries(client, "/policies/recommendations.json")
    add()
    add()

    assert count_queries(client, "/policies/recommendations.json") == one


def test_feed_when_something_is_decided_then_that_comes_first(client):
    first, second = published(title="First"), published(title="Second")
    PolicyDecisionFactory(policy=first)

    feed = ElementTree.fromstring(client.get("/policies/feed/").content)  # noqa: S314 - our own

    entries = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert entries == ["First", "Second"]
    assert feed.find(f"{ATOM}entry/{ATOM}id").text == f"urn:uuid:{first.pk}"
    assert second.pk


def test_feed_when_filtered_then_holds_those_alone(client):
    published(endorsed=True, title="One")
    published(title="Two")

    text = client.get("/policies/feed/?state=endorsed").text

    assert "<title>One</title>" in text
    assert "<title>Two</title>" not in text


def test_sitemap_when_a_text_is_published_then_has_its_page_in_both_languages(client, pages):
    policy, draft = published(), PolicyRecommendationFactory()

    text = client.get("/sitemap.xml").text

    assert f"/policies/{policy.pk}/" in text
    assert f"/fil/policies/{policy.pk}/" in text
    assert "/policies/</loc>" in text
    assert str(draft.pk) not in text


def test_home_when_opened_then_leads_to_the_recommendations(client, pages):
    assert 'href="/policies/"' in client.get("/").text
