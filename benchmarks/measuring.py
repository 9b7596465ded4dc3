"""What a measurement is, and how a page is measured."""

import gzip
import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

REPEATS = 7


@dataclass(frozen=True)
class Measurement:
    """A figure, the bar it must stay under, and what it rests on: ``n`` rows or repeats, queries, compressed bytes."""

    metric: str
    value: float
    bar: float
    n: int
    queries: int | None = None
    bytes: int | None = None

    @property
    def is_met(self) -> bool:
        return self.value <= self.bar

    def as_line(self) -> str:
        return json.dumps(asdict(self))


Bench = Callable[[], Iterator[Measurement]]
BENCHES: dict[str, Bench] = {}


def bench(measure: Bench) -> Bench:
    """Make ``make bench`` run this function, whose measurements carry its name."""
    BENCHES[measure.__name__] = measure
    return measure


def measure_page(name: str, address: str, *, queries_bar: int, bytes_bar: int) -> Iterator[Measurement]:
    """Queries, compressed bytes and milliseconds of a public page for a first visitor, with nothing cached."""
    client = Client(headers={"accept-encoding": "identity"}, SERVER_NAME="localhost")
    client.get(address)  # templates are compiled once a process, not once a page
    milliseconds = []
    for _ in range(REPEATS):
        cache.clear()
        began = time.perf_counter()
        response = client.get(address)
        milliseconds.append((time.perf_counter() - began) * 1000)
        client.cookies.clear()
    if response.status_code != 200:
        raise LookupError(f"{address} answers {response.status_code}")
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    count, size = len(captured), len(gzip.compress(response.content))
    yield Measurement(f"{name}.queries", count, queries_bar, REPEATS, count, size)
    yield Measurement(f"{name}.bytes", size, bytes_bar, REPEATS, count, size)
    yield Measurement(f"{name}.milliseconds", round(statistics.median(milliseconds), 1), 200, REPEATS, count, size)
