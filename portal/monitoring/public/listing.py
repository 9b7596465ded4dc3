"""The public list: which PPAs an address asks for, in what order, and the filters beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import ClassVar, Self

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.core.browsing import asked, facets
from portal.core.browsing.asked import words_typed
from portal.core.browsing.facets import Chip, Facet
from portal.core.browsing.rows import Bits
from portal.core.in_words import pesos_in_words
from portal.monitoring.search_index import PROGRAMS
from search.facade import Findings, search

from .facts import NOTHING, Facts, Row, current_facts, granted

PART_OF, POLICY = BY_LINK = ("part_of", "policy")
"""Chosen by links from the page of a PPA with parts, or of a recommendation; no filters beside the list."""

FACETS = ("year", "region", "office", "sector", "state", *BY_LINK)
SORTS = ("", "new", "name")
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
        sort = address.get("sort", "")
        return cls(words_typed(address), sort=sort if sort in SORTS else "", chosen=chosen)

    @property
    def years(self) -> frozenset[str]:
        return self.chosen.get("year", frozenset())

    @property
    def query_to_keep(self) -> str:
        """For search engines: not the words of one reader."""
        return Asked(chosen=self.chosen).query

    @property
    def pairs_beside_filters(self) -> asked.Pairs:
        by_link = [(name, value) for name, value in self.choices if name in BY_LINK]
        return [*((name, value) for name, value in self.singles if value), *by_link]

    @property
    def address_without_words(self) -> str:
        return Asked(sort=self.sort, chosen=self.chosen).address


class Filters(facets.Filters):
    open_facets: ClassVar[tuple[str, ...]] = ("year", "state")

    def __init__(self, facts: Facts, asked: Asked) -> None:
        super().__init__(asked, facts.having)
        self.facts = facts

    def labels(self, name: str) -> Mapping[str, str]:
        """Of regions, offices and sectors only those that have a PPA: the lists are long."""
        labels = self.facts.labels[name]
        if name in ("state", *BY_LINK):
            return labels
        return {value: label for value, label in labels.items() if value in self.having[name]}

    def title(self, name: str) -> str:
        titles = {
            "year": _("Money of the year"),
            "region": _("Region"),
            "office": _("Office"),
            "sector": _("Sector"),
            "state": _("Where it stands"),
            PART_OF: "",
            POLICY: "",
        }
        return titles[name]


@dataclass(frozen=True)
class Matches:
    rows: Bits
    order: Sequence[int]
    findings: Findings


@dataclass(frozen=True)
class Sort:
    """An order of the list, and its address."""

    label: str
    url: str
    is_chosen: bool


class Listing:
    """The PPAs that an address asks for; ``version`` is the content version where somebody has read it already."""

    def __init__(self, address: QueryDict, *, version: int | None = None) -> None:
        self.facts: Facts = current_facts(version)
        self.asked = Asked.read(address, self.facts)
        self.filters = Filters(self.facts, self.asked)

    @cached_property
    def matches(self) -> Matches:
        """What the words find; without words everything."""
        if not self.asked.q:
            return Matches(self.facts.everything, self._order, Findings([]))
        if not self.asked.has_words:
            return Matches(0, [], Findings([], is_close=False))
        findings = search(PROGRAMS, self.asked.q, self.facts.place_of.keys(), version=self.facts.version)
        best_first = [self.facts.place_of[key] for key in findings.keys]
        return Matches(self.facts.bits(best_first), best_first, findings)

    @property
    def _order(self) -> Sequence[int]:
        match self.asked.sort:
            case "new":
                return self.facts.newest_first
            case "name":
                return self.facts.usual_order
        return self.facts.largest_first(self.asked.years)

    @cached_property
    def found(self) -> list[Row]:
        chosen = self.filters.applied_to(self.matches.rows)
        return list(self.facts.rows_in(chosen, self.matches.order))

    @cached_property
    def total(self) -> Decimal:
        """Pesos that the chosen years grant to all that was found; where parts of one were found, these count."""
        wholes = {row.part_of for row in self.found}
        return sum((granted(row, self.asked.years) for row in self.found if row.pk not in wholes), NOTHING)

    @cached_property
    def matching(self) -> int:
        """How many there would be without the filters."""
        return self.matches.rows.bit_count()

    @cached_property
    def facets(self) -> list[Facet]:
        return [facet for facet in self.filters.facets(self.matches.rows) if facet.name not in BY_LINK]

    @cached_property
    def chips(self) -> list[Chip]:
        return self.filters.chips

    @property
    def total_in_words(self) -> str:
        return pesos_in_words(self.total)

    @property
    def sorts(self) -> list[Sort]:
        labels = {"": _("Most money first"), "new": _("Newest law first"), "name": _("By name")}
        return [
            Sort(labels[value], replace(self.asked, sort=value).address, value == self.asked.sort) for value in SORTS
        ]

    @property
    def is_close(self) -> bool:
        return not self.asked.q or self.matches.findings.is_close

    @property
    def corrected(self) -> str:
        return self.matches.findings.corrected
