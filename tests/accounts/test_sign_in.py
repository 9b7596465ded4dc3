import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"


def is_inside(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize("login", ["hanifa", "HANIFA", "hanifa@example.org", "Hanifa@Example.org"])
def test_sign_in_by_username_or_address_opens_the_admin(make_user, sign_in, login) -> None:
    make_user("hanifa", "oobc_staff")

    client = sign_in(login)

    assert is_inside(client)


def test_sign_in_leads_staff_to_the_back_office_and_representatives_to_the_site(make_user) -> None:
    make_user("staff", "oobc_staff")
    make_user("rep", "community_representative")

    staff = Client().post(SIGN_IN, {"login": "staff", "password": PASSWORD})
    rep = Client().post(SIGN_IN, {"login": "rep", "password": PASSWORD})

    assert (staff["Location"], rep["Location"]) == ("/admin/", "/")


def test_back_office_asked_for_by_a_representative_is_refused_without_a_loop(make_user, sign_in) -> None:
    client = sign_in(make_user("rep", "community_representative"))

    response = client.get("/admin/", follow=True)

    assert response.status_code == 403
    assert len(response.redirect_chain) == 1


def test_sign_in_next_to_a_foreign_host_is_ignored(make_user) -> None:
    make_user("staff", "oobc_staff")

    response = Client().post(f"{SIGN_IN}?next=https://evil.example/", {"login": "staff", "password": PASSWORD})

    assert response["Location"] == "/admin/"


def test_signup_says_accounts_are_by_invitation_and_makes_none(django_user_model) -> None:
    page = Client().get("/accounts/signup/")
    posted = Client().post(
        "/accounts/signup/", {"username": "new", "email": "n@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert "by invitation" in page.content.decode()
    assert posted.status_code == 200
    assert not django_user_model.objects.exists()


def test_deactivated_person_is_refused_at_the_next_request(make_user, sign_in) -> None:
    user = make_user("leaving", "oobc_staff")
    client = sign_in(user)
    assert is_inside(client)

    user.is_active = False
    user.save()

    assert client.get("/admin/")["Location"].startswith(SIGN_IN)


def test_removed_role_closes_the_back_office_at_the_next_request(make_user, sign_in) -> None:
    user = make_user("moved", "oobc_staff")
    client = sign_in(user)
    assert is_inside(client)

    user.groups.clear()

    assert not is_inside(client)


# The doors of the libraries


def addresses() -> list[str]:
    """Every address of the portal that needs no key."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> list[str]:
        found: list[str] = []
        for entry in patterns:
            part = str(entry.pattern).lstrip("^").rstrip("$")
            if isinstance(entry, URLResolver):
                found += walk(entry.url_patterns, prefix + part)
            elif not re.search(r"[<(\\]", part):
                found.append("/" + prefix + part)
        return found

    return sorted(set(walk(get_resolver().url_patterns, "")) - {SIGN_IN})


def test_password_alone_posted_anywhere_never_opens_the_admin_of_who_has_a_second_factor(make_user) -> None:
    user = make_user("careful", "oobc_staff")
    TOTP.activate(user, generate_totp_secret())
    posted = {"login": "careful", "username": "careful", "email": user.email, "password": PASSWORD, "next": "/admin/"}
    doors = [*addresses(), SIGN_IN, "/fil/accounts/login/", "/fil/_util/login/"]
    assert {"/admin/login/", "/_util/login/", "/admin/password_reset/"} <= set(doors)

    opened = []
    for door in doors:
        client = Client(raise_request_exception=False)
        client.post(door, posted)
        if is_inside(client):
            opened.append(door)

    assert opened == []


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/"])
def test_other_door_leads_to_the_sign_in_page_and_keeps_where_to_go(door) -> None:
    got = Client().get(door, {"next": "/admin/pages/"})
    posted = Client().post(f"{door}?next=/admin/pages/", {"username": "x", "password": "y"})

    assert got["Location"] == posted["Location"] == f"{SIGN_IN}?next=%2Fadmin%2Fpages%2F"


def test_sign_out_of_the_admin_passes_the_page_that_empties_a_shared_phone(make_user, sign_in) -> None:
    make_user("hanifa", "oobc_staff")
    client = sign_in("hanifa")

    asked = client.post("/admin/logout/")
    was_inside = is_inside(client)
    client.post("/accounts/logout/")

    assert 'action="/accounts/logout/" data-leave="' in asked.text
    assert "data-at-once" in asked.text
    assert "no-store" in asked["Cache-Control"]
    assert (was_inside, is_inside(client)) == (True, False)


def test_sign_out_of_the_admin_when_nothing_was_pressed_leads_to_the_page(make_user, sign_in) -> None:
    make_user("hanifa", "oobc_staff")
    client = sign_in("hanifa")

    assert (
        client.get("/admin/logout/")["Location"] == Client().post("/admin/logout/")["Location"] == "/accounts/logout/"
    )
    assert "data-at-once" not in client.get("/accounts/logout/").text


@pytest.mark.parametrize("path", ["", "done/", "confirm/MQ/abc/", "complete/"])
def test_password_reset_of_the_admin_is_closed(path) -> None:
    assert Client().get(f"/admin/password_reset/{path}").status_code == 404
    assert Client().post(f"/admin/password_reset/{path}", {"email": "x@example.org"}).status_code == 404


def test_django_admin_has_no_address() -> None:
    def names(patterns: list[URLPattern | URLResolver]) -> list[str]:
        found = []
        for entry in patterns:
            found += names(entry.url_patterns) if isinstance(entry, URLResolver) else [entry.lookup_str]
        return found

    assert not [name for name in names(get_resolver().url_patterns) if name.startswith("django.contrib.admin")]


def test_account_page_of_the_admin_changes_neither_password_nor_address(make_user, sign_in) -> None:
    user = make_user("staff", "oobc_staff")
    client = sign_in(user)

    client.post(
        "/admin/account/",
        {
            "name_email-first_name": "New",
            "name_email-last_name": "Name",
            "name_email-email": "taken@example.org",
            "password-old_password": PASSWORD,
            "password-new_password1": "another good password",
            "password-new_password2": "another good password",
        },
    )

    user.refresh_from_db()
    assert user.email == "staff@example.org"
    assert user.check_password(PASSWORD)


def test_account_page_of_the_admin_links_to_second_factor_and_password(make_user, sign_in) -> None:
    page = sign_in(make_user("staff", "oobc_staff")).get("/admin/account/").content.decode()

    assert 'href="/accounts/2fa/"' in page
    assert 'href="/accounts/password/change/"' in page


# Nobody learns which accounts exist


def strip_secrets(content: bytes) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+|value="[^"]*@[^"]*"|value="(known|nobody)"', "", content.decode())


@pytest.mark.parametrize(("known", "unknown"), [("known", "nobody"), ("known@example.org", "nobody@example.org")])
def test_wrong_sign_in_answers_the_same_for_known_and_unknown(make_user, known, unknown) -> None:
    make_user("known", "oobc_staff")

    one = Client().post(SIGN_IN, {"login": known, "password": "wrong password"})
    other = Client().post(SIGN_IN, {"login": unknown, "password": "wrong password"})

    assert one.status_code == other.status_code == 200
    assert strip_secrets(one.content) == strip_secrets(other.content)


@pytest.mark.parametrize(
    "login", ["known", "known@example.org", "invited@example.org", "closed", "nobody", "nobody@example.org"]
)
def test_wrong_sign_in_costs_one_password_check_whoever_it_is(make_user, monkeypatch, login) -> None:
    make_user("known", "oobc_staff")
    make_user("closed", is_active=False)
    make_user("invited").set_unusable_password()
    checks = []
    hasher = type(get_hasher())
    original = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *args, **kwargs: checks.append(1) or original(*args, **kwargs))

    Client().post(SIGN_IN, {"login": login, "password": "wrong password"})

    assert len(checks) == 1


def test_password_reset_answers_the_same_for_known_and_unknown_and_mails_both(make_user) -> None:
    make_user("known", "oobc_staff")

    one = Client().post("/accounts/password/reset/", {"email": "known@example.org"}, follow=True)
    other = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)

    assert strip_secrets(one.content) == strip_secrets(other.content)
    assert one.redirect_chain == other.redirect_chain
    assert [message.to for message in mail.outbox] == [["known@example.org"], ["nobody@example.org"]]
    assert "No account has this address" in mail.outbox[1].body


def test_password_reset_asks_as_many_queries_for_known_and_unknown(make_user) -> None:
    make_user("known", "oobc_staff")
    counts = []

    for email in ("known@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            Client().post("/accounts/password/reset/", {"email": email})
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_password_reset_link_uses_our_address_whatever_host_the_request_names(make_user, settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://portal.example"
    make_user("known", "oobc_staff")

    Client().post("/accounts/password/reset/", {"email": "known@example.org"}, headers={"host": "evil.example"})

    assert "https://portal.example/accounts/password/choose/" in mail.outbox[0].body
    assert "evil.example" not in mail.outbox[0].body


def test_password_reset_sets_a_new_password_once(make_user, sign_in) -> None:
    make_user("known", "oobc_staff")
    Client().post("/accounts/password/reset/", {"email": "known@example.org"})
    link = re.search(r"/accounts/password/choose/\S+", mail.outbox[0].body).group()

    Client().post(link, {"password1": "a quite new password", "password2": "a quite new password"})

    assert is_inside(sign_in("known", "a quite new password"))
    assert Client().get(link).status_code == 410


def test_password_reset_of_a_closed_account_gives_no_link(make_user) -> None:
    make_user("closed", is_active=False)

    Client().post("/accounts/password/reset/", {"email": "closed@example.org"})

    assert "/accounts/password/choose/" not in mail.outbox[0].body


def test_password_too_short_is_refused_with_a_sentence(make_user, sign_in) -> None:
    client = sign_in(make_user("known", "oobc_staff"))

    page = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    )

    assert "at least 12 characters" in page.content.decode()
