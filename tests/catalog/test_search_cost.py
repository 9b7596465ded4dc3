"""What a search costs the database and the reader's patience, whatever is typed."""

import time
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.catalog.factories import OfferingFactory
from tests.search.factories import PromotedResultFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offering():
    return OfferingFactory(published=True, title="Scholarship of engineering", description="Money for school.")


@pytest.mark.parametrize("path", ["/catalog/?q=", "/fil/catalog/?lives=IX&sort=name&q="])
@pytest.mark.parametrize("text", ["scholarship", "scolarship", "scolarship engenering zebra", "nothing at all"])
def test_search_when_kept_words_are_warm_then_asks_the_database_at_most_eight_times(
    client, pages, between_requests, offering, path, text
):
    PromotedResultFactory(key=str(offering.pk), phrases=["scholarship"], start_date=timezone.localdate())
    client.get(f"{path}{text}")

    with CaptureQueriesContext(connection) as queries:
        client.get(f"{path}{text}")

    assert len(queries) <= 8, [query["sql"][:80] for query in queries]


HARD = {
    "600 words": "q=" + quote(" ".join(f"tulong{n}" for n in range(600))),
    "600 known words": "q=" + quote("scholarship engineering " * 300),
    "one long word": "q=" + "a" * 10_000,
    "a page past 64 bits": f"page={10**40}",
    "a page past 64 bits of a search": f"q=scholarship&page={10**40}",
    "a page below zero": f"page=-{10**40}",
    "a page that is no number": "page=1e400",
    "operators": "q=" + quote("a&b|c!(d):*<->" * 200),
    "a thousand choices": "&".join(f"region=R{n}" for n in range(999)),
    "letters with a thousand marks": "q=" + quote("e" + "\u0301" * 1000),
}


@pytest.mark.parametrize("query", HARD.values(), ids=HARD.keys())
@pytest.mark.parametrize("path", ["/catalog/", "/catalog/suggest/", "/catalog/saved/"])
def test_address_when_it_is_hard_then_is_answered_within_a_second(client, between_requests, offering, path, query):
    client.get("/catalog/?q=scholarship")  # what is read once for all

    began = time.monotonic()
    response = client.get(f"{path}?{query}")
    seconds = time.monotonic() - began

    assert response.status_code < 400
    assert seconds <= 1
