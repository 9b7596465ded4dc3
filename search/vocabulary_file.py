"""The words that come with the project: ``settings.SEARCH_VOCABULARY`` names a JSON file that a room keeps.

``{"meta": {"source"}, "stopwords": {language: [word]}, "groups": [{"meaning", "role", "words": {language: [word]},
"related": [meaning]}]}``. Groups are loaded into the database and kept there by staff (``search/loaders.py``); the
words that say nothing by themselves stay in the file.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from .words.forms import words_of


@dataclass(frozen=True)
class VocabularyFile:
    source: str
    groups: list[dict[str, Any]]
    stopwords: frozenset[str]


def read() -> VocabularyFile:
    return _read(Path(settings.SEARCH_VOCABULARY))


@cache
def _read(path: Path) -> VocabularyFile:
    data = json.loads(path.read_text(encoding="utf-8"))
    stopwords = (part for words in data["stopwords"].values() for word in words for part in words_of(word))
    return VocabularyFile(data["meta"].get("source", ""), data["groups"], frozenset(stopwords))
