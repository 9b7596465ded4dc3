"""Headers over every kind of answer: a scorer of our own, and the policies of the three faces."""

import re

import pytest
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from wagtail.models import Page

from cms.urls import urlpatterns as real_patterns
from portal.accounts.models import User

pytestmark = pytest.mark.django_db

PUBLIC_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("as if something broke")


def slow_down(request: HttpRequest) -> HttpResponse:
    return HttpResponse("later", status=503)


urlpatterns = [path("breaks/", breaks), path("busy/", slow_down), *real_patterns]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def policy_of(response: HttpResponse) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts}


def weaknesses(response: HttpResponse) -> list[str]:
    """What our own grade takes points off for, on a public page."""
    policy = policy_of(response) if response.has_header("Content-Security-Policy") else {}
    scripts = policy.get("script-src", "*")
    expected = {
        "no content policy": bool(policy),
        "default is not closed": policy.get("default-src") == "'none'",
        "inline or evaluated scripts": not re.search(r"unsafe|\*|https?:|data:", scripts),
        "inline styles": "unsafe" not in policy.get("style-src", "unsafe"),
        "can be framed": policy.get("frame-ancestors") == "'none'" and response.get("X-Frame-Options") == "DENY",
        "base can be changed": policy.get("base-uri") == "'none'",
        "forms go elsewhere": policy.get("form-action") == "'self'",
        "type is guessed": response.get("X-Content-Type-Options") == "nosniff",
        "tells where one came from": response.get("Referrer-Policy") == "same-origin",
        "shares its window": response.get("Cross-Origin-Opener-Policy") == "same-origin",
        "is embedded by others": response.get("Cross-Origin-Resource-Policy") == "same-origin",
        "devices are open": "camera=()" in response.get("Permissions-Policy", ""),
    }
    return [name for name, holds in expected.items() if not holds]


def public_addresses() -> list[str]:
    """Every address outside of the back office that needs no key."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> list[str]:
        found: list[str] = []
        for entry in patterns:
            part = prefix + str(entry.pattern).lstrip("^").rstrip("$")
            if isinstance(entry, URLResolver):
                found += walk(entry.url_patterns, part)
            elif not re.search(r"[<(\\]", part):
                found.append("/" + part)
        return found

    addresses = set(walk(get_resolver("cms.urls").url_patterns, ""))
    return sorted(address for address in addresses if not address.startswith("/admin/"))


def test_every_public_address_is_graded_without_a_weakness(client) -> None:
    addresses = [*public_addresses(), "/", "/fil/", "/fil/catalog/", "/fil/accounts/login/"]
    assert {"/catalog/", "/accounts/login/", "/accounts/2fa/"} <= set(addresses)

    graded = {address: weaknesses(client.get(address)) for address in addresses}

    assert {address: found for address, found in graded.items() if found} == {}


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "options"),
    [
        ("/catalog/", 200, {}),
        ("/accounts/2fa/", 302, {}),
        ("/catalog", 301, {}),
        ("/catalog/", 400, {"headers": {"host": "not a host"}}),
        ("/nowhere/", 404, {}),
        ("/files/not-a-key/", 404, {}),
        ("/breaks/", 500, {}),
        ("/busy/", 503, {}),
    ],
)
def test_every_status_is_graded_without_a_weakness(client, address, status, options) -> None:
    response = client.get(address, **options)

    assert response.status_code == status
    assert weaknesses(response) == []


def test_refused_form_without_its_token_is_graded_without_a_weakness() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x", "password": "y"})

    assert response.status_code == 403
    assert weaknesses(response) == []


def test_limited_address_is_graded_without_a_weakness(client) -> None:
    statuses = [client.post("/accounts/password/reset/", {"email": "x@example.org"}) for _ in range(6)]

    assert statuses[-1].status_code == 429
    assert weaknesses(statuses[-1]) == []


def test_public_policy_is_the_strict_one(client) -> None:
    assert policy_of(client.get("/catalog/")) == PUBLIC_POLICY


@pytest.mark.parametrize("address", ["/admin/", "/admin/account/", "/admin/nowhere/", "/admin/login/"])
def test_back_office_policy_is_looser_in_two_named_places_only(staff, address) -> None:
    policy = policy_of(staff.get(address))

    looser = {name: value for name, value in policy.items() if PUBLIC_POLICY.get(name) != value}
    assert looser == {
        "script-src": "'self' 'unsafe-inline'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "frame-src": "'self'",
        "frame-ancestors": "'self'",
        "base-uri": "'self'",
    }


@pytest.fixture
def staff() -> Client:
    user = User.objects.create_user("staff", email="staff@example.org", is_superuser=True)
    user.groups.add(Group.objects.get(name="oobc_staff"))
    client = Client()
    client.force_login(user)
    return client


def test_preview_of_a_page_is_strict_but_may_stand_in_our_own_frame(staff) -> None:
    page = Page.objects.get(depth=2)
    address = f"/admin/pages/{page.pk}/edit/preview/"
    staff.post(
        address, {"title": page.title, "slug": page.slug, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    )

    response = staff.get(address)

    assert policy_of(response) == {**PUBLIC_POLICY, "frame-ancestors": "'self'"}
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_page_for_a_signed_in_person_is_kept_by_no_cache(staff) -> None:
    assert "no-store" in staff.get("/catalog/")["Cache-Control"]
    assert "no-store" in staff.get("/admin/")["Cache-Control"]


def test_page_for_everybody_says_nothing_against_caching(client) -> None:
    assert "no-store" not in client.get("/catalog/").get("Cache-Control", "")


def test_sign_in_page_is_kept_by_no_cache(client) -> None:
    assert "no-store" in client.get("/accounts/login/")["Cache-Control"]


def test_pages_of_accounts_hold_no_inline_script_or_style(client) -> None:
    for address in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        page = client.get(address).content.decode()

        assert not re.search(r"<script(?![^>]*(src=|application/json))|<style| style=| on\w+=", page), address
