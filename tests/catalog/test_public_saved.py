"""The list of services that a reader keeps on their phone."""

import gzip
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.enums import OBCAccess
from catalog.saved import MOST_SAVED
from tests.catalog.factories import OfferingFactory
from tests.geography.factories import RegionFactory
from tests.organizations.factories import OrganizationFactory

pytestmark = pytest.mark.django_db


def page(client, *offerings, more=""):
    ids = "&".join(f"id={getattr(offering, 'pk', offering)}" for offering in offerings)
    return client.get(f"/catalog/saved/?{ids}{more}").text


def titles(html):
    return re.findall(r'<li class="result"[^>]*><h2><a [^>]*>([^<]+)</a>', html)


def test_list_when_opened_then_shows_its_services_in_their_order_with_whom_to_ask(client):
    boats = OfferingFactory(title="Boats", published=True, contact_person="Desk 5", contact_phone="(02) 8123 4567")
    seeds = OfferingFactory(title="Seeds", published=True)

    html = page(client, seeds, boats, seeds)

    assert titles(html) == ["Seeds", "Boats"]
    assert "Ask: Desk 5, (02) 8123 4567" in html


def test_list_when_the_reader_says_where_they_live_then_answers_them(client):
    RegionFactory(code="XII")
    offering = OfferingFactory(published=True, obc_access=OBCAccess.OPEN_TO_OBC, is_nationwide=True)

    html = page(client, offering, more="&lives=XII")

    assert "Open to you" in html
    assert f'href="/catalog/{offering.pk}/?lives=XII"' in html


def test_service_when_no_longer_offered_then_is_named_only_where_its_page_is_public(client):
    ended = OfferingFactory(title="Ended program", published=True, ended=True)
    closed = OfferingFactory(title="Secret", published=True, offering_mao=OrganizationFactory(deactivated=True))
    draft = OfferingFactory(title="Draft")

    html = page(client, ended, closed, draft, uuid4())

    assert "No longer offered" in html
    assert "<li>Ended program</li>" in html
    assert "3 services of this list are no longer offered." in html
    assert "Secret" not in html
    assert "Draft" not in html


@pytest.mark.parametrize("address", ["", "?id=", "?id=%00&id=nonsense", "?id=12345&page=x"])
def test_list_when_nothing_is_in_it_then_explains_how_it_works(client, address):
    response = client.get(f"/catalog/saved/{address}")

    assert response.status_code == 200
    assert "Nothing saved yet" in response.text
    assert "no account" in response.text
    assert "data-saved-none" in response.text


def test_list_when_it_names_too_many_then_shows_the_first_fifty(client):
    offerings = [OfferingFactory(title=f"Service {n:02}", published=True) for n in range(3)]
    unknown = [uuid4() for _ in range(MOST_SAVED - 2)]

    html = page(client, *offerings[:2], *unknown, offerings[2])

    assert titles(html) == ["Service 00", "Service 01"]
    assert f"{MOST_SAVED - 2} services of this list" in html


def test_list_when_opened_then_belongs_to_its_reader_and_to_no_search_engine(client):
    response = client.get("/catalog/saved/")

    assert "private" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.text


def test_list_when_it_grows_then_queries_do_not(client, pages, between_requests):
    counts = []
    for number in (1, 5):
        offerings = [OfferingFactory(published=True) for _ in range(number)]
        ended = [OfferingFactory(published=True, ended=True) for _ in range(number)]
        page(client, *offerings, *ended)
        with CaptureQueriesContext(connection) as queries:
            page(client, *offerings, *ended, more="&anew")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 10


@pytest.mark.parametrize("name", ["saved", "suggest"])
def test_script_when_sent_then_is_small(name):
    script = Path(finders.find(f"js/{name}.js")).read_bytes()

    assert len(gzip.compress(script)) <= 3 * 1024


@pytest.mark.parametrize("address", ["/catalog/", "/catalog/saved/", "/", "/fil/"])
def test_page_when_services_can_be_saved_then_has_the_link_and_the_button_for_the_script(client, pages, address):
    html = client.get(address).text

    assert re.search(r'<a class="saved-link" href="[^"]*/catalog/saved/" hidden>', html)
    assert '<template id="save-button"' in html
    assert '<script type="module" src="/static/js/saved.js"></script>' in html
