"""The portal's addresses, and two pages that cost nothing to make: what any page costs at least."""

import os
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path

from cms.urls import urlpatterns as portal_addresses

STATIC_PAGE = "/static-page/"
STATIC_PAGE_WITHOUT_DATABASE = "/dev/static-page/"  # below an address for which no page is looked for in the cache


@cache
def _body() -> bytes:
    return Path(os.environ["BENCH_STATIC_PAGE"]).read_bytes()


def static_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_body())


urlpatterns = [
    path(STATIC_PAGE.removeprefix("/"), static_page),
    path(STATIC_PAGE_WITHOUT_DATABASE.removeprefix("/"), static_page),
    *portal_addresses,
]
