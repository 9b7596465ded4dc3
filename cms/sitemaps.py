"""What search engines may find. A room with public pages adds its own sitemap here."""

from django.db.models import QuerySet
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from catalog.sitemaps import OfferingSitemap


class PageSitemap(Sitemap):
    """The pages of every language; Wagtail's own sitemap knows only the tree of the site's root."""

    def items(self) -> QuerySet[Page]:
        homes = self.get_wagtail_site().root_page.get_translations(inclusive=True)
        pages = Page.objects.none()
        for home in homes:
            pages |= Page.objects.descendant_of(home, inclusive=True)
        return pages.live().public().order_by("path").defer_streamfields().specific()


SITEMAPS = {"pages": PageSitemap, "services": OfferingSitemap}
