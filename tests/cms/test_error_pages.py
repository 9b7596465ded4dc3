import pytest
from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.template.loader import get_template
from django.test import Client
from django.urls import path

from cms.urls import urlpatterns as site_urls
from cms.views import csrf_failure


def forbidden(request):
    raise PermissionDenied


def broken(request):
    raise RuntimeError


def unreadable(request):
    raise SuspiciousOperation


def stale_form(request):
    return csrf_failure(request)


urlpatterns = [
    *i18n_patterns(path("forbidden/", forbidden), prefix_default_language=False),
    path("stale-form/", stale_form),
    path("broken/", broken),
    path("unreadable/", unreadable),
    *site_urls,
]


@pytest.fixture
def visitor(pages, settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere/", 404, "This page is not here"),
        ("/fil/nowhere/", 404, "Wala rito ang pahinang ito"),
        ("/forbidden/", 403, "You cannot open this page"),
        ("/fil/forbidden/", 403, "Hindi ninyo mabubuksan ang pahinang ito"),
    ],
)
def test_error_when_it_happens_then_says_what_to_do_in_the_language(visitor, address, status, words):
    response = visitor.get(address)

    assert response.status_code == status
    assert f"<h1>{words}</h1>" in response.text
    assert '<form class="search"' in response.text
    assert '<meta name="robots" content="noindex">' in response.text


@pytest.mark.parametrize(
    ("address", "status", "english", "filipino"),
    [
        ("/broken/", 500, "Something went wrong here", "May nangyaring mali rito"),
        ("/unreadable/", 400, "We could not read this request", "Hindi namin mabasa"),
    ],
)
def test_error_when_the_site_itself_fails_then_helps_in_both_languages(visitor, address, status, english, filipino):
    response = visitor.get(address)

    assert response.status_code == status
    assert english in response.text
    assert filipino in response.text


@pytest.mark.parametrize("name", ["500.html", "400.html", "maintenance.html"])
def test_plain_page_when_there_is_no_database_and_no_context_then_renders(name):
    html = get_template(name).render()

    assert 'href="/static/css/site.css"' in html
    assert '<section lang="fil"' in html


def test_form_when_its_token_is_missing_then_the_page_says_how_to_go_on(pages):
    client = Client(enforce_csrf_checks=True)

    response = client.post("/help/", {"name": "Ana"})

    assert response.status_code == 403
    assert "We could not accept the form" in response.text


@pytest.mark.django_db
def test_maintenance_when_on_then_everybody_reads_it_without_a_query(client, settings, django_assert_num_queries):
    settings.MAINTENANCE = True

    with django_assert_num_queries(0):
        response = client.get("/catalog/")

    assert response.status_code == 503
    assert response["Retry-After"] == "600"
    assert response["Cache-Control"] == "no-store"
    assert "We will be back soon" in response.text


def test_maintenance_when_on_then_health_still_answers_by_itself(client, db, settings):
    settings.MAINTENANCE = True

    assert client.get("/health/live").status_code != 503
