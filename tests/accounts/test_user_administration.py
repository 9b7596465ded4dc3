"""What the group administrator can and cannot do on the screens about users. Every route, by GET and by POST."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from portal.accounts.models import User

from .conftest import PASSWORD
from .terms import give_term

pytestmark = pytest.mark.django_db

ROUTES_OF_ONE = ["edit", "history", "history-results", "password-link", "remove-second-factor"]
CLOSED_ROUTES = ["delete", "usage", "copy", "inspect"]


@pytest.fixture
def admin(make_user) -> User:
    return make_user("admin", "administrator")


@pytest.fixture
def browser(admin, sign_in) -> Client:
    return sign_in(admin)


@pytest.fixture
def root(make_user) -> User:
    return make_user("root", "administrator", is_superuser=True)


def group_ids(*names: str) -> list[int]:
    return list(Group.objects.filter(name__in=names).values_list("pk", flat=True))


def as_posted(user: User, **fields: object) -> dict[str, object]:
    values = {
        "username": user.username,
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "groups": list(user.groups.values_list("pk", flat=True)),
        "is_active": "on" if user.is_active else "",
    }
    return {**values, **fields}


def state_of(user: User) -> tuple[object, ...]:
    user = User.objects.get(pk=user.pk)
    names = sorted(user.groups.values_list("name", flat=True))
    return (user.email, user.first_name, user.password, user.is_active, user.is_superuser, user.is_staff, names)


# What an administrator does


def test_list_shows_people_with_roles_and_hides_superusers(browser, make_user, root) -> None:
    make_user("editor", "mao_editor")

    page = browser.get("/admin/users/").content.decode()

    assert "editor@example.org" in page
    assert "MAO editor" in page
    assert "root@example.org" not in page


def test_list_with_more_people_asks_no_more_queries(browser, make_user, count_queries) -> None:
    make_user("person", "mao_editor")
    few = count_queries(browser, "/admin/users/")
    for number in range(12):
        make_user(f"person{number}", "mao_editor")

    assert count_queries(browser, "/admin/users/") == few <= 20


def test_invite_form_opens_an_account_and_mails_the_link(browser) -> None:
    response = browser.post(
        "/admin/users/new/",
        {
            "email": "new@example.org",
            "first_name": "New",
            "last_name": "Person",
            "username": "",
            "groups": group_ids("mao_focal"),
            "is_superuser": "on",
            "is_staff": "on",
            "password1": "chosen for them",
            "password2": "chosen for them",
        },
    )

    user = User.objects.get(email="new@example.org")
    assert response["Location"] == "/admin/users/"
    assert not user.has_usable_password()
    assert (user.is_superuser, user.is_staff) == (False, False)
    assert [message.to for message in mail.outbox] == [["new@example.org"]]


def test_invite_form_with_a_taken_address_keeps_what_was_typed(browser, make_user) -> None:
    make_user("taken")

    page = browser.post(
        "/admin/users/new/", {"email": "Taken@example.org", "first_name": "Fatima", "last_name": "P", "username": "f"}
    ).content.decode()

    assert "Another account uses this e-mail address" in page
    assert 'value="Fatima"' in page


def test_edit_form_changes_names_roles_and_state(browser, make_user) -> None:
    user = make_user("person", "mao_editor")

    browser.post(
        f"/admin/users/edit/{user.pk}/",
        as_posted(user, first_name="Renamed", groups=group_ids("mao_focal", "oobc_staff"), is_active=""),
    )

    _email, first_name, _password, is_active, is_superuser, is_staff, names = state_of(user)
    assert (first_name, is_active, names) == ("Renamed", False, ["mao_focal", "oobc_staff"])
    assert (is_superuser, is_staff) == (False, False)


def test_password_link_is_sent_and_the_password_stays(browser, make_user) -> None:
    user = make_user("person", "mao_editor")
    before = state_of(user)

    browser.post(f"/admin/users/password-link/{user.pk}/")

    assert mail.outbox[0].to == ["person@example.org"]
    assert state_of(user) == before


def test_second_factor_is_removed_for_who_lost_it(browser, make_user) -> None:
    user = make_user("person", "mao_editor")
    TOTP.activate(user, generate_totp_secret())

    page = browser.get(f"/admin/users/edit/{user.pk}/").content.decode()
    browser.post(f"/admin/users/remove-second-factor/{user.pk}/")

    assert f"/admin/users/remove-second-factor/{user.pk}/" in page
    assert not user.authenticator_set.exists()


# What an administrator cannot do


def test_forms_offer_neither_superuser_rights_nor_a_password(browser, make_user) -> None:
    person = make_user("person")

    for address in ("/admin/users/new/", f"/admin/users/edit/{person.pk}/"):
        page = browser.get(address).content.decode()
        assert "superuser" not in page
        assert 'type="password"' not in page


@pytest.mark.parametrize(
    "extra",
    [
        {"is_superuser": "on", "is_staff": "on"},
        {"password1": "chosen for them", "password2": "chosen for them", "password": "chosen for them"},
        {"user_permissions": ["1", "2", "3"]},
    ],
)
def test_fields_forged_into_the_edit_form_do_nothing(browser, make_user, extra) -> None:
    user = make_user("person", "mao_editor")
    before = state_of(user)

    browser.post(f"/admin/users/edit/{user.pk}/", as_posted(user, **extra))

    assert state_of(user) == before
    assert not user.user_permissions.exists()


def test_administrator_editing_self_raises_nothing(browser, admin) -> None:
    page = browser.get(f"/admin/users/edit/{admin.pk}/").content.decode()
    browser.post(
        f"/admin/users/edit/{admin.pk}/",
        as_posted(admin, groups=group_ids("ocm_leadership", "budget_officer"), is_superuser="on", is_active=""),
    )

    _email, _name, _password, is_active, is_superuser, _staff, names = state_of(admin)
    assert 'name="groups"' not in page
    assert 'name="is_active"' not in page
    assert (is_active, is_superuser, names) == (True, False, ["administrator"])


@pytest.mark.parametrize("route", ROUTES_OF_ONE + CLOSED_ROUTES)
def test_superuser_does_not_exist_for_an_administrator(browser, root, route) -> None:
    before = state_of(root)
    address = f"/admin/users/{route}/{root.pk}/"

    statuses = [
        browser.get(address).status_code,
        browser.post(address, as_posted(root, email="mine@example.org", is_active="")).status_code,
    ]

    assert statuses == [404, 404]
    assert state_of(root) == before
    assert mail.outbox == []


@pytest.mark.parametrize("route", CLOSED_ROUTES)
@pytest.mark.parametrize("who", ["admin", "root"])
def test_accounts_are_deleted_by_nobody(request, make_user, sign_in, route, who) -> None:
    person = make_user("person")
    client = sign_in(request.getfixturevalue(who))

    statuses = [
        client.get(f"/admin/users/{route}/{person.pk}/").status_code,
        client.post(f"/admin/users/{route}/{person.pk}/").status_code,
    ]

    assert statuses == [404, 404]
    assert User.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("action", ["delete", "assign_role", "set_active_state"])
@pytest.mark.parametrize("ids", ["one", "self", "all"])
@pytest.mark.parametrize("who", ["admin", "root"])
def test_bulk_actions_on_users_are_closed(request, make_user, sign_in, action, ids, who) -> None:
    person, actor = make_user("person"), request.getfixturevalue(who)
    client = sign_in(actor)
    before = [state_of(person), state_of(actor)]
    address = f"/admin/bulk/accounts/user/{action}/?id={ {'one': person.pk, 'self': actor.pk, 'all': 'all'}[ids] }"
    posted = {"role": group_ids("ocm_leadership")[0], "mark_as_active": "False"}

    statuses = [client.get(address).status_code, client.post(address, posted).status_code]

    assert statuses == [404, 404]
    assert [state_of(person), state_of(actor)] == before


@pytest.mark.parametrize("who", ["admin", "root"])
def test_groups_have_no_screens(request, sign_in, who) -> None:
    client = sign_in(request.getfixturevalue(who))
    group = Group.objects.get(name="administrator")
    before = set(group.permissions.values_list("pk", flat=True))

    for route in ("", "new/", f"edit/{group.pk}/", f"delete/{group.pk}/", f"history/{group.pk}/", f"{group.pk}/users/"):
        address = f"/admin/groups/{route}"
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"name": "administrator", "permissions": ["1"]}).status_code == 404, address

    assert set(group.permissions.values_list("pk", flat=True)) == before
    assert "/admin/groups/" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("role", ["mao_editor", "mao_focal", "oobc_staff", "oobc_planner", "ocm_leadership"])
def test_other_roles_reach_no_screen_about_users(make_user, sign_in, role) -> None:
    person = make_user("person", "mao_editor")
    other = make_user("other", role)
    give_term(other, role)
    client = sign_in(other)
    before = state_of(person)

    for route in ("", "results/", "new/"):
        assert client.get(f"/admin/users/{route}")["Location"] == "/admin/", route
    for route in ROUTES_OF_ONE + CLOSED_ROUTES:
        address = f"/admin/users/{route}/{person.pk}/"
        assert client.get(address).status_code == 404, address
        assert client.post(address, as_posted(person, is_active="")).status_code == 404, address

    assert state_of(person) == before


def test_every_route_about_users_and_groups_is_known_to_these_tests() -> None:
    found: set[str] = set()

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> None:
        for entry in patterns:
            part = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, part)
            elif part.startswith(("admin/users/", "admin/groups/")):
                found.add(part.removeprefix("admin/"))

    walk(get_resolver().url_patterns, "")

    known = {"users/", "users/results/", "users/new/", *(f"users/{route}/<int:pk>/" for route in ROUTES_OF_ONE)}
    assert found == known


# Acts on accounts want fresh proof of who acts


def test_act_long_after_signing_in_asks_for_the_password_and_then_goes_on(
    admin, sign_in, make_user, time_machine_at
) -> None:
    user = make_user("person", "mao_editor")
    address = f"/admin/users/edit/{user.pk}/"
    with time_machine_at("2026-03-02") as clock:
        browser = sign_in(admin)
        clock.shift(60 * 60)

        asked = browser.post(address, as_posted(user, first_name="Renamed"))
        unchanged = state_of(user)[1]
        browser.post(asked["Location"], {"password": PASSWORD})

    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert unchanged == "Person"
    assert state_of(user)[1] == "Renamed"
