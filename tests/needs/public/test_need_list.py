import re

import pytest
from django.http import QueryDict

from portal.core.models import ContentVersion
from portal.needs.enums import EventKind, NeedStatus, PlaceTold
from portal.needs.history import happened
from portal.needs.public.listing import Listing
from search.models import SearchLog
from tests.core.factories import NeedCategoryFactory
from tests.needs.factories import NeedFactory, NeedSummaryFactory
from tests.weight import BUDGETS, weigh

pytestmark = pytest.mark.django_db
ADDRESS = "/community-needs/"


def titles(response):
    return re.findall(r'<li class="result"><h2><a [^>]*>(.*?)</a>', response.content.decode())


def option(listing, facet, value):
    [found] = [one for part in listing.facets if part.name == facet for one in part.options if one.value == value]
    return found


def listing(address=""):
    return Listing(QueryDict(address))


def test_list_when_opened_then_shows_what_was_published_last_first_and_no_draft(client):
    NeedSummaryFactory(title="A well", published=True)
    NeedSummaryFactory(title="A bridge", published=True)
    NeedSummaryFactory(title="Only a draft")

    response = client.get(ADDRESS)

    assert titles(response) == ["A bridge", "A well"]


@pytest.mark.parametrize("fields", [{"need__status": NeedStatus.WITHDRAWN}, {"need__is_held": True}])
def test_list_when_a_need_is_taken_back_or_held_then_it_is_gone(client, fields):
    summary = NeedSummaryFactory(published=True)
    for name, value in fields.items():
        setattr(summary.need, name.removeprefix("need__"), value)
    summary.need.save()

    response = client.get(ADDRESS)

    assert titles(response) == []
    assert client.get(summary.get_absolute_url()).status_code == 404


def test_list_when_a_need_is_followed_under_another_then_names_it_once(client):
    kept = NeedSummaryFactory(title="The kept one", published=True)
    NeedSummaryFactory(
        title="The other", published=True, need__status=NeedStatus.DUPLICATE, need__duplicate_of=kept.need
    )

    response = client.get(ADDRESS)

    assert titles(response) == ["The kept one"]


@pytest.mark.parametrize("facet", ["category", "region", "state", "year"])
def test_filter_when_chosen_then_leaves_the_needs_it_counts(client, facet):
    one = NeedSummaryFactory(title="One", published=True)
    NeedSummaryFactory(title="Two", published=True, need__rated=True, need__status=NeedStatus.PRIORITIZED)
    need = one.need
    value = {
        "category": need.category.code,
        "region": need.in_region.code,
        "state": NeedStatus.VALIDATED.value,
        "year": str(need.submission_date.year),
    }[facet]
    count = option(listing(), facet, value).count

    response = client.get(ADDRESS, {facet: value})

    assert len(titles(response)) == count
    assert "One" in titles(response)


def test_facets_when_something_is_chosen_then_each_is_counted_without_its_own_choice():
    water, road = NeedCategoryFactory(code="wells"), NeedCategoryFactory(code="roads")
    for category in (water, water, road):
        NeedSummaryFactory(published=True, need__category=category)

    found = listing(f"category={road.code}")

    assert option(found, "category", water.code).count == 2
    assert option(found, "state", NeedStatus.VALIDATED).count == 1


def test_address_when_it_asks_for_what_nobody_knows_then_that_is_left_out():
    found = listing("category=nothing&state=withdrawn&year=abc&region=%00&page=99")

    assert found.asked.query == ""


def test_search_when_a_word_stands_in_the_text_then_finds_and_marks_it_and_is_not_kept(client):
    NeedSummaryFactory(title="Clean water for the school", published=True)
    NeedSummaryFactory(title="A bridge", text="The river cuts the road.", published=True)

    response = client.get(ADDRESS, {"q": "water"})

    assert titles(response) == ["Clean <mark>water</mark> for the school"]
    assert "no-store" in response["Cache-Control"]
    assert SearchLog.objects.get().index == "needs"


def test_search_when_only_the_need_itself_holds_the_word_then_finds_nothing(client):
    NeedSummaryFactory(published=True, need__description="Xylograph of the Salik family")

    response = client.get(ADDRESS, {"q": "xylograph"})

    assert titles(response) == []


def test_list_when_in_filipino_then_shows_filipino_titles_and_says_what_is_in_english(client):
    NeedSummaryFactory(title="A well", title_fil="Isang balon", published=True)
    NeedSummaryFactory(title="A bridge", published=True)

    html = client.get("/fil/community-needs/").content.decode()

    assert ">Isang balon<" in html
    assert 'lang="en">A bridge<' in html


def test_canonical_when_words_and_filters_are_in_the_address_then_keeps_the_filters_only(client):
    summary = NeedSummaryFactory(published=True)
    code = summary.need.category.code

    html = client.get(ADDRESS, {"q": "water", "category": code}).content.decode()

    assert f'<link rel="canonical" href="http://testserver/community-needs/?category={code}">' in html
    assert '<meta name="robots" content="noindex">' in html


def test_list_when_needs_have_pages_then_every_filter_stays_in_their_addresses(client):
    category = NeedCategoryFactory()
    for _ in range(21):
        NeedSummaryFactory(published=True, need__category=category)

    first = client.get(ADDRESS, {"category": category.code})
    second = client.get(ADDRESS, {"category": category.code, "page": 2})

    assert (len(titles(first)), len(titles(second))) == (20, 1)
    assert f"?category={category.code}&amp;page=2" in first.content.decode()


@pytest.mark.parametrize("address", [ADDRESS, "/fil/community-needs/?state=validated"])
def test_list_when_visited_first_then_stays_light(pages, address):
    for number in range(25):
        NeedSummaryFactory(
            title=f"Clean water for the people of district {number}, who walk far",
            text="Wells run dry. " * 60,
            published=True,
        )

    assert weigh(address).over(BUDGETS["list"]) == []


def test_list_when_there_are_more_needs_then_asks_the_database_as_often(client, count_queries):
    for _ in range(3):
        NeedSummaryFactory(published=True)
    few = count_queries(client, f"{ADDRESS}?page=1&n=1")
    for place in PlaceTold.values * 4:
        NeedSummaryFactory(published=True, place_told=place)

    many = count_queries(client, f"{ADDRESS}?page=1&n=2")

    assert many == few
    assert many <= 10


def test_list_when_nothing_is_published_then_says_so(client):
    html = client.get(ADDRESS).content.decode()

    assert "No needs are published yet" in html
    assert "not known yet" in html


def test_kept_pages_when_a_published_need_takes_a_step_then_they_are_dropped():
    shown, hidden = NeedSummaryFactory(published=True).need, NeedFactory()
    before = ContentVersion.current()

    happened(hidden, EventKind.VALIDATED, by=None)
    after_hidden = ContentVersion.current()
    happened(shown, EventKind.PRIORITIZED, by=None)

    assert after_hidden == before
    assert ContentVersion.current() > before
