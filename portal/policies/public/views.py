"""The public pages of recommendations. They are kept under the content version, and the same for everybody."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.core.models import ContentVersion
from portal.core.sections import sections
from portal.policies.brief import brief_response
from portal.policies.models import PolicyRecommendation
from portal.policies.search_index import RECOMMENDATIONS
from search.log import record

from .listing import PAGE_SIZE, Listing
from .pages import PublicPage, shown

same_for_everybody = cache_control(public=True, max_age=0, must_revalidate=True)


@require_safe
def policy_list(request: HttpRequest) -> HttpResponse:
    listing = Listing(request.GET, version=_content_version(request))
    page = Paginator(listing.found, PAGE_SIZE).get_page(request.GET.get("page"))
    if listing.asked.has_words:
        record(request, index=RECOMMENDATIONS.name, text=listing.asked.q, findings=listing.matches.findings)
    policies = shown(page, marks=listing.matches.findings.marks)
    context = {"listing": listing, "page": page, "policies": policies}
    response = render(request, "portal/policies/public/list.html", context)
    if "q" in request.GET:
        add_never_cache_headers(response)
    else:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


@require_safe
@same_for_everybody
def policy_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    page = PublicPage.read(pk)
    if page is None:
        raise Http404(_("There is no such page."))
    context = {"page_of": page, "also": sections("PUBLIC_POLICY_SECTIONS", page.policy)}
    return render(request, "portal/policies/public/detail.html", context)


@require_safe
@same_for_everybody
def policy_brief(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The recommendation on two or three sheets of paper."""
    return brief_response(get_object_or_404(PolicyRecommendation.objects.public(), pk=pk))


def _content_version(request: HttpRequest) -> int:
    """The number now: read once for a request, by the cache of public pages where that looked at it."""
    version: int | None = getattr(request, "content_version", None)
    return ContentVersion.current() if version is None else version
