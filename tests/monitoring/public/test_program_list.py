import re
from decimal import Decimal

import pytest
from django.http import QueryDict

from portal.monitoring.public.listing import Listing
from portal.monitoring.search_index import PROGRAMS
from search.facade import refresh
from search.models import SearchLog
from tests.core.factories import SectorFactory
from tests.geography.factories import MunicipalityFactory
from tests.monitoring.factories import (
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    PPAPlaceFactory,
)
from tests.organizations.factories import OrganizationFactory
from tests.weight import BUDGETS, weigh

pytestmark = pytest.mark.django_db
ADDRESS = "/programs/list/"


def titles(response):
    return re.findall(r'<li class="result"><h2><a [^>]*>(.*?)</a>', response.text)


def listing(address=""):
    return Listing(QueryDict(address))


def option(found, facet, value):
    [one] = [one for part in found.facets if part.name == facet for one in part.options if one.value == value]
    return one


def law(title="A road", amount=1000, year=2026, **fields):
    ppa = MonitoringEntryFactory(**{"in_execution": True, "title": title, **fields})
    MoneyLineFactory(ppa=ppa, amount=amount, fiscal_year=year)
    return ppa


def test_list_when_opened_then_shows_what_is_law_the_most_money_first(client):
    law("Small", 10)
    law("Large", 1000)
    MonitoringEntryFactory(approved=True, title="Only approved", with_money=5000)

    response = client.get(ADDRESS)

    assert titles(response) == ["Large", "Small"]
    assert "₱1,010.00 granted together" in response.text


def test_list_when_sorted_then_comes_in_that_order(client):
    law("B", 10, enacted_on="2025-01-01")
    law("A", 1, enacted_on="2025-06-01")

    assert titles(client.get(ADDRESS, {"sort": "new"})) == ["A", "B"]
    assert titles(client.get(ADDRESS, {"sort": "name"})) == ["A", "B"]
    assert titles(client.get(ADDRESS)) == ["B", "A"]


@pytest.mark.parametrize("facet", ["year", "region", "office", "sector", "state"])
def test_filter_when_chosen_then_leaves_the_ppas_it_counts(client, facet):
    sector, office = SectorFactory(code="roads"), OrganizationFactory(acronym="MPW")
    one = law("One", year=2025, sector=sector, lead_organization=office)
    PPAPlaceFactory(ppa=one, in_municipality=True)
    law("Two", completed=True)
    value = {"year": "2025", "region": "XII", "office": "mpw", "sector": "roads", "state": "in_execution"}[facet]

    response = client.get(ADDRESS, {facet: value})

    assert titles(response) == ["One"]
    assert option(listing(), facet, value).count == 1


def test_filter_when_no_place_or_sector_is_named_then_finds_those(client):
    law("Nowhere")
    placed = law("Placed", sector=SectorFactory())
    PPAPlaceFactory(ppa=placed, in_municipality=True)

    assert titles(client.get(ADDRESS, {"region": "none"})) == ["Nowhere"]
    assert titles(client.get(ADDRESS, {"sector": "none"})) == ["Nowhere"]


def test_year_when_chosen_then_amounts_and_order_are_of_that_year(client):
    first = law("First", 1000, 2025)
    MoneyLineFactory(ppa=first, amount=1, fiscal_year=2026)
    law("Second", 50, 2026)

    response = client.get(ADDRESS, {"year": "2026"})

    assert titles(response) == ["Second", "First"]
    assert "₱51.00 granted together" in response.text
    assert "₱1.00 granted" in response.text


def test_parts_when_listed_then_their_whole_shows_their_money_and_counts_it_once(client):
    whole = MonitoringEntryFactory(enacted=True, title="Whole")
    for number in (1, 2):
        law(f"Part {number}", 100 * number, parent=whole)
    MonitoringEntryFactory(proposed=True, parent=whole, title="Secret part", with_money=9)

    response = client.get(ADDRESS)

    assert titles(response) == ["Whole", "Part 2", "Part 1"]
    assert "₱300.00 granted together" in response.text
    assert "₱300.00 granted</strong> to its parts" in response.text
    assert titles(client.get(ADDRESS, {"part_of": whole.pk})) == ["Part 2", "Part 1"]
    assert listing("q=whole").asked.q == "whole"


def test_address_when_it_asks_for_what_nobody_knows_then_that_is_left_out():
    law()

    found = listing("year=1999&state=draft&office=x&region=%00&page=99&sort=cost&part_of=1")

    assert found.asked.query == ""


def test_search_when_a_word_stands_in_the_title_then_finds_and_marks_it_and_is_not_kept(client):
    law("Clean water for the school")
    law("A bridge")
    refresh(PROGRAMS)

    response = client.get(ADDRESS, {"q": "water"})

    assert titles(response) == ["Clean <mark>water</mark> for the school"]
    assert "no-store" in response["Cache-Control"]
    assert SearchLog.objects.get().index == "programs"


def test_search_when_a_ppa_only_shares_the_office_of_the_best_then_it_is_left_out(client):
    office = OrganizationFactory(name="Ministry of Public Works", acronym="MPW")
    for title in ("Water system", "Concrete road", "Seawall"):
        law(title, lead_organization=office)
    refresh(PROGRAMS)

    assert titles(client.get(ADDRESS, {"q": "water system"})) == ["<mark>Water</mark> <mark>system</mark>"]


def test_line_when_money_was_paid_then_tells_how_much_of_it(client):
    ppa = law(amount=1000, target_beneficiaries=1200)
    MonitoringEntryFundingFactory(line=ppa.lines.get(), amount=250, disbursement=True)

    text = client.get(ADDRESS).text

    assert "25.00 % paid" in text
    assert "for 1,200 people" in text


def test_list_when_there_are_more_then_asks_the_database_as_often(client, count_queries):
    law()
    few = count_queries(client, f"{ADDRESS}?page=1&n=1")
    for number in range(5):
        PPAPlaceFactory(ppa=law(f"Road {number}"))

    many = count_queries(client, f"{ADDRESS}?page=1&n=2")

    assert many == few
    assert many <= 10


@pytest.mark.parametrize("address", [f"{ADDRESS}?year=2026", "/fil/programs/list/"])
def test_list_when_visited_first_then_stays_light(pages, address):
    for number in range(25):
        ppa = law(
            f"Construction of concrete road from the national highway to the market of district {number}",
            amount=Decimal(12_345_678 + number),
            lead_organization=OrganizationFactory(name=f"Ministry of Public Works of the district {number}"),
        )
        town = MunicipalityFactory(psgc=f"88{number:03}", name=f"Town of some name {number}")
        PPAPlaceFactory(ppa=ppa, community=None, municipality=town)

    assert weigh(address).over(BUDGETS["list"]) == []


def test_list_when_nothing_is_law_then_says_so(client):
    assert "Nothing is law yet" in client.get(ADDRESS).text
    assert "No program fits" in client.get(ADDRESS, {"q": "water"}).text
