"""The filters beside a list: what each value would leave, whatever is chosen in its own facet."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from .asked import Asked
from .rows import Bits


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    active: bool


@dataclass(frozen=True)
class Facet:
    name: str
    title: str
    options: list[Option]
    is_open: bool


@dataclass(frozen=True)
class Chip:
    label: str
    url: str


class Filters:
    """The choices of an address, applied to sets of rows."""

    open_facets: ClassVar[tuple[str, ...]]
    """The others are long, and wait folded until something in them is chosen."""

    def __init__(self, asked: Asked, having: Mapping[str, Mapping[str, Bits]]) -> None:
        self.asked: Any = asked
        self.having = having

    def labels(self, name: str) -> Mapping[str, str]:
        """The label of each value of a facet, in the order to show them."""
        raise NotImplementedError

    def title(self, name: str) -> str:
        raise NotImplementedError

    def applied_to(self, rows: Bits, *, besides: str = "") -> Bits:
        """Any value of a facet will do, but every facet counts, apart from the one named."""
        for name, values in self.asked.chosen.items():
            if name != besides:
                rows &= reduce(or_, (self.having[name].get(value, 0) for value in values))
        return rows

    def facets(self, rows: Bits) -> list[Facet]:
        return [facet for name in self.asked.facets if (facet := self._facet(name, rows)).options]

    def _facet(self, name: str, rows: Bits) -> Facet:
        left = self.applied_to(rows, besides=name)
        active = self.asked.chosen.get(name, frozenset())
        options = [
            Option(value, label, (left & self.having[name].get(value, 0)).bit_count(), value in active)
            for value, label in self.labels(name).items()
        ]
        return Facet(name, self.title(name), options, is_open=name in self.open_facets or bool(active))

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(label, self.asked.without(name, value).address)
            for name in self.asked.facets
            for value, label in self.labels(name).items()
            if value in self.asked.chosen.get(name, ())
        ]
