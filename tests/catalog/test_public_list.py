import html as html_module
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.browsing import PAGE_SIZE, Listing
from catalog.enums import ApplicationMode, OBCAccess, ServiceType
from catalog.models import OfferingTranslation, ServiceOffering
from portal.core.models import ContentVersion
from search.models import SearchLog
from tests.catalog.factories import OfferingFactory
from tests.core.factories import ServiceCategoryFactory
from tests.geography.factories import ProvinceFactory, RegionFactory
from tests.organizations.factories import OrganizationFactory
from tests.search.factories import PromotedResultFactory
from tests.weight import BUDGETS, weigh

pytestmark = pytest.mark.django_db


def published(title="A service", regions=(), provinces=(), **fields):
    offering = OfferingFactory(title=title, published=True, **fields)
    offering.geographic_coverage.set_base(list(regions))
    offering.provinces_covered.set_base(list(provinces))
    if regions or provinces:
        offering.save()
    return offering


def titles(html):
    names = re.findall(r'<li class="result"[^>]*>(?:<p class="recommended">[^<]*</p>)?<h2><a [^>]*>(.*?)</a>', html)
    return [re.sub(r"</?mark>", "", name) for name in names]


def option(listing, group, label):
    [found] = [
        option for part in listing.facets if part.name == group for option in part.options if label in option.label
    ]
    return found


def listing(address=""):
    return Listing(QueryDict(address))


# ---- What is shown ---------------------------------------------------------------------------------------------------


def test_list_when_opened_then_shows_offered_services_by_name(client):
    for title in ("zakat help", "Ábaca seedlings", "Boats"):
        published(title)
    published("Ended", is_active=False)
    OfferingFactory(title="A draft")
    published("Of a closed office", offering_mao=OrganizationFactory(deactivated=True))

    html = client.get("/catalog/").text

    assert titles(html) == ["Ábaca seedlings", "Boats", "zakat help"]
    assert "<strong>3 services</strong>" in html


def test_result_when_facts_are_known_then_says_them_in_words(client):
    today = timezone.localdate()
    published(
        obc_access=OBCAccess.OPEN_TO_OBC,
        benefit_amount_min=5000,
        benefit_amount_max=30000,
        fees_description="Free",
        processing_days=20,
        opens_on=today,
        closes_on=today,
        description="Money for school costs. Paid each semester.",
    )

    facts = re.sub(r"<[^>]+>", "|", client.get("/catalog/").text)

    assert "|Money for school costs.|" in facts
    assert "Paid each semester" not in facts
    for fact in ("Open to people outside BARMM", "₱5,000 to ₱30,000", "Free", "20 working days"):
        assert f"|{fact}|" in facts
    assert "|taking applications until " in facts


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"opens_on": 5}, "applications open on"),
        ({"closes_on": -5}, "closed since"),
        ({"application_mode": ApplicationMode.LIST}, "people are chosen from a list"),
        ({"application_mode": ApplicationMode.NONE}, "no application needed"),
        ({"obc_access": OBCAccess.UNKNOWN}, "Not known if people outside BARMM can get it"),
    ],
)
def test_result_when_not_simply_open_then_says_why(client, fields, words):
    today = timezone.localdate()
    published(**{name: today + timedelta(value) if isinstance(value, int) else value for name, value in fields.items()})

    assert words in client.get("/catalog/").text


def test_result_when_facts_are_unknown_then_leaves_them_out(client):
    published()

    facts = re.search(r'<ul class="small-facts">(.*?)</ul>', client.get("/catalog/").text, re.DOTALL)[1]

    assert facts.count("<li>") == 1  # only whether people outside BARMM can get it


def test_list_in_filipino_when_translated_then_shows_it_and_marks_what_is_not(client):
    offering = published("Rice seeds", description="Seeds for farmers.")
    OfferingTranslation.objects.create(offering=offering, title="Binhi ng palay")

    html = client.get("/fil/catalog/").text

    assert f'<a href="/fil/catalog/{offering.pk}/">Binhi ng palay</a>' in html
    assert '<p lang="en">Seeds for farmers.</p>' in html


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


# ---- Search ----------------------------------------------------------------------------------------------------------


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


# ---- Odd addresses ---------------------------------------------------------------------------------------------------

ODD = [
    "page=999999999999999999999",
    "page=-1",
    "page=" + "9" * 5000,
    "page=x",
    "category=nothing",
    "category[]=health",
    "office=%00",
    "region=%27%3B+DROP+TABLE+x--",
    "type=" + "x" * 10_000,
    "q=%00",
    "q=" + "a" * 10_000,
    "q=%F0%9F%92%A9+%27%22%3Cscript%3E",
    "q=%28%29%26%7C%21%3A%2A",
    "q=___&q=b",
    "q=%E2%80%AE%ED%A0%80",
    "q=" + "+".join(["word"] * 600),
    "q=%D9%85%D8%B3%D8%A7%D8%B9%D8%AF%D8%A9+%F0%9F%8F%A0",
    "lives=%00&sort=%00&exact=%00&now=%00",
    "lives[]=XII&access=%00&access=open_to_obc",
    "sort=closing&page=0",
]


@pytest.mark.parametrize("address", ODD, ids=range(len(ODD)))
def test_list_when_the_address_is_odd_then_answers_plainly(client, address):
    published()

    response = client.get(f"/catalog/?{address}")

    assert response.status_code == 200
    assert "<script>" not in response.text


def test_list_when_the_page_is_beyond_the_end_then_shows_the_last(client):
    for number in range(PAGE_SIZE + 1):
        published(f"Service {number:02}")

    html = client.get("/catalog/?page=999").text

    assert titles(html) == ["Service 20"]
    assert "21 to 21 on this page" in html


PARAMETERS = ["q", "exact", "lives", "sort", "page", "access", "now", "category", "region", "type", "office", "x"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(PARAMETERS),
            st.text(),
        ),
        max_size=5,
    )
)
def test_list_when_anything_is_in_the_address_then_never_fails(client, address):
    query = QueryDict(mutable=True)
    for name, value in address:
        query.appendlist(name, value.encode(errors="replace").decode())

    assert client.get(f"/catalog/?{query.urlencode()}").status_code == 200


def test_list_when_posted_to_then_refuses(client):
    assert client.post("/catalog/").status_code == 405


# ---- Cost ------------------------------------------------------------------------------------------------------------


ADDRESSES = [
    "",
    "lives=IX&category=education&region=IX&access=open_to_obc&now=yes&sort=closing",
    "q=boats&lives=IX",
    "q=baots",
    "q=zeppelin&type=other",
]


def test_list_when_rows_grow_then_queries_do_not(client, pages, between_requests):
    first = published("Boats for fishers", regions=[RegionFactory()])
    paths = [f"{language}/catalog/?{address}" for language in ("", "/fil") for address in ADDRESSES]

    counts = {path: [] for path in paths}
    for number in (3, 59, 2000):
        _grow_to(number, like=first)
        for path in paths:
            client.get(path)  # what is read once for all pages
            with CaptureQueriesContext(connection) as queries:
                client.get(f"{path}&rows={number}")
            counts[path].append(len(queries))

    assert [path for path in paths if len(set(counts[path])) > 1 or max(counts[path]) > 10] == []


def _grow_to(number, *, like):
    ServiceOffering.objects.bulk_create(
        ServiceOffering(
            title=f"Service {n}",
            description="Help.",
            live=True,
            offering_mao=like.offering_mao,
            category=like.category,
            service_type=ServiceType.OTHER,
        )
        for n in range(ServiceOffering.objects.count(), number)
    )
    ContentVersion.bump()


@pytest.mark.parametrize("path", ["/catalog/", "/fil/catalog/?category=education"])
def test_list_when_visited_first_then_stays_light(pages, path):
    for number in range(25):
        published(
            f"A scholarship with a rather long name for students of district {number}",
            description=f"Money for school costs of number {number}, paid each semester through the college. " * 3,
            offering_mao=OrganizationFactory(name=f"Ministry of Basic and Higher Education, office number {number}"),
            obc_access=OBCAccess.OPEN_TO_OBC,
            is_nationwide=True,
        )

    assert weigh(path).over(BUDGETS["list"]) == []
