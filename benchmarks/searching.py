"""How long a reader waits for the list of what was searched for, with all its counts: 60, 2,000 and 10,000 services."""

import json
import math
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.generated import generate
from catalog.models import ServiceOffering

from .ground import gather_statistics
from .measuring import Measurement, bench

MILLISECONDS = {60: 60, 2_000: 150, 10_000: 400}
MOST_QUERIES = 8
ROUNDS = 15
SEED = 1
MISSPELT = [
    "scolarship", "hospitl bill", "burrial", "livelyhood", "madrassa", "tulong medikl", "birth certificat",
    "fisherfok", "housng", "senior citzen",
]  # fmt: skip


class Cost(NamedTuple):
    milliseconds: float
    """As a reader waits."""

    of_processors: float
    """As long as this process and the database's worked on it: what a reader would wait on a machine without others."""


@bench
def search() -> Iterator[Measurement]:
    typed = [*_typed_by_people(), *MISSPELT]
    for rows, bar in MILLISECONDS.items():
        _grow_to(rows)
        offered = ServiceOffering.objects.offered().count()
        for text in typed:
            _ask(text)  # what a process reads once
        queries = max(_queries(text) for text in typed)
        rounds = [[_cost(text) for text in typed] for _ in range(ROUNDS)]
        for name in Cost._fields:
            p95 = sorted(round(_p95([getattr(cost, name) for cost in costs]), 1) for costs in rounds)
            # The best round: others on the machine make a search slower, nobody makes it quicker.
            yield Measurement(f"search_{rows}.p95_{name}", p95[0], bar, offered, queries, spread=(p95[0], p95[-1]))
        yield Measurement(f"search_{rows}.queries", queries, MOST_QUERIES, len(typed), queries)


@cache
def _client() -> Client:
    """One for all: each of them builds its own chain of middleware, which takes longer than a search."""
    return Client(SERVER_NAME="localhost")


def _typed_by_people() -> list[str]:
    path = settings.ROOT / "catalog" / "data" / "judged" / "development.json"
    return [judged["query"] for judged in json.loads(path.read_text())["queries"]]


def _grow_to(rows: int) -> None:
    """Some made-up services have ended, so a few more than are missing are made."""
    made = 0
    while (missing := rows - ServiceOffering.objects.offered().count()) > 0:
        made += math.ceil(missing * 1.05)
        generate(made, seed=SEED)
    gather_statistics()


def _ask(text: str) -> None:
    response = _client().get(reverse("catalog:list"), {"q": text}, secure=True)
    if response.status_code != 200:
        raise LookupError(f"a search answers {response.status_code}")


def _cost(text: str) -> Cost:
    database = _processor_time_of_database()
    began, worked = time.perf_counter(), time.process_time()
    _ask(text)
    worked, began = time.process_time() - worked, time.perf_counter() - began
    return Cost(began * 1000, (worked + _processor_time_of_database() - database) * 1000)


def _processor_time_of_database() -> float:
    """Seconds that the process behind our connection has worked; 0 where it is on another machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), inet_server_addr() IS NULL")
        process, is_here = cursor.fetchone()
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9 if is_here else 0.0


def _queries(text: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        _ask(text)
        return len(captured)


def _p95(milliseconds: Sequence[float]) -> float:
    return sorted(milliseconds)[math.ceil(len(milliseconds) * 0.95) - 1]
