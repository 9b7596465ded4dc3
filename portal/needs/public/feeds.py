from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .listing import Listing
from .pages import PublicNeed, shown

NEWEST = 20
LONGEST = 300


class NewNeeds(Feed):
    """The needs published last, in the language of the address; its filters are those of the public list."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> Listing:
        filters = request.GET.copy()
        filters.pop("q", None)  # words have a best match, not a newest one
        return Listing(filters)

    def title(self, listing: Listing) -> str:
        chosen = ", ".join(chip.label for chip in listing.chips)
        return f"{_('Community needs')}: {chosen}" if chosen else _("Needs of Bangsamoro communities outside BARMM")

    def subtitle(self) -> str:
        return _("Needs that were added to the public list, the newest first.")

    def link(self, listing: Listing) -> str:
        return reverse("needs:list") + listing.asked.query

    def feed_url(self, listing: Listing) -> str:
        return reverse("needs:feed") + listing.asked.query

    def items(self, listing: Listing) -> list[PublicNeed]:
        return shown(listing.found[:NEWEST])

    def item_title(self, item: PublicNeed) -> str:
        return item.title

    def item_description(self, item: PublicNeed) -> str:
        words = Truncator(item.text).chars(LONGEST)
        return escape(f"{words} {item.place}. {item.status}.")  # readers take a summary for HTML

    def item_link(self, item: PublicNeed) -> str:
        return item.url

    def item_guid(self, item: PublicNeed) -> str:
        return f"urn:uuid:{item.summary.pk}"

    def item_pubdate(self, item: PublicNeed) -> datetime | None:
        return item.summary.first_published_at

    def item_updateddate(self, item: PublicNeed) -> datetime | None:
        return item.summary.last_published_at

    def item_categories(self, item: PublicNeed) -> list[str]:
        return [item.category]
