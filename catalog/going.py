"""From the results of a search to a service."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from search.log import count_click

from .browsing import current_facts
from .browsing.asked import known_region, page_address
from .counting import count_search_click
from .models import ServiceOffering


@require_safe
@never_cache
def go(request: HttpRequest, token: str, pk: UUID) -> HttpResponse:
    """Count the click, and lead on to the service's own page, which everybody shares and caches."""
    offering = get_object_or_404(ServiceOffering.objects.public().only("pk"), pk=pk)
    if count_click(request, token, key=str(pk)):
        count_search_click(pk)
    response = redirect(page_address(offering.pk, known_region(request.GET, current_facts())))
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
