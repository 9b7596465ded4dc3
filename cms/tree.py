from django.http import HttpRequest
from wagtail.models import Page


def top_pages(request: HttpRequest) -> list[Page]:
    """The home pages and the pages directly below them, live, in every language: one query a request."""
    if not hasattr(request, "_top_pages"):
        pages = Page.objects.live().filter(depth__in=(2, 3)).select_related("locale").order_by("path")
        request._top_pages = list(pages)  # type: ignore[attr-defined]
    return request._top_pages  # type: ignore[attr-defined]
