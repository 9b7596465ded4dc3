"""Small counts are not shown, nor what would give them away: pure arithmetic on whole numbers.

Whoever reads a table knows its total, that a small count is between one and four, and that a count left out for its
sake is at least five. As long as this leads to exactly one value for a small count, one more count is left out. Where
even that does not help, the whole table is left out.
"""

from collections.abc import Collection, Hashable, Mapping
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


def to_hide(counts: Mapping[Key, int], *, rather: Collection[Key] = ()) -> dict[Key, Hidden]:
    """Which counts of a table, whose total is known, must not be shown, and why.

    What is left out beside a small count is as little as possible; first of those which say less anyway (``rather``).
    """
    small = [key for key, count in counts.items() if is_small(count)]
    enough = [key for key, count in counts.items() if count >= FEWEST]
    others = sorted(enough, key=lambda key: (key not in rather, counts[key]))
    for number in range(len(others) + 1):
        beside = others[:number]
        if not gives_away([counts[key] for key in small], [counts[key] for key in beside]):
            return dict.fromkeys(small, Hidden.SMALL) | dict.fromkeys(beside, Hidden.BESIDE_SMALL)
    return dict.fromkeys(counts, Hidden.BESIDE_SMALL)


def shares_to_hide(parts: Mapping[Key, tuple[int, int]]) -> set[Key]:
    """Which groups must not show how they split in two, the totals of both parts being known.

    Those with a small part, and so many beside them, the smallest first, that they are several and make no small sum.
    """
    hidden = {key for key, pair in parts.items() if any(is_small(n) for n in (*pair, sum(pair)))}
    others = sorted(parts.keys() - hidden, key=lambda key: (sum(parts[key]), str(key)))
    while hidden and others and (len(hidden) == 1 or _make_a_small_sum([parts[key] for key in hidden])):
        hidden.add(others.pop(0))
    return hidden


def _make_a_small_sum(parts: list[tuple[int, int]]) -> bool:
    return any(is_small(sum(part)) for part in zip(*parts, strict=True))


def gives_away(small: list[int], beside: list[int]) -> bool:
    """Whether a reader who knows what is shown and the total can tell what one of the small counts is."""
    if not small:
        return False
    together = sum(small) + sum(beside)
    others = len(small) - 1
    most = min(MOST_HIDDEN, together - others - FEWEST * len(beside))
    least = 1 if beside else max(1, together - others * MOST_HIDDEN)
    return most == least
