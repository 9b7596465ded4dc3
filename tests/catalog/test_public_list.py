import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.browsing import PAGE_SIZE, Listing
from catalog.enums import ApplicationMode, OBCAccess, ServiceType
from catalog.models import OfferingTranslation, ServiceOffering
from tests.catalog.factories import OfferingFactory
from tests.core.factories import ServiceCategoryFactory
from tests.geography.factories import ProvinceFactory, RegionFactory
from tests.organizations.factories import OrganizationFactory
from tests.weight import weigh

pytestmark = pytest.mark.django_db


def published(title="A service", regions=(), provinces=(), **fields):
    offering = OfferingFactory(title=title, published=True, **fields)
    offering.geographic_coverage.set_base(list(regions))
    offering.provinces_covered.set_base(list(provinces))
    if regions or provinces:
        offering.save()
    return offering


def titles(html):
    return re.findall(r'<li class="result"><h2><a [^>]*>([^<]+)</a>', html)


def option(listing, group, label):
    [found] = [
        option for part in listing.groups if part.name == group for option in part.options if label in option.label
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


def test_option_when_it_would_find_nothing_then_stays_greyed_without_a_link(client):
    ServiceCategoryFactory(code="housing", name="Housing")
    published()

    html = client.get("/catalog/").text

    assert '<span class="none"><span>Housing</span><span class="count">0</span></span>' in html


def test_option_when_active_then_takes_itself_off_and_keeps_the_rest():
    published()

    asked = listing("q=service&category=education&access=unknown")

    assert option(asked, "category", "Education").url == "?q=service&access=unknown"
    assert [chip.url for chip in asked.chips] == ["?q=service&category=education", "?q=service&access=unknown"]


def test_list_when_filtered_then_machines_are_told(client):
    published("Boats", description="Boats for fishers.")

    html = client.get("/catalog/?category=education&nonsense=1").text

    assert "<title>Services – Education – Services for Bangsamoro communities</title>" in html
    assert '<link rel="canonical" href="http://testserver/catalog/?category=education">' in html
    assert re.search(r'<meta property="og:description" content="1 service [^"]*– Education\. Boats\.">', html)


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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["q", "page", "access", "category", "region", "type", "office", "x"]), st.text()),
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


ADDRESSES = ["", "category=education&region=IX", "q=boats", "q=baots", "q=zeppelin&type=other"]


def test_list_when_rows_grow_then_queries_do_not(client, pages):
    first = published("Boats for fishers", regions=[RegionFactory()])
    paths = [f"{language}/catalog/?{address}" for language in ("", "/fil") for address in ADDRESSES]
    for path in paths:
        client.get(path)  # what is read once for all pages

    counts = {path: [] for path in paths}
    for number in (3, 59, 2000):
        _grow_to(number, like=first)
        for path in paths:
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

    weight = weigh(path)

    assert weight.html <= 18 * 1024
    assert weight.total <= 70 * 1024
    assert weight.requests <= 8
    assert weight.foreign == ()
