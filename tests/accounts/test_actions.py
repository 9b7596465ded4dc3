import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client
from wagtail.models import ModelLogEntry

from portal.accounts import actions
from portal.accounts.models import User
from portal.core.actions import ActionRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(make_user) -> User:
    return make_user("admin", "administrator")


def invite(by: User, **fields: object) -> User:
    values = {"email": "Norhata@Example.org", "first_name": "Norhata", "last_name": "M.", "roles": ["mao_editor"]}
    return actions.invite(by=by, **{**values, **fields})


def change(account: User, *, by: User, **fields: object) -> User:
    values = {
        "email": account.email,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "roles": list(account.groups.values_list("name", flat=True)),
        "is_active": account.is_active,
    }
    return actions.change_account(account, by=by, **{**values, **fields})


def link_in(message: mail.EmailMessage) -> str:
    return re.search(r"https?://\S+/accounts/password/choose/\S+", message.body).group()


def test_invite_opens_an_account_without_password_and_mails_the_link(admin) -> None:
    user = invite(admin)

    assert (user.username, user.email) == ("norhata", "norhata@example.org")
    assert not user.has_usable_password()
    assert [group.name for group in user.groups.all()] == ["mao_editor"]
    assert mail.outbox[0].to == ["norhata@example.org"]
    assert "for 7 days" in mail.outbox[0].body
    assert ModelLogEntry.objects.get(action="accounts.invite").data == {"roles": ["mao_editor"]}


def test_invite_of_a_taken_address_is_refused_in_any_spelling(admin, make_user) -> None:
    make_user("norhata")

    with pytest.raises(ActionRefused, match="Another account uses"):
        invite(admin, username="other", email="NORHATA@example.org")

    assert mail.outbox == []


def test_invite_when_the_username_is_taken_adds_a_number(admin, make_user) -> None:
    make_user("Norhata", email="elsewhere@example.org")

    assert invite(admin).username == "norhata2"


@pytest.mark.parametrize(
    ("role", "roles", "allowed"),
    [
        ("administrator", ["administrator"], True),
        ("oobc_staff", ["community_representative"], True),
        ("oobc_staff", ["community_representative", "oobc_staff"], False),
        ("oobc_staff", [], False),
        ("mao_focal", ["mao_editor"], False),
        ("ocm_leadership", ["community_representative"], False),
    ],
)
def test_invite_is_for_administrators_and_representatives_for_staff(make_user, role, roles, allowed) -> None:
    by = make_user("inviter", role)

    if allowed:
        assert invite(by, roles=roles).pk
    else:
        with pytest.raises(ActionRefused):
            invite(by, roles=roles)


def test_invited_person_chooses_a_password_once_and_signs_in(admin, sign_in) -> None:
    person = invite(admin)
    link = link_in(mail.outbox[0])
    chosen = {"password1": "a quite new password", "password2": "a quite new password"}

    first = Client().post(link, chosen)
    again = Client().post(link, {"password1": "stolen password", "password2": "stolen password"})

    assert first["Location"] == "/accounts/login/"
    assert again.status_code == 410
    assert sign_in("norhata", "a quite new password").session["_auth_user_id"] == str(person.pk)


def test_link_forged_shows_that_it_no_longer_works() -> None:
    assert Client().get("/accounts/password/choose/eyJ1c2VyIjoxfQ:abc:def/").status_code == 410


@pytest.mark.parametrize(("days", "status"), [(6, 200), (8, 410)])
def test_invitation_lasts_a_week(admin, time_machine_at, days, status) -> None:
    with time_machine_at("2026-03-02") as clock:
        invite(admin)
        clock.shift(days * 24 * 60 * 60)

        assert Client().get(link_in(mail.outbox[0])).status_code == status


@pytest.mark.parametrize(("hours", "status"), [(23, 200), (25, 410)])
def test_password_link_of_an_account_in_use_lasts_a_day(admin, make_user, time_machine_at, hours, status) -> None:
    user = make_user("forgetful")
    with time_machine_at("2026-03-02") as clock:
        actions.send_password_link(user, by=admin)
        clock.shift(hours * 60 * 60)

        assert Client().get(link_in(mail.outbox[0])).status_code == status


def test_link_dies_when_the_account_is_closed_or_gets_another_address(admin) -> None:
    closed = invite(admin)
    moved = invite(admin, email="moved@example.org")
    links = [link_in(message) for message in mail.outbox]

    change(closed, by=admin, is_active=False)
    change(moved, by=admin, email="new@example.org")

    assert [Client().get(link).status_code for link in links] == [410, 410]


def test_change_account_records_roles_and_state_without_personal_text(admin, make_user) -> None:
    user = make_user("person", "mao_editor")

    change(user, by=admin, roles=["mao_focal"], is_active=False, last_name="Changed")

    entry = ModelLogEntry.objects.get(action="accounts.change")
    assert entry.data == {
        "before": {"roles": ["mao_editor"], "is_active": True},
        "after": {"roles": ["mao_focal"], "is_active": False},
        "address_changed": False,
    }


def test_change_of_address_tells_the_old_one_which_opens_nothing_any_more(admin, make_user, sign_in) -> None:
    user = make_user("person", "oobc_staff")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    change(user, by=admin, email="new@example.org")

    assert [message.to for message in mail.outbox] == [["person@example.org"]]
    assert sign_in("person@example.org").get("/admin/").status_code == 302
    assert sign_in("new@example.org").get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "fields", [{"roles": ["administrator", "ocm_leadership"]}, {"roles": []}, {"is_active": False}]
)
def test_administrator_cannot_change_own_roles_nor_close_own_account(admin, fields) -> None:
    with pytest.raises(ActionRefused, match="your own"):
        change(admin, by=admin, **fields)

    admin.refresh_from_db()
    assert admin.is_active
    assert [group.name for group in admin.groups.all()] == ["administrator"]


def test_superuser_is_beyond_the_reach_of_administrators(admin, make_user) -> None:
    root = make_user("root", is_superuser=True)

    for act in (
        lambda: change(root, by=admin, email="mine@example.org"),
        lambda: actions.send_password_link(root, by=admin),
        lambda: actions.remove_second_factor(root, by=admin),
    ):
        with pytest.raises(ActionRefused):
            act()

    root.refresh_from_db()
    assert root.email == "root@example.org"
    assert mail.outbox == []


@pytest.mark.parametrize("role", ["oobc_staff", "ocm_leadership", "mao_focal", "community_representative"])
def test_change_account_by_anybody_else_is_refused(make_user, role) -> None:
    user = make_user("person")

    with pytest.raises(ActionRefused):
        change(user, by=make_user("other", role), last_name="Changed")


def test_remove_second_factor_takes_all_away_and_tells_the_person(admin, make_user) -> None:
    user = make_user("person", "oobc_staff")
    TOTP.activate(user, generate_totp_secret())

    actions.remove_second_factor(user, by=admin)

    assert not Authenticator.objects.exists()
    assert mail.outbox[0].to == ["person@example.org"]
    assert ModelLogEntry.objects.filter(action="accounts.remove_second_factor").count() == 1


def test_remove_second_factor_is_refused_for_oneself_and_where_there_is_none(admin, make_user) -> None:
    TOTP.activate(admin, generate_totp_secret())

    with pytest.raises(ActionRefused, match="your account page"):
        actions.remove_second_factor(admin, by=admin)
    with pytest.raises(ActionRefused, match="no second factor"):
        actions.remove_second_factor(make_user("person"), by=admin)


def test_send_password_link_to_a_closed_account_is_refused(admin, make_user) -> None:
    with pytest.raises(ActionRefused, match="closed"):
        actions.send_password_link(make_user("person", is_active=False), by=admin)
