"""What a measurement is, and how several become one."""

import json
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    """A figure, its bar, and what it rests on: ``n`` rows or repeats, queries, compressed bytes, lowest and highest."""

    metric: str
    value: float
    bar: float
    n: int
    queries: int | None = None
    bytes: int | None = None
    spread: tuple[float, float] | None = None
    at_least: bool = False
    """Whether the bar is to be reached; otherwise the figure must stay under it."""

    @property
    def is_met(self) -> bool:
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def as_line(self) -> str:
        names = ("metric", "value", "bar", "n", "queries", "bytes", "spread")
        return json.dumps({name: getattr(self, name) for name in names} | {"met": self.is_met})


def median_of(
    metric: str,
    values: Sequence[float],
    bar: float,
    *,
    digits: int = 3,
    queries: int | None = None,
    bytes: int | None = None,
    at_least: bool = False,
) -> Measurement:
    low, high = round(min(values), digits), round(max(values), digits)
    middle = round(statistics.median(values), digits)
    return Measurement(metric, middle, bar, len(values), queries, bytes, (low, high), at_least)


Bench = Callable[[], Iterator[Measurement]]
BENCHES: dict[str, Bench] = {}


def bench(measure: Bench) -> Bench:
    """Make ``make bench`` run this function, whose measurements carry its name."""
    BENCHES[measure.__name__] = measure
    return measure
