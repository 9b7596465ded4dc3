"""The public pages and files about communities: the same for everybody, kept until something public changes."""

import json
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.communities.models import OBCCommunity
from portal.core.models import ContentVersion
from portal.core.tables import Column, Table, csv_bytes

from .facts import PublicFacts, public_rows
from .listing import PAGE_SIZE, Listing

same_for_everybody = cache_control(public=True, max_age=0, must_revalidate=True)
LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
ATTRIBUTION = "OOBC Portal, Office for Other Bangsamoro Communities."


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


FIELDS = [
    Column("id", "id", value="key", kind="number"),
    Column("url", "url", value=lambda fact: f"{settings.WAGTAILADMIN_BASE_URL}{fact.community.get_absolute_url()}"),
    Column("name", "name", value=lambda fact: fact.community.name if fact.is_named else None),
    Column("other_names", "other_names", value=lambda fact: fact.other_names or None),
    Column("municipality", "municipality", value="town.name"),
    Column("municipality_psgc", "municipality_psgc", value="town.psgc"),
    Column("province", "province", value="town.province.name"),
    Column("region", "region", value="region.code"),
    Column("population_from", "population_from", value="band.least", kind="number"),
    Column("population_below", "population_below", value="band.below", kind="number"),
    Column("population_year", "population_year", value="population_year", kind="number"),
    Column("population_source", "population_source", value=lambda fact: fact.population_source or None),
    Column("ethnolinguistic_groups", "ethnolinguistic_groups", value="groups"),
    Column("languages", "languages", value=lambda fact: fact.languages or None),
    Column("livelihoods", "livelihoods", value="livelihoods"),
]
"""Keys that stay, of the careful facts alone; what is not known is null, or empty in CSV."""


@require_safe
@same_for_everybody
def as_json(request: HttpRequest) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        communities = [{field.name: field.value_of(fact) for field in FIELDS} for fact in _facts(request)]
        document: dict[str, Any] = {
            "title": "Bangsamoro communities outside BARMM",
            "generated_at": timezone.localtime().isoformat(),
            "content_version": ContentVersion.current(),
            "licence": LICENCE,
            "attribution": ATTRIBUTION,
            "count": len(communities),
            "communities": communities,
        }
    content = json.dumps(document, ensure_ascii=False)
    return _for_reuse(HttpResponse(content, content_type="application/json; charset=utf-8"))


@require_safe
@same_for_everybody
def as_csv(request: HttpRequest) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        licence = [Column("licence", "licence", value=lambda _fact: LICENCE)]
        content = csv_bytes(Table([*FIELDS, *licence], _facts(request)))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="communities.csv"'
    return _for_reuse(response)


def _facts(request: HttpRequest) -> list[PublicFacts]:
    return [PublicFacts(row) for row in public_rows(Listing.of(request.GET).rows)]


def _for_reuse(response: HttpResponse) -> HttpResponse:
    response["Link"] = f'<{LICENCE_URL}>; rel="license"'
    response["Access-Control-Allow-Origin"] = "*"  # pages of others may read it too
    return response
