"""How quickly public pages are made and served, as shares of a page that costs nothing to make.

Shares, because the speed of a machine changes by the minute: list and static page take turns in front of one server
with one worker and the same middleware, and send the same bytes.
"""

import gzip
import time
from collections.abc import Callable, Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import ServiceOffering
from portal.core.models import ContentVersion

from .load import always, anew, requests_per_second
from .measuring import Measurement, bench, median_of
from .serving import serving
from .urls import STATIC_PAGE, STATIC_PAGE_WITHOUT_DATABASE

ROUNDS = 9
SECONDS = 2.5
WARM_BAR, UNCACHED_BAR = 0.4, 0.06
MOST_QUERIES = 10
MILLISECONDS_BAR = 200
REPEATS = 7


@bench
def catalog_list() -> Iterator[Measurement]:
    address = reverse("catalog:list")
    yield from _shares("catalog_list", address)
    yield from _made_anew("catalog_list", address)


@bench
def catalog_detail() -> Iterator[Measurement]:
    offering = ServiceOffering.objects.offered().order_by("pk").first()
    if offering is None:
        raise LookupError("no service is published")
    yield from _made_anew("catalog_detail", offering.get_absolute_url())


@bench
def home() -> Iterator[Measurement]:
    yield from _made_anew("home", "/")


def _shares(name: str, address: str) -> Iterator[Measurement]:
    with serving() as server:
        body = server.get(address).body
    with serving(static_page=body) as server:
        asked: dict[str, Callable[[], Iterator[str]]] = {
            "warm": lambda: always(address),
            "static": lambda: always(STATIC_PAGE),
            "uncached": lambda: anew(address),
            "without_database": lambda: always(STATIC_PAGE_WITHOUT_DATABASE),
        }
        for addresses in asked.values():  # all of them begin warm
            requests_per_second(server, addresses(), seconds=0.5)
        rounds = [
            {kind: requests_per_second(server, addresses(), seconds=SECONDS) for kind, addresses in asked.items()}
            for _ in range(ROUNDS)
        ]
        if server.get(address).body != body or server.get(STATIC_PAGE).body != body:
            raise LookupError("the pages that are compared do not send the same bytes")

    def share(kind: str, of: str) -> list[float]:
        return [rates[kind] / rates[of] for rates in rounds]

    size = len(body)
    yield median_of(f"{name}.warm_share", share("warm", "static"), WARM_BAR, bytes=size, at_least=True)
    yield median_of(f"{name}.uncached_share", share("uncached", "static"), UNCACHED_BAR, bytes=size, at_least=True)
    yield median_of(
        f"{name}.warm_share_of_no_database", share("warm", "without_database"), WARM_BAR, bytes=size, at_least=True
    )


def _made_anew(name: str, address: str) -> Iterator[Measurement]:
    """A page that nobody has asked for since something public changed: queries and milliseconds."""
    client = Client(SERVER_NAME="localhost")
    addresses = anew(address)
    if client.get(next(addresses), secure=True).status_code != 200:
        raise LookupError(f"{address} is no page")
    with CaptureQueriesContext(connection) as captured:
        response = client.get(next(addresses), secure=True)
        queries = len(captured)
    milliseconds = []
    for _ in range(REPEATS):
        ContentVersion.bump()
        began = time.perf_counter()
        client.get(address, secure=True)
        milliseconds.append((time.perf_counter() - began) * 1000)
    size = len(gzip.compress(response.content))
    yield Measurement(f"{name}.queries", queries, MOST_QUERIES, 1, queries, size)
    yield median_of(f"{name}.milliseconds", milliseconds, MILLISECONDS_BAR, digits=1, queries=queries, bytes=size)
