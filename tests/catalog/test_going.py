"""From the results of a search to a service."""

import uuid

import pytest
from django.urls import reverse

from catalog import going
from search.models import SearchClick
from tests.search.factories import SearchLogFactory

from .factories import OfferingFactory

pytestmark = pytest.mark.django_db


def go(client, search, pk, method="get"):
    return getattr(client, method)(reverse("catalog:go", args=[search.token, pk]))


def test_go_when_result_is_followed_then_click_counts_once_and_leads_to_the_page(client, monkeypatch):
    counted = []
    monkeypatch.setattr(going, "count_search_click", counted.append)
    offering, search = OfferingFactory(published=True), SearchLogFactory()

    answers = [go(client, search, offering.pk) for _ in range(2)]

    assert {(answer.status_code, answer.url) for answer in answers} == {(302, f"/catalog/{offering.pk}/")}
    assert list(SearchClick.objects.values_list("search", "key")) == [(search.pk, str(offering.pk))]
    assert counted == [offering.pk]
    assert "no-store" in answers[0]["Cache-Control"]
    assert answers[0]["X-Robots-Tag"] == "noindex, nofollow"


def test_go_when_asked_in_filipino_then_leads_to_the_filipino_page(client):
    offering, search = OfferingFactory(published=True), SearchLogFactory()

    answer = client.get(f"/fil/catalog/go/{search.token}/{offering.pk}/")

    assert answer.url == f"/fil/catalog/{offering.pk}/"


def test_go_when_token_is_made_up_then_leads_there_and_counts_nothing(client):
    offering = OfferingFactory(published=True)

    answer = client.get(f"/catalog/go/made-up/{offering.pk}/")

    assert answer.url == f"/catalog/{offering.pk}/"
    assert not SearchClick.objects.exists()


def test_go_when_only_looked_at_then_counts_nothing(client):
    offering, search = OfferingFactory(published=True), SearchLogFactory()

    assert go(client, search, offering.pk, "head").status_code == 302
    assert go(client, search, offering.pk, "post").status_code == 405
    assert not SearchClick.objects.exists()


def test_go_when_service_is_not_public_then_there_is_no_such_page(client):
    search = SearchLogFactory()

    assert go(client, search, OfferingFactory(draft=True).pk).status_code == 404
    assert go(client, search, uuid.uuid4()).status_code == 404
    assert not SearchClick.objects.exists()


def test_robots_when_read_then_crawlers_stay_out(client):
    assert "Disallow: /catalog/go/" in client.get("/robots.txt").content.decode()
