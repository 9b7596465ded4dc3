"""The public pages of the catalog."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from . import reporting
from .answers import ServicePage, for_page, results
from .browsing import PAGE_SIZE, Listing
from .linked_data import linked_data
from .models import ServiceOffering

same_for_everybody = cache_control(public=True, max_age=0, must_revalidate=True)


@require_safe
def offering_list(request: HttpRequest) -> HttpResponse:
    listing = Listing(request.GET)
    page = Paginator(listing.found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"listing": listing, "page": page, "results": results(row.pk for row in page)}
    response = render(request, "catalog/offering_list.html", context)
    if "q" in request.GET:
        add_never_cache_headers(response)
    else:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


@require_safe
@same_for_everybody
def offering_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, get_object_or_404(for_page(ServiceOffering.objects.public()), pk=pk))


@never_cache
def preview(request: HttpRequest, offering: ServiceOffering) -> HttpResponse:
    """The unsaved text, for staff: what the public would see."""
    return _page(request, offering)


def _page(request: HttpRequest, offering: ServiceOffering) -> HttpResponse:
    return render(request, "catalog/offering_detail.html", {"offering": offering, "service": ServicePage(offering)})


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
        status = reporting.status_of(form)
    context = {
        "form": form,
        "offering": offering,
        "service": ServicePage(offering),
        "opened": reporting.stamp(offering),
    }
    return render(request, "catalog/report.html", context, status=status)


@require_safe
@same_for_everybody
def report_thanks(request: HttpRequest, pk: UUID) -> HttpResponse:
    offering = get_object_or_404(ServiceOffering.objects.public().prefetch_related("translations"), pk=pk)
    return render(request, "catalog/report_thanks.html", {"offering": offering, "service": ServicePage(offering)})
