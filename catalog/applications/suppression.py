"""Small counts are not shown, nor what would give them away: pure arithmetic on whole numbers.

Whoever reads a table knows its total, that a small count is between one and four, and that a count left out for its
sake is at least five. As long as this leads to exactly one value for a small count, one more count is left out. Where
even that does not help, the whole table is left out.
"""

from collections.abc import Hashable, Mapping
from enum import Enum
from typing import TypeVar

FEWEST = 5
"""Counts from here up are shown; zero is shown too, because it is nobody."""

MOST_HIDDEN = FEWEST - 1

Key = TypeVar("Key", bound=Hashable)


class Hidden(Enum):
    SMALL = "small"
    """One to four."""

    BESIDE_SMALL = "beside_small"
    """With it a small one could be computed."""


def is_small(count: int) -> bool:
    return 0 < count < FEWEST


def to_hide(counts: Mapping[Key, int]) -> dict[Key, Hidden]:
    """Which counts of a table, whose total is known, must not be shown, and why."""
    small = [key for key, count in counts.items() if is_small(count)]
    others = sorted((key for key, count in counts.items() if count >= FEWEST), key=lambda key: counts[key])
    for number in range(len(others) + 1):
        beside = others[:number]
        if not gives_away([counts[key] for key in small], [counts[key] for key in beside]):
            return dict.fromkeys(small, Hidden.SMALL) | dict.fromkeys(beside, Hidden.BESIDE_SMALL)
    return dict.fromkeys(counts, Hidden.BESIDE_SMALL)


def gives_away(small: list[int], beside: list[int]) -> bool:
    """Whether a reader who knows what is shown and the total can tell what one of the small counts is."""
    if not small:
        return False
    together = sum(small) + sum(beside)
    others = len(small) - 1
    most = min(MOST_HIDDEN, together - others - FEWEST * len(beside))
    least = 1 if beside else max(1, together - others * MOST_HIDDEN)
    return most == least
