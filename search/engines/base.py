"""What an engine does: keep weighted words of rows, and find the rows that answer what was read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from search.words.reading import Reading

MOST_HITS = 10_000

# How every engine scores; the sums stand in ``postgresql.FIND``.
ENOUGH = 0.4  # a term that a row answers this well counts as answered in full
TOGETHER = 0.5  # how much it matters that a row answers all of what was asked


@dataclass(frozen=True)
class Document:
    """A row as it is searched: its names, and each stem with how much it says about the row, 0 to 1."""

    key: str
    names: tuple[str, ...]
    words: Mapping[str, bool]  # as written; whether in a name
    weights: Mapping[str, float]
    has_readers: bool = False
    """Whether not everybody may know of the row: then its words are kept with it and nowhere else."""


@dataclass(frozen=True)
class Hit:
    key: str
    score: float
    answered: frozenset[int]
    """The places, in the reading, of the terms that this row answers by a strong alternative."""

    touched: frozenset[int] = frozenset()
    """The places of those that it answers by any alternative, also a merely related one."""


@lru_cache(maxsize=1024)
def places_of(bits: int) -> frozenset[int]:
    """The places that are 1 in the number; ten thousand hits share a few such sets."""
    return frozenset(place for place in range(bits.bit_length()) if bits >> place & 1)


class EngineDown(Exception):
    """The engine's server does not answer; another one may."""

    is_lasting = True
    """Whether the next search would fare no better."""


class Engine(Protocol):
    name: str

    def write(self, index: str, documents: Iterable[Document], *, keys: Iterable[str] | None) -> None:
        """Put these in place of what is kept under ``keys``; without keys, of everything in the index."""

    def find(self, index: str, reading: Reading, among: Mapping[str, int] | None = None) -> list[Hit]:
        """The rows that answer any term, best first, at most ``MOST_HITS``. Raises ``EngineDown``.

        Args:
            among: the entries, by key, that the reader may know of; all others count for nothing, as if they were not
                there. None means that everybody may know of all.
        """
