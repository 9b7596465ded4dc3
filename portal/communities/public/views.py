"""The public pages and files about communities: the same for everybody, kept until something public changes."""

from collections.abc import Iterator

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.communities.models import OBCCommunity
from portal.core.open_data import Field, OpenData

from .facts import PublicFacts, public_rows
from .listing import PAGE_SIZE, Listing

same_for_everybody = cache_control(public=True, max_age=0, must_revalidate=True)


@require_safe
@same_for_everybody
def community_list(request: HttpRequest) -> HttpResponse:
    listing = Listing.of(request.GET)
    page = Paginator(public_rows(listing.rows), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"listing": listing, "page": page, "communities": [PublicFacts(row) for row in page]}
    return render(request, "portal/communities/community_list.html", context)


@require_safe
@same_for_everybody
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    community = PublicFacts(get_object_or_404(public_rows(OBCCommunity.objects.all()), pk=pk))
    return render(request, "portal/communities/profile.html", {"community": community})


def _url(fact: PublicFacts) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{fact.community.get_absolute_url()}"


FIELDS = [
    Field("id", lambda fact: fact.key, "number"),
    Field("url", _url),
    Field("name", lambda fact: fact.name if fact.is_named else None),
    Field("other_names", lambda fact: fact.other_names or None),
    Field("municipality", lambda fact: fact.town.name),
    Field("municipality_psgc", lambda fact: fact.town.psgc),
    Field("province", lambda fact: fact.town.province.name),
    Field("region", lambda fact: fact.region.code),
    Field("population_from", lambda fact: fact.band.least if fact.band else None, "number"),
    Field("population_below", lambda fact: fact.band.below if fact.band else None, "number"),
    Field("population_year", lambda fact: fact.population_year, "number"),
    Field("population_source", lambda fact: fact.population_source or None),
    Field("ethnolinguistic_groups", lambda fact: fact.groups),
    Field("languages", lambda fact: fact.languages or None),
    Field("livelihoods", lambda fact: fact.livelihoods),
]
"""Keys that stay, of the careful facts alone."""
COMMUNITIES = OpenData("communities", FIELDS, "OOBC Portal, Office for Other Bangsamoro Communities.")


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        return COMMUNITIES.as_json(_facts(request), title="Bangsamoro communities outside BARMM", may_be_kept=True)


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        return COMMUNITIES.as_csv(_facts(request), may_be_kept=True)


def _facts(request: HttpRequest) -> Iterator[PublicFacts]:
    return (PublicFacts(row) for row in public_rows(Listing.of(request.GET).rows))
