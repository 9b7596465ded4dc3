import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import actions, lines
from catalog.browsing import current_facts
from catalog.enums import OBCAccess
from portal.core.models import ContentVersion
from tests.catalog.factories import OfferingFactory
from tests.geography.factories import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offerings(catalog, pages, between_requests):
    return [
        OfferingFactory(published=True, title=title, offering_mao=catalog.a, obc_access=OBCAccess.OPEN_TO_OBC)
        for title in ("Boats", "Nets", "Seeds")
    ]


def test_list_when_its_lines_are_known_then_only_asks_whether_anything_changed(client, offerings):
    first = client.get("/catalog/?page=1").text

    with CaptureQueriesContext(connection) as queries:
        second = client.get("/catalog/?sort=name&page=1").text

    assert len(queries) == 1
    assert second.count('<li class="result"') == first.count('<li class="result"') == 3


def test_list_when_some_lines_are_known_then_makes_the_others_in_their_order(client, offerings):
    client.get("/catalog/?type=other&category=education&page=1")
    current_facts().lines.pop((offerings[1].pk, ""))

    html = client.get("/catalog/?page=2").text

    assert [html.index(title) for title in ("Boats", "Nets", "Seeds")] == sorted(
        html.index(title) for title in ("Boats", "Nets", "Seeds")
    )


def test_line_when_its_service_is_published_anew_then_is_made_anew(client, catalog, offerings):
    client.get("/catalog/")
    offerings[0].title = "Engines"
    offerings[0].save_revision()

    actions.publish(offerings[0], by=catalog.moderator)

    html = client.get("/catalog/").text
    assert "Engines" in html
    assert "Boats" not in html


def test_line_when_the_reader_lives_elsewhere_then_answers_them(client, pages, catalog, between_requests):
    here, there = RegionFactory(code="IX"), RegionFactory(code="XII")
    only_here = OfferingFactory(published=True, offering_mao=catalog.a, obc_access=OBCAccess.OPEN_TO_OBC)
    only_here.geographic_coverage.set([here])
    only_here.save()
    ContentVersion.bump()

    lines = [
        client.get(f"/catalog/?lives={region.code}").text.partition('class="results"')[2] for region in (here, there)
    ]

    assert "Open to you" in lines[0]
    assert "Open to you" not in lines[1]


def test_lines_when_searched_for_then_are_not_kept(client, offerings):
    client.get("/catalog/?q=boats")

    assert current_facts().lines == {}


def test_lines_when_there_are_too_many_then_older_ones_are_given_up(client, offerings, monkeypatch):
    monkeypatch.setattr(lines, "MOST_KEPT", 3)
    client.get("/catalog/")
    client.get("/fil/catalog/")
    before = set(current_facts().lines)

    client.get("/catalog/?lives=IX")

    assert len(before) == 3
    assert len(current_facts().lines) <= 3
