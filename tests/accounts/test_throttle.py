import pytest
import time_machine
from django.test import Client

from portal.accounts.passwords import password_link

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"


def try_wrong(times: int, login: str = "target", **extra: str) -> list[int]:
    return [
        Client(**extra).post(SIGN_IN, {"login": login, "password": f"wrong {number}"}).status_code
        for number in range(times)
    ]


def is_inside(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_eleventh_wrong_try_is_refused_and_says_how_long_to_wait(make_user) -> None:
    make_user("target", "oobc_staff")

    statuses = try_wrong(11)
    refused = Client().post(SIGN_IN, {"login": "target", "password": PASSWORD})

    assert statuses == [200] * 10 + [429]
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 15 * 60
    assert "Wait 15 minutes" in refused.content.decode()


def test_username_and_address_of_one_account_share_its_tries(make_user) -> None:
    make_user("target", "oobc_staff")

    statuses = try_wrong(6, "target") + try_wrong(5, "TARGET@example.org")

    assert statuses == [200] * 10 + [429]


def test_unknown_login_is_limited_in_the_same_way() -> None:
    assert try_wrong(11, "nobody") == [200] * 10 + [429]


def test_forged_forwarded_address_does_not_reset_the_limit(make_user) -> None:
    make_user("target", "oobc_staff")

    statuses = [try_wrong(1, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")[0] for number in range(11)]

    assert statuses == [200] * 10 + [429]


def test_limited_account_leaves_a_colleague_at_the_same_address_alone(make_user, sign_in) -> None:
    make_user("target", "oobc_staff")
    make_user("colleague", "oobc_staff")

    try_wrong(12)

    assert is_inside(sign_in("colleague"))


def test_owner_in_a_known_browser_is_not_locked_out_by_strangers(make_user, sign_in) -> None:
    make_user("target", "oobc_staff")
    browser = sign_in("target")
    browser.post("/accounts/logout/")
    try_wrong(12, REMOTE_ADDR="203.0.113.9")

    browser.post(SIGN_IN, {"login": "target", "password": PASSWORD})

    assert is_inside(browser)


def test_known_browser_has_no_more_than_ten_tries_itself(make_user, sign_in) -> None:
    make_user("target", "oobc_staff")
    browser = sign_in("target")
    browser.post("/accounts/logout/")

    statuses = [browser.post(SIGN_IN, {"login": "target", "password": "wrong"}).status_code for _ in range(11)]

    assert statuses == [200] * 10 + [429]


def test_mark_of_another_account_opens_no_further_tries(make_user, sign_in) -> None:
    make_user("target", "oobc_staff")
    attacker = sign_in(make_user("attacker"))
    attacker.post("/accounts/logout/")
    try_wrong(10)

    assert attacker.post(SIGN_IN, {"login": "target", "password": "wrong"}).status_code == 429


def test_owner_of_the_mailbox_who_chose_a_new_password_may_try_at_once(make_user, sign_in) -> None:
    link = password_link(make_user("target", "oobc_staff"))
    try_wrong(12)

    Client().post(link, {"password1": "a quite new password", "password2": "a quite new password"})

    assert is_inside(sign_in("target", "a quite new password"))


def test_limit_ends_after_fifteen_minutes(make_user, sign_in) -> None:
    make_user("target", "oobc_staff")

    with time_machine.travel("2026-03-02 08:00:00+08:00", tick=False) as clock:
        try_wrong(11)
        clock.shift(15 * 60 + 1)
        client = sign_in("target")

        assert is_inside(client)


def test_right_password_does_not_count_as_a_try(make_user, sign_in) -> None:
    make_user("target", "oobc_staff")

    assert all(is_inside(sign_in("target")) for _ in range(12))


def test_one_address_trying_many_accounts_is_limited_too() -> None:
    statuses = [try_wrong(1, f"person{number}")[0] for number in range(61)]

    assert statuses[:60] == [200] * 60
    assert statuses[60] == 429


def test_password_reset_is_limited_for_one_address_of_mail() -> None:
    statuses = [Client().post("/accounts/password/reset/", {"email": "x@example.org"}).status_code for _ in range(6)]

    assert statuses == [302] * 5 + [429]
