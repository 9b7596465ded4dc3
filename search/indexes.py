"""What a room declares so that its rows can be found. This package knows no noun.

A room's ``search_index.py`` holds a ``SearchIndex``; ``settings.SEARCH_INDEXES`` lists them by dotted path.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string

from .engines.base import Document
from .words.forms import stem
from .words.vocabulary import forms_of

Weight = Literal["A", "B", "C", "D"]

# BM25F (Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, section 3.5): each field's count of a word
# is boosted, put in relation to the usual length of the field, and the sum levels off.
BOOSTS: Mapping[Weight, float] = {"A": 6.0, "B": 3.0, "C": 1.8, "D": 0.8}
USUAL_WORDS: Mapping[Weight, int] = {"A": 12, "B": 20, "C": 60, "D": 80}
LENGTH_COUNTS = 0.3
LEVELS_OFF = 2.5


@dataclass(frozen=True)
class SearchIndex:
    """The rows of one noun and the texts they are found by, from weight A (what it is called) to D."""

    name: str
    rows: Callable[[], QuerySet[Any]]
    """Every row that may be in the index; who may see which is decided again when searching."""

    texts: Mapping[Weight, Callable[[Any], Iterable[str]]]

    visible_to: Callable[[Any], QuerySet[Any]] | None = None
    """The rows that a person may know of, where not everybody may know of all. Then a search, its rarities, what it
    takes for misspelt and what it suggests rest on these rows alone, as if there were no others."""

    usual_words: Mapping[Weight, int] = field(default_factory=lambda: USUAL_WORDS)
    """How many words the texts of each weight usually have: a longer text says less by each of its words."""

    far_below: float = 0.1
    """Rows that score less than this share of the best one only share a word with what was asked: they are left out."""

    judged_rows: Callable[[], QuerySet[Any]] | None = None
    """Of the rows those that judged queries speak of."""

    judged_by: str = "pk"
    """The field by which judged queries name a row."""

    def document_of(self, row: Model) -> Document:
        texts: dict[Weight, list[str]] = {
            weight: [text for text in read(row) if text] for weight, read in self.texts.items()
        }
        counts: dict[str, float] = defaultdict(float)
        words: dict[str, bool] = {}
        for weight, parts in texts.items():
            found = [word for part in parts for word in forms_of(part)]
            longer = 1 - LENGTH_COUNTS + LENGTH_COUNTS * len(found) / self.usual_words[weight]
            for term, count in Counter(map(stem, found)).items():
                counts[term] += BOOSTS[weight] * count / longer
            words |= {word: words.get(word, False) or weight == "A" for word in found}
        weights = {term: count / (LEVELS_OFF + count) for term, count in counts.items()}
        names = tuple(dict.fromkeys(texts.get("A", ())))
        return Document(str(row.pk), names, words, weights, has_readers=self.visible_to is not None)


def all_indexes() -> list[SearchIndex]:
    return [import_string(path) for path in settings.SEARCH_INDEXES]


def public_indexes() -> list[SearchIndex]:
    """Those of whose rows everybody may know."""
    return [index for index in all_indexes() if index.visible_to is None]


def index_named(name: str) -> SearchIndex:
    """The declared index of that name. Raises ``LookupError``."""
    for index in all_indexes():
        if index.name == name:
            return index
    raise LookupError(f"No search index is called {name!r}.")
