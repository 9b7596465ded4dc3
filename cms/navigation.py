"""Which links stand at the top and at the foot of a public page, in the language of the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, gettext, override
from wagtail.models import Page

from cms.models import Navigation


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_here: bool = False
    is_current: bool = False


class SiteLinks:
    """The links of one request: the settings where an editor filled them in, else what the page tree says."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def header(self) -> list[Link]:
        return self._from_blocks(self._navigation.header) or self._from_pages(menu_only=True)

    @cached_property
    def footer(self) -> list[Link]:
        return self._from_blocks(self._navigation.footer) or self._from_pages(menu_only=False)

    @cached_property
    def _navigation(self) -> Navigation:
        return Navigation.objects.first() or Navigation()

    def _from_blocks(self, stream: Iterable[Any]) -> list[Link]:
        language = get_language()
        links = []
        for block in stream:
            url = self._url(block.value)
            if url:
                label = (language == "fil" and block.value["label_fil"]) or block.value["label"]
                links.append(self._link(label, url))
        return links

    def _url(self, value: Any) -> str | None:
        if value["page"] is None:
            return in_language(value["path"], get_language()) if value["path"] else None
        page = self._translations.get(value["page"].translation_key) or value["page"]
        return page.get_url(self.request) if page.live else None

    @cached_property
    def _translations(self) -> dict[Any, Page]:
        streams = [*self._navigation.header, *self._navigation.footer]
        keys = {block.value["page"].translation_key for block in streams if block.value["page"]}
        if not keys:
            return {}
        pages = Page.objects.live().filter(translation_key__in=keys, locale__language_code=get_language())
        return {page.translation_key: page for page in pages}

    @cached_property
    def _top_pages(self) -> list[Page]:
        """The pages directly below the home page of this language."""
        return list(Page.objects.live().filter(depth=3, locale__language_code=get_language()).order_by("path"))

    def _from_pages(self, *, menu_only: bool) -> list[Link]:
        services = self._link(gettext("Services"), reverse("catalog:list"))
        pages = [page for page in self._top_pages if page.show_in_menus or not menu_only]
        return [services, *(self._link(page.title, page.get_url(self.request)) for page in pages)]

    def _link(self, label: str, url: str) -> Link:
        path = self.request.path
        is_home = url == reverse("wagtail_serve", args=[""])
        return Link(label, url, is_here=path == url, is_current=path == url or (not is_home and path.startswith(url)))


def links(request: HttpRequest) -> SiteLinks:
    """The links of this request, looked up once."""
    if not hasattr(request, "_site_links"):
        request._site_links = SiteLinks(request)  # type: ignore[attr-defined]
    return request._site_links  # type: ignore[attr-defined]


def in_language(path: str, language: str | None) -> str:
    """An address of ours, written in English, as it is in another language."""
    if not path.startswith("/"):
        return path
    with override(settings.LANGUAGE_CODE):
        return translate_url(path, language or settings.LANGUAGE_CODE)
