"""Which services a menu holds: the choice that an address of the public list makes, or one's own saved list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.browsing import Listing, current_facts
from catalog.browsing.asked import known_region
from catalog.saved import MOST_SAVED
from portal.geography.labels import short_region_label


@dataclass(frozen=True)
class Choice:
    title: str
    query: str
    """What stands behind the address of the list, from the question mark on. The same choice has the same query."""

    services: Sequence[UUID]
    has_words: bool = False

    @classmethod
    def of(cls, address: QueryDict) -> Self:
        return cls._of_saved(address) if "id" in address else cls._of_list(address)

    @classmethod
    def _of_saved(cls, address: QueryDict) -> Self:
        """The services named one by one, in that order."""
        facts = current_facts()
        saved = [key for key in dict.fromkeys(address.getlist("id")) if key in facts.place_of][:MOST_SAVED]
        lives = known_region(address, facts)
        query = QueryDict(mutable=True)
        query.setlist("id", saved)
        if lives:
            query["lives"] = lives
        services = [facts.rows[facts.place_of[key]].pk for key in saved]
        return cls(_("Saved services"), f"?{query.urlencode()}" if saved else "?id=", services)

    @classmethod
    def _of_list(cls, address: QueryDict) -> Self:
        listing = Listing(address)
        return cls(
            title=_title(listing),
            query=listing.asked.query,
            services=[row.pk for row in listing.found],
            has_words=bool(listing.asked.q),
        )


def shown_at(query: str) -> str:
    """The page on which a reader made this choice."""
    is_saved = "id" in QueryDict(query.removeprefix("?"))
    return reverse("catalog:saved" if is_saved else "catalog:list") + query


def _title(listing: Listing) -> str:
    """“Services in Region XII – Health”: the values of a facet with commas, the facets with dashes."""
    asked, labels = listing.asked, listing.facts.labels
    regions = [code for code in labels["region"] if code in asked.chosen.get("region", ())]
    parts = [_beginning(regions, is_all=not asked.chosen and not asked.q and not asked.lives)]
    if asked.lives:
        parts.append(_("for people in %(region)s") % {"region": listing.lives_in})
    for facet in listing.facets:
        if facet.name != "region" and (chosen := [option.label for option in facet.options if option.active]):
            parts.append(", ".join(chosen))
    if asked.q:
        parts.append(f"“{listing.words_read}”")
    return " – ".join(parts)


def _beginning(regions: list[str], *, is_all: bool) -> str:
    if regions:
        return _("Services in %(regions)s") % {"regions": ", ".join(short_region_label(code) for code in regions)}
    return _("Services for Bangsamoro communities") if is_all else _("Services")
