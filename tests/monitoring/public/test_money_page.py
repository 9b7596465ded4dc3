"""Where the money goes: the sums of what is law, by year, region, office and sector, and what is not known."""

import re
from decimal import Decimal

import pytest

from portal.core.models import ContentVersion
from portal.monitoring.enums import PPAStatus
from tests.core.factories import SectorFactory
from tests.geography.factories import MunicipalityFactory
from tests.monitoring.factories import (
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    NeedAddressedFactory,
    OutcomeFactory,
    OutcomePeriodFactory,
    PPAPlaceFactory,
)
from tests.needs.factories import NeedSummaryFactory
from tests.organizations.factories import OrganizationFactory
from tests.weight import BUDGETS, weigh

pytestmark = pytest.mark.django_db
ADDRESS = "/programs/"


def cells(html, caption, label):
    """The cells of the row with this label in a table."""
    table = html[html.index(caption) :]
    row = table[table.index(f">{label}<") :]
    return re.findall(r'<td class="number">(.*?)</td>', row[: row.index("</tr>")])


def granted(amount=1000, year=2026, **fields):
    return MoneyLineFactory(
        ppa=MonitoringEntryFactory(**{"in_execution": True, **fields}), amount=amount, fiscal_year=year
    )


def test_page_when_money_moved_then_shows_each_step_with_rates_of_what_there_is_to_spend(client):
    line = granted(Decimal("1000.50"))
    MonitoringEntryFundingFactory(line=line, amount=900)
    MonitoringEntryFundingFactory(line=line, amount=-100, adjustment=True)
    MonitoringEntryFundingFactory(line=line, amount=400, obligation=True)
    MonitoringEntryFundingFactory(line=line, amount=200, disbursement=True)

    html = client.get(ADDRESS).text

    told = ["1,000.50", "900.00", "800.00", "400.00", "50.00 %", "200.00", "25.00 %"]
    assert cells(html, "Money by year", "2026") == told


def test_page_when_nothing_was_reported_then_says_so_and_not_zero(client):
    granted(1000)

    html = client.get(ADDRESS).text

    assert "0 of 1 programs have reported" in html
    assert cells(html, "Money by year", "2026")[3:] == ["not reported", "–", "not reported", "–"]


@pytest.mark.parametrize("status", [status for status in PPAStatus if status not in PPAStatus.public()])
def test_page_when_a_ppa_is_not_law_or_no_longer_then_none_of_its_money_is_counted(client, status):
    granted(1000)
    other = MonitoringEntryFactory(**({} if status == PPAStatus.DRAFT else {status: True}), title="Secret work")
    MoneyLineFactory(ppa=other, amount=77)

    html = client.get(ADDRESS).text

    assert "₱1,000.00 for 1 program" in html
    assert "77.00" not in html
    assert other.lead_organization.name not in html


def test_page_when_a_year_is_chosen_then_counts_its_money_alone_and_links_to_its_rows(client):
    office = OrganizationFactory(acronym="MPW")
    granted(1000, 2025, lead_organization=office)
    granted(30, 2026)

    html = client.get(ADDRESS, {"year": "2025"}).text

    assert "₱1,000.00 for 1 program" in html
    assert "/programs/list/?year=2025&amp;office=mpw" in html
    assert "₱1,030.00" in client.get(ADDRESS, {"year": "all"}).text
    assert "₱30.00 for" in client.get(ADDRESS, {"year": "1999"}).text


def test_page_when_a_ppa_lies_in_two_regions_then_each_has_half(client):
    line = granted(1000)
    for code in ("IX", "X"):
        town = MunicipalityFactory(psgc=f"{code}1", province__psgc=code, province__region__code=code)
        PPAPlaceFactory(ppa=line.ppa, community=None, municipality=town)

    html = client.get(ADDRESS).text

    assert cells(html, "Money by region", "Region IX – Zamboanga Peninsula")[0] == "500.00"
    assert cells(html, "Money by region", "All")[0] == "1,000.00"


def test_page_when_people_results_and_needs_are_known_then_tells_what_they_rest_on(client):
    ppa = granted(actual_beneficiaries=40, target_beneficiaries=60).ppa
    granted()
    OutcomePeriodFactory(outcome=OutcomeFactory(ppa=ppa), fiscal_year=2026, target=5, approved=True, actual=5)
    NeedAddressedFactory(ppa=ppa, need=NeedSummaryFactory(published=True).need)
    NeedAddressedFactory(ppa=ppa)

    html = client.get(ADDRESS).text

    assert "counted by 1 of 2 programs; meant for 60 people" in html
    assert re.search(r'Targets met</dt>\s*<dd class="number">1 of 1<', html)
    assert re.search(r'Needs of communities answered</dt>\s*<dd class="number">1<', html)


def test_page_when_nothing_is_law_then_says_so(client):
    assert "Nothing is law yet" in client.get(ADDRESS).text


def test_page_when_there_is_more_then_asks_the_database_as_often(client, count_queries):
    granted()
    few = count_queries(client, f"{ADDRESS}?n=1")
    for number in range(4):
        granted(sector=SectorFactory(), year=2024 + number % 3)

    many = count_queries(client, f"{ADDRESS}?n=2")

    assert many == few
    assert many <= 10


@pytest.mark.parametrize("address", ["/programs/?year=2026", "/fil/programs/"])
def test_page_when_visited_first_then_stays_light(pages, address):
    for number in range(35):
        granted(1000 + number, lead_organization=OrganizationFactory(name=f"Ministry of quite a long name {number}"))

    assert weigh(address).over(BUDGETS["list"]) == []


def test_page_when_something_public_changes_then_is_made_anew(client, pages):
    granted(1000)
    assert "₱1,000.00" in client.get(ADDRESS).text
    granted(500)
    kept = client.get(ADDRESS).text
    ContentVersion.bump()

    assert "₱1,000.00" in kept
    assert "₱1,500.00" in client.get(ADDRESS).text
