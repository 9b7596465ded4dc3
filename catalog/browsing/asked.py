"""What an address asks for, and the addresses that ask for something else. What nobody knows is left out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import slugify

from catalog.eligibility import codes_for
from portal.core.browsing import asked
from portal.core.browsing.asked import Pairs, words_typed

from .facts import NOW, Facts

FACETS = ("access", "now", "category", "region", "type", "office")
SORTS = ("best", "name", "checked", "closing")


def known_region(address: QueryDict, facts: Facts) -> str:
    """Where the reader lives: the code of a region there is, or nothing."""
    lives = address.get("lives", "")
    return lives if lives in facts.labels["region"] else ""


def page_address(key: object, lives: str = "") -> str:
    """The page of a service, which answers somebody who lives there."""
    return _telling(reverse("catalog:detail", args=[key]), lives)


def counted_address(key: object, token: str, lives: str = "") -> str:
    """The same by way of what counts that a search led there."""
    return _telling(reverse("catalog:go", args=[token, key]), lives)


def _telling(address: str, lives: str) -> str:
    return f"{address}?lives={lives}" if lives else address


@dataclass(frozen=True)
class Asked(asked.Asked):
    """What an address asks of the list of services; ``sort`` is one of ``SORTS``."""

    exact: bool = False
    """Search for the words as they were typed, also where they look misspelt."""

    lives: str = ""

    facets: ClassVar[tuple[str, ...]] = FACETS

    @classmethod
    def read(cls, address: QueryDict, facts: Facts) -> Self:
        q, lives, sort = words_typed(address), known_region(address, facts), address.get("sort", "")
        known: Mapping[str, Collection[str]] = {**facts.labels, "access": codes_for(lives), "now": [NOW]}
        chosen = {}
        for name in FACETS:
            values = {slugify(value) if name == "office" else value for value in address.getlist(name)}
            if fitting := frozenset(str(value) for value in known[name] if value in values):
                chosen[name] = fitting
        asked = cls(q, exact=bool(q) and address.get("exact") == "1", lives=lives, chosen=chosen)
        return replace(asked, sort=sort) if sort in asked.sorts[1:] else asked

    @property
    def sorts(self) -> list[str]:
        """The orders there are to choose from, the usual one first."""
        return [sort for sort in SORTS if sort != "best" or self.q]

    @property
    def singles(self) -> Pairs:
        return [("q", self.q), ("exact", "1" if self.exact else ""), ("lives", self.lives), ("sort", self.sort)]

    @property
    def pairs_beside_region(self) -> Pairs:
        """What the form that asks where somebody lives leaves as it is."""
        return [(name, value) for name, value in self.pairs if name != "lives"]

    @property
    def pairs_beside_filters(self) -> Pairs:
        return [(name, value) for name, value in self.pairs if name in ("q", "exact", "lives")]

    @property
    def address_as_typed(self) -> str:
        return replace(self, exact=True).address

    @property
    def address_without_words(self) -> str:
        return replace(self, q="", exact=False).address

    @property
    def query_to_keep(self) -> str:
        """For search engines: neither the words of one reader nor where they live."""
        return Asked(chosen=self.chosen).query

    def searching(self, words: str) -> Self:
        return replace(self, q=words, exact=False, sort="")
