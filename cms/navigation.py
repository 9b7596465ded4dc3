"""Which links stand at the top and at the foot of a public page, in the language of the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, gettext, override
from wagtail.models import Page

from cms.models import Navigation
from cms.tree import top_pages
from portal.accounts.permissions import can_open_admin
from portal.communities.permissions import can_open_dashboard
from portal.core.models import ContentVersion

CONTACT_SLUG = "contact"  # of the English page


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_here: bool = False
    is_current: bool = False


@dataclass(frozen=True)
class SiteLinks:
    header: list[Link]
    footer: list[Link]
    contact: str
    """Where people find somebody to ask."""


def links(request: HttpRequest) -> SiteLinks:
    """The links around this page. They are kept until something public changes, as whole pages are."""
    if not hasattr(request, "_site_links"):
        key = f"links:{content_version(request)}:{get_language()}"
        kept = caches["pages"].get(key)
        if kept is None:
            builder = _LinkBuilder(request)
            kept = (builder.header, builder.footer, builder.contact)
            caches["pages"].set(key, kept)
        header, footer = ([_seen_from(request.path, *link) for link in part] for part in kept[:2])
        request._site_links = SiteLinks(header, footer, contact=kept[2])  # type: ignore[attr-defined]
    return request._site_links  # type: ignore[attr-defined]


def own_links(request: HttpRequest) -> list[Link]:
    """Ways on for who is signed in. Visitors have none: their pages are kept, the same for everybody."""
    user = getattr(request, "user", None)
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or user is None or user.is_anonymous:
        return []
    staff = can_open_admin(user)
    ways = [
        (staff, gettext("Go to the back office"), "wagtailadmin_home"),
        (can_open_dashboard(user), gettext("My community"), "communities:dashboard"),
        (not staff, gettext("Notices"), "notices:list"),  # staff read theirs in the back office
        (True, gettext("Sign out"), "account_logout"),
    ]
    return [_seen_from(request.path, label, reverse(name)) for is_open, label, name in ways if is_open]


def in_language(path: str, language: str | None) -> str:
    """An address of ours, written in English, as it is in another language."""
    if not path.startswith("/"):
        return path
    with override(settings.LANGUAGE_CODE):
        return translate_url(path, language or settings.LANGUAGE_CODE)


def content_version(request: HttpRequest) -> int:
    """The number now; the cache of public pages has mostly read it already."""
    version = getattr(request, "content_version", None)
    return ContentVersion.current() if version is None else version


def _seen_from(path: str, label: str, url: str) -> Link:
    is_home = url == reverse("wagtail_serve", args=[""])
    return Link(label, url, is_here=path == url, is_current=path == url or (not is_home and path.startswith(url)))


class _LinkBuilder:
    """Pairs of words and address: from the settings where an editor filled them in, else from the page tree."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.language = get_language()
        self.navigation = Navigation.objects.first() or Navigation()

    @property
    def header(self) -> list[tuple[str, str]]:
        return self._from_blocks(self.navigation.header) or self._from_pages(menu_only=True)

    @property
    def footer(self) -> list[tuple[str, str]]:
        chosen = self._from_blocks(self.navigation.footer) or self._from_pages(menu_only=False)
        communities = (gettext("Communities"), reverse("communities:list"))
        return [*chosen, communities, (gettext("Your data when you apply"), reverse("privacy:notice"))]

    @property
    def contact(self) -> str:
        """The page that was made as “Contact”, in this language; the home page where there is none."""
        pages = top_pages(self.request)
        keys = {page.translation_key for page in pages if page.slug == CONTACT_SLUG}
        shown = (page for page in pages if page.translation_key in keys and page.locale.language_code == self.language)
        page = next(shown, None)
        return (page.get_url(self.request) if page else None) or reverse("wagtail_serve", args=[""])

    def _from_blocks(self, stream: Iterable[Any]) -> list[tuple[str, str]]:
        links = []
        for value in (block.value for block in stream):
            url = self._page_url(value["page"]) if value["page"] else in_language(value["path"], self.language)
            if url:
                links.append(((self.language == "fil" and value["label_fil"]) or value["label"], url))
        return links

    def _page_url(self, page: Page) -> str | None:
        shown = self._translations.get(page.translation_key) or page
        return shown.get_url(self.request) if shown.live else None

    @cached_property
    def _translations(self) -> dict[Any, Page]:
        chosen = (block.value["page"] for block in [*self.navigation.header, *self.navigation.footer])
        keys = {page.translation_key for page in chosen if page}
        pages = Page.objects.live().filter(translation_key__in=keys, locale__language_code=self.language)
        return {page.translation_key: page for page in pages}

    def _from_pages(self, *, menu_only: bool) -> list[tuple[str, str]]:
        pages = [
            page
            for page in top_pages(self.request)
            if page.depth == 3 and page.locale.language_code == self.language and (page.show_in_menus or not menu_only)
        ]
        services = (gettext("Services"), reverse("catalog:list"))
        following = (gettext("Follow an application"), reverse("applications:track"))
        needs = (gettext("Community needs"), reverse("needs:list"))
        policies = (gettext("Policies"), reverse("policies:list"))
        money = (gettext("Spending"), reverse("programs:money"))
        return [
            services,
            following,
            needs,
            policies,
            money,
            *((page.title, page.get_url(self.request)) for page in pages),
        ]
