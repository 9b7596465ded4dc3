"""Which public addresses are kept and revalidated, as a browser or a proxy sees it, and which never are."""

import gzip

import pytest
from django.core.cache.backends.locmem import LocMemCache

from cms.caching import KeptPage
from tests.catalog.factories import OfferingFactory

KEPT = [
    "/",
    "/help/",
    "/fil/",
    "/catalog/",
    "/fil/catalog/",
    "/catalog/?lives=IX&sort=closing&page=2",
    "/catalog/{pk}/",
    "/fil/catalog/{pk}/?lives=IX",
    "/catalog/{pk}/service.jsonld",
    "/catalog/{pk}/report/thanks/",
    "/catalog/feed/",
    "/catalog/menu/",
    "/catalog/services.json",
    "/catalog/services.csv?region=IX",
]
NEVER_KEPT = [
    "/catalog/?q=scholarship",
    "/fil/catalog/?lives=IX&q=scholarship",
    "/catalog/?q=",
    "/catalog/suggest/?q=schol",
    "/catalog/saved/?id={pk}",
    "/catalog/{pk}/report/",
    "/catalog/menu/?q=scholarship",
    "/catalog/menu.csv",
    "/catalog/go/a-token/{pk}/",
    "/catalog/00000000-0000-4000-8000-000000000000/",
    "/accounts/login/",
    "/nowhere/",
]


@pytest.fixture
def at(pages):
    """The address with a published service in it."""
    offering = OfferingFactory(published=True, title="Scholarship of engineering", is_nationwide=True)
    return lambda template: template.format(pk=offering.pk)


@pytest.fixture
def kept(monkeypatch):
    """The pages that this process has kept."""
    pages, keep = [], LocMemCache.set

    def keep_and_note(cache, key, value, *args, **options):
        if isinstance(value, KeptPage):
            pages.append(value)
        keep(cache, key, value, *args, **options)

    monkeypatch.setattr(LocMemCache, "set", keep_and_note)
    return pages


@pytest.mark.parametrize("template", KEPT)
def test_public_page_when_asked_for_then_is_kept_for_everybody_and_revalidated(client, at, kept, template):
    response = client.get(at(template))

    assert (response.status_code, len(kept)) == (200, 1)
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response["Vary"] == "Accept-Encoding, Cookie"
    assert response["ETag"].startswith('W/"')
    assert not response.cookies


@pytest.mark.parametrize("template", KEPT)
def test_public_page_when_a_browser_has_it_then_nothing_is_sent(client, at, template):
    etag = client.get(at(template), headers={"Accept-Encoding": "gzip"})["ETag"]

    for known in (etag, f'"another", {etag}', "*"):
        for ask in (client.get, client.head):
            response = ask(at(template), headers={"If-None-Match": known})

            assert (response.status_code, response.content) == (304, b"")
            assert response["ETag"] == etag
            assert response["Vary"] == "Accept-Encoding, Cookie"
            assert response["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("template", KEPT)
def test_public_page_when_only_its_head_is_asked_for_then_says_the_same_without_a_body(client, at, kept, template):
    page = client.get(at(template))
    head = client.head(at(template))

    assert head.content == b""
    assert {**head.headers} == {**page.headers}
    assert len(kept) == 1


@pytest.mark.parametrize("template", KEPT)
def test_public_page_when_compressed_or_not_then_is_the_same_page(client, at, template):
    plain = client.get(at(template), headers={"Accept-Encoding": "identity"})
    compressed = client.get(at(template), headers={"Accept-Encoding": "gzip, br"})

    assert gzip.decompress(compressed.content) == plain.content
    assert compressed["Content-Length"] == str(len(compressed.content))
    assert compressed["ETag"] == plain["ETag"]
    assert not plain.has_header("Content-Encoding")


@pytest.mark.parametrize("template", NEVER_KEPT)
def test_page_when_it_is_for_one_reader_then_is_never_kept(client, at, kept, template):
    response = client.get(at(template), headers={"If-None-Match": "*"})

    assert response.status_code in (200, 302, 404)
    assert len(kept) == 0
    assert not response.has_header("ETag")
    assert "public" not in response.get("Cache-Control", "")


def test_search_when_made_twice_then_the_second_is_made_anew(client, at):
    assert "Scholarship of engineering" in client.get(at("/catalog/?q=scholarship")).text
    OfferingFactory(published=True, title="Scholarship of law")

    assert "of law" in client.get(at("/catalog/?q=scholarship")).text


def test_kept_page_when_somebody_signs_in_then_is_neither_shown_nor_replaced(client, at, kept, admin_user):
    before = client.get(at("/catalog/"))
    client.force_login(admin_user)

    response = client.get(at("/catalog/"), headers={"If-None-Match": before["ETag"]})

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert len(kept) == 1
