"""How good the search is, by queries that people judged.

A file of judged queries is ``{"queries": [{"id", "query", "relevant": {row: grade}}]}``: grade 3 is what the person
wants, 2 a good alternative, 1 related; ``{}`` says that nothing fits. Rows are named by ``SearchIndex.judged_by``.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .facade import search
from .indexes import SearchIndex
from .words.known import known
from .words.vocabulary import Synonyms, Vocabulary

TOP = 10
FIRST = 3
WANTED = 3


@dataclass(frozen=True)
class JudgedQuery:
    id: str
    query: str
    relevant: Mapping[str, int]


@dataclass(frozen=True)
class Score:
    """How one query went; without a measure where nothing in the index fits it."""

    id: str
    query: str
    ndcg_at_10: float | None
    success_at_3: bool | None
    results: int
    is_close: bool
    first: list[str]


@dataclass(frozen=True)
class Measured:
    """Means over the queries that something fits."""

    queries: int
    ndcg_at_10: float
    success_at_3: float
    zero_rate: float
    per_query: list[Score]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_judged(paths: Iterable[str | Path]) -> list[JudgedQuery]:
    """The queries of these files. Raises ``ValueError`` with the file's name if one has another shape."""
    return [query for path in paths for query in _read(Path(path))]


def _read(path: Path) -> list[JudgedQuery]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return [
            JudgedQuery(str(row["id"]), str(row["query"]), {str(k): int(grade) for k, grade in row["relevant"].items()})
            for row in data["queries"]
        ]
    except (OSError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{path} is not a file of judged queries: {error!r}") from error


def measure(
    index: SearchIndex,
    judged: Sequence[JudgedQuery],
    synonyms: Synonyms | None = None,
    *,
    engine: str | None = None,
) -> Measured:
    """Ask every query among the judged rows, without filters and promoted results.

    Args:
        synonyms: in place of those that staff keep, to see what a change would do.
    """
    if index.judged_rows is None:
        raise ValueError(f"The index {index.name!r} has no judged rows.")
    names = {str(pk): name for pk, name in index.judged_rows().values_list("pk", index.judged_by)}
    vocabulary = known(index.name).vocabulary
    if synonyms is not None:
        vocabulary = Vocabulary(synonyms, vocabulary.indexed)
    scores = []
    for query in judged:
        findings = search(index, query.query, names.keys(), engine=engine, vocabulary=vocabulary)
        scores.append(_score(query, [names[key] for key in findings.keys], is_close=findings.is_close))
    fitting = [score for score in scores if score.ndcg_at_10 is not None]
    return Measured(
        queries=len(scores),
        ndcg_at_10=_mean(score.ndcg_at_10 or 0.0 for score in fitting),
        success_at_3=_mean(float(score.success_at_3 or 0) for score in fitting if score.success_at_3 is not None),
        zero_rate=_mean(float(not score.results) for score in fitting),
        per_query=scores,
    )


def _score(query: JudgedQuery, found: list[str], *, is_close: bool) -> Score:
    wanted = {row for row, grade in query.relevant.items() if grade == WANTED}
    return Score(
        id=query.id,
        query=query.query,
        ndcg_at_10=round(ndcg(found, query.relevant), 4) if query.relevant else None,
        success_at_3=bool(wanted & set(found[:FIRST])) if wanted else None,
        results=len(found),
        is_close=is_close,
        first=found[:TOP],
    )


def ndcg(found: Sequence[str], relevant: Mapping[str, int], top: int = TOP) -> float:
    """Normalized discounted cumulative gain: gain ``2^grade - 1``, discount ``log2(rank + 1)`` (Järvelin, Kekäläinen
    2002; Burges and others 2005), as a share of the best possible order."""

    def gained(grades: Iterable[int]) -> float:
        return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))

    best = gained(sorted(relevant.values(), reverse=True)[:top])
    return gained(relevant.get(row, 0) for row in found[:top]) / best if best else 0.0


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else 0.0
