"""What the portal decides where django-allauth leaves it to us."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from . import throttle
from .homes import home_of
from .mail import send_account_mail
from .throttled import too_many_tries


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are by invitation."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return home_of(request.user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has just signed in has just proved who they are."""
        times = [record["at"] for record in get_authentication_records(self.request, self.request.user)]
        fresh = bool(times) and time.time() - max(times) < app_settings.REAUTHENTICATION_TIMEOUT
        return not fresh and super().is_reauthentication_required(app=app, **kwargs)

    # Throttling

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try; ``authenticate`` gives back the one that turns out right."""
        bucket = throttle.bucket(request, credentials)
        self._login_failed_rl_usage = throttle.GUARD.take(request, bucket)
        if self._login_failed_rl_usage is None:
            raise ImmediateHttpResponse(too_many_tries(request, throttle.seconds_to_wait(bucket)))

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        throttle.remember_browser(request, response, user)
        return response

    # Mail

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        context = {key: value for key, value in context.items() if key != "request"}
        send_account_mail(template_prefix, to=email, context={"email": email, **context}, user=context.get("user"))
