import datetime

import pytest
from django.utils import timezone

from portal.policies.enums import DecisionKind, PolicyStatus
from tests.communities.factories import CommunityFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.monitoring.factories import (
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    PolicyImplementedFactory,
)
from tests.needs.factories import NeedSummaryFactory
from tests.organizations.factories import OrganizationFactory
from tests.policies.factories import (
    PolicyBudgetYearFactory,
    PolicyConsiderationFactory,
    PolicyDecisionFactory,
    PolicyImpactFactory,
    PolicyImplementationMilestoneFactory,
    PolicyRecommendationFactory,
    in_days,
)
from tests.weight import BUDGETS, weigh

pytestmark = pytest.mark.django_db


def published(**fields):
    return PolicyRecommendationFactory(**{"published": True, **fields})


def page(client, policy, prefix=""):
    return client.get(f"{prefix}/policies/{policy.pk}/")


def law(policy, amount=1000, **fields):
    ppa = MonitoringEntryFactory(**{"in_execution": True, **fields})
    line = MoneyLineFactory(ppa=ppa, amount=amount)
    PolicyImplementedFactory(ppa=ppa, policy=policy)
    return line


def approve(policy):
    return PolicyDecisionFactory(
        policy=policy,
        kind=DecisionKind.APPROVED,
        revision=policy.live_revision,
        act="BAA No. 80",
        document=EvidenceItemFactory(),
    )


@pytest.mark.parametrize("fields", [{"published": False}, {"withdrawn": True}])
def test_page_when_text_is_not_public_then_is_not_there(client, fields):
    policy = published(**fields)

    assert page(client, policy).status_code == 404
    assert client.get(f"/policies/{policy.pk}/brief.pdf").status_code == 404


@pytest.mark.parametrize("status", [status for status in PolicyStatus if status != PolicyStatus.WITHDRAWN])
def test_page_when_at_any_point_of_its_way_then_says_where_it_stands_in_plain_words(client, status):
    before = PolicyStatus.SUBMITTED if status == PolicyStatus.DEFERRED else ""
    policy = published(status=status, status_before=before)

    response = page(client, policy)

    assert response.status_code == 200
    assert f"<h2>{response.context['page_of'].status}</h2>" in response.text


def test_page_when_it_is_full_then_says_what_why_who_and_for_whom(client):
    office, partner = OrganizationFactory(name="Ministry of Fish"), OrganizationFactory(name="Ministry of Roads")
    policy = published(lead_organizations=[office], rationale="Ice keeps fish fresh.", expected_beneficiaries=1200)
    policy.partner_organizations.set([partner])
    policy.save()
    PolicyConsiderationFactory(policy=policy, text="Ask the fishers first.")
    PolicyBudgetYearFactory(policy=policy, fiscal_year=2026, amount=1000)
    PolicyBudgetYearFactory(policy=policy, fiscal_year=2027, amount=500)

    text = page(client, policy).text

    for told in (
        "Ministry of Fish", "Together with: Ministry of Roads", "Ice keeps fish fresh.", "The catch spoils",
        "Ask the fishers first.", "It should reach 1,200 people.", "₱1,500.00", "2027: ₱500.00",
    ):  # fmt: skip
        assert told in text


def test_page_when_nobody_costed_it_then_says_so_and_not_zero(client):
    text = page(client, published()).text

    assert "Nobody has worked out yet what it costs." in text
    assert "₱0" not in text


def test_page_when_decided_then_tells_days_and_acts_and_no_name(client):
    policy = published(approved=True)
    decision = approve(policy)

    text = page(client, policy).text

    assert "Parliament approved it</strong>: BAA No. 80" in text
    assert decision.by.last_name not in text


def test_page_when_sent_back_then_keeps_the_reason_between_the_offices(client):
    policy = published(status=PolicyStatus.NEEDS_REVISION)
    PolicyDecisionFactory(policy=policy, kind=DecisionKind.RETURNED, reason="The costs are weak.")

    text = page(client, policy).text

    assert "It was sent back to be improved" in text
    assert "The costs are weak." not in text


def test_page_when_put_off_then_gives_the_reason_and_the_day(client):
    policy = published(status=PolicyStatus.DEFERRED, status_before=PolicyStatus.SUBMITTED)
    PolicyDecisionFactory(
        policy=policy, kind=DecisionKind.DEFERRED, reason="The budget of the year is closed.", review_on=in_days(40)
    )

    told = page(client, policy).context["page_of"]

    assert (told.reason, told.review_on) == ("The budget of the year is closed.", in_days(40))


def test_page_when_the_reason_names_somebody_then_leaves_it_out(client):
    policy = published(status=PolicyStatus.REJECTED)
    PolicyDecisionFactory(policy=policy, kind=DecisionKind.REJECTED, reason="Call Datu Amir at 0917 123 4567.")

    assert "Amir" not in page(client, policy).text


def test_page_when_text_changed_after_the_approval_then_says_so(client):
    policy = published(approved=True)
    approve(policy)
    before = page(client, policy).context["page_of"].changed_since
    policy.summary = "Build landing sites with more ice."
    policy.save_revision().publish()

    after = page(client, policy).context["page_of"].changed_since

    assert before == ""
    assert after == "This text was changed after Parliament approved it."


def test_page_when_it_was_sent_back_then_a_new_text_is_no_change_since(client):
    policy = published(status=PolicyStatus.NEEDS_REVISION)
    earlier = timezone.now() - datetime.timedelta(days=3)
    sent = PolicyDecisionFactory(policy=policy, kind=DecisionKind.SUBMITTED, revision=policy.live_revision)
    type(sent).objects.filter(pk=sent.pk).update(at=earlier)
    PolicyDecisionFactory(policy=policy, kind=DecisionKind.RETURNED, reason="Say more.")
    policy.summary = "More."
    policy.save_revision().publish()

    assert page(client, policy).context["page_of"].changed_since == ""


def test_money_when_ppas_are_law_then_counts_each_peso_once_and_leaves_out_what_is_asked_for(client):
    policy, other = published(cost=4000), published(cost=4000)
    line = law(policy, 1000, title="Landing sites")
    PolicyImplementedFactory(ppa=line.ppa, policy=other, share=400)
    MonitoringEntryFundingFactory(line=line, type="obligation", amount=500)
    asked = MonitoringEntryFactory(approved=True, title="Only asked for")
    MoneyLineFactory(ppa=asked, amount=7777)
    PolicyImplementedFactory(ppa=asked, policy=policy)

    text = page(client, policy).text

    assert "₱600.00" in text
    assert "15 % of ₱4,000.00" in text
    assert "₱300.00" in text  # of the obligation
    assert "Landing sites" in text
    assert "Only asked for" not in text
    assert "7,777" not in text


def test_money_when_nothing_is_entered_then_is_not_reported_rather_than_zero(client):
    policy = published()
    law(policy, 1000)

    figures = {one["label"]: one["value"] for one in page(client, policy).context["also"][0].context["figures"]}

    assert figures["Contracted"] == figures["Paid"] == "not reported"


def test_money_when_followed_to_the_list_then_finds_exactly_its_programs(client):
    policy = published()
    law(policy, 1000, title="Landing sites")
    law(published(), 1000, title="Another")

    text = client.get(f"/programs/list/?policy={policy.pk}").text

    assert "Landing sites" in text
    assert ">Another<" not in text


def test_steps_when_late_or_done_then_say_so(client):
    policy = published(in_implementation=True)
    office = OrganizationFactory(name="Ministry of Fish")
    PolicyImplementationMilestoneFactory(policy=policy, late=True, title="Sites", responsible_organization=office)
    PolicyImplementationMilestoneFactory(policy=policy, completed=True, title="Ice")

    steps = {step.title: (step.office, step.state) for step in page(client, policy).context["page_of"].milestones}

    assert steps["Sites"] == ("Ministry of Fish", "not begun, 10 days late")
    assert steps["Ice"][1].startswith("done on ")


def test_changes_when_measured_then_are_judged_by_their_direction(client):
    policy = published()
    today = timezone.localdate()
    PolicyImpactFactory(policy=policy, title="Income", current=9500, measured_on=today)
    PolicyImpactFactory(
        policy=policy, title="Fish thrown away", direction="decrease", baseline=40, target=10, current=20,
        measured_on=today,
    )  # fmt: skip
    PolicyImpactFactory(policy=policy, title="Not measured")

    told = {one.title: (one.now, one.verdict) for one in page(client, policy).context["page_of"].impacts}

    assert told == {
        "Income": ("9,500", "target met"),
        "Fish thrown away": ("20", "not met yet"),
        "Not measured": ("not reported", ""),
    }


def test_communities_when_some_may_not_be_named_then_are_only_counted(client):
    named, unnamed, hidden = (CommunityFactory(publicity=publicity) for publicity in ("named", "unnamed", "hidden"))
    policy = published()
    policy.communities.set([named, unnamed, hidden])
    policy.save()

    text = page(client, policy).text

    assert named.name in text
    assert unnamed.name not in text
    assert hidden.name not in text
    assert "and 1 community that is not named in public" in text


def test_needs_when_they_have_a_page_then_both_pages_lead_to_each_other(client):
    summary, policy = NeedSummaryFactory(published=True), published(title="Fishing ports")
    policy.related_needs.add(summary.need)

    assert summary.get_absolute_url() in page(client, policy).text
    assert policy.get_absolute_url() in client.get(summary.get_absolute_url()).text


def test_ppa_page_when_it_implements_a_published_recommendation_then_leads_to_it(client):
    policy, draft = published(), PolicyRecommendationFactory()
    ppa = law(policy).ppa
    PolicyImplementedFactory(ppa=ppa, policy=draft)

    text = client.get(f"/programs/{ppa.pk}/").text

    assert policy.get_absolute_url() in text
    assert draft.title not in text


def test_page_when_in_filipino_then_marks_what_is_english(client):
    text = page(client, published(summary_fil="Gumawa ng pantalan."), "/fil").text

    assert "Gumawa ng pantalan." in text
    assert '<div lang="en"><p>The catch spoils' in text


def test_page_when_there_is_more_of_everything_then_asks_as_often_and_weighs_no_more_than_it_may(client, count_queries):
    policy = published(cost=10)

    def add():
        law(policy)
        PolicyImplementationMilestoneFactory(policy=policy)
        PolicyImpactFactory(policy=policy)
        PolicyDecisionFactory(policy=policy)
        policy.related_needs.add(NeedSummaryFactory(published=True).need)

    add()
    one = count_queries(client, f"/policies/{policy.pk}/")
    for _number in range(4):
        add()

    assert count_queries(client, f"/policies/{policy.pk}/") == one
    assert one <= 14
    assert weigh(f"/policies/{policy.pk}/", client).over(BUDGETS["detail"]) == []
