"""The public pages of the catalog."""

from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.browsing.asked import words_typed
from portal.core.models import ContentVersion
from search.log import record

from . import reporting
from .answers import ServicePage, for_page
from .browsing import PAGE_SIZE, Listing, current_facts
from .browsing.asked import known_region
from .lines import kept_lines, lines_of_a_search
from .linked_data import linked_data
from .models import ServiceOffering
from .neighbours import neighbours
from .saved import saved_list
from .search_index import SERVICES
from .suggesting import below_results, while_typing

same_for_everybody = cache_control(public=True, max_age=0, must_revalidate=True)


@require_safe
def offering_list(request: HttpRequest) -> HttpResponse:
    listing = Listing(request.GET, version=_content_version(request))
    page = Paginator(listing.found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "listing": listing,
        "page": page,
        "lines": _lines(request, listing, page),
        "also": below_results(listing.asked, listing.facts, shown={str(row.pk) for row in page}),
    }
    response = render(request, "catalog/offering_list.html", context)
    if "q" in request.GET:
        add_never_cache_headers(response)
    else:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


def _lines(request: HttpRequest, listing: Listing, page: Page) -> list[SafeString]:
    asked, matches = listing.asked, listing.matches
    if not asked.has_words:
        return kept_lines(page, listing.facts, lives=asked.lives)
    return lines_of_a_search(
        page,
        listing.facts,
        lives=asked.lives,
        marks=matches.findings.marks,
        recommended=matches.recommended,
        token=record(request, index=SERVICES.name, text=asked.q, findings=matches.findings, region=asked.lives),
    )


@require_safe
@cache_control(private=True, max_age=60)
def suggestions(request: HttpRequest) -> HttpResponse:
    """While somebody types: the inside of the list below the search box, for the script that shows it."""
    return render(request, "catalog/_suggestions.html", {"suggestions": while_typing(words_typed(request.GET))})


@require_safe
@cache_control(private=True, no_cache=True)
def saved(request: HttpRequest) -> HttpResponse:
    """The services named in the address: a reader's own list, or one that was passed on."""
    offered = current_facts(_content_version(request))
    lives = known_region(request.GET, offered)
    context = {"saved": saved_list(request.GET.getlist("id"), offered, lives=lives), "lives": lives}
    return render(request, "catalog/saved.html", context)


@require_safe
@same_for_everybody
def offering_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, get_object_or_404(for_page(ServiceOffering.objects.public()), pk=pk))


@never_cache
def preview(request: HttpRequest, offering: ServiceOffering) -> HttpResponse:
    """The unsaved text, for staff: what the public would see."""
    return _page(request, offering)


def _page(request: HttpRequest, offering: ServiceOffering) -> HttpResponse:
    offered = current_facts(_content_version(request))
    service = ServicePage(offering, lives=known_region(request.GET, offered))
    context = {
        "offering": offering,
        "service": service,
        "neighbours": neighbours(offering, offered, service.for_reader.code, lives=service.lives),
        "regions": offered.labels["region"].items(),
    }
    return render(request, "catalog/offering_detail.html", context)


def _content_version(request: HttpRequest) -> int:
    """The number now, read once for a request: by the cache of public pages where that looked at it."""
    if not hasattr(request, "content_version"):
        request.content_version = ContentVersion.current()  # type: ignore[attr-defined]
    return request.content_version  # type: ignore[attr-defined]


@require_safe
@same_for_everybody
def offering_linked_data(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page's facts for search engines; apart from it, because public pages hold no inline script element."""
    offering = get_object_or_404(for_page(ServiceOffering.objects.public()), pk=pk)
    data = linked_data(ServicePage(offering), url=request.build_absolute_uri(offering.get_absolute_url()))
    return JsonResponse(data, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    offering = get_object_or_404(ServiceOffering.objects.public().prefetch_related("translations"), pk=pk)
    form = reporting.ReportForm(request.POST or None, offering=offering)
    status = 200
    if request.method == "POST":
        if form.is_valid() and reporting.receive(request, form):
            return redirect("catalog:report_thanks", pk=pk)
        status = form.status
    context = {
        "form": form,
        "offering": offering,
        "service": ServicePage(offering),
        "opened": form.opened,
    }
    return render(request, "catalog/report.html", context, status=status)


@require_safe
@same_for_everybody
def report_thanks(request: HttpRequest, pk: UUID) -> HttpResponse:
    offering = get_object_or_404(ServiceOffering.objects.public().prefetch_related("translations"), pk=pk)
    return render(request, "catalog/report_thanks.html", {"offering": offering, "service": ServicePage(offering)})
