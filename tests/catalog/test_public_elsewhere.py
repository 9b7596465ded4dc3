"""Where the catalog shows beside its own pages: the home page, the feed, the sitemap."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import OfferingTranslation, ServiceOffering
from cms.models import ContentPage
from tests.accounts.factories import UserFactory
from tests.catalog.factories import OfferingFactory
from tests.core.factories import ServiceCategoryFactory
from tests.geography.factories import RegionFactory

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


@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("", ["Nets", "Clinic"]),
        ("?category=health", ["Clinic"]),
        ("?category=health&q=nets", ["Clinic"]),
        ("?category=nonsense", ["Nets", "Clinic"]),
        ("?region=XII", []),
    ],
)
def test_feed_when_its_address_has_filters_then_names_only_these(client, address, titles):
    RegionFactory(code="XII")
    for title, code in (("Clinic", "health"), ("Nets", "livelihood")):
        published(title, category=ServiceCategoryFactory(code=code, name=code.capitalize()))

    feed = _feed(client, f"/catalog/feed/{address}")

    assert [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == titles


def test_feed_when_filtered_then_says_so_and_leads_to_the_same_list(client):
    published("Clinic", category=ServiceCategoryFactory(code="health", name="Health"))

    feed = _feed(client, "/catalog/feed/?category=health&x=1")

    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert feed.findtext(f"{ATOM}title") == "New: Services – Health"
    assert links["alternate"] == "http://testserver/catalog/?category=health"
    assert links["self"] == "http://testserver/catalog/feed/?category=health"
    assert feed.find(f"{ATOM}entry/{ATOM}category").get("term") == "Health"


def test_feed_when_a_text_holds_signs_of_html_then_readers_show_them(client):
    published("Boats", description="Boats <b>& nets</b>. More.")

    summary = _feed(client, "/catalog/feed/").findtext(f"{ATOM}entry/{ATOM}summary")

    assert summary.startswith("Boats &lt;b&gt;&amp; nets&lt;/b&gt;.")


def test_feed_when_a_service_is_published_again_then_is_newer_but_not_new(client):
    offering = published("Boats")
    ServiceOffering.objects.filter(pk=offering.pk).update(
        first_published_at=datetime(2026, 6, 1, tzinfo=UTC), last_published_at=datetime(2026, 7, 1, tzinfo=UTC)
    )

    feed = _feed(client, "/catalog/feed/")

    assert feed.findtext(f"{ATOM}entry/{ATOM}published") == "2026-06-01T00:00:00+00:00"
    assert feed.findtext(f"{ATOM}entry/{ATOM}updated") == "2026-07-01T00:00:00+00:00"
    assert feed.findtext(f"{ATOM}updated") == "2026-07-01T00:00:00+00:00"


def _feed(client, address):
    return ElementTree.fromstring(client.get(address).content)  # noqa: S314 - our own


def test_sitemap_when_read_then_each_address_names_its_languages(client, pages):
    offering = published()

    sitemap = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own

    languages = {
        url.findtext(f"{SITEMAP}loc"): {
            link.get("hreflang"): link.get("href") for link in url.findall("{http://www.w3.org/1999/xhtml}link")
        }
        for url in sitemap.findall(f"{SITEMAP}url")
    }
    for english, filipino in (
        (f"testserver/catalog/{offering.pk}/", f"testserver/fil/catalog/{offering.pk}/"),
        ("testserver/catalog/", "testserver/fil/catalog/"),
        ("localhost/help/", "localhost/fil/tulong/"),
    ):
        both = {"en": f"http://{english}", "fil": f"http://{filipino}"}
        assert languages[f"http://{english}"] == languages[f"http://{filipino}"] == both


def test_sitemap_when_a_page_is_in_one_language_then_names_that_one_only(client, pages):
    ContentPage.objects.get(slug="tulong").unpublish()

    sitemap = client.get("/sitemap.xml").text

    assert "/help/" in sitemap
    assert "/fil/tulong/" not in sitemap


@pytest.mark.parametrize(("path", "locale"), [("/catalog/", "en_US"), ("/fil/catalog/", "tl_PH")])
def test_page_when_shared_then_previews_know_title_description_and_language(client, pages, path, locale):
    offering = published("Boats", description="Boats for fishers.")

    for address, title in ((path, ""), (f"{path}{offering.pk}/", "Boats")):
        html = client.get(address).text
        assert f'<meta property="og:title" content="{title}' in html
        assert '<meta property="og:description" content="' in html
        assert f'<meta property="og:locale" content="{locale}">' in html
        assert f'<link rel="canonical" href="http://testserver{address}">' in html
