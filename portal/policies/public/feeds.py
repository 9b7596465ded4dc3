from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .listing import Listing
from .pages import PublicPolicy, shown

NEWEST = 20
LONGEST = 300


class ChangedPolicies(Feed):
    """Recommendations, what was published or decided last first; its filters are those of the public list."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> Listing:
        filters = request.GET.copy()
        filters.pop("q", None)  # words have a best match, not a newest one
        return Listing(filters)

    def title(self, listing: Listing) -> str:
        chosen = ", ".join(chip.label for chip in listing.chips)
        return f"{_('Recommendations of OOBC')}: {chosen}" if chosen else _("Recommendations of OOBC")

    def subtitle(self) -> str:
        return _("What was published, decided or changed last comes first.")

    def link(self, listing: Listing) -> str:
        return reverse("policies:list") + listing.asked.query

    def feed_url(self, listing: Listing) -> str:
        return reverse("policies:feed") + listing.asked.query

    def items(self, listing: Listing) -> list[PublicPolicy]:
        newest = listing.changed_last[:NEWEST]
        items = shown(newest)
        for item, row in zip(items, newest, strict=True):
            item.policy.changed_at = row.changed_at
        return items

    def item_title(self, item: PublicPolicy) -> str:
        return item.title

    def item_description(self, item: PublicPolicy) -> str:
        words = Truncator(item.summary).chars(LONGEST)
        return escape(f"{item.status} {words}")  # readers take a summary for HTML

    def item_link(self, item: PublicPolicy) -> str:
        return item.url

    def item_guid(self, item: PublicPolicy) -> str:
        return f"urn:uuid:{item.policy.pk}"

    def item_pubdate(self, item: PublicPolicy) -> datetime | None:
        published: datetime | None = item.policy.first_published_at
        return published

    def item_updateddate(self, item: PublicPolicy) -> datetime:
        changed_at: datetime = item.policy.changed_at
        return changed_at

    def item_categories(self, item: PublicPolicy) -> list[str]:
        return item.sectors
