"""The engines, and which one answers.

PostgreSQL always can: its tables are written with every change, and words, names and likeness are read from nowhere
else. Where ``SEARCH_URL`` names a server, that one is asked first.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from django.conf import settings
from django.db import transaction

from portal.core.background.sweeps import wake
from search.words.reading import Reading

from . import circuit, postgresql
from .base import Document, Engine, EngineDown, Hit
from .server import Client, Server

SWEEP = "search.sweeps.mend_server"


def find(
    index: str, reading: Reading, engine: str | None = None, *, among: Mapping[str, int] | None = None
) -> list[Hit]:
    """What the named engine finds, or without a name whichever answers. Raises ``EngineDown`` for a named one only.

    ``among`` are the entries that the reader may know of; None means all.
    """
    if engine:
        return named(engine).find(index, reading, among)
    if (server := configured()) and not circuit.is_open():
        try:
            return server.find(index, reading, among)
        except EngineDown as problem:
            circuit.note(server.name, problem)
    return postgresql.find(index, reading, among)


def write(index: str, documents: Iterable[Document], *, keys: Iterable[str] | None) -> None:
    """In the caller's transaction; a server gets its copy after the commit."""
    postgresql.write(index, documents, keys=keys)
    if settings.SEARCH_SERVER:
        transaction.on_commit(lambda: wake(SWEEP), robust=True)


def named(name: str) -> Engine:
    """The engine of that name. Raises ``LookupError`` if it is a server that is not there."""
    if name == postgresql.name:
        return postgresql
    server = configured()
    if server is None or server.name != name:
        raise LookupError(f"SEARCH_URL names no server of the kind {name!r}.")
    return server


def configured() -> Server | None:
    """The server of ``SEARCH_URL``, if it names one."""
    return _connected(**settings.SEARCH_SERVER) if settings.SEARCH_SERVER else None


def server_is_well(indexes: Iterable[str]) -> bool:
    """Whether the server can answer in all of these indexes. One that failed a moment ago is not asked."""
    server = configured()
    if server is None or circuit.is_open():
        return server is None
    try:
        for index in indexes:
            server.check(index)
    except EngineDown as problem:
        circuit.note(server.name, problem)
        return False
    return True


@cache
def _connected(kind: str, url: str, user: str, password: str, prefix: str, ca: str) -> Server:
    return Server(kind, _client(kind)(url, user, password, ca), prefix)


def _client(kind: str) -> Callable[[str, str, str, str], Client]:
    """Imported only here: the clients come with the extra ``search``, and take a while to load."""
    if kind == "opensearch":
        from .opensearch import OpenSearchClient

        return OpenSearchClient
    from .elasticsearch import ElasticsearchClient

    return ElasticsearchClient
