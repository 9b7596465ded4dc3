"""The server's copy of an index: what PostgreSQL holds, brought over after the commit.

Each write to PostgreSQL makes new rows of ``SearchEntry``, so the key of a row is the version of what it says; the
server keeps these versions, and whatever differs is written again. Nothing is remembered in between: a copy that
failed, halfway or altogether, is found by the next comparison.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from portal.core.background.locks import key_of
from search.models import Posting, SearchEntry

from .base import Document
from .server import BACKGROUND_PATIENCE, Server

CHUNK = 500
A_NEW_ONE_FROM = 0.5  # share of the rows that differ


@dataclass(frozen=True)
class Differences:
    """Between PostgreSQL and the server, in one index."""

    entries: Mapping[str, int]
    changed: frozenset[str]
    gone: frozenset[str]
    is_missing: bool

    def __bool__(self) -> bool:
        return self.is_missing or bool(self.changed or self.gone)


def differences(server: Server, index: str, *, seconds: float = BACKGROUND_PATIENCE) -> Differences:
    """Raises ``EngineDown``."""
    entries = dict(SearchEntry.objects.filter(index=index).values_list("key", "pk"))
    versions = server.versions(index, seconds=seconds)
    kept = versions or {}
    return Differences(
        entries,
        changed=frozenset(key for key, version in entries.items() if kept.get(key) != version),
        gone=frozenset(kept.keys() - entries.keys()),
        is_missing=versions is None,
    )


@transaction.atomic
def mend(server: Server, index: str) -> int:
    """Bring over what differs; the number of rows. Raises ``EngineDown``."""
    _one_at_a_time(index)
    found = differences(server, index)
    if found.is_missing or len(found.changed) > A_NEW_ONE_FROM * len(found.entries):
        server.write(index, _documents(found.entries), keys=None, versions=found.entries)
    elif found:
        changed = {key: found.entries[key] for key in found.changed}
        server.write(index, _documents(changed), keys=found.changed | found.gone, versions=changed)
    return len(found.changed | found.gone)


@transaction.atomic
def rebuild(server: Server, index: str) -> int:
    """Bring everything over, whatever the server has; the number of rows. Raises ``EngineDown``."""
    _one_at_a_time(index)
    entries = dict(SearchEntry.objects.filter(index=index).values_list("key", "pk"))
    server.write(index, _documents(entries), keys=None, versions=entries)
    return len(entries)


def _one_at_a_time(index: str) -> None:
    """Until the transaction ends: an older state of a row is never written after a newer one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key_of(f"search server: {index}")])


def _documents(entries: Mapping[str, int]) -> Iterator[Document]:
    items = sorted(entries.items())
    for at in range(0, len(items), CHUNK):
        chunk = dict(items[at : at + CHUNK])
        weights: dict[int, dict[str, float]] = {pk: {} for pk in chunk.values()}
        for pk, term, weight in Posting.objects.filter(entry__in=weights).values_list("entry_id", "term", "weight"):
            weights[pk][term] = weight
        yield from (Document(key, names=(), words={}, weights=weights[pk]) for key, pk in chunk.items())
