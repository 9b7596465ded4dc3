"""Which services a menu holds: the choice that an address of the public list makes, also in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.browsing import GROUPS, Listing
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
            query=_query(listing),
            services=[row.pk for row in listing.found],
            has_words=bool(listing.q),
        )


def _query(listing: Listing) -> str:
    query = QueryDict(mutable=True)
    for name, value in [*([("q", listing.q)] if listing.q else []), *listing.choices]:
        query.appendlist(name, value)
    return f"?{query.urlencode()}" if query else ""


def _title(listing: Listing) -> str:
    """“Services in Region XII – Health”: the values of a group with commas, the groups with dashes."""
    regions = [code for code in listing.labels["region"] if code in listing.chosen.get("region", ())]
    parts = [_beginning(regions, is_all=not listing.chosen and not listing.q)]
    for group in GROUPS:
        if group != "region" and (chosen := listing.chosen.get(group)):
            parts.append(", ".join(label for code, label in listing.labels[group].items() if code in chosen))
    if listing.q:
        parts.append(f"“{listing.q}”")
    return " – ".join(parts)


def _beginning(regions: list[str], *, is_all: bool) -> str:
    if regions:
        return _("Services in %(regions)s") % {"regions": ", ".join(short_region_label(code) for code in regions)}
    return _("Services for Bangsamoro communities") if is_all else _("Services")
