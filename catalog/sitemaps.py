from datetime import datetime

from django.contrib.sitemaps import Sitemap

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
