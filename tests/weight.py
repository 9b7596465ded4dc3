"""What a first visit of a public page costs a phone: bytes as sent, and requests."""

import gzip
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import Client

REFERENCES = re.compile(r"<(?:link|script|img|source|iframe)\b[^>]*>", re.IGNORECASE)
ADDRESS = re.compile(r'\b(?:href|src)="([^"]+)"')
LOADED_RELATIONS = ("stylesheet", "icon", "preload", "modulepreload")


@dataclass(frozen=True)
class Weight:
    html: int
    total: int
    requests: int
    foreign: tuple[str, ...]

    @property
    def kilobytes(self) -> float:
        return round(self.total / 1024, 1)


def weigh(path: str, client: Client | None = None) -> Weight:
    """Fetch a page as a phone does, with an empty cache, and add up all that it loads."""
    response = (client or Client()).get(path, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    assert response.headers.get("Content-Encoding") == "gzip", f"{path} is not compressed"
    addresses = set(_loaded(gzip.decompress(response.content).decode()))
    own = [address for address in addresses if not urlsplit(address).netloc]
    return Weight(
        html=len(response.content),
        total=len(response.content) + sum(_static_bytes(address) for address in own),
        requests=1 + len(addresses),
        foreign=tuple(sorted(addresses - set(own))),
    )


def _loaded(html: str) -> list[str]:
    found = []
    for tag in REFERENCES.findall(html):
        relation = re.search(r'\brel="([^"]+)"', tag)
        if relation and relation[1] not in LOADED_RELATIONS:
            continue
        found += [address for address in ADDRESS.findall(tag) if not address.startswith("data:")]
    return found


def _static_bytes(address: str) -> int:
    found = finders.find(urlsplit(address).path.removeprefix("/static/"))
    assert found, f"{address} is not a static file"
    content = Path(found).read_bytes()
    return min(len(content), len(gzip.compress(content)))
