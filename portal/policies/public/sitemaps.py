from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from portal.policies.models import PolicyRecommendation
from portal.policies.querysets import PolicyQuerySet


class PolicySitemap(Sitemap):
    """The page of every published recommendation, in both languages."""

    i18n = True
    alternates = True

    def items(self) -> PolicyQuerySet:
        return PolicyRecommendation.objects.public().with_changed_at().order_by("number")

    def lastmod(self, item: PolicyRecommendation) -> datetime:
        changed_at: datetime = item.changed_at  # annotated
        return changed_at


class PolicyListSitemap(Sitemap):
    """The public list, in both languages."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        return ["policies:list"]

    def location(self, item: str) -> str:
        return reverse(item)
