"""The policy brief for staff, and the way to it from the page of a recommendation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.models import User
from portal.core.sections import Section
from portal.policies.brief import staff_response
from portal.policies.models import PolicyRecommendation


@require_safe
def staff_brief(request: HttpRequest, pk: str) -> HttpResponse:
    """For everybody who may see it."""
    return staff_response(get_object_or_404(PolicyRecommendation.objects.visible_to(request.user), pk=pk))


def brief_section(policy: PolicyRecommendation, user: User) -> Section:
    """For ``POLICY_SECTIONS``."""
    brief_url, public_url = reverse("policies_brief:print", args=[policy.pk]), policy.url or ""
    return Section(
        _("To print and to share"), "portal/policies/desk/_brief.html", brief_url=brief_url, public_url=public_url
    )


def brief_urls() -> list[URLPattern | URLResolver]:
    patterns = [path("<uuid:pk>/", staff_brief, name="print")]
    return [path("policies/brief/", include((patterns, "policies_brief")))]
