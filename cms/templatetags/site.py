"""What every public page knows about the site around it."""

import datetime
from typing import Any

from babel.dates import format_date
from django import template
from django.conf import settings
from django.core.cache import caches
from django.core.paginator import Page as ListPage
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from cms import languages, navigation
from portal.geography.models import Region

register = template.Library()


@register.simple_tag
def home_url() -> str:
    return reverse("wagtail_serve", args=[""])


@register.simple_tag(takes_context=True)
def header_links(context: Context) -> list[navigation.Link]:
    return navigation.links(context["request"]).header


@register.simple_tag(takes_context=True)
def footer_links(context: Context) -> list[navigation.Link]:
    return navigation.links(context["request"]).footer


@register.simple_tag(takes_context=True)
def own_links(context: Context) -> list[navigation.Link]:
    """Ways on for who is signed in."""
    return navigation.own_links(context["request"])


@register.simple_tag(takes_context=True)
def contact_url(context: Context) -> str:
    """Where people find somebody to ask."""
    return navigation.links(context["request"]).contact


@register.simple_tag(takes_context=True)
def regions(context: Context) -> list[tuple[str, str]]:
    """Where a reader may live: codes and names, kept as the links around the page are."""
    key = f"regions:{navigation.content_version(context['request'])}:{get_language()}"
    kept: list[tuple[str, str]] | None = caches["pages"].get(key)
    if kept is None:
        kept = [(region.code, region.label) for region in Region.objects.valid()]
        caches["pages"].set(key, kept)
    return kept


@register.simple_tag(takes_context=True)
def language_versions(context: Context) -> list[languages.Version]:
    """This page in every language it exists in, for search engines and for the language switch."""
    request = context["request"]
    if not hasattr(request, "_language_versions"):
        request._language_versions = languages.versions(request, context.get("page"))
    return request._language_versions


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> list[languages.Version]:
    return languages.others(context["request"], same=language_versions(context))


@register.simple_tag(takes_context=True)
def absolute_url(context: Context) -> str:
    """The address of this page without its query: what search engines should keep."""
    request = context["request"]
    return request.build_absolute_uri(request.path)


@register.simple_tag(takes_context=True)
def absolute_static(context: Context, path: str) -> str:
    """The full address of a static file, for those who show a link of ours elsewhere."""
    return context["request"].build_absolute_uri(static(path))


@register.simple_tag
def demo_data() -> bool:
    return settings.DEMO_DATA


@register.filter
def in_language(path: str) -> str:
    """An address of ours, written in English, in the language of the page."""
    return navigation.in_language(path, get_language())


@register.filter
def page_numbers(page: ListPage) -> list[int | None]:
    """The numbers to show for a page of a list; ``None`` stands for those left out."""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in shown]


@register.filter(expects_localtime=True)
def long_date(value: Any) -> str:
    """``5 June 2026``, in Filipino ``5 Hunyo 2026``; of a moment, the day in Manila."""
    if not isinstance(value, datetime.date):
        return ""
    return format_date(value, "d MMMM y", locale=get_language() or settings.LANGUAGE_CODE)
