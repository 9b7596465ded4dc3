"""What an address asks for, and the addresses that ask for something else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from django.http import QueryDict

from portal.core.text import fold

LONGEST_SEARCH = 200

Pairs = list[tuple[str, str]]


def words_typed(address: QueryDict) -> str:
    return " ".join(address.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH]


@dataclass(frozen=True)
class Asked:
    """Words, choices and an order; a list that knows more to ask for adds it."""

    q: str = ""
    sort: str = ""
    """Empty for the usual order."""

    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The values chosen of each facet that has any."""

    facets: ClassVar[tuple[str, ...]] = ()

    @property
    def has_words(self) -> bool:
        """Whether anything is left to search for once signs are taken away."""
        return bool(fold(self.q))

    @property
    def choices(self) -> Pairs:
        return [(name, value) for name in self.facets for value in sorted(self.chosen.get(name, ()))]

    @property
    def singles(self) -> Pairs:
        """What is asked for beside the choices, whether it is empty or not."""
        return [("q", self.q), ("sort", self.sort)]

    # ---- What forms on the page carry along ------------------------------------------------------------------------

    @property
    def pairs(self) -> Pairs:
        return [*((name, value) for name, value in self.singles if value), *self.choices]

    @property
    def pairs_beside_words(self) -> Pairs:
        """Of the search form: new words are read anew and come in their own order."""
        return [(name, value) for name, value in self.pairs if name not in ("q", "exact", "sort")]

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
    def address_without_choices(self) -> str:
        return replace(self, chosen={}).address

    def choosing(self, name: str, value: str) -> Self:
        """The same with one choice more."""
        return replace(self, chosen={**self.chosen, name: self.chosen.get(name, frozenset()) | {value}})

    def without(self, name: str, value: str) -> Self:
        """The same with one choice less."""
        left = self.chosen[name] - {value}
        others = {facet: values for facet, values in self.chosen.items() if facet != name}
        return replace(self, chosen={**others, name: left} if left else others)
