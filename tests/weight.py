"""What a first visit of a public page costs a phone: bytes as sent, and requests. And what it may cost."""

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import Client

REFERENCES = re.compile(r"<(?:link|script|img|source|iframe)\b[^>]*>", re.IGNORECASE)
ADDRESS = re.compile(r'\b(?:href|src)="([^"]+)"')
LOADED_RELATIONS = ("stylesheet", "icon", "preload", "modulepreload")
GZIP = b"\x1f\x8b"
KILOBYTE = 1024

Fetch = Callable[[str], bytes]


@dataclass(frozen=True)
class Budget:
    """Kilobytes, compressed, of a first visit with an empty cache."""

    html: int
    total: int
    requests: int


BUDGETS = {
    "list": Budget(html=18, total=70, requests=8),
    "detail": Budget(html=14, total=75, requests=8),
    "saved": Budget(html=18, total=70, requests=8),
    "menu": Budget(html=12, total=40, requests=5),
    "report": Budget(html=12, total=40, requests=5),
    "form": Budget(html=12, total=40, requests=5),
    "status": Budget(html=8, total=26, requests=3),
    "suggestions": Budget(html=2, total=2, requests=1),
}


@dataclass(frozen=True)
class Weight:
    html: int
    total: int
    requests: int
    foreign: tuple[str, ...]

    @property
    def kilobytes(self) -> float:
        return round(self.total / KILOBYTE, 1)

    def over(self, budget: Budget) -> list[str]:
        """What is more than it may be, in words; a request to another host always is."""
        return [
            *(f"{name} {value} > {most}" for name, value, most in self.beside(budget) if value > most),
            *(f"asks {address}" for address in self.foreign),
        ]

    def beside(self, budget: Budget) -> list[tuple[str, int, int]]:
        return [
            ("html", self.html, budget.html * KILOBYTE),
            ("total", self.total, budget.total * KILOBYTE),
            ("requests", self.requests, budget.requests),
        ]


def weigh(path: str, client: Client | None = None, *, fetch: Fetch | None = None) -> Weight:
    """Fetch a page as a phone does, with an empty cache, and add up all that it loads.

    ``fetch`` gives what is sent for an address; without one the test client is asked, for static files the source.
    """
    fetch = fetch or partial(_fetch, client or Client())
    page = fetch(path)
    html = gzip.decompress(page) if page.startswith(GZIP) else page
    addresses = set(_loaded(html.decode()))
    own = [address for address in addresses if not urlsplit(address).netloc]
    return Weight(
        html=len(page),
        total=len(page) + sum(len(fetch(address)) for address in own),
        requests=1 + len(addresses),
        foreign=tuple(sorted(addresses - set(own))),
    )


def _loaded(html: str) -> Iterator[str]:
    for tag in REFERENCES.findall(html):
        relation = re.search(r'\brel="([^"]+)"', tag)
        if relation and relation[1] not in LOADED_RELATIONS:
            continue
        yield from (address for address in ADDRESS.findall(tag) if not address.startswith("data:"))


def _fetch(client: Client, address: str) -> bytes:
    if address.startswith("/static/"):
        return _static_file(address)
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200, f"{address} answered {response.status_code}"
    assert response.content.startswith(GZIP) or len(response.content) < 200, f"{address} is not compressed"
    return response.content


def _static_file(address: str) -> bytes:
    found = finders.find(urlsplit(address).path.removeprefix("/static/"))
    assert found, f"{address} is not a static file"
    content = Path(found).read_bytes()
    return min(content, gzip.compress(content), key=len)
