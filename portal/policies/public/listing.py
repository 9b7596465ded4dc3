"""The public list: which recommendations an address asks for, in what order, and the filters beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.core.browsing import asked, facets
from portal.core.browsing.asked import words_typed
from portal.core.browsing.facets import Chip, Facet
from portal.core.browsing.rows import Bits
from portal.policies.search_index import RECOMMENDATIONS
from search.facade import Findings, search

from .facts import Facts, Row, current_facts

FACETS = ("state", "sector", "office")
PAGE_SIZE = 20


@dataclass(frozen=True)
class Asked(asked.Asked):
    facets: ClassVar[tuple[str, ...]] = FACETS

    @classmethod
    def read(cls, address: QueryDict, facts: Facts) -> Self:
        """What this address asks for; what nobody knows is left out."""
        chosen = {}
        for name in FACETS:
            values = set(address.getlist(name))
            if fitting := frozenset(value for value in facts.labels[name] if value in values):
                chosen[name] = fitting
        return cls(words_typed(address), chosen=chosen)

    @property
    def query_to_keep(self) -> str:
        """For search engines: not the words of one reader."""
        return Asked(chosen=self.chosen).query

    @property
    def pairs_beside_filters(self) -> asked.Pairs:
        return [("q", self.q)] if self.q else []

    @property
    def address_without_words(self) -> str:
        return Asked(chosen=self.chosen).address


class Filters(facets.Filters):
    open_facets: ClassVar[tuple[str, ...]] = ("state",)

    def __init__(self, facts: Facts, asked: Asked) -> None:
        super().__init__(asked, facts.having)
        self.facts = facts

    def labels(self, name: str) -> Mapping[str, str]:
        """Of sectors and offices only those that have a recommendation."""
        labels = self.facts.labels[name]
        return labels if name == "state" else {key: label for key, label in labels.items() if key in self.having[name]}

    def title(self, name: str) -> str:
        return {"state": _("Where it stands"), "sector": _("Sector"), "office": _("Office in the lead")}[name]


@dataclass(frozen=True)
class Matches:
    rows: Bits
    order: Sequence[int]
    findings: Findings


class Listing:
    """The recommendations that an address asks for; ``version`` is the content version where somebody has read it."""

    def __init__(self, address: QueryDict, *, version: int | None = None) -> None:
        self.facts: Facts = current_facts(version)
        self.asked = Asked.read(address, self.facts)
        self.filters = Filters(self.facts, self.asked)

    @cached_property
    def matches(self) -> Matches:
        """What the words find; without words everything."""
        if not self.asked.q:
            return Matches(self.facts.everything, self.facts.usual_order, Findings([]))
        if not self.asked.has_words:
            return Matches(0, [], Findings([], is_close=False))
        findings = search(RECOMMENDATIONS, self.asked.q, self.facts.place_of.keys(), version=self.facts.version)
        best_first = [self.facts.place_of[key] for key in findings.keys]
        return Matches(self.facts.bits(best_first), best_first, findings)

    @cached_property
    def found(self) -> list[Row]:
        chosen = self.filters.applied_to(self.matches.rows)
        return list(self.facts.rows_in(chosen, self.matches.order))

    @cached_property
    def changed_last(self) -> list[Row]:
        """The same, what was decided or written last first."""
        chosen = self.filters.applied_to(self.matches.rows)
        return list(self.facts.rows_in(chosen, self.facts.changed_last_first))

    @cached_property
    def matching(self) -> int:
        """How many there would be without the filters."""
        return self.matches.rows.bit_count()

    @cached_property
    def facets(self) -> list[Facet]:
        return self.filters.facets(self.matches.rows)

    @cached_property
    def chips(self) -> list[Chip]:
        return self.filters.chips

    @property
    def is_close(self) -> bool:
        return not self.asked.q or self.matches.findings.is_close

    @property
    def corrected(self) -> str:
        return self.matches.findings.corrected
