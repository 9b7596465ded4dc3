"""The public pages of PPAs. They are kept under the content version, and the same for everybody."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.core.models import ContentVersion
from portal.core.sections import sections
from portal.monitoring.search_index import PROGRAMS
from search.log import record

from .linked_data import linked_data
from .listing import PAGE_SIZE, Listing
from .pages import PublicPage, shown
from .spent import Spent

same_for_everybody = cache_control(public=True, max_age=0, must_revalidate=True)


@require_safe
@same_for_everybody
def money(request: HttpRequest) -> HttpResponse:
    """Where the money goes."""
    return render(request, "portal/monitoring/public/money.html", {"spent": Spent(request.GET.get("year", ""))})


@require_safe
def ppa_list(request: HttpRequest) -> HttpResponse:
    listing = Listing(request.GET, version=_content_version(request))
    page = Paginator(listing.found, PAGE_SIZE).get_page(request.GET.get("page"))
    if listing.asked.has_words:
        record(request, index=PROGRAMS.name, text=listing.asked.q, findings=listing.matches.findings)
    context = {
        "listing": listing,
        "page": page,
        "ppas": shown(page, years=listing.asked.years, marks=listing.matches.findings.marks),
    }
    response = render(request, "portal/monitoring/public/ppa_list.html", context)
    if "q" in request.GET:
        add_never_cache_headers(response)
    else:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


@require_safe
@same_for_everybody
def ppa_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    page = _page(pk)
    context = {"page_of": page, "also": sections("PUBLIC_PPA_SECTIONS", page.ppa)}
    return render(request, "portal/monitoring/public/ppa_detail.html", context)


@require_safe
@same_for_everybody
def ppa_linked_data(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page in the words of schema.org."""
    page = _page(pk)
    data = linked_data(page, url=request.build_absolute_uri(page.url))
    options = {"ensure_ascii": False}
    response = JsonResponse(data, content_type="application/ld+json; charset=utf-8", json_dumps_params=options)
    response["X-Robots-Tag"] = "noindex"
    return response


def _page(pk: UUID) -> PublicPage:
    page = PublicPage.read(pk)
    if page is None:
        raise Http404(_("There is no such page."))
    return page


def _content_version(request: HttpRequest) -> int:
    """The number now: read once for a request, by the cache of public pages where that looked at it."""
    version: int | None = getattr(request, "content_version", None)
    return ContentVersion.current() if version is None else version
