"""The public list, searched: what is found, what is said of it, and what is kept."""

import html as html_module
import re

import pytest

from catalog.browsing import PAGE_SIZE
from catalog.enums import OBCAccess
from search.models import SearchLog
from tests.core.factories import ServiceCategoryFactory
from tests.geography.factories import RegionFactory
from tests.search.factories import PromotedResultFactory

from .listed import published, titles

pytestmark = pytest.mark.django_db


def test_search_when_words_fit_then_best_comes_first_whatever_the_filters(client):
    published("School bags", description="For scholars with a scholarship.")
    published("Scholarship for engineers")
    published("Boats", category=ServiceCategoryFactory(code="fishing", name="Fishing"), description="With engines.")

    assert titles(client.get("/catalog/?q=scholarship").text) == ["Scholarship for engineers", "School bags"]
    filtered = client.get("/catalog/?q=scholarship&category=education").text
    assert titles(filtered) == ["Scholarship for engineers", "School bags"]


def test_search_when_made_then_is_never_kept_and_never_indexed(client):
    response = client.get("/catalog/?q=boats")

    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.text
    assert "public" in client.get("/catalog/")["Cache-Control"]


def test_search_when_words_fit_then_they_are_marked_and_nothing_else_is_html(client):
    published("Boats & <nets>", description="A boat for you.")

    html = client.get("/catalog/?q=boat").text

    assert "<mark>Boats</mark> &amp; &lt;nets&gt;</a>" in html
    assert "<p>A <mark>boat</mark> for you.</p>" in html


def test_search_when_a_word_is_misspelt_then_says_what_it_read_and_offers_the_words_as_typed(client):
    published("Scholarship for engineers")

    html = client.get("/catalog/?q=scolarship&category=education").text

    assert titles(html) == ["Scholarship for engineers"]
    assert "Showing results for <strong>scholarship</strong>." in html
    assert 'href="?q=scolarship&amp;exact=1&amp;category=education">Search instead for “scolarship”</a>' in html
    exact = client.get("/catalog/?q=scolarship&exact=1").text
    assert "Showing results for" not in exact
    assert titles(exact) == []


def test_search_when_nothing_is_close_then_says_so_before_what_is_loosely_related(client, pages):
    published("Boats for fishers")
    published("Notebooks")

    html = client.get("/catalog/?q=boats+zeppelins+submarines").text

    notice = html.index("Nothing matched “boats zeppelins submarines” closely.")
    assert notice < html.index('<ol class="results">')
    assert '<a href="/contact/">Ask a person</a>' in html
    assert titles(html) == ["Boats for fishers"]
    assert "Browse by topic" in html
    assert "1 service</strong>" not in html


def test_search_when_something_is_recommended_then_it_stands_first_and_says_so(client):
    published("Scholarship for engineers")
    first = published("School bags")
    PromotedResultFactory(key=str(first.pk), phrases=["scholarship"])

    html = client.get("/catalog/?q=Scholarship").text

    assert titles(html) == ["School bags", "Scholarship for engineers"]
    assert html.count('<p class="recommended">Recommended by OOBC</p>') == 1
    assert "Recommended" not in client.get("/catalog/?q=scholarships+for+engineers").text


def test_recommendation_when_nothing_else_is_close_then_stands_alone(client):
    published("Boats for fishers")
    first = published("School bags")
    PromotedResultFactory(key=str(first.pk), phrases=["boats zeppelins submarines"])

    html = client.get("/catalog/?q=boats+zeppelins+submarines").text

    assert titles(html) == ["School bags"]
    assert "Nothing matched" not in html


def test_recommendation_when_filters_leave_it_out_then_is_not_shown(client):
    health = ServiceCategoryFactory(code="health", name="Health")
    published("Scholarship for nurses", category=health)
    PromotedResultFactory(key=str(published("School bags").pk), phrases=["scholarship"])

    assert titles(client.get("/catalog/?q=scholarship&category=health").text) == ["Scholarship for nurses"]


def test_search_when_made_then_is_kept_with_its_findings_and_counts_where_it_leads(client):
    RegionFactory(code="XII")
    offering = published("Boats for fishers", obc_access=OBCAccess.OPEN_TO_OBC, is_nationwide=True)

    html = client.get("/catalog/?q=baots&lives=XII").text
    link = html_module.unescape(re.search(r'<h2><a href="([^"]+)"', html)[1])
    response = client.get(link)

    kept = SearchLog.objects.get()
    assert (kept.text, kept.results, kept.was_corrected, kept.region) == ("baots", 1, True, "XII")
    assert [click.key for click in kept.clicks.all()] == [str(offering.pk)]
    assert response["Location"] == f"/catalog/{offering.pk}/?lives=XII"


@pytest.mark.parametrize("address", ["", "?lives=XII&category=education", "?q=%26%7C"])
def test_list_when_nothing_is_searched_for_then_nothing_is_kept(client, address):
    published()

    client.get(f"/catalog/{address}")

    assert not SearchLog.objects.exists()


def test_search_when_names_begin_alike_then_names_them_below_the_results(client):
    for number in range(PAGE_SIZE + 2):
        published(f"Boats number {number:02}")

    html = client.get("/catalog/?q=boats&page=2").text

    below = html.split("People also look for")[1]
    assert re.findall(r'<li><a href="/catalog/[^"]+">(Boats number \d\d)</a>', below)
    assert not set(titles(html)) & set(re.findall(r"Boats number \d\d", below))


def test_search_when_nothing_fits_then_says_so_with_topics_and_a_way_to_ask(client, pages):
    published()

    html = client.get("/catalog/?q=zeppelin").text

    assert "No service fits “zeppelin”" in html
    assert 'href="?category=education"' in html
    assert '<a href="/contact/">Ask us</a>' in html
    assert "Search without the filters" not in html


def test_search_when_only_the_filters_leave_nothing_then_offers_to_go_without(client):
    ServiceCategoryFactory(code="health", name="Health")
    published("Boats")

    html = client.get("/catalog/?q=boats&category=health").text

    assert '<a class="button second" href="?q=boats">Search without the filters: 1 service</a>' in html


def test_list_when_filters_leave_nothing_then_offers_all(client):
    ServiceCategoryFactory(code="health", name="Health")
    published()

    html = client.get("/catalog/?category=health").text

    assert "No service fits these filters" in html
    assert '<a class="button second" href="./">Show all services</a>' in html


def test_list_when_the_catalog_is_empty_then_says_so(client):
    assert "No services yet" in client.get("/catalog/").text
