import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.models import ContentPage
from tests.geography.factories import RegionFactory
from tests.weight import weigh

ALL_PATHS = ["/", "/help/", "/about/", "/contact/", "/privacy/", "/sources/", "/fil/", "/fil/tulong/"]


@pytest.mark.parametrize("path", ALL_PATHS)
def test_page_when_rendered_then_holds_no_inline_script_or_style(client, pages, path):
    html = client.get(path).text

    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert "<style" not in html
    assert not re.search(r"""<[^>]*\s(?:style|on\w+)\s*=""", html)


@pytest.mark.parametrize("path", ALL_PATHS)
def test_page_when_rendered_then_tells_machines_what_it_is(client, pages, path):
    html = client.get(path).text

    assert html.count("<h1") == 1
    assert re.search(r'<meta name="description" content="[^"]{40,}">', html)
    assert re.search(r'<meta property="og:title" content="[^"]+">', html)
    assert re.search(r'<meta property="og:description" content="[^"]+">', html)
    assert f'<link rel="canonical" href="http://testserver{path}">' in html


def test_page_when_translated_then_both_languages_point_at_each_other(client, pages):
    english, filipino = client.get("/help/").text, client.get("/fil/tulong/").text

    for html in (english, filipino):
        assert '<link rel="alternate" hreflang="en" href="http://testserver/help/">' in html
        assert '<link rel="alternate" hreflang="fil" href="http://testserver/fil/tulong/">' in html
    assert '<a href="/fil/tulong/" lang="fil" hreflang="fil">Filipino</a>' in english
    assert '<a href="/help/" lang="en" hreflang="en">English</a>' in filipino


def test_page_when_not_translated_then_switch_leads_to_the_other_home(client, pages):
    ContentPage.objects.get(slug="tulong").unpublish()

    html = client.get("/help/").text

    assert '<a href="/fil/" lang="fil" hreflang="fil">' in html
    assert 'rel="alternate"' not in html


def test_home_when_browser_prefers_filipino_then_stays_english(client, pages):
    response = client.get("/", headers={"Accept-Language": "fil"})

    assert response.status_code == 200
    assert '<html lang="en">' in response.text


def test_home_when_opened_then_search_leads_to_the_catalog(client, pages):
    html = client.get("/fil/").text

    assert (
        '<form class="search" action="/fil/catalog/" method="get" role="search" data-suggest="/fil/catalog/suggest/">'
        in html
    )


def test_home_when_opened_then_asks_where_the_reader_lives(client, pages):
    RegionFactory(code="XII")

    html = client.get("/").text

    form = re.search(r'<form class="search".*?</form>', html, re.DOTALL)[0]
    assert '<select id="lives" name="lives">' in form
    assert '<option value="XII">Region XII – SOCCSKSARGEN</option>' in form


def test_home_when_section_has_nothing_then_is_left_out(client, pages, settings):
    settings.HOME_SECTIONS = ["tests.cms.test_public_pages.no_section"]

    assert "Browse by topic" not in client.get("/").text


def no_section():
    return None


def test_page_when_demonstration_data_then_says_so(client, pages, settings):
    settings.DEMO_DATA = True

    assert "Demonstration data." in client.get("/").text


def test_page_when_real_data_then_says_nothing_of_demonstration(client, pages, settings):
    settings.DEMO_DATA = False

    assert "Demonstration data." not in client.get("/").text


def test_page_when_an_editor_writes_markup_then_it_is_shown_as_text(client, pages):
    page = ContentPage.objects.get(slug="help")
    page.title = page.introduction = "<script>alert(1)</script>"
    page.save_revision().publish()

    html = client.get("/help/").text

    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("path", ["/", "/help/", "/fil/", "/fil/tulong/"])
def test_page_when_rendered_anew_then_asks_the_database_at_most_ten_times(client, pages, path):
    client.get(path)

    with CaptureQueriesContext(connection) as queries:
        client.get(f"{path}?made=anew")

    assert len(queries) <= 10


@pytest.mark.parametrize("path", ALL_PATHS)
def test_page_when_visited_first_then_stays_light(pages, path):
    weight = weigh(path)

    scripts = 2 if path in ("/", "/fil/") else 0  # where people search
    assert weight.html <= 14 * 1024
    assert weight.total <= (26 + 3 * scripts) * 1024
    assert weight.requests <= 3 + scripts
    assert weight.foreign == ()
