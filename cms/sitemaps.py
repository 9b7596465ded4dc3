"""What search engines may find. A room with public pages adds its own sitemap here."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from catalog.sitemaps import ListSitemap, OfferingSitemap
from portal.communities.public.sitemaps import CommunityListSitemap, CommunitySitemap
from portal.monitoring.public.sitemaps import ProgramListSitemap, ProgramSitemap
from portal.needs.public.sitemaps import NeedListSitemap, NeedSitemap
from portal.policies.public.sitemaps import PolicyListSitemap, PolicySitemap


class PageSitemap(Sitemap):
    """The pages of every language; Wagtail's own sitemap knows only the tree of the site's root."""

    def items(self) -> QuerySet[Page]:
        homes = self.get_wagtail_site().root_page.get_translations(inclusive=True)
        pages = Page.objects.none()
        for home in homes:
            pages |= Page.objects.descendant_of(home, inclusive=True)
        return pages.live().public().select_related("locale").order_by("path").defer_streamfields().specific()

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        """Each page with the addresses that it has in all languages."""
        urls: list[dict[str, Any]] = []
        versions: defaultdict[Any, list[dict[str, str]]] = defaultdict(list)
        for item in self.paginator.page(page).object_list:
            for url in item.get_sitemap_urls(self.request):
                same = versions[item.translation_key]
                same.append({"lang_code": item.locale.language_code, "location": url["location"]})
                urls.append({**url, "alternates": same})
        self.latest_lastmod = max((url["lastmod"] for url in urls if url["lastmod"]), default=None)
        return urls


SITEMAPS = {
    "pages": PageSitemap,
    "lists": ListSitemap,
    "services": OfferingSitemap,
    "community_lists": CommunityListSitemap,
    "communities": CommunitySitemap,
    "need_lists": NeedListSitemap,
    "needs": NeedSitemap,
    "policy_lists": PolicyListSitemap,
    "policies": PolicySitemap,
    "program_lists": ProgramListSitemap,
    "programs": ProgramSitemap,
}
