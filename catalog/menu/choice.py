"""Which services a menu holds: the choice that an address of the public list makes, also in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.browsing import Listing
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
        listing = Listing(address)
        return cls(
            title=_title(listing),
            query=listing.asked.query,
            services=[row.pk for row in listing.found],
            has_words=bool(listing.asked.q),
        )


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
