"""The vocabulary of an index, read once by each process after every change that the public can see."""

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from portal.core.models import ContentVersion
from search.models import KnownWord, SearchEntry
from search.synonyms import stored_synonyms

from .forms import words_of
from .vocabulary import Vocabulary


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


def forget() -> None:
    """For when the numbers begin anew, as in an emptied database."""
    _kept.cache_clear()


@lru_cache(maxsize=8)
def _kept(index: str, version: int) -> Known:
    return _read(index)


def _read(index: str) -> Known:
    words = dict(KnownWord.objects.filter(index=index).values_list("word", "is_in_name"))
    names = SearchEntry.objects.filter(index=index).order_by("key").values_list("key", "names")
    return Known(
        Vocabulary(stored_synonyms(), words),
        tuple(Name(key, text, tuple(words_of(text))) for key, texts in names for text in texts),
    )
