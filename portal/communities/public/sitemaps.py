from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from portal.communities.enums import Publicity
from portal.communities.models import OBCCommunity
from portal.communities.querysets import CommunityQuerySet


class CommunityListSitemap(Sitemap):
    """The list of communities and the page on which somebody asks to represent one, in both languages."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        return ["communities:list", "communities:represent"]

    def location(self, item: str) -> str:
        return reverse(item)


class CommunitySitemap(Sitemap):
    """The pages of communities that may be named."""

    i18n = True
    alternates = True

    def items(self) -> CommunityQuerySet:
        return OBCCommunity.objects.public().filter(publicity=Publicity.NAMED).order_by("pk")
