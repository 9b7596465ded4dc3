"""The public list of services: what each says of itself, odd addresses, and what a page costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.browsing import PAGE_SIZE
from catalog.enums import ApplicationMode, OBCAccess, ServiceType
from catalog.models import OfferingTranslation, ServiceOffering
from portal.core.models import ContentVersion
from tests.catalog.factories import OfferingFactory
from tests.geography.factories import RegionFactory
from tests.organizations.factories import OrganizationFactory
from tests.weight import BUDGETS, weigh

from .listed import published, titles

pytestmark = pytest.mark.django_db


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
