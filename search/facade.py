"""The one door to searching: callers know neither the engine nor how words are matched."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Model, QuerySet
from django.db.models.functions import Cast
from rapidfuzz import process
from rapidfuzz.distance import OSA

from . import engines
from .engines import postgresql
from .engines.base import Hit
from .indexes import SearchIndex
from .models import SearchEntry
from .words.forms import stem, words_of
from .words.known import Known, known, known_among
from .words.reading import Reading, read
from .words.vocabulary import LONGEST_PHRASE, Stems, Vocabulary

CHUNK = 100  # rows that are read and written at a time
LONGEST_TEXT = 400  # characters that are read of what somebody typed
CLOSE_ENOUGH = 0.55  # share of what was asked that the best row must answer
RELATED_COUNTS = 0.6  # of an answer, for one that is only related to what was asked
LOOSELY_RELATED = 10  # rows that are shown when none comes close


@dataclass(frozen=True)
class Marks:
    """What to mark in a text that is shown to somebody who searched."""

    phrases: frozenset[Stems] = frozenset()

    def split(self, text: str) -> list[tuple[str, bool]]:
        """The text in pieces, in order; True for those that answer the search."""
        found = list(re.finditer(r"\w+(?:['’-]\w+)*", text)) if self.phrases else []
        stems = [tuple(stem(word) for word in words_of(match.group())) for match in found]
        pieces: list[tuple[str, bool]] = []
        end = at = 0
        while at < len(found):
            length = self._length_at(stems, at)
            if length:
                begin, stop = found[at].start(), found[at + length - 1].end()
                pieces += [(text[end:begin], False), (text[begin:stop], True)]
                end = stop
            at += length or 1
        return [(piece, mark) for piece, mark in [*pieces, (text[end:], False)] if piece]

    def _length_at(self, stems: list[Stems], at: int) -> int:
        for length in range(min(LONGEST_PHRASE, len(stems) - at), 0, -1):
            phrase = tuple(part for word in stems[at : at + length] for part in word)
            if phrase in self.phrases or (length == 1 and ("".join(phrase),) in self.phrases):
                return length
        return 0


@dataclass(frozen=True)
class Findings:
    """What a search found among the rows that the reader may see."""

    keys: list[str]
    """Primary keys as text, best first."""

    corrected: str = ""
    """How the text was read, if words in it were taken for misspelt."""

    is_close: bool = True
    """Whether anything answers what was asked; if not, ``keys`` are only loosely related."""

    marks: Marks = Marks()


@dataclass(frozen=True)
class Suggestion:
    text: str
    key: str = ""
    """The row that is called so; empty for words to search for."""


def search(
    index: SearchIndex,
    text: str,
    rows: QuerySet[Model] | Collection[str],
    *,
    mend: bool = True,
    version: int | None = None,
    engine: str | None = None,
    vocabulary: Vocabulary | None = None,
    reader: Any = None,
) -> Findings:
    """Those of ``rows`` that answer what somebody typed, best first; ``rows`` were chosen by rights.

    Args:
        rows: a queryset, or the keys themselves as text where a caller has them already.
        reader: who asks; an index whose rows not everybody may know of needs it, and leaves out all that this person
            may not know of, whatever ``rows`` say.
        mend: whether words that nobody knows may be taken for misspelt ones.
        version: the number of the content version, where the caller has read it already.
        engine: the name of an engine, to ask that one and no other. Raises ``EngineDown``.
        vocabulary: in place of what is known now, to see what a change would do.
    """
    among = _known_entries(index, reader)
    vocabulary = vocabulary or _known(index, among, version).vocabulary
    reading = read(text[:LONGEST_TEXT].replace("\0", " "), vocabulary, mend=mend)
    if not reading.terms:
        return Findings([], is_close=False)
    may_be_seen = set(_keys(rows))
    hits = [hit for hit in engines.find(index.name, reading, engine, among=among) if hit.key in may_be_seen]
    is_close = bool(hits) and _answers(hits, reading)
    enough = index.far_below * hits[0].score if is_close else 0.0
    shown = [hit for hit in hits if hit.score >= enough] if is_close else hits[:LOOSELY_RELATED]
    return Findings([hit.key for hit in shown], reading.corrected, is_close, Marks(reading.strong_stems))


def _known_entries(index: SearchIndex, reader: Any) -> dict[str, int] | None:
    """The numbers, by key, of the entries that this person may know of; None where everybody may know of all."""
    if index.visible_to is None:
        return None
    if reader is None:
        raise ValueError(f"The index {index.name!r} is not everybody's: say who searches.")
    seen = index.visible_to(reader).order_by().annotate(key=Cast("pk", CharField())).values("key")
    return dict(SearchEntry.objects.filter(index=index.name, key__in=seen).values_list("key", "pk"))


def _known(index: SearchIndex, among: dict[str, int] | None, version: int | None) -> Known:
    return known(index.name, version) if among is None else known_among(index.name, among, version)


def _keys(rows: QuerySet[Model] | Collection[str]) -> Iterable[str]:
    return map(str, rows.order_by().values_list("pk", flat=True)) if isinstance(rows, QuerySet) else rows


def visible(keys: Collection[str], rows: QuerySet[Model] | Collection[str]) -> set[str]:
    """Those of the keys that are among the rows."""
    if isinstance(rows, QuerySet):
        return {str(pk) for pk in rows.filter(pk__in=keys).values_list("pk", flat=True)}
    return {key for key in keys if key in rows}


def _answers(hits: list[Hit], reading: Reading) -> bool:
    """Whether one of the best rows answers enough of what narrows the search down."""
    telling = {place: term.weight for place, term in enumerate(reading.terms) if term.is_telling}
    asked = sum(telling.values())

    def answered(hit: Hit) -> float:
        return sum(weight for place, weight in telling.items() if place in hit.answered) + RELATED_COUNTS * sum(
            weight for place, weight in telling.items() if place in hit.touched - hit.answered
        )

    return any(answered(hit) >= CLOSE_ENOUGH * asked for hit in hits[:3])


def suggest(
    index: SearchIndex,
    text: str,
    rows: QuerySet[Model] | Collection[str],
    limit: int = 8,
    *,
    search_too: bool = True,
    version: int | None = None,
    reader: Any = None,
) -> list[Suggestion]:
    """What somebody who typed this much may be about to ask for: names of rows they may see, the likest first.

    Args:
        search_too: whether rows that answer the words come after those whose names begin with them.
        version: the number of the content version, where the caller has read it already.
        reader: as in ``search``.
    """
    typed = words_of(text[:LONGEST_TEXT])[:6]
    if not typed or (len(typed) == 1 and len(typed[0]) < 2):
        return []
    *whole, last = typed
    among = _known_entries(index, reader)
    of_index = _known(index, among, version)
    begun = _begun(last, of_index.vocabulary)
    begins = [
        name
        for name in of_index.names
        if all(word in name.words for word in whole) and not begun.isdisjoint(name.words)
    ]
    begins.sort(key=lambda name: (name.words[0] not in begun, len(name.words), name.text))
    candidates = [Suggestion(name.text, name.key) for name in begins[: limit * 4]]
    if search_too and len(candidates) < limit:
        reading = read(text[:LONGEST_TEXT], of_index.vocabulary)
        by_key = {name.key: name.text for name in reversed(of_index.names)}
        hits = engines.find(index.name, reading, None, among=among)[: limit * 2] if reading.terms else []
        candidates += [Suggestion(by_key[hit.key], hit.key) for hit in hits if hit.key in by_key]
    may_be_seen = visible({suggestion.key for suggestion in candidates}, rows)
    once: dict[str, Suggestion] = {}
    for suggestion in candidates:
        if suggestion.key in may_be_seen:
            once.setdefault(suggestion.key, suggestion)
    return list(once.values())[:limit]


def _begun(typed: str, vocabulary: Vocabulary) -> set[str]:
    """Words of names that begin like this, or with one letter wrong if none does."""
    in_names = [word for word, is_in_name in vocabulary.indexed.items() if is_in_name]
    exact = {word for word in in_names if word.startswith(typed)}
    if exact or len(typed) < 4:
        return exact
    near: set[str] = set()
    for length in (len(typed), len(typed) + 1):  # a letter may be wrong, or missing from what was typed
        begin = {word: word[:length] for word in in_names}
        near |= {word for _, _, word in process.extract(typed, begin, scorer=OSA.distance, score_cutoff=1, limit=None)}
    return near


def similar(index: SearchIndex, key: object, rows: QuerySet[Model] | Collection[str], limit: int = 3) -> list[str]:
    """Keys of those of ``rows`` that speak of the same things as this one, the likest first.

    Only where everybody may know of all rows: what is telling is measured by all of them.
    """
    if index.visible_to is not None:
        raise ValueError(f"The index {index.name!r} is not everybody's.")
    keys = postgresql.like(index.name, str(key), limit * 10)
    may_be_seen = visible(keys, rows)
    return [other for other in keys if other in may_be_seen][:limit]


def refresh(index: SearchIndex, keys: Iterable[object] | None = None) -> int:
    """Bring the index up to date with these rows, in the caller's transaction; without keys with all of them.

    Returns how many of them the index holds now.
    """
    rows = index.rows()
    named = None if keys is None else [str(key) for key in keys]
    if named is not None:
        rows = rows.filter(pk__in=named)
    # Never all rows at once: some carry whole books.
    engines.write(index.name, map(index.document_of, rows.iterator(chunk_size=CHUNK)), keys=named)
    held = SearchEntry.objects.filter(index=index.name)
    return (held if named is None else held.filter(key__in=named)).count()
