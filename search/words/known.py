"""The vocabulary of an index, read once by each process after every change that the public can see.

Of an index whose rows not everybody may know of, each reader has their own: the words of the rows that they may know
of. It is read once by each process for these rows as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import Func, QuerySet

from portal.core.models import ContentVersion
from search.models import KnownWord, SearchEntry
from search.synonyms import stored_synonyms

from .forms import words_of
from .vocabulary import Vocabulary, forms_of


@dataclass(frozen=True)
class Name:
    """What a row is called, and its folded words."""

    key: str
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    vocabulary: Vocabulary
    names: tuple[Name, ...]


def known(index: str, version: int | None = None) -> Known:
    """What is known of an index as of this number of the content version (default: the newest).

    Inside a transaction nothing is kept: it may be rolled back, and its version number be given again.
    """
    if connection.in_atomic_block:
        return _read(index)
    return _kept(index, ContentVersion.current() if version is None else version)


def known_among(index: str, entries: Mapping[str, int], version: int | None = None) -> Known:
    """What is known of an index to somebody who may know of these entries, given by key.

    Each write makes new entries, so their numbers say whether anything has changed.
    """
    numbers = tuple(sorted(entries.values()))
    if connection.in_atomic_block:
        return _read_among(index, numbers)
    return _kept_among(index, ContentVersion.current() if version is None else version, numbers)


def forget() -> None:
    """For when the numbers begin anew, as in an emptied database."""
    _kept.cache_clear()
    _kept_among.cache_clear()


@lru_cache(maxsize=8)
def _kept(index: str, version: int) -> Known:
    return _read(index)


def _read(index: str) -> Known:
    words = dict(KnownWord.objects.filter(index=index).values_list("word", "is_in_name"))
    return Known(Vocabulary(stored_synonyms(), words), _names(SearchEntry.objects.filter(index=index)))


@lru_cache(maxsize=32)
def _kept_among(index: str, version: int, numbers: tuple[int, ...]) -> Known:
    return _read_among(index, numbers)


def _read_among(index: str, numbers: tuple[int, ...]) -> Known:
    entries = SearchEntry.objects.filter(index=index, pk__in=numbers)
    names = _names(entries)
    in_names = {form for name in names for form in forms_of(name.text)}
    written = entries.annotate(word=Func("words", function="unnest")).order_by().values_list("word", flat=True)
    return Known(Vocabulary(stored_synonyms(), {word: word in in_names for word in written.distinct()}), names)


def _names(entries: QuerySet[SearchEntry]) -> tuple[Name, ...]:
    named = entries.order_by("key").values_list("key", "names")
    return tuple(Name(key, text, tuple(words_of(text))) for key, texts in named for text in texts)
