"""Suggestions while somebody types: a piece of HTML for the script that shows it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.catalog.factories import OfferingFactory

pytestmark = pytest.mark.django_db


def suggestions(client, typed, language=""):
    return client.get(f"{language}/catalog/suggest/", {"q": typed})


def test_suggestions_when_names_begin_so_then_lead_to_their_pages(client):
    boats = OfferingFactory(title="Boats for <fishers>", published=True)
    OfferingFactory(title="Seeds", published=True)

    html = suggestions(client, "boa").text

    assert re.findall(r'<li role="option"[^>]*>(.*?)</li>', html) == ["Boats for &lt;fishers&gt;"]
    assert f'id="suggestion-1" data-url="/catalog/{boats.pk}/"' in html
    assert 'role="listbox"' in html
    assert 'data-said="1 suggestion"' in html


def test_suggestions_when_a_service_is_not_offered_then_leave_it_out(client):
    OfferingFactory(title="Boats that ended", published=True, ended=True)
    OfferingFactory(title="Boats in a draft")

    assert 'role="option"' not in suggestions(client, "boats").text


def test_suggestions_when_asked_in_filipino_then_lead_to_filipino_pages(client):
    boats = OfferingFactory(title="Boats", published=True)

    assert f'data-url="/fil/catalog/{boats.pk}/"' in suggestions(client, "boats", "/fil").text


@pytest.mark.parametrize("typed", ["", "a", "\0", "&|!:*()", "'\"<script>", "مساعدة 🏠", "word " * 600, "ñ" * 10_000])
def test_suggestions_when_anything_is_typed_then_never_fail(client, typed):
    OfferingFactory(title="Boats", published=True)

    response = suggestions(client, typed)

    assert response.status_code == 200
    assert "<script>" not in response.text


def test_suggestions_when_asked_then_are_kept_briefly_by_the_reader_alone(client):
    assert suggestions(client, "boats")["Cache-Control"] in ("private, max-age=60", "max-age=60, private")


@pytest.mark.parametrize("typed", ["bo", "boats", "baots", "zeppelin"])
def test_suggestions_when_rows_grow_then_cost_at_most_three_queries(client, between_requests, typed):
    counts = []
    for number in (1, 5):
        for n in range(number):
            OfferingFactory(title=f"Boats number {n}", published=True)
        suggestions(client, typed)
        with CaptureQueriesContext(connection) as queries:
            suggestions(client, typed)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 3
