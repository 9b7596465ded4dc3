from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .listing import Listing
from .pages import PublicPPA, shown

NEWEST = 20
LONGEST = 300


class NewPrograms(Feed):
    """What became law last, in the language of the address; its filters are those of the public list."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> Listing:
        filters = request.GET.copy()
        filters.pop("q", None)  # words have a best match, not a newest one
        filters["sort"] = "new"
        return Listing(filters)

    def title(self, listing: Listing) -> str:
        chosen = ", ".join(chip.label for chip in listing.chips)
        return f"{_('Programs and their money')}: {chosen}" if chosen else _("Programs that became law")

    def subtitle(self) -> str:
        return _("Programs, projects and activities that the law grants money, the newest first.")

    def link(self, listing: Listing) -> str:
        return reverse("programs:list") + listing.asked.query_to_keep

    def feed_url(self, listing: Listing) -> str:
        return reverse("programs:feed") + listing.asked.query_to_keep

    def items(self, listing: Listing) -> list[PublicPPA]:
        return shown(listing.found[:NEWEST], years=listing.asked.years)

    def item_title(self, item: PublicPPA) -> str:
        return item.title

    def item_description(self, item: PublicPPA) -> str:
        words = Truncator(item.text).chars(LONGEST)
        # Readers take a summary for HTML.
        return escape(" ".join(filter(None, [words, f"{item.office}. {item.place}. {item.granted}. {item.status}"])))

    def item_link(self, item: PublicPPA) -> str:
        return item.url

    def item_guid(self, item: PublicPPA) -> str:
        return f"urn:uuid:{item.ppa.pk}"

    def item_pubdate(self, item: PublicPPA) -> datetime:
        return timezone.make_aware(datetime.combine(item.ppa.enacted_on, time()))

    def item_categories(self, item: PublicPPA) -> list[str]:
        return [item.sector] if item.sector else []
