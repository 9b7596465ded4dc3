"""Password tries are counted for each account, wherever they come from.

An office of a hundred people shares one address, so addresses get a generous limit and accounts a strict one. A
stranger who keeps an account at its limit would lock its owner out; therefore a browser in which the owner has signed
in before carries a signed mark and has tries of its own.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from portal.core.abuse import Guard

from .models import User

GUARD = Guard("accounts.sign_in", settings.ACCOUNT_RATE_LIMITS["login_failed"])
COOKIE = "known_browser"
COOKIE_AGE = 180 * 24 * 60 * 60
SALT = "portal.accounts.known_browser"


def bucket(request: HttpRequest, credentials: Mapping[str, Any]) -> str:
    """The name under which the tries of this request are counted."""
    login = credentials.get("email") or credentials.get("username") or ""
    user = User.objects.called(login).first()
    if user is None:
        return f"login:{login.strip().lower()}"
    mark = _mark(request)
    if mark.get("user") == user.pk:
        return f"browser:{mark['key']}"
    return f"account:{user.pk}"


def forget_tries(user: User) -> None:
    """Who has proved to own the mailbox may try again at once."""
    GUARD.forget(f"account:{user.pk}")


def remember_browser(request: HttpRequest, response: HttpResponse, user: AbstractBaseUser) -> None:
    """Mark the browser in which this person has just signed in."""
    if _mark(request).get("user") == user.pk:
        return
    mark = {"user": user.pk, "key": get_random_string(22)}
    response.set_cookie(
        COOKIE,
        signing.dumps(mark, salt=SALT),
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(request: HttpRequest) -> dict[str, Any]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return {}


def seconds_to_wait(key: str) -> int:
    """How long until the oldest counted try is forgotten."""
    return max(1, round(GUARD.seconds_to_wait(key)))
