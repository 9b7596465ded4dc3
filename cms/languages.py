"""The same page in the other language. Nobody is sent anywhere by the language of their browser."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, get_language_info, override
from wagtail.models import Page

from cms.tree import top_pages


@dataclass(frozen=True)
class Version:
    code: str
    name: str
    url: str
    absolute_url: str


def versions(request: HttpRequest, page: object = None) -> list[Version]:
    """The languages this very page exists in, its own among them."""
    if isinstance(page, Page):
        found = _of_page(request, page)
    elif request.resolver_match and request.resolver_match.url_name != "wagtail_serve":
        found = {code: translate_url(request.get_full_path(), code) for code, _name in settings.LANGUAGES}
    else:
        found = {}
    distinct = found if len(set(found.values())) == len(found) else {}
    return [_version(request, code, url) for code, url in sorted(distinct.items())]


def others(request: HttpRequest, *, same: list[Version]) -> list[Version]:
    """Where the language switch leads: the same page where it exists, else the home page in that language."""
    existing = {version.code: version for version in same}
    return [
        existing.get(code) or _version(request, code, home_url(code))
        for code, _name in settings.LANGUAGES
        if code != get_language()
    ]


def home_url(code: str) -> str:
    with override(code):
        return reverse("wagtail_serve", args=[""])


def _of_page(request: HttpRequest, page: Page) -> dict[str, str]:
    if not page.pk:  # the preview of a page that was never saved
        return {}
    if page.depth <= 3:
        translations = [other for other in top_pages(request) if other.translation_key == page.translation_key]
    else:
        translations = page.get_translations(inclusive=True).live().select_related("locale")
    return {other.locale.language_code: other.get_url(request) for other in translations if other.get_url(request)}


def _version(request: HttpRequest, code: str, url: str) -> Version:
    return Version(code, get_language_info(code)["name_local"], url, request.build_absolute_uri(url))
