"""Headers that every answer carries, whatever its status. The policies themselves are settings."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

GetResponse = Callable[[HttpRequest], HttpResponse]


class HeadersMiddleware:
    """Outermost: nobody else embeds what we serve, and nothing made for one person is kept by a cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES or bool(response.cookies)
        if is_personal and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class ContentPolicyMiddleware:
    """Chooses the content security policy; the library's middleware around this one writes it.

    Strict for the public, looser under the back office only. A preview is a public page made by the back office for
    its own frame (Wagtail marks such requests ``is_dummy``).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "is_dummy", False):
            response._csp_config = settings.PREVIEW_POLICY  # type: ignore[attr-defined]
        elif request.path_info.startswith(reverse("wagtailadmin_home")):
            response._csp_config = settings.ADMIN_POLICY  # type: ignore[attr-defined]
        return response
