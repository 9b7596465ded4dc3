"""Rows that a public list keeps in memory until something changes.

Choosing and counting happen here, so what people or programs write into an address never reaches the database. A set of
rows is a whole number whose bits are the rows in their usual order: the machine joins, cuts and counts ten thousand of
them in microseconds.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

Bits = int


class Keyed(Protocol):
    @property
    def pk(self) -> UUID: ...


R = TypeVar("R", bound=Keyed)


class KeptRows(Generic[R]):
    """Rows in their usual order, and sets of them."""

    having: Mapping[str, Mapping[str, Bits]]
    """The rows that have a value, by facet."""

    def __init__(self, rows: Iterable[R], labels: Mapping[str, Mapping[str, str]], version: int | None = None) -> None:
        self.rows: Sequence[R] = list(rows)
        self.labels = labels
        """What an address may ask for, by facet: the label of each value, in the order to show them."""

        self.version = version
        """The number of the content version that they are kept under, if they are kept."""

    @cached_property
    def everything(self) -> Bits:
        return (1 << len(self.rows)) - 1

    @cached_property
    def place_of(self) -> Mapping[str, int]:
        """Where each stands among the rows, by its key as text."""
        return {str(row.pk): place for place, row in enumerate(self.rows)}

    @property
    def usual_order(self) -> Sequence[int]:
        return range(len(self.rows))

    def bits(self, places: Iterable[int]) -> Bits:
        digits = bytearray(b"0" * (len(self.rows) + 1))
        for place in places:
            digits[-1 - place] = ord("1")
        return int(digits, 2)

    def rows_in(self, chosen: Bits, order: Iterable[int]) -> Iterator[R]:
        digits = f"{chosen:0{len(self.rows)}b}"[::-1]
        return (self.rows[place] for place in order if digits[place] == "1")

    def by_value(self, values_of: Callable[[R], Collection[Any]]) -> Mapping[str, Bits]:
        places = defaultdict(list)
        for place, row in enumerate(self.rows):
            for value in values_of(row):
                places[str(value)].append(place)
        return {value: self.bits(found) for value, found in places.items()}
