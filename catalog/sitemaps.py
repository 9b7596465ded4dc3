from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from .models import ServiceOffering
from .querysets import ServiceOfferingQuerySet


class OfferingSitemap(Sitemap):
    """The page of every published service, in both languages."""

    i18n = True
    alternates = True

    def items(self) -> ServiceOfferingQuerySet:
        return ServiceOffering.objects.public().order_by("first_published_at", "pk")

    def lastmod(self, item: ServiceOffering) -> datetime | None:
        return item.last_published_at


class ListSitemap(Sitemap):
    """The list of services, in both languages."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        return ["catalog:list"]

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, _item: str) -> datetime | None:
        return ServiceOffering.objects.public().aggregate(newest=Max("last_published_at"))["newest"]
