"""What an address asks for, and the addresses that ask for something else. What nobody knows is left out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import slugify

from catalog.eligibility import codes_for
from portal.core.text import fold

from .facts import NOW, Facts

LONGEST_SEARCH = 200
FACETS = ("access", "now", "category", "region", "type", "office")
SORTS = ("best", "name", "checked", "closing")

Pairs = list[tuple[str, str]]


def words_typed(address: QueryDict) -> str:
    return " ".join(address.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH]


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
class Asked:
    q: str = ""
    exact: bool = False
    """Search for the words as they were typed, also where they look misspelt."""

    lives: str = ""
    sort: str = ""
    """One of ``SORTS``; empty for the usual one."""

    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The values chosen of each facet that has any."""

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
    def has_words(self) -> bool:
        """Whether anything is left to search for once signs are taken away."""
        return bool(fold(self.q))

    @property
    def sorts(self) -> list[str]:
        """The orders there are to choose from, the usual one first."""
        return [sort for sort in SORTS if sort != "best" or self.q]

    @property
    def choices(self) -> Pairs:
        return [(name, value) for name in FACETS for value in sorted(self.chosen.get(name, ()))]

    # ---- What forms on the page carry along ------------------------------------------------------------------------

    @property
    def pairs(self) -> Pairs:
        single = [("q", self.q), ("exact", "1" if self.exact else ""), ("lives", self.lives), ("sort", self.sort)]
        return [*((name, value) for name, value in single if value), *self.choices]

    @property
    def pairs_beside_region(self) -> Pairs:
        """What the form that asks where somebody lives leaves as it is."""
        return [(name, value) for name, value in self.pairs if name != "lives"]

    @property
    def pairs_beside_words(self) -> Pairs:
        """Of the search form: new words are read anew and come in their own order."""
        return [(name, value) for name, value in self.pairs if name not in ("q", "exact", "sort")]

    @property
    def pairs_beside_filters(self) -> Pairs:
        return [(name, value) for name, value in self.pairs if name in ("q", "exact", "lives")]

    # ---- Addresses -------------------------------------------------------------------------------------------------

    @property
    def query(self) -> str:
        """What stands behind the address of the list."""
        query = QueryDict(mutable=True)
        for name, value in self.pairs:
            query.appendlist(name, value)
        return f"?{query.urlencode()}" if query else ""

    @property
    def address(self) -> str:
        """As a link on the list itself."""
        return self.query or "./"

    @property
    def address_as_typed(self) -> str:
        return replace(self, exact=True).address

    @property
    def address_without_words(self) -> str:
        return replace(self, q="", exact=False).address

    @property
    def address_without_choices(self) -> str:
        return replace(self, chosen={}).address

    @property
    def query_to_keep(self) -> str:
        """For search engines: neither the words of one reader nor where they live."""
        return Asked(chosen=self.chosen).query

    def searching(self, words: str) -> Self:
        return replace(self, q=words, exact=False, sort="")

    def choosing(self, name: str, value: str) -> Self:
        """The same with one choice more."""
        return replace(self, chosen={**self.chosen, name: self.chosen.get(name, frozenset()) | {value}})

    def without(self, name: str, value: str) -> Self:
        """The same with one choice less."""
        left = self.chosen[name] - {value}
        others = {facet: values for facet, values in self.chosen.items() if facet != name}
        return replace(self, chosen={**others, name: left} if left else others)
