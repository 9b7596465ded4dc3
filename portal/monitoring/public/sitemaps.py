from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from portal.monitoring.models import MonitoringEntry
from portal.monitoring.querysets import MonitoringEntryQuerySet


class ProgramSitemap(Sitemap):
    """The page of every PPA that is law, in both languages."""

    i18n = True
    alternates = True

    def items(self) -> MonitoringEntryQuerySet:
        return MonitoringEntry.objects.public().only("pk").order_by("enacted_on", "pk")

    def location(self, item: MonitoringEntry) -> str:
        return reverse("programs:detail", args=[item.pk])


class ProgramListSitemap(Sitemap):
    """Where the money goes, and the list, in both languages."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        return ["programs:money", "programs:list"]

    def location(self, item: str) -> str:
        return reverse(item)
