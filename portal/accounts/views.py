from typing import Any

from allauth.account.forms import SetPasswordForm
from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from . import throttle
from .homes import home_of
from .passwords import user_of_link
from .permissions import can_open_admin


class SignInView(LoginView):
    person: AbstractUser | None = None

    def form_valid(self, form: Any) -> HttpResponse:
        self.person = form.user
        return super().form_valid(form)

    def get_next_url(self) -> str | None:
        """Where the person wanted to go; instead of a back office that is closed to them, where their work is."""
        url = super().get_next_url()
        return home_of(self.person) if self.person and _is_admin(url) and not can_open_admin(self.person) else url

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who is signed in already is sent on; but not back to a back office that has just sent them here."""
        if _is_admin(self.get_next_url()) and request.user.is_authenticated and not can_open_admin(request.user):
            raise PermissionDenied(_("Your account does not open the back office."))
        return super().dispatch(request, *args, **kwargs)


def _is_admin(url: str | None) -> bool:
    return (url or "").startswith(reverse("wagtailadmin_home"))


@sensitive_post_parameters()
def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation: the person chooses a password, then signs in with it."""
    user = user_of_link(token)
    form = SetPasswordForm(user, request.POST or None)
    if user and request.method == "POST" and form.is_valid():
        form.save()
        throttle.forget_tries(user)
        messages.success(request, _("Your password is set. Sign in with it now."))
        return redirect("account_login")
    status = 200 if user else 410
    response = render(request, "account/choose_password.html", {"form": form, "account": user}, status=status)
    add_never_cache_headers(response)
    return response


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Other doors of the libraries we use lead to the one sign-in page: it alone counts tries and asks for a second
    factor. What was posted to another door is dropped."""
    query = request.GET.urlencode()
    response = redirect("account_login")
    if query:
        response["Location"] += f"?{query}"
    return response


def to_sign_out(request: HttpRequest) -> HttpResponse:
    """The back office's way out: the one sign-out page, which removes what a shared phone keeps. Where that is nothing,
    a script of the page signs out at once."""
    if request.method != "POST" or not request.user.is_authenticated:
        return redirect("account_logout")
    response = render(request, "account/logout.html", {"is_at_once": True, "redirect_field": ""})
    add_never_cache_headers(response)
    return response


def not_here(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """A screen of a library that the portal does not have."""
    raise Http404
