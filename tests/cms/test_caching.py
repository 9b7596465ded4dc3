import gzip

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from wagtail.contrib.redirects.models import Redirect

from cms.caching import PublicPageCache
from cms.models import ContentPage, Navigation
from portal.accounts.models import User
from portal.core.models import ContentVersion


@pytest.fixture
def two_workers():
    """Two processes in front of the same site, each with a memory of its own."""
    workers = []
    for name in ("first", "second"):
        worker = PublicPageCache(_public_page)
        worker.cache = LocMemCache(name, {})
        worker.cache.clear()
        workers.append(worker)
    return workers


def _public_page(request):
    title = ContentPage.objects.get(slug="help").title
    return HttpResponse(title, headers={"Cache-Control": "public, max-age=0"})


def test_publish_when_two_workers_keep_the_page_then_both_show_it_at_once(pages, two_workers, rf):
    page = ContentPage.objects.get(slug="help")
    before = [worker(rf.get("/help/")).content for worker in two_workers]
    page.title = "New words"

    page.save_revision().publish()

    assert before == [b"Help", b"Help"]
    assert [worker(rf.get("/help/")).content for worker in two_workers] == [b"New words", b"New words"]


def test_hit_when_page_is_kept_then_costs_one_query(client, pages, django_assert_num_queries):
    first = client.get("/help/")

    with django_assert_num_queries(1):
        second = client.get("/help/")

    assert second.content == first.content


def test_page_when_public_then_revalidates_and_depends_on_cookie_only(client, pages):
    response = client.get("/help/")

    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response["Vary"] == "Accept-Encoding, Cookie"
    assert response["ETag"].startswith('W/"')
    assert not response.cookies


def test_page_when_browser_has_it_then_answers_not_modified(client, pages):
    etag = client.get("/help/")["ETag"]

    response = client.get("/help/", headers={"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")


def test_page_when_changed_then_old_etag_no_longer_holds(client, pages):
    etag = client.get("/help/")["ETag"]
    page = ContentPage.objects.get(slug="help")
    page.introduction = "Other words"
    page.save_revision().publish()

    response = client.get("/help/", headers={"If-None-Match": etag})

    assert response.status_code == 200
    assert "Other words" in response.text


def test_page_when_kept_then_goes_out_compressed_and_plain(client, pages):
    plain = client.get("/help/")
    compressed = client.get("/help/", headers={"Accept-Encoding": "br, gzip"})

    assert compressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert len(compressed.content) < len(plain.content) / 2


def test_page_when_visitor_is_signed_in_then_is_theirs_alone(pages):
    client = Client()
    client.force_login(User.objects.create(username="ana", email="ana@example.org"))
    client.get("/help/")

    response = client.get("/help/")

    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/help/?q=word", "/admin/", "/accounts/login/"])
def test_page_when_it_may_differ_for_people_then_is_not_kept(path):
    from cms.caching import asks_for_public_page

    assert not asks_for_public_page(RequestFactory().get(path))


def test_response_when_it_sets_a_cookie_then_is_not_kept(db, rf):
    def greet(request):
        response = HttpResponse("hello", headers={"Cache-Control": "public"})
        response.set_cookie("name", "ana")
        return response

    worker = PublicPageCache(greet)
    worker(rf.get("/hello/"))

    response = worker(rf.get("/hello/"))

    assert response.cookies["name"].value == "ana"
    assert not response.has_header("ETag")


@pytest.mark.parametrize(
    ("status", "headers"), [(404, {"Cache-Control": "public"}), (200, {}), (200, {"Cache-Control": "no-store"})]
)
def test_response_when_not_declared_public_then_is_made_anew(db, rf, status, headers):
    made = []

    def view(request):
        made.append(request)
        return HttpResponse("page", status=status, headers=headers)

    worker = PublicPageCache(view)
    worker(rf.get("/a/"))
    worker(rf.get("/a/"))

    assert len(made) == 2


def test_page_when_asked_under_two_hosts_then_each_gets_its_own(client, pages):
    first = client.get("/help/", headers={"Host": "testserver"}).text
    other = client.get("/help/", headers={"Host": "other.example"}).text

    assert "http://testserver/help/" in first
    assert "http://other.example/help/" in other


def test_preview_when_published_page_is_kept_then_shows_the_draft(client, pages):
    page = ContentPage.objects.get(slug="help")
    client.get(page.url)
    page.title = "A draft"

    response = page.make_preview_request()

    assert "A draft" in response.text
    assert "A draft" not in client.get(page.url).text


def _publish():
    ContentPage.objects.get(slug="help").save_revision().publish()


def _unpublish():
    ContentPage.objects.get(slug="help").unpublish()


def _delete():
    ContentPage.objects.get(slug="help").delete()


def _change_menu():
    Navigation.objects.get().save()


def _redirect():
    Redirect.objects.create(old_path="/old", redirect_link="/help/")


@pytest.mark.parametrize("change", [_publish, _unpublish, _delete, _change_menu, _redirect])
def test_content_version_when_something_public_changes_then_grows(pages, change):
    before = ContentVersion.current()

    change()

    assert ContentVersion.current() > before


def test_content_version_when_a_draft_is_saved_then_stays(pages):
    before = ContentVersion.current()

    ContentPage.objects.get(slug="help").save_revision()

    assert ContentVersion.current() == before
