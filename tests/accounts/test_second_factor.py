import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from portal.accounts.middleware import StaffSecondFactorMiddleware
from portal.accounts.passwords import password_link

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def required(settings) -> None:
    settings.STAFF_SECOND_FACTOR = "required"


@pytest.mark.parametrize("address", ["/admin/", "/admin/account/", "/admin/users/", "/admin/api/main/pages/"])
def test_required_second_factor_missing_sends_staff_to_set_it_up(make_user, sign_in, required, address) -> None:
    client = sign_in(make_user("staff", "administrator"))

    assert client.get(address)["Location"] == "/accounts/2fa/"
    assert client.post(address)["Location"] == "/accounts/2fa/"


def test_required_second_factor_missing_refuses_requests_of_scripts(make_user, sign_in, required) -> None:
    client = sign_in(make_user("staff", "administrator"))

    response = client.get("/admin/", headers={"x-requested-with": "XMLHttpRequest"})

    assert response.status_code == 403


def test_required_second_factor_set_up_opens_the_admin(make_user, sign_in, required) -> None:
    client = sign_in(make_user("staff", "oobc_staff"))

    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})

    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    assert client.get("/admin/").status_code == 200


def test_optional_second_factor_missing_opens_the_admin(make_user, sign_in) -> None:
    assert sign_in(make_user("staff", "oobc_staff")).get("/admin/").status_code == 200


def test_sign_in_with_second_factor_asks_for_the_code_and_then_opens(make_user) -> None:
    user, secret = make_user("staff", "oobc_staff"), generate_totp_secret()
    TOTP.activate(user, secret)
    client = Client()

    asked = client.post(SIGN_IN, {"login": "staff", "password": PASSWORD})
    before = client.get("/admin/").status_code
    client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})

    assert asked["Location"] == "/accounts/2fa/authenticate/"
    assert before == 302
    assert client.get("/admin/").status_code == 200


def test_wrong_codes_are_limited(make_user) -> None:
    TOTP.activate(make_user("staff", "oobc_staff"), generate_totp_secret())
    client = Client()
    client.post(SIGN_IN, {"login": "staff", "password": PASSWORD})

    pages = [client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode() for _ in range(11)]

    assert "Incorrect code" in pages[0]
    assert "Too many failed login attempts" in pages[10]


def test_password_link_does_not_go_round_the_second_factor(make_user) -> None:
    user = make_user("staff", "oobc_staff")
    TOTP.activate(user, generate_totp_secret())
    client = Client()

    client.post(password_link(user), {"password1": "a quite new password", "password2": "a quite new password"})
    client.post(SIGN_IN, {"login": "staff", "password": "a quite new password"})

    assert client.get("/admin/").status_code == 302


def test_key_of_the_app_is_stored_encrypted(make_user) -> None:
    secret = generate_totp_secret()
    TOTP.activate(make_user("staff", "oobc_staff"), secret)

    stored = Authenticator.objects.get().data["secret"]

    assert secret not in stored
    assert Authenticator.objects.get().wrap().validate_code(code_now(secret))


def test_key_of_the_app_outlives_a_new_secret_key(make_user, settings) -> None:
    secret = generate_totp_secret()
    TOTP.activate(make_user("staff", "oobc_staff"), secret)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key-for-this-test"

    assert Authenticator.objects.get().wrap().validate_code(code_now(secret))


def test_required_second_factor_is_replaced_and_not_dropped(make_user, sign_in, required) -> None:
    user, secret = make_user("staff", "oobc_staff"), generate_totp_secret()
    TOTP.activate(user, secret)
    client = sign_in(user)
    client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})

    client.post("/accounts/2fa/totp/deactivate/")

    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_middleware_with_an_odd_setting_stops_the_start(settings) -> None:
    settings.STAFF_SECOND_FACTOR = "perhaps"

    with pytest.raises(ImproperlyConfigured, match="optional or required"):
        StaffSecondFactorMiddleware(lambda request: None)


def test_security_keys_are_listed_by_name(make_user, sign_in) -> None:
    user = make_user("staff", "oobc_staff")
    client = sign_in(user)
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Blue key", "passwordless": False})

    page = client.get("/accounts/2fa/webauthn/").content.decode()

    assert "Blue key" in page
    assert "Not used yet" in page
