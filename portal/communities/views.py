"""The public side of the room: "My community"."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from portal.core.sections import sections

from .models import OBCCommunity
from .permissions import can_open_dashboard


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """“My community”: what concerns the communities this person represents today, brought together from all rooms.

    ``settings.COMMUNITY_SECTIONS`` names functions ``(communities, user) -> Section | None``.
    """
    if not can_open_dashboard(request.user):
        raise PermissionDenied
    communities = list(OBCCommunity.objects.represented_by(request.user).with_place())
    found = sections("COMMUNITY_SECTIONS", communities, request.user)
    context = {"communities": communities, "sections": found}
    response = render(request, "portal/communities/dashboard.html", context)
    add_never_cache_headers(response)
    return response
