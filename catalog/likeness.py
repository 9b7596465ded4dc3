"""How alike services are, as arithmetic: which pairs may do the same for the same people in the same place.

Two services are compared when they are of the same type or in the same category, and offered in a region that both
share; one that is offered in the whole country shares each. Where it is not known where a service is offered, nothing
is said of it. What then counts are the words of the name, of "who it is for" and of "what you get": the rarer a word
is in the catalog the more it tells, and words about who it is for count twice. The score is what both say as a part of
what either says (a weighted Jaccard index), from 0 to 1.

Of the 59 services that come with the portal 317 pairs share a place and a type or category. Read one by one, 24 of
them do the same (B-CARES and AICS: 0.47; gear for fishers and boats for fishers: 0.16) and about as many come close.
Sorted by this score the 24 stand far in front (average precision 0.86). RapidFuzz's ratio of token sets puts them less
well (0.59, and 0.70 without common words), because to it a short text is "the same" as any long one that holds its
words: help for madrasahs came out like help for rice farmers. From ``ALIKE`` up there are 31 pairs: 18 do the same, 11
come close, two do neither. A tenth lower there are 37, and most of what is added does neither.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappush, heappushpop
from itertools import combinations
from math import log
from uuid import UUID

from portal.core.text import fold, words_of

ALIKE = 0.11
KEPT_EACH = 10  # pairs of one service: what is worth reading, and a bound on memory
WORDS_TOLD = 6
TELLING = log(4)  # rarity of a word that a quarter of all services use
FOR_WHOM = 2  # a word about who it is for counts that much
Weights = Mapping[str, float]
Found = tuple[float, UUID, UUID]


@dataclass(frozen=True)
class Compared:
    """One service, as far as it is compared."""

    key: UUID
    title: str
    for_whom: str
    what: str
    service_type: str
    category: int
    regions: frozenset[str]
    everywhere: bool = False

    @cached_property
    def words(self) -> dict[str, int]:
        said, for_whom = words_of(f"{self.title} {self.what}"), words_of(self.for_whom)
        return {**dict.fromkeys(said, 1), **dict.fromkeys(for_whom, FOR_WHOM)}

    @cached_property
    def fingerprint(self) -> str:
        """The same as long as nothing that is compared changes."""
        facts = [fold(self.title), fold(self.for_whom), fold(self.what), self.service_type, str(self.category)]
        facts += ["everywhere"] if self.everywhere else sorted(self.regions)
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]

    def shares_a_place_with(self, other: "Compared") -> bool:
        return self._meets(other) or other._meets(self) or not self.regions.isdisjoint(other.regions)

    def _meets(self, other: "Compared") -> bool:
        return self.everywhere and (other.everywhere or bool(other.regions))


@dataclass(frozen=True, order=True)
class Likeness:
    """Two services that are alike, in the order of their keys."""

    score: float
    first: Compared = field(compare=False)
    second: Compared = field(compare=False)
    words: tuple[str, ...] = field(compare=False, default=())

    @property
    def fingerprint(self) -> str:
        return self.first.fingerprint + self.second.fingerprint

    @property
    def regions(self) -> list[str]:
        """The codes of those both are offered in; none when both are offered everywhere."""
        if self.first.everywhere:
            return sorted(self.second.regions if not self.second.everywhere else ())
        return sorted(self.first.regions if self.second.everywhere else self.first.regions & self.second.regions)


def alike(services: Sequence[Compared], only: UUID | None = None) -> list[Likeness]:
    """The pairs from ``ALIKE`` up, the most alike first: of all services those that are among the ten most alike of
    either, or of one service all there are.
    """
    rarity = _rarity(services)
    weights = {service.key: {word: n * rarity[word] for word, n in service.words.items()} for service in services}
    totals = {key: sum(own.values()) for key, own in weights.items()}
    best: defaultdict[UUID, list[Found]] = defaultdict(list)
    for one, other in _pairs(services) if only is None else _pairs_of(only, services):
        a, b = sorted((one.key, other.key))
        least, most = sorted((totals[a], totals[b]))
        if not most or least / most < ALIKE:  # they cannot have enough in common
            continue
        common = _in_common(weights[a], weights[b])
        score = common / (least + most - common)
        if score >= ALIKE:
            _keep(best[a], (score, a, b))
            _keep(best[b], (score, a, b))
    kept = sorted({found for ten in best.values() for found in ten}, key=lambda found: (-found[0], found[1:]))
    by_key = {service.key: service for service in services}
    return [Likeness(score, by_key[a], by_key[b], _telling(weights[a], weights[b], rarity)) for score, a, b in kept]


def _pairs(services: Sequence[Compared]) -> Iterator[tuple[Compared, Compared]]:
    """Each pair that may be alike, once."""
    of_type: defaultdict[str, list[Compared]] = defaultdict(list)
    of_category: defaultdict[int, list[Compared]] = defaultdict(list)
    for service in services:
        of_type[service.service_type].append(service)
        of_category[service.category].append(service)
    for block in of_type.values():
        yield from (pair for pair in combinations(block, 2) if pair[0].shares_a_place_with(pair[1]))
    for block in of_category.values():
        for one, other in combinations(block, 2):
            if one.service_type != other.service_type and one.shares_a_place_with(other):
                yield one, other


def _pairs_of(key: UUID, services: Sequence[Compared]) -> Iterator[tuple[Compared, Compared]]:
    for one in (service for service in services if service.key == key):
        for other in services:
            is_comparable = one.service_type == other.service_type or one.category == other.category
            if other is not one and is_comparable and one.shares_a_place_with(other):
                yield one, other


def _in_common(one: Weights, other: Weights) -> float:
    return sum(min(one[word], other[word]) for word in one.keys() & other.keys())


def _telling(one: Weights, other: Weights, rarity: Weights) -> tuple[str, ...]:
    """What both say and few others do, the most telling words first."""
    words = [word for word in one.keys() & other.keys() if rarity[word] > TELLING]
    common = {word: min(one[word], other[word]) for word in words}
    return tuple(sorted(common, key=lambda word: (-common[word], word))[:WORDS_TOLD])


def _keep(ten: list[Found], found: Found) -> None:
    if len(ten) < KEPT_EACH:
        heappush(ten, found)
    else:
        heappushpop(ten, found)


def _rarity(services: Sequence[Compared]) -> dict[str, float]:
    """How much a word tells: much when few services use it."""
    users = Counter(word for service in services for word in service.words)
    return {word: log((len(services) + 1) / n) for word, n in users.items()}
