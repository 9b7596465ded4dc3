"""How well rows answer, worked out here from the weights of their stems: the sums of ``postgresql.FIND``.

A row's weights travel as one line of text, ``" aid=0312 scholarship=0927 "``: cheap to keep, cheap to hand over, and
only the stems that were asked for are ever read out of it.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search.words.reading import Reading, Term

from .base import ENOUGH, TOGETHER, Hit

DIGITS = 4
FULL = 10**DIGITS


def line_of(weights: Mapping[str, float]) -> str:
    """The weights as a line, in ten-thousandths."""
    numbers = {stem: min(max(round(weight * FULL), 1), FULL - 1) for stem, weight in weights.items()}
    return "".join(f" {stem}={number:0{DIGITS}d}" for stem, number in numbers.items()) + " "


@dataclass(frozen=True)
class _Alternative:
    weight: float
    is_strong: bool
    marks: tuple[str, ...]
    """What a line holds before each of the numbers."""


@dataclass(frozen=True)
class _Answer:
    place: int
    score: float
    is_strong: bool


def best_first(reading: Reading, lines: Iterable[tuple[str, str]], rows: int) -> list[Hit]:
    """Hits of an index of so many rows, from the keys and lines of those that answer anything."""
    asked = [_alternatives(term) for term in reading.terms]
    answers = {key: found for key, line in lines if (found := _answers(line, asked))}
    rarity = _rarity(answers.values(), len(asked), rows)
    hits = [
        Hit(
            key,
            score=sum(answer.score * reading.terms[answer.place].weight * rarity[answer.place] for answer in found)
            * _share_answered(found, reading) ** TOGETHER,
            answered=frozenset(answer.place for answer in found if answer.is_strong),
        )
        for key, found in answers.items()
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.key))


def _alternatives(term: Term) -> list[_Alternative]:
    """The likeliest first."""
    alternatives = [
        _Alternative(alternative.weight, alternative.is_strong, tuple({f" {stem}=" for stem in alternative.stems}))
        for alternative in term.alternatives
    ]
    return sorted(alternatives, key=lambda alternative: -alternative.weight)


def _answers(line: str, asked: Iterable[list[_Alternative]]) -> list[_Answer]:
    found = []
    for place, alternatives in enumerate(asked):
        best, is_strong = 0.0, False
        for alternative in alternatives:
            if best >= alternative.weight and (is_strong or not alternative.is_strong):
                break  # neither this one nor any after it can do better
            if mean := _mean(line, alternative.marks):
                best = max(best, alternative.weight * mean)
                is_strong = is_strong or alternative.is_strong
        if best:
            found.append(_Answer(place, best, is_strong))
    return found


def _mean(line: str, marks: tuple[str, ...]) -> float:
    """The mean weight of these stems in the row; 0 unless it holds them all."""
    total = 0
    for mark in marks:
        at = line.find(mark)
        if at < 0:
            return 0.0
        at += len(mark)
        total += int(line[at : at + DIGITS])
    return total / (len(marks) * FULL)


def _rarity(answers: Iterable[list[_Answer]], terms: int, rows: int) -> list[float]:
    """How much it says about a row that it answers a term, by how many do so strongly, or at all if none does."""
    strongly, at_all = [0] * terms, [0] * terms
    for found in answers:
        for answer in found:
            at_all[answer.place] += 1
            strongly[answer.place] += answer.is_strong
    counts = [strong or any_way for strong, any_way in zip(strongly, at_all, strict=True)]
    return [math.log(1 + (rows - count + 0.5) / (count + 0.5)) for count in counts]


def _share_answered(found: Iterable[_Answer], reading: Reading) -> float:
    answered = sum(reading.terms[answer.place].weight * min(answer.score / ENOUGH, 1) for answer in found)
    return answered / sum(term.weight for term in reading.terms)
