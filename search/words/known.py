"""The vocabulary of an index, read once by each process after every change that the public can see."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from portal.core.models import ContentVersion
from search.models import KnownWord, SearchEntry

from .forms import words_of
from .vocabulary import Group, Role, Synonyms, Vocabulary


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


def known(index: str) -> Known:
    """What is known of an index now; one query when nothing has changed.

    Inside a transaction nothing is kept: it may be rolled back, and its version number be given again.
    """
    if connection.in_atomic_block:
        return _read(index)
    return _kept(index, ContentVersion.current())


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


def stored_synonyms() -> Synonyms:
    data = json.loads(Path(settings.SEARCH_VOCABULARY).read_text())
    groups = tuple(
        Group(
            g["meaning"],
            Role(g["role"]),
            tuple(word for words in g["words"].values() for word in words),
            tuple(g.get("related", ())),
        )
        for g in data["groups"]
    )
    stop = frozenset(part for words in data["stopwords"].values() for word in words for part in words_of(word))
    return Synonyms(groups, stop)
