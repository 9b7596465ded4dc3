"""How well rows answer, worked out here from the weights of their stems: the sums of ``postgresql.FIND``.

A row's weights travel as one line of text, ``"scholarship 0.927134 aid 0.3125"``: cheap to keep and to hand over.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search.words.reading import Reading
from search.words.vocabulary import Stems

from .base import ENOUGH, TOGETHER, Hit, places_of

DECIMALS = 6


def line_of(weights: Mapping[str, float]) -> str:
    return " ".join(f"{stem} {round(weight, DECIMALS)}" for stem, weight in weights.items())


@dataclass(frozen=True)
class _Alternative:
    place: int  # of its term
    stems: Stems
    weight: float
    is_strong: bool


def best_first(reading: Reading, lines: Iterable[tuple[str, str]], rows: int) -> list[Hit]:
    """Hits of an index of so many rows, from the keys and lines of those that answer anything."""
    asked = _by_first_stem(reading)
    scores: dict[str, dict[int, float]] = {}
    strong: dict[str, int] = {}
    for key, line in lines:
        answered, bits = _answers(line, asked)
        if answered:
            scores[key], strong[key] = answered, bits
    rarity = _rarity(scores.values(), strong.values(), rows)
    values = {place: reading.terms[place].weight * rare for place, rare in rarity.items()}
    hits = [
        Hit(
            key,
            sum(score * values[place] for place, score in answered.items()) * _together(answered, reading),
            places_of(strong[key]),
            frozenset(answered),
        )
        for key, answered in scores.items()
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.key))


def _by_first_stem(reading: Reading) -> dict[str, list[_Alternative]]:
    found: dict[str, list[_Alternative]] = {}
    for place, term in enumerate(reading.terms):
        for alternative in term.alternatives:
            stems = tuple(sorted(set(alternative.stems)))
            known = _Alternative(place, stems, alternative.weight, alternative.is_strong)
            found.setdefault(stems[0], []).append(known)
    return found


def _answers(line: str, asked: Mapping[str, list[_Alternative]]) -> tuple[dict[int, float], int]:
    """The score of each term that a row answers, by its best alternative, and as bits which it answers strongly."""
    words = line.split()
    weights = dict(zip(words[::2], words[1::2], strict=True))
    scores: dict[int, float] = {}
    strong = 0
    for stem in asked.keys() & weights.keys():
        for alternative in asked[stem]:
            if all(part in weights for part in alternative.stems):
                mean = sum(float(weights[part]) for part in alternative.stems) / len(alternative.stems)
                scores[alternative.place] = max(alternative.weight * mean, scores.get(alternative.place, 0.0))
                strong |= alternative.is_strong << alternative.place
    return scores, strong


def _rarity(scores: Iterable[Iterable[int]], strong: Iterable[int], rows: int) -> dict[int, float]:
    """How much it says about a row that it answers a term, by how many do so strongly, or at all if none does."""
    at_all = Counter(place for places in scores for place in places)
    strongly = Counter(place for bits in strong for place in places_of(bits))
    counts = {place: strongly[place] or count for place, count in at_all.items()}
    return {place: math.log(1 + (rows - count + 0.5) / (count + 0.5)) for place, count in counts.items()}


def _together(scores: Mapping[int, float], reading: Reading) -> float:
    """How much of what was asked is answered in full."""
    answered = sum(reading.terms[place].weight * min(score / ENOUGH, 1) for place, score in scores.items())
    return (answered / sum(term.weight for term in reading.terms)) ** TOGETHER
