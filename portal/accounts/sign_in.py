"""Signing in by username or e-mail address, without telling which accounts exist."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest

from .models import User


class SignInBackend(AuthenticationBackend):
    """One look-up and one password check for everybody, so that the time an answer takes says nothing."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractUser | None:
        login = credentials.get("email") or credentials.get("username") or ""
        user = User.objects.called(login).first()
        return self._check_password(user, credentials["password"])
