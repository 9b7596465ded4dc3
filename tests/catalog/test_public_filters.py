"""The public list, narrowed down: choices and their counts, where the reader lives, and orders."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from catalog.enums import OBCAccess, ServiceType
from catalog.models import ServiceOffering
from tests.core.factories import ServiceCategoryFactory
from tests.geography.factories import ProvinceFactory, RegionFactory
from tests.organizations.factories import OrganizationFactory

from .listed import listing, option, published, titles

pytestmark = pytest.mark.django_db


# ---- Filters ---------------------------------------------------------------------------------------------------------


def test_filters_when_chosen_then_narrow_down_together():
    mine, other = OrganizationFactory(acronym="DTI-SB Corp"), OrganizationFactory()
    health = ServiceCategoryFactory(code="health", name="Health")
    fits = published(offering_mao=mine, category=health, service_type=ServiceType.HEALTH_SERVICE)
    published(offering_mao=other, category=health, service_type=ServiceType.HEALTH_SERVICE)
    published(offering_mao=mine, service_type=ServiceType.HEALTH_SERVICE)
    published(offering_mao=mine, category=health)

    found = listing("category=health&office=dti-sb-corp&type=health_service").found

    assert [row.pk for row in found] == [fits.pk]


def test_region_filter_when_chosen_then_answers_as_the_queryset_does():
    ix, x = RegionFactory(code="IX"), RegionFactory(code="X")
    published("nationwide", is_nationwide=True)
    published("whole region", regions=[ix])
    published("a province of it", provinces=[ProvinceFactory(region=ix), ProvinceFactory(region=ix)])
    published("elsewhere", regions=[x])
    published("not said")

    found = {row.pk for row in listing("region=IX").found}

    assert len(found) == 3
    assert found == set(ServiceOffering.objects.offered().covering("IX").values_list("pk", flat=True))


def test_filter_when_several_values_are_given_then_any_of_them_fits():
    for access in OBCAccess:
        published(obc_access=access)

    assert len(listing("access=unknown&access=case_by_case").found) == 2


def test_counts_when_something_is_chosen_then_leave_out_their_own_group_only():
    health = ServiceCategoryFactory(code="health", name="Health")
    housing = ServiceCategoryFactory(code="housing", name="Housing")
    published(category=health, obc_access=OBCAccess.OPEN_TO_OBC)
    published(category=health, obc_access=OBCAccess.BARMM_RESIDENTS)
    published(category=housing, obc_access=OBCAccess.OPEN_TO_OBC)

    asked = listing("category=health")

    assert (option(asked, "category", "Health").count, option(asked, "category", "Housing").count) == (2, 1)
    assert option(asked, "access", "Open to").count == 1
    assert option(asked, "access", "Case by case").count == 0


def test_option_when_it_would_find_nothing_then_stays_greyed_and_cannot_be_chosen(client):
    ServiceCategoryFactory(code="housing", name="Housing")
    published()

    html = client.get("/catalog/").text

    box = '<input type="checkbox" name="category" value="housing" disabled>'
    assert f'<label class="none">{box}<span>Housing</span><span class="count">0</span></label>' in html


def test_option_when_chosen_but_left_empty_by_others_then_can_be_taken_back(client):
    ServiceCategoryFactory(code="housing", name="Housing")
    published()

    html = client.get("/catalog/?category=housing").text

    assert '<input type="checkbox" name="category" value="housing" checked>' in html
    assert '<a class="chip" href="./">' in html


def test_filters_when_applied_then_the_form_keeps_the_search_and_the_region(client):
    RegionFactory(code="XII")
    published("Boats")

    html = client.get("/catalog/?q=boats&exact=1&lives=XII&category=education&sort=name").text

    form = re.search(r'<details class="filters.*?</form>', html, re.DOTALL)[0]
    assert re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', form) == [
        ("q", "boats"),
        ("exact", "1"),
        ("lives", "XII"),
    ]
    assert '<input type="checkbox" name="category" value="education" checked>' in form
    assert '<option value="name" selected>Name</option>' in form


def test_chip_when_pressed_then_takes_one_choice_off_and_keeps_the_rest(client):
    ServiceCategoryFactory(code="health", name="Health")
    published()

    asked = listing("q=service&category=education&category=health&access=unknown")

    assert [chip.url for chip in asked.chips] == [
        "?q=service&category=education&category=health",
        "?q=service&access=unknown&category=health",
        "?q=service&access=unknown&category=education",
    ]
    assert asked.asked.address_without_choices == "?q=service"


def test_list_when_filtered_then_machines_are_told(client):
    published("Boats", description="Boats for fishers.")

    html = client.get("/catalog/?category=education&nonsense=1").text

    assert "<title>Services – Education – Services for Bangsamoro communities</title>" in html
    assert '<link rel="canonical" href="http://testserver/catalog/?category=education">' in html
    assert re.search(r'<meta property="og:description" content="1 service [^"]*– Education\. Boats\.">', html)


def test_list_when_shared_then_its_preview_says_what_it_is(client):
    RegionFactory(code="XII")
    published("Boats")

    html = client.get("/catalog/?lives=XII&category=education&page=1").text

    title = "Services – for people in Region XII – Education"
    assert f"<title>{title} – Services for Bangsamoro communities</title>" in html
    assert f'<meta property="og:title" content="{title}">' in html
    assert '<link rel="canonical" href="http://testserver/catalog/?category=education">' in html
    assert '<meta property="og:image" content="http://testserver/static/img/share.png">' in html


def test_picture_of_previews_when_sent_then_is_small():
    assert Path(finders.find("img/share.png")).stat().st_size <= 20 * 1024


# ---- Where do you live? ----------------------------------------------------------------------------------------------


def by_access():
    """A service of each kind, for somebody in Region XII."""
    ix, xii = RegionFactory(code="IX"), RegionFactory(code="XII")
    published("A open", obc_access=OBCAccess.OPEN_TO_OBC, regions=[xii])
    published("B case", obc_access=OBCAccess.CASE_BY_CASE, is_nationwide=True)
    published("C residents", obc_access=OBCAccess.BARMM_RESIDENTS)
    published("D unknown", is_nationwide=True)
    published("E elsewhere", obc_access=OBCAccess.OPEN_TO_OBC, regions=[ix])


def answers(html):
    return re.findall(r'<li><span class="status \w*">([^<]*)</span></li>', html)


def test_cards_when_the_reader_says_where_they_live_then_answer_them(client):
    by_access()

    html = client.get("/catalog/?lives=XII").text

    assert answers(html) == [
        "Open to you",
        "Case by case: ask the office",
        "Only for residents of BARMM",
        "Ask the office",
        "Not offered in Region XII",
    ]
    assert len(re.findall(r'<h2><a href="/catalog/[^"/]+/\?lives=XII"', html)) == 5
    assert '<option value="XII" selected>' in html


def test_cards_when_the_reader_lives_in_barmm_then_residents_only_is_open_to_them(client):
    by_access()
    RegionFactory(code="BARMM")

    assert answers(client.get("/catalog/?lives=BARMM").text)[2] == "Open to you"


def test_card_when_only_for_residents_then_names_the_nearest_that_is_open(client):
    RegionFactory(code="XII")
    published("C residents", obc_access=OBCAccess.BARMM_RESIDENTS, service_type=ServiceType.SCHOLARSHIP)
    published("Another kind", obc_access=OBCAccess.OPEN_TO_OBC, is_nationwide=True)
    nearest = published(
        "The same kind", obc_access=OBCAccess.OPEN_TO_OBC, is_nationwide=True, service_type=ServiceType.SCHOLARSHIP
    )

    html = client.get("/catalog/?lives=XII&access=barmm_residents").text

    link = f'<a href="/catalog/{nearest.pk}/?lives=XII">The same kind</a>'
    assert f"Nearest open program: {link}" in html


def test_filter_who_can_get_it_when_the_reader_lives_somewhere_then_counts_their_answers():
    by_access()

    asked = listing("lives=XII")

    assert {option.label: option.count for option in asked.facets[0].options} == {
        "Open to you": 1,
        "Case by case: ask the office": 1,
        "Only for residents of BARMM": 1,
        "Ask the office": 1,
        "Not offered in Region XII": 1,
    }
    assert [row.title.text for row in listing("lives=XII&access=not_there&access=open_to_obc").found] == [
        "A open",
        "E elsewhere",
    ]


def test_region_filter_when_the_reader_lives_somewhere_then_their_region_comes_first():
    for position, code in enumerate(("IX", "X", "XII")):
        RegionFactory(code=code, position=position)
    published()

    regions = next(facet for facet in listing("lives=XII").facets if facet.name == "region")

    assert [option.value for option in regions.options] == ["XII", "IX", "X"]


def test_list_when_the_region_is_unknown_then_is_as_without(client):
    by_access()

    assert answers(client.get("/catalog/?lives=%00").text) == answers(client.get("/catalog/").text)


# ---- Taking applications, and orders ---------------------------------------------------------------------------------


def test_filter_taking_applications_when_chosen_then_answers_as_the_queryset_does():
    published("Open", open_now=True)
    published("Later", opens_later=True)
    published("Closed", closed=True)
    published("Not said")

    found = {row.pk for row in listing("now=yes").found}

    assert found == set(ServiceOffering.objects.taking_applications().values_list("pk", flat=True))
    assert option(listing(), "now", "Taking").count == 1


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["Boats A", "Boats B", "Boats C"]),
        ("checked", ["Boats C", "Boats A", "Boats B"]),
        ("closing", ["Boats B", "Boats A", "Boats C"]),
    ],
)
@pytest.mark.parametrize("words", ["", "q=boats&"])
def test_list_when_sorted_then_stands_in_that_order(client, words, sort, order):
    published("Boats A")
    published("Boats B", open_now=True)
    published("Boats C", checked=True)

    html = client.get(f"/catalog/?{words}sort={sort}").text

    assert titles(html) == order
