"""Where the catalog shows beside its own pages: the home page, the feed, the sitemap."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import OfferingTranslation, ServiceOffering
from tests.accounts.factories import UserFactory
from tests.catalog.factories import OfferingFactory
from tests.core.factories import ServiceCategoryFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def published(title="A service", **fields):
    return OfferingFactory(title=title, published=True, **fields)


def test_home_when_services_are_offered_then_topics_stand_there_with_their_number(client, pages):
    health = ServiceCategoryFactory(code="health", name="Health", name_fil="Kalusugan", position=1)
    ServiceCategoryFactory(code="housing", name="Housing")
    published(category=health)
    published(category=health)
    published(category=health, ended=True)
    OfferingFactory(category=health)

    html = client.get("/fil/").text

    link = '<a href="/fil/catalog/?category=health"><span>Kalusugan</span><span class="count">2</span></a>'
    assert link in html
    assert "Housing" not in html


def test_home_when_services_were_checked_then_the_latest_come_first_but_none_for_residents_only(client, pages):
    today = timezone.localdate()
    for title, days in (("Old", 30), ("Checked today", 0), ("Checked last week", 7)):
        published(title, last_checked_on=today - timedelta(days=days), last_checked_by=UserFactory())
    published("For residents", residents_only=True)
    ServiceOffering.objects.update(first_published_at=timezone.now() - timedelta(days=90))

    html = client.get("/").text

    assert re.findall(r'<li class="result"[^>]*><h3><a [^>]*>([^<]+)<', html) == [
        "Checked today",
        "Checked last week",
        "Old",
    ]
    assert "checked " in html


def test_home_when_the_catalog_is_empty_then_has_no_sections(client, pages):
    html = client.get("/").text

    assert "Browse by topic" not in html
    assert "New or checked lately" not in html


def test_home_when_services_grow_then_queries_do_not(client, pages):
    counts = []
    for number in (1, 6):
        for n in range(number):
            published(f"Service {n}")
        client.get("/fil/?first")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/fil/?anew={number}")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 10


def test_feed_when_read_then_names_what_was_published_last_in_the_language_of_its_address(client):
    for title, day in (("First", 1), ("Second", 2)):
        offering = published(title, description="Seeds. And more.")
        moment = datetime(2026, 6, day, tzinfo=UTC)
        ServiceOffering.objects.filter(pk=offering.pk).update(first_published_at=moment, last_published_at=moment)
    OfferingTranslation.objects.create(offering=offering, title="Ikalawa")
    published("Ended", ended=True)
    OfferingFactory(title="Draft")

    response = client.get("/fil/catalog/feed/")
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - our own

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Ikalawa", "First"]
    assert entries[0].find(f"{ATOM}link").get("href") == f"http://testserver/fil/catalog/{offering.pk}/"
    assert entries[0].findtext(f"{ATOM}published") == "2026-06-02T00:00:00+00:00"
    assert entries[0].findtext(f"{ATOM}summary").startswith("Seeds. ")


def test_sitemap_when_read_then_names_each_public_page_in_both_languages(client, pages):
    offering, ended, draft = published(), published(ended=True), OfferingFactory()

    response = client.get("/sitemap.xml")

    sitemap = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    addresses = {place.text for place in sitemap.iter(f"{SITEMAP}loc")}
    for shown in (offering, ended):
        for language in ("", "/fil"):
            assert f"http://testserver{language}/catalog/{shown.pk}/" in addresses
    assert not any(str(draft.pk) in address for address in addresses)


def test_published_page_when_kept_and_then_changed_then_the_next_reader_sees_the_change(client):
    offering = published("Before")
    client.get(f"/catalog/{offering.pk}/")

    offering.title = "After"
    offering.save_revision().publish()

    assert "<h1>After</h1>" in client.get(f"/catalog/{offering.pk}/").text
    assert ">After</a>" in client.get("/catalog/").text


def test_kept_page_when_the_day_changes_then_is_made_anew(client, time_machine):
    time_machine.move_to(datetime(2026, 6, 5, 15, 30, tzinfo=UTC), tick=False)  # 23:30 in Manila
    offering = published(closes_on=timezone.localdate())
    assert "Taking applications until 5 June 2026" in client.get(f"/catalog/{offering.pk}/").text

    time_machine.shift(timedelta(hours=1))

    assert "Applications closed on 5 June 2026." in client.get(f"/catalog/{offering.pk}/").text
