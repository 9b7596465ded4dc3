from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import get_template


class MaintenanceMiddleware:
    """While ``MAINTENANCE`` is on, everybody reads that the portal will be back; nothing asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.MAINTENANCE or request.path_info.startswith("/health/"):
            return self.get_response(request)
        page = get_template("maintenance.html").render()
        return HttpResponse(page, status=503, headers={"Retry-After": "600", "Cache-Control": "no-store"})
