"""Needs by the thousand: what the queue, the public list and the boards cost when the register has grown.

The register is filled step by step. Pages are asked in this process, and set beside the same page with the least needs.
A figure is set beside the very statements that it sends, sent once more by hand, in turns: the rest is its own work.
Of all times the best counts: others on the machine make an answer slower, nobody makes it quicker.
"""

import os
import time
from collections.abc import Callable, Iterator
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.core.models import ContentVersion
from portal.needs import clock
from portal.needs.figures.counts import by_age, by_category, by_state
from portal.needs.figures.goals import goals
from portal.needs.figures.matrix import matrix
from portal.needs.figures.places import by_place
from portal.needs.figures.review_rate import review_rate
from portal.needs.generated import generate
from portal.needs.models import Need, NeedSummary

from .ground import gather_statistics
from .load import anew
from .measuring import Measurement, bench

SIZES = [int(size) for size in os.environ.get("BENCH_NEEDS", "1000,10000").split(",")]
"""How many needs are made, step by step; a hundred thousand take many minutes more. Spreads are in milliseconds."""

SEED = 5
REPEATS, ROUNDS = 9, 25
GROWTH_BAR, SQL_BAR = 3, 1.5
BATCH = 2000

Ask = Callable[[], object]


@bench
def needs() -> Iterator[Measurement]:
    least: dict[str, tuple[float, int]] = {}
    for size in SIZES:
        generate(size, seed=SEED)
        _publish_all()
        gather_statistics()
        for name, ask in _pages().items():
            queries, milliseconds = _queries(ask), _milliseconds(ask)
            first_time, first_queries = least.setdefault(name, (min(milliseconds), queries))
            times = round(min(milliseconds) / first_time, 2)
            spread = (round(min(milliseconds), 1), round(max(milliseconds), 1))
            yield Measurement(f"needs.{name}.{size}.times_of_least", times, GROWTH_BAR, REPEATS, queries, spread=spread)
            more = queries - first_queries
            yield Measurement(f"needs.{name}.{size}.more_queries", more, 0, 1, queries)
        for name, ask in _figures().items():
            yield from _beside_sql(f"needs.{name}.{size}", ask)


def _publish_all() -> None:
    """A summary for each need that has none: the public list is as long as the register."""
    missing = Need.objects.counted().filter(summary=None).values_list("pk", "created_at")
    summaries = (
        NeedSummary(need_id=key, live=True, title="Bench", text="Bench", first_published_at=at) for key, at in missing
    )
    NeedSummary.objects.bulk_create(summaries, batch_size=BATCH)
    ContentVersion.bump()


# ---- What is asked ---------------------------------------------------------------------------------------------------


def _pages() -> dict[str, Ask]:
    client = Client(SERVER_NAME="localhost")
    reviewer = User.objects.filter(is_active=True, groups__name=Role.OOBC_STAFF).order_by("pk").first()
    if reviewer is None:
        raise LookupError("nobody reviews needs")
    client.force_login(reviewer)
    anybody, addresses = Client(SERVER_NAME="localhost"), anew(reverse("needs:list"))
    return {
        "queue": partial(_page, client, reverse("needs_register:index")),
        "public_list": lambda: _page(anybody, next(addresses)),
        "matrix_page": partial(_page, client, reverse("needs_boards:matrix")),
        "places_page": partial(_page, client, reverse("needs_boards:places")),
        "ranking_page": partial(_page, client, reverse("needs_boards:ranking")),
        "goals_page": partial(_page, client, reverse("needs_boards:goals")),
    }


def _page(client: Client, address: str) -> None:
    with override_settings(STAFF_SECOND_FACTOR="optional"):
        answer = client.get(address, secure=True)
    if answer.status_code != 200:
        raise LookupError(f"{address} is answered with {answer.status_code}")


def _figures() -> dict[str, Ask]:
    rows, today = Need.objects.all(), clock.today()
    return {
        "matrix": lambda: matrix(rows),
        "by_place": lambda: by_place(rows),
        "by_category": lambda: by_category(rows),
        "by_age": lambda: by_age(rows, today),
        "by_state": lambda: by_state(rows),
        "goals": lambda: goals(rows, timezone.localdate().year, today),
        "review_rate": lambda: review_rate(rows, today),
    }


# ---- What it takes ---------------------------------------------------------------------------------------------------


def _beside_sql(name: str, ask: Ask) -> Iterator[Measurement]:
    """The figure and its statements take turns."""
    with CaptureQueriesContext(connection) as captured:
        ask()
        statements = [query["sql"] for query in captured]
    send = partial(_send, statements)
    plain, whole = zip(*((_took(send), _took(ask)) for _ in range(ROUNDS)), strict=True)
    times = round(min(whole) / min(plain), 2)
    spread = (round(min(whole) * 1000, 2), round(max(whole) * 1000, 2))
    yield Measurement(f"{name}.times_its_sql", times, SQL_BAR, ROUNDS, len(statements), spread=spread)


def _send(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()


def _queries(ask: Ask) -> int:
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
        return len(captured)


def _milliseconds(ask: Ask) -> list[float]:
    return [_took(ask) * 1000 for _ in range(REPEATS)]


def _took(ask: Ask) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began
