from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from portal.needs.models import NeedSummary
from portal.needs.querysets import NeedSummaryQuerySet


class NeedSitemap(Sitemap):
    """The page of every need on the public list, in both languages."""

    i18n = True
    alternates = True

    def items(self) -> NeedSummaryQuerySet:
        return NeedSummary.objects.listed().order_by("first_published_at", "pk")

    def lastmod(self, item: NeedSummary) -> datetime | None:
        return item.last_published_at


class NeedListSitemap(Sitemap):
    """The public list, in both languages."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        return ["needs:list"]

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, _item: str) -> datetime | None:
        return NeedSummary.objects.listed().aggregate(newest=Max("last_published_at"))["newest"]
