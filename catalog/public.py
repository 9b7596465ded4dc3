"""What the catalog shows on the home page: topics with counts, and what is new or was checked last."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DateField, F, Q
from django.db.models.functions import Cast, Coalesce, Greatest
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.models import ServiceCategory

from .answers import Result, for_results
from .enums import OBCAccess
from .models import ServiceOffering

LATEST = 4


@dataclass(frozen=True)
class HomeSection:
    """A template and what it shows; the home page includes it."""

    template: str
    context: dict[str, Any]


def topics_section(request: HttpRequest) -> HomeSection | None:
    """Every topic that has services now, with their number."""
    address = reverse("catalog:list")
    offered = Q(offerings__live=True, offerings__is_active=True, offerings__offering_mao__is_active=True)
    topics = ServiceCategory.objects.annotate(count=Count("offerings", filter=offered)).filter(count__gt=0)
    topics = topics.order_by("position", "name")
    items = [
        {"label": topic.label, "url": f"{address}?category={topic.code}", "count": topic.count} for topic in topics
    ]
    if not items:
        return None
    context = {"title": _("Browse by topic"), "items": items, "all_url": address, "all_label": _("All services")}
    return HomeSection("cms/sections/topics.html", context)


def latest_section(request: HttpRequest) -> HomeSection | None:
    """Of what people outside BARMM may get: the services that were added or checked with their office last."""
    published_on = Cast("first_published_at", DateField())
    newest = (
        for_results(ServiceOffering.objects.offered().exclude(obc_access=OBCAccess.BARMM_RESIDENTS))
        .annotate(fresh_on=Greatest(Coalesce("last_checked_on", published_on), published_on))
        .order_by(F("fresh_on").desc(nulls_last=True), "title", "pk")[:LATEST]
    )
    items = [_latest(Result(offering)) for offering in newest]
    if not items:
        return None
    context = {
        "title": _("New or checked lately"),
        "items": items,
        "all_url": reverse("catalog:list"),
        "all_label": _("All services"),
    }
    return HomeSection("cms/sections/latest.html", context)


def _latest(result: Result) -> dict[str, Any]:
    return {
        "title": result.title.text,
        "lang": result.title.lang,
        "url": result.url,
        "by": result.by,
        "summary": result.summary.text,
        "summary_lang": result.summary.lang,
        "status_kind": result.access_kind,
        "status": result.access,
        "checked_on": result.offering.last_checked_on,
    }
