"""Where the money goes, the list and a program's page, as they look: to axe, on a phone, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from portal.monitoring.search_index import PROGRAMS
from search.facade import refresh
from tests.browser.conftest import WIDTHS
from tests.communities.factories import CommunityFactory
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
from tests.needs.factories import NeedSummaryFactory
from tests.organizations.factories import OrganizationFactory

LONG = "Construction of concrete footbridges with solar lights between the villages of three coastal municipalities"
UNBROKEN = "Pinakanakapagpapabagabag-damdaming-programa" * 2


@pytest.fixture
def told(site):
    """A PPA of which all is told, with long names; one of which next to nothing is; and many beside them."""
    office = OrganizationFactory(name=f"Ministry of {LONG}", acronym="MLONG")
    ppa = MonitoringEntryFactory(
        in_execution=True,
        title=LONG,
        description=f"{LONG}. " * 5,
        lead_organization=office,
        sector=SectorFactory(name="Infrastructure"),
        target_beneficiaries=1200,
        actual_beneficiaries=300,
        planned_end="2026-06-30",
        revised_end="2026-09-30",
    )
    PPAPlaceFactory(ppa=ppa, community=CommunityFactory(named=True, name=f"Sama of {LONG}"))
    BeneficiaryGroupFactory(ppa=ppa)
    for year in (2025, 2026):
        line = MoneyLineFactory(ppa=ppa, amount=77_298_253_858, fiscal_year=year)
        MonitoringEntryFundingFactory(line=line, amount=400_000_000, obligation=True)
    outcome = OutcomeFactory(ppa=ppa, indicator=f"Households that {LONG}", unit="percent of households")
    OutcomePeriodFactory(outcome=outcome, fiscal_year=2026, target=60, approved=True, actual=65)
    ProgressUpdateFactory(ppa=ppa, target_pct=50, actual_pct=60)
    summary = NeedSummaryFactory(published=True, title=UNBROKEN)
    NeedAddressedFactory(ppa=ppa, need=summary.need)
    MonitoringEntryFactory(published=True, title=UNBROKEN)
    for number in range(21):
        MonitoringEntryFactory(enacted=True, title=f"Clean water, number {number}", with_money=1000 + number)
    refresh(PROGRAMS)
    return ppa, summary


@pytest.fixture
def addresses(told):
    ppa, summary = told
    public = [
        "/programs/",
        "/programs/?year=all",
        "/programs/list/",
        "/programs/list/?year=2026&state=enacted&sort=name&page=2",
        "/programs/list/?q=water",
        "/programs/list/?q=nothing-like-that",
        f"/programs/{ppa.pk}/",
        summary.get_absolute_url(),
    ]
    return [*public, *(f"/fil{address}" for address in public)]


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_when_looked_at_by_axe_then_have_no_fault(site, addresses, page, violations, runs_over, width):
    page.set_viewport_size({"width": width, "height": 800})

    found = {}
    for address in addresses:
        page.goto(site + address)
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        found[address] = violations(page), runs_over(page)

    assert found == {address: ([], False) for address in addresses}


def test_pages_when_320_pixels_wide_then_need_no_sideways_scrolling(site, addresses, page, runs_over):
    page.set_viewport_size({"width": 320, "height": 256})  # a window of 1280 pixels at 400 %

    wide = []
    for address in addresses:
        page.goto(site + address)
        if runs_over(page):
            wide.append(address)

    assert wide == []


def test_pages_when_nothing_is_law_then_have_no_fault(site, page, violations):
    found = {}
    for address in ("/programs/", "/programs/list/"):
        page.goto(site + address)
        found[address] = violations(page)

    assert found == {"/programs/": [], "/programs/list/": []}


def test_peso_when_followed_without_javascript_then_leads_from_the_sum_to_the_need(site, told, new_context):
    ppa, summary = told
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}).new_page()

    page.goto(site)
    page.locator(".menu summary").click()
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Spending").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where the money goes")
    page.get_by_role("region", name="Money by office, in pesos").get_by_role("link", name="Ministry of Constr").click()
    expect(page.get_by_text("1 program ·")).to_be_visible()
    page.get_by_role("link", name=LONG, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ppa.title)
    expect(page.get_by_text("target met", exact=True)).to_be_visible()
    page.get_by_role("link", name=summary.title).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(summary.title)
    expect(page.get_by_role("link", name=ppa.title)).to_be_visible()


def test_list_when_filtered_without_javascript_then_shows_what_was_chosen(site, told, new_context):
    page = new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800}).new_page()

    page.goto(f"{site}/programs/list/")
    page.get_by_label("Going on").check()
    page.get_by_role("button", name="Show results").first.click()

    expect(page.get_by_text("1 program ·")).to_be_visible()
    page.get_by_label("Search the programs").fill("number 7")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".results, .empty").first).to_be_visible()
