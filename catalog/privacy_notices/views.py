"""The public page of the notice: the version in force, and earlier ones for those who agreed to them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.models import DataProtectionOfficer, PrivacyNotice


@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
def notice(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """One version that was ever in force; without a number the one that is today."""
    shown = PrivacyNotice.objects.shown()
    current = shown.first()
    if current is None:
        raise Http404
    context = {
        "notice": current if number is None else get_object_or_404(shown, number=number),
        "current": current,
        "earlier": [version for version in shown if version != current],
        "officer": DataProtectionOfficer.load(request_or_site=request),
    }
    return render(request, "catalog/privacy_notices/notice.html", context)
