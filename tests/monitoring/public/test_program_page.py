import json

import pytest
from django.urls import reverse

from portal.monitoring.enums import PPAStatus
from tests.catalog.factories import OfferingFactory
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.core.factories import SectorFactory
from tests.monitoring.factories import (
    BeneficiaryGroupFactory,
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    NeedAddressedFactory,
    OutcomeFactory,
    OutcomePeriodFactory,
    PPAPlaceFactory,
    ProgressUpdateFactory,
)
from tests.needs.factories import NeedFactory, NeedSummaryFactory
from tests.organizations.factories import OrganizationFactory
from tests.weight import BUDGETS, weigh

pytestmark = pytest.mark.django_db


def address(ppa, name="detail"):
    return reverse(f"programs:{name}", args=[ppa.pk])


@pytest.fixture
def ppa():
    """A PPA of which everything that the public may know is known."""
    ppa = MonitoringEntryFactory(
        in_execution=True,
        title="Wells for five villages",
        description="Drills wells with hand pumps.",
        sector=SectorFactory(name="Infrastructure"),
        target_beneficiaries=1200,
        target_obc=900,
        actual_beneficiaries=300,
        planned_end="2026-06-30",
        revised_end="2026-09-30",
    )
    ppa.partner_organizations.add(OrganizationFactory(name="Ministry of Health"))
    BeneficiaryGroupFactory(ppa=ppa, target=600)
    PPAPlaceFactory(ppa=ppa, community=CommunityFactory(named=True, name="Sama of Recodo"))
    line = MoneyLineFactory(ppa=ppa, amount=1000, fiscal_year=2025)
    MoneyLineFactory(ppa=ppa, amount=500, fiscal_year=2026, capital=True)
    MonitoringEntryFundingFactory(line=line, amount=400, obligation=True)
    outcome = OutcomeFactory(ppa=ppa, indicator="Households with clean water", unit="percent", baseline=20)
    OutcomePeriodFactory(outcome=outcome, fiscal_year=2025, target=60, approved=True, actual=65)
    ProgressUpdateFactory(ppa=ppa, target_pct=50, actual_pct=60)
    return ppa


def test_page_when_all_is_known_then_tells_what_who_where_for_whom_money_and_result(client, ppa):
    summary = NeedSummaryFactory(published=True, title="Clean water in Recodo")
    NeedAddressedFactory(ppa=ppa, need=summary.need, share=700)

    html = client.get(address(ppa)).text

    for told in (
        "Wells for five villages",
        "Drills wells with hand pumps.",
        ppa.lead_organization.name,
        "Together with: Ministry of Health",
        "Sama of Recodo, City of General Santos",
        "Meant for: 1,200 people",
        "(900 of them in communities outside BARMM)",
        "Reached so far: 300 people",
        "Women and girls: meant for 600; reached: not reported",
        "First planned to end on 30 June 2026, now on 30 September 2026.",
        ppa.enacted_by_act,
        "Buildings and equipment",
        "40.00 %",
        "1,500.00",
        "Households with clean water (percent)",
        "target met",
        "2026, quarter 1",
        "Clean water in Recodo",
        "₱700.00 of its money is for this need",
    ):
        assert told in html, told


@pytest.mark.parametrize(
    ("day", "told"),
    [("2020-06-30", "It was to be done by 30 June 2020."), ("2099-06-30", "Planned to be done by 30 June 2099.")],
)
def test_page_when_the_planned_end_has_gone_by_then_does_not_promise_it(client, day, told):
    ppa = MonitoringEntryFactory(in_execution=True, planned_start="2020-01-01", planned_end=day)

    html = client.get(address(ppa)).text

    assert told in html


def test_page_when_an_actual_value_waits_for_approval_then_it_is_not_told(client, ppa):
    outcome = OutcomeFactory(ppa=ppa, indicator="Pumps", unit="pumps")
    OutcomePeriodFactory(outcome=outcome, fiscal_year=2026, target=7, reported=True, actual=5432)

    html = client.get(address(ppa)).text

    assert "Pumps (pumps)" in html
    assert "5,432" not in html


@pytest.mark.parametrize("status", [status for status in PPAStatus if status not in PPAStatus.public()])
@pytest.mark.parametrize("name", ["detail", "jsonld"])
def test_page_when_it_is_not_law_then_does_not_exist(client, status, name):
    ppa = MonitoringEntryFactory(**({} if status == PPAStatus.DRAFT else {status: True}))

    assert client.get(address(ppa, name)).status_code == 404


def test_page_when_loaded_from_an_act_then_does_not_claim_that_work_has_not_begun(client):
    html = client.get(address(MonitoringEntryFactory(published=True))).text

    assert "Whether work has begun is not reported." in html


def test_page_when_it_has_parts_then_shows_their_money_together_and_none_that_is_not_law(client):
    whole = MonitoringEntryFactory(enacted=True, title="Roads")
    for number in range(14):
        MonitoringEntryFactory(enacted=True, parent=whole, title=f"Road {number}", with_money=100)
    MonitoringEntryFactory(approved=True, parent=whole, title="Hidden road", with_money=7)

    html = client.get(address(whole)).text

    assert "1,400.00" in html
    assert "See all 14 parts" in html
    assert "Hidden road" not in html


@pytest.mark.parametrize("status", ["enacted", "proposed"])
def test_page_when_it_is_a_part_then_names_its_whole_only_where_that_is_law(client, status):
    whole = MonitoringEntryFactory(**{status: True}, title="The whole program")
    part = MonitoringEntryFactory(enacted=True, parent=whole)

    assert ("The whole program" in client.get(address(part)).text) == (status == "enacted")


def test_page_when_services_deliver_it_then_links_to_those_that_are_public(client, ppa):
    shown, draft = OfferingFactory(published=True), OfferingFactory(title="Secret service")
    for offering in (shown, draft):
        offering.linked_ppas.add(ppa)

    html = client.get(address(ppa)).text

    assert f'href="/catalog/{shown.pk}/"' in html
    assert "Secret service" not in html


def test_linked_data_when_read_then_says_what_the_page_says(client, ppa):
    data = json.loads(client.get(address(ppa, "jsonld")).content)

    assert (data["@type"], data["name"]) == ("Project", "Wells for five villages")
    assert [grant["amount"]["value"] for grant in data["funding"]] == ["1000.00", "500.00"]


def test_page_when_there_is_more_then_asks_the_database_as_often(client, ppa, count_queries):
    NeedAddressedFactory(ppa=ppa, need=NeedSummaryFactory(published=True).need)
    few = count_queries(client, address(ppa) + "?n=1")
    for _ in range(3):
        NeedAddressedFactory(ppa=ppa, need=NeedSummaryFactory(published=True).need)
        PPAPlaceFactory(ppa=ppa)
        OutcomePeriodFactory(outcome=OutcomeFactory(ppa=ppa), fiscal_year=2026)

    many = count_queries(client, address(ppa) + "?n=2")

    assert many == few
    assert many <= 10


@pytest.mark.parametrize("prefix", ["", "/fil"])
def test_page_when_visited_first_then_stays_light(pages, ppa, prefix):
    for number in range(8):
        outcome = OutcomeFactory(ppa=ppa, indicator=f"Households of the district number {number} with safe water")
        OutcomePeriodFactory(outcome=outcome, fiscal_year=2026, target=60)

    assert weigh(prefix + address(ppa)).over(BUDGETS["detail"]) == []


# ---- The page of a need, and "My community" --------------------------------------------------------------------------


def test_page_of_a_need_when_a_ppa_answers_it_then_shows_its_money_result_and_way_to_its_page(client, ppa):
    summary = NeedSummaryFactory(published=True)
    NeedAddressedFactory(ppa=ppa, need=summary.need, share=700)

    html = client.get(summary.get_absolute_url()).text

    assert f'href="{address(ppa)}"' in html
    assert "₱700.00 of its money is for this need." in html
    assert "1 of 1 measured result met its target." in html


@pytest.mark.parametrize(("status", "is_linked"), [("in_execution", True), ("approved", False)])
def test_my_community_when_a_ppa_answers_its_need_then_leads_to_its_page_once_it_is_law(client, status, is_linked):
    leader = RepresentativeFactory(community=CommunityFactory()).user
    need = NeedFactory(community=leader.community_representations.get().community, validated=True)
    ppa = MonitoringEntryFactory(**{status: True}, title="Wells", with_money=1000)
    NeedAddressedFactory(ppa=ppa, need=need)
    client.force_login(leader)

    html = client.get("/community-needs/dashboard/").text

    assert "Wells" in html
    assert (f'href="{address(ppa)}"' in html) == is_linked
