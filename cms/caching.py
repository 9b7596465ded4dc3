"""Public pages, rendered once and served until something public changes.

A view or page that is the same for everybody says so with ``Cache-Control: public``: views by Django's decorator
``cache_control(public=True, max_age=0, must_revalidate=True)``. Such a page is kept, with its compressed bytes, under
the number of ``ContentVersion``: whoever publishes raises the number in the same transaction, and every process asks
for it before it serves. Nothing is kept that belongs to one person: visitors with a session, messages or a search
text always get a fresh page.
"""

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, has_vary_header, patch_cache_control
from django.utils.translation import get_language_from_path

from portal.core.models import ContentVersion

PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")
BIGGEST_PAGE = 400_000
KEPT_SECONDS = 24 * 60 * 60
LEFT_OUT_HEADERS = {"vary", "etag", "content-length", "content-encoding", "cache-control", "set-cookie", "x-request-id"}


@dataclass(frozen=True)
class KeptPage:
    body: bytes
    compressed: bytes
    etag: str
    headers: dict[str, str]

    @classmethod
    def of(cls, response: HttpResponse) -> "KeptPage":
        headers = {name: value for name, value in response.items() if name.lower() not in LEFT_OUT_HEADERS}
        digest = hashlib.sha256(response.content).hexdigest()[:32]
        # Weak: the same page goes out compressed and not, and both must match it.
        return cls(response.content, gzip.compress(response.content, mtime=0), f'W/"{digest}"', headers)

    def response_to(self, request: HttpRequest) -> HttpResponseBase | None:
        accepts_gzip = re.search(r"\bgzip\b", request.headers.get("Accept-Encoding", ""))
        response = HttpResponse(self.compressed if accepts_gzip else self.body, headers=self.headers)
        if accepts_gzip:
            response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
        response["ETag"] = self.etag
        response["Vary"] = "Accept-Encoding, Cookie"
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
        return get_conditional_response(request, etag=self.etag, response=response)


class PublicPageCache:
    """Stands outside everything that knows a visitor, and inside ``GZipMiddleware``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.cache = caches["pages"]

    def __call__(self, request: HttpRequest) -> HttpResponseBase | None:
        if not asks_for_public_page(request):
            return for_one_person(request, self.get_response(request))
        # The number is read before the page is made: what changes meanwhile is found under the next number.
        version = ContentVersion.current()
        request.content_version = version  # type: ignore[attr-defined]
        key = self.key(request, version)
        page = self.cache.get(key)
        if page is None:
            response = self.get_response(request)
            if not isinstance(response, HttpResponse) or not may_be_kept(response):
                return response
            page = KeptPage.of(response)
            if request.method == "GET":
                self.cache.set(key, page, KEPT_SECONDS)
        return page.response_to(request)

    @staticmethod
    def key(request: HttpRequest, version: int) -> str:
        language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
        today = timezone.localdate()  # some words are true for a day: "taking applications now"
        return f"{version}:{today}:{language}:{hashlib.sha256(address.encode()).hexdigest()}"


def asks_for_public_page(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and not request.path_info.startswith(settings.NEVER_PUBLIC_PREFIXES)
        and not any(name in request.COOKIES for name in PERSONAL_COOKIES)
        and "q" not in request.GET
        and not getattr(request, "is_dummy", False)  # a preview in the back office
    )


def may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and "public" in response.get("Cache-Control", "")
        and not response.cookies
        and len(response.content) <= BIGGEST_PAGE
    )


def for_one_person(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A public page, made for somebody we know, must not be kept on its way by anybody else."""
    is_personal = any(name in request.COOKIES for name in PERSONAL_COOKIES) or has_vary_header(response, "Cookie")
    if is_personal and "public" in response.get("Cache-Control", ""):
        del response["Cache-Control"]
        patch_cache_control(response, private=True, no_store=True)
    return response


def bump(**_signal: Any) -> None:
    ContentVersion.bump()


def watch_wagtail() -> None:
    """Wagtail's own public content raises the number too; our rooms do it in their actions."""
    from wagtail import signals
    from wagtail.contrib.redirects.models import Redirect
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model
    from wagtail.models import Locale, Page, PageViewRestriction, Site

    for signal in (
        signals.page_published,
        signals.page_unpublished,
        signals.post_page_move,
        signals.published,
        signals.unpublished,
    ):
        signal.connect(bump, dispatch_uid="cms.caching.bump")
    for model in (Redirect, Site, Locale, PageViewRestriction, get_image_model(), get_document_model()):
        post_save.connect(bump, sender=model, dispatch_uid=f"cms.caching.bump.{model.__name__}.saved")
        post_delete.connect(bump, sender=model, dispatch_uid=f"cms.caching.bump.{model.__name__}.deleted")
    post_delete.connect(bump, sender=Page, dispatch_uid="cms.caching.bump.Page.deleted")
