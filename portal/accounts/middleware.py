from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from . import second_factor


class StaffSecondFactorMiddleware:
    """Where the second factor is required, the back office opens to nobody who has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        second_factor.is_required()  # a setting that makes no sense stops the start

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        if request.path_info == reverse("wagtailadmin_logout") or not second_factor.is_missing(request.user):
            return self.get_response(request)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            raise PermissionDenied
        messages.warning(request, _("Your work needs a second factor. Set it up here, then go on."))
        return redirect("mfa_index")
