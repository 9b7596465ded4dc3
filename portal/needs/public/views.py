"""The public pages of needs. They are kept under the content version, and the same for everybody."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.activity.comments.section import everybodys_section
from portal.core.models import ContentVersion
from portal.core.sections import sections
from portal.needs import clock
from portal.needs.enums import NeedStatus
from portal.needs.figures.review_rate import review_rate
from portal.needs.models import Need, NeedSummary
from portal.needs.search_index import NEEDS
from search.log import record

from .answer_clock import AnswerClock
from .listing import PAGE_SIZE, Listing
from .pages import PublicNeed, public_files, shown

same_for_everybody = cache_control(public=True, max_age=0, must_revalidate=True)


@require_safe
def need_list(request: HttpRequest) -> HttpResponse:
    listing = Listing(request.GET, version=_content_version(request))
    page = Paginator(listing.found, PAGE_SIZE).get_page(request.GET.get("page"))
    if listing.asked.has_words:
        record(request, index=NEEDS.name, text=listing.asked.q, findings=listing.matches.findings)
    today = clock.today()
    received = Need.objects.filter(submission_date__year=today.year)
    context = {
        "listing": listing,
        "page": page,
        "needs": shown(page, marks=listing.matches.findings.marks),
        "clock": AnswerClock(review_rate(received, today), year=today.year),
    }
    response = render(request, "portal/needs/public/need_list.html", context)
    if "q" in request.GET:
        add_never_cache_headers(response)
    else:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


@require_safe
@same_for_everybody
def need_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One need. One that is followed under another leads to it, where that one has a page."""
    need = PublicNeed(get_object_or_404(NeedSummary.objects.public().with_need().with_awaited(), pk=pk))
    if need.need.status == NeedStatus.DUPLICATE and need.followed_under:
        return redirect(need.followed_under)
    also = sections("PUBLIC_NEED_SECTIONS", need.need)
    context = {"need": need, "also": also, "comments": everybodys_section(need.summary)}
    return render(request, "portal/needs/public/need_detail.html", context)


@require_safe
def public_file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """A picture that staff show, while they do and while its need has a page."""
    summary = get_object_or_404(NeedSummary.objects.public().select_related("need"), pk=pk)
    row = get_object_or_404(public_files(summary), pk=file).file
    if not row.may_be_opened or row.discarded_at:
        raise Http404(_("There is no such file."))
    with row.file.open("rb") as picture:
        response = HttpResponse(picture.read(), content_type=row.content_type)
    response["Content-Disposition"] = f'inline; filename="{_neutral_name(row.content_type)}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, max_age=300)  # by browsers only: pages kept in memory are small
    return response


def _neutral_name(content_type: str) -> str:
    """People name files after themselves and others."""
    return "picture.png" if content_type == "image/png" else "picture.jpg"


def _content_version(request: HttpRequest) -> int:
    """The number now: read once for a request, by the cache of public pages where that looked at it."""
    version: int | None = getattr(request, "content_version", None)
    return ContentVersion.current() if version is None else version
