"""A search server as an engine. OpenSearch and Elasticsearch speak the same language as far as it is used here.

The server finds the rows that hold what is asked for; how well each answers is worked out here (``scoring``), so that
every engine puts rows into the same order. ``ENGINES.md`` says why the server's own score is not used.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any, Protocol, TypeVar

from search.words.reading import Reading, Term

from .base import MOST_HITS, Document, EngineDown, Hit
from .scoring import best_first, line_of

PATIENCE = 0.8  # seconds that a visitor waits for the server; the whole page has two
BACKGROUND_PATIENCE = 30.0  # seconds that nobody waits
CHUNK = 500
MOST_AMONG = 20_000  # keys that a question carries; for a person who may know of more, PostgreSQL answers
INDEX = {
    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
    "mappings": {
        "dynamic": False,
        "_source": {"excludes": ["stems"]},  # to find rows by, never to hand back
        "properties": {"stems": {"type": "keyword", "doc_values": False}, "version": {"type": "long"}},
    },
}
Answer = TypeVar("Answer")


class Client(Protocol):
    """What a server's own client library has to do."""

    def request(self, method: str, path: str, body: str | None, *, content_type: str, seconds: float) -> Any:
        """The server's answer as plain data. Raises ``EngineDown``, or ``Refused`` with the status of the answer."""


class Refused(EngineDown):
    """The server answers, but not with what it was asked for."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.is_lasting = status != 400  # then this one search was too much for it


class TooMany(EngineDown):
    """A question that is not put to the server; nothing is wrong with it."""

    is_lasting = False


class Server:
    """The rows of each index under an alias, ``prefix-index``, which stands for one index of the server at a time."""

    def __init__(self, name: str, client: Client, prefix: str) -> None:
        self.name = name
        self._client = client
        self._prefix = prefix

    # ---- Finding ---------------------------------------------------------------------------------------------------

    def find(self, index: str, reading: Reading, among: Mapping[str, int] | None = None) -> list[Hit]:
        """As every engine. Of more than ``MOST_HITS`` rows those that answer the most of the terms are looked at."""
        if not any(term.alternatives for term in reading.terms):
            return []
        answering: dict[str, Any] = {"should": [_asks_for(term) for term in reading.terms if term.alternatives]}
        if among is not None:
            if len(among) > MOST_AMONG:
                raise TooMany(f"more than {MOST_AMONG} rows to choose among")
            answering |= {"filter": [{"ids": {"values": sorted(among)}}], "minimum_should_match": 1}
        path = f"/{self._alias(index)}/_search?allow_partial_search_results=false&filter_path={SEARCHED}"
        question = {
            "query": {"bool": answering},
            "size": MOST_HITS,
            "track_total_hits": False,
            "_source": ["line"],
            "aggs": {"index": {"global": {}}},  # how many rows there are, whether found or not
            "timeout": f"{PATIENCE * 1000:.0f}ms",
        }
        answer = _in_time(lambda: self._ask("POST", path, question, seconds=PATIENCE))
        return _understood(lambda content: _best_first(reading, content, among), answer)

    def check(self, index: str) -> None:
        """Raises ``EngineDown`` if it could not find anything in this index now."""
        _in_time(lambda: self._ask("POST", f"/{self._alias(index)}/_search", {"size": 0}, seconds=PATIENCE))

    # ---- Keeping ---------------------------------------------------------------------------------------------------

    def write(
        self,
        index: str,
        documents: Iterable[Document],
        *,
        keys: Iterable[str] | None,
        versions: Mapping[str, int] | None = None,
    ) -> None:
        """As every engine; ``versions`` are kept beside the rows for ``versions()``.

        Without keys everything goes into a new index, which then takes the place of the old one at once.
        """
        versions = versions or {}
        if keys is None:
            self._replace(index, documents, versions)
        else:
            named, documents = set(keys), list(documents)
            gone = sorted(named - {document.key for document in documents})
            deletions = [json.dumps({"delete": {"_id": key}}) for key in gone]
            for chunk in _chunks([*deletions, *(_indexing(document, versions) for document in documents)]):
                self._bulk(f"/{self._alias(index)}/_bulk?require_alias=true", chunk)

    def _replace(self, index: str, documents: Iterable[Document], versions: Mapping[str, int]) -> None:
        alias, new = self._alias(index), f"{self._alias(index)}-{uuid.uuid4().hex}"
        self._ask("PUT", f"/{new}", INDEX)
        for chunk in _chunks(_indexing(document, versions) for document in documents):
            self._bulk(f"/{new}/_bulk?", chunk)
        built = _understood(sorted, self._ask("GET", f"/{alias}-*/_alias"))  # also what was begun and cut off
        old = [name for name in built if re.fullmatch(f"{re.escape(alias)}-[0-9a-f]{{32}}", name) and name != new]
        actions = [{"add": {"index": new, "alias": alias}}, *({"remove_index": {"index": name}} for name in old)]
        self._ask("POST", "/_aliases", {"actions": actions})

    def _bulk(self, path: str, lines: Sequence[str]) -> None:
        answer = self._send(
            "POST",
            f"{path}&refresh=true&filter_path=errors",
            "\n".join(lines) + "\n",
            content_type="application/x-ndjson",
            seconds=BACKGROUND_PATIENCE,
        )
        if _understood(lambda content: content["errors"], answer):
            raise EngineDown("not all rows were taken")

    def versions(self, index: str, *, seconds: float = BACKGROUND_PATIENCE) -> dict[str, int] | None:
        """The version of each row that it keeps; None if there is no such index."""
        path = f"/{self._alias(index)}/_search?filter_path=timed_out,hits.hits._id,hits.hits.sort"
        question = {"size": MOST_HITS, "_source": False, "sort": ["version"], "query": {"match_all": {}}}
        found: dict[str, int] = {}
        while True:
            try:
                answer = self._ask("POST", path, question, seconds=seconds)
            except Refused as refused:
                if refused.status == 404:
                    return None
                raise
            page = _understood(_versions, answer)
            found |= page
            if len(page) < MOST_HITS:
                return found
            question["search_after"] = [max(page.values())]

    # ---- Speaking --------------------------------------------------------------------------------------------------

    def _alias(self, index: str) -> str:
        return f"{self._prefix}-{index}"

    def _ask(self, method: str, path: str, content: Any = None, *, seconds: float = BACKGROUND_PATIENCE) -> Any:
        body = None if content is None else json.dumps(content)
        return self._send(method, path, body, content_type="application/json", seconds=seconds)

    def _send(self, method: str, path: str, body: str | None, *, content_type: str, seconds: float) -> Any:
        return self._client.request(method, path, body, content_type=content_type, seconds=seconds)


# ---- What is asked -------------------------------------------------------------------------------------------------

SEARCHED = "timed_out,hits.hits._id,hits.hits._source,aggregations.index.doc_count"


def _asks_for(term: Term) -> dict[str, Any]:
    """The rows that hold an alternative, counting as much as the term does at its best alternative."""
    by_weight: dict[float, list[tuple[str, ...]]] = {}
    for alternative in term.alternatives:
        by_weight.setdefault(alternative.weight, []).append(tuple(sorted(set(alternative.stems))))
    queries = [
        {"constant_score": {"filter": _holds_any(phrases), "boost": term.weight * weight}}
        for weight, phrases in by_weight.items()
    ]
    return {"dis_max": {"queries": queries}}


def _holds_any(phrases: Iterable[tuple[str, ...]]) -> dict[str, Any]:
    words = [phrase[0] for phrase in phrases if len(phrase) == 1]
    clauses: list[dict[str, Any]] = [{"terms": {"stems": words}}] if words else []
    clauses += [
        {"bool": {"filter": [{"term": {"stems": stem}} for stem in phrase]}} for phrase in phrases if len(phrase) > 1
    ]
    return {"bool": {"should": clauses}}


# ---- What is written -----------------------------------------------------------------------------------------------


def _indexing(document: Document, versions: Mapping[str, int]) -> str:
    content = {
        "stems": list(document.weights),
        "line": line_of(document.weights),
        "version": versions.get(document.key, 0),
    }
    return json.dumps({"index": {"_id": document.key}}) + "\n" + json.dumps(content)


def _chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(lines)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


# ---- What is answered ----------------------------------------------------------------------------------------------

_asking = ThreadPoolExecutor(8, thread_name_prefix="search-server")


def _in_time(ask: Callable[[], Answer]) -> Answer:
    """The answer, if it comes in time: the clients' own limits count from each byte to the next, and leave out how
    long a name server takes.
    """
    asked = _asking.submit(ask)
    try:
        return asked.result(PATIENCE)
    except TimeoutError:
        asked.cancel()
        raise EngineDown("no answer in time") from None


def _understood(read: Callable[[Any], Answer], answer: Any) -> Answer:
    try:
        return read(answer)
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise EngineDown("not an answer of a search server") from problem


def _best_first(reading: Reading, answer: Any, among: Mapping[str, int] | None) -> list[Hit]:
    lines, rows = _lines_and_rows(answer)
    return best_first(reading, lines, rows if among is None else len(among))


def _lines_and_rows(answer: Any) -> tuple[list[tuple[str, str]], int]:
    if answer["timed_out"]:
        raise EngineDown("no answer in time")
    hits = answer.get("hits", {}).get("hits", [])  # left out when there are none
    return [(hit["_id"], hit["_source"]["line"]) for hit in hits], answer["aggregations"]["index"]["doc_count"]


def _versions(answer: Any) -> dict[str, int]:
    if answer["timed_out"]:
        raise EngineDown("no answer in time")
    return {hit["_id"]: hit["sort"][0] for hit in answer.get("hits", {}).get("hits", [])}
