"""What the catalog shows on the home page: topics with counts, following an application, and what is new."""

from django.db.models import Count, DateField, F, Q
from django.db.models.functions import Cast, Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.models import ServiceCategory
from portal.core.sections import Section

from .enums import OBCAccess
from .models import ServiceOffering
from .results import Result, for_results

LATEST = 4


def topics_section() -> Section | None:
    """Every topic that has services now, with their number."""
    address = reverse("catalog:list")
    offered = Q(offerings__live=True, offerings__is_active=True, offerings__offering_mao__is_active=True)
    topics = ServiceCategory.objects.filter(is_active=True).annotate(count=Count("offerings", filter=offered))
    items = [
        {"label": topic.label, "url": f"{address}?category={topic.code}", "count": topic.count}
        for topic in topics.filter(count__gt=0).order_by("position", "name")
    ]
    return Section(_("Browse by topic"), "catalog/home_topics.html", items=items) if items else None


def following_section() -> Section:
    """The way back for who has applied."""
    return Section(_("Have you applied?"), "catalog/home_following.html")


def latest_section() -> Section | None:
    """Of what people outside BARMM may get: the services that were added or checked with their office last."""
    published_on = Cast("first_published_at", DateField())
    rows = ServiceOffering.objects.offered().exclude(obc_access=OBCAccess.BARMM_RESIDENTS)
    newest = (
        for_results(rows)
        .annotate(fresh_on=Greatest(Coalesce("last_checked_on", published_on), published_on))
        .order_by(F("fresh_on").desc(nulls_last=True), "title", "pk")
    )
    results = [Result(offering) for offering in newest[:LATEST]]
    return Section(_("New or checked lately"), "catalog/home_latest.html", results=results) if results else None
