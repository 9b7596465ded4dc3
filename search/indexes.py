"""What a room declares so that its rows can be found. This package knows no noun.

A room's ``search_index.py`` holds a ``SearchIndex``; ``settings.SEARCH_INDEXES`` lists them by dotted path.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string

Weight = Literal["A", "B", "C", "D"]


@dataclass(frozen=True)
class SearchIndex:
    """The rows of one noun and the texts they are found by, from weight A (what it is called) to D."""

    name: str
    rows: Callable[[], QuerySet[Any]]
    """Every row that may be in the index; who may see which is decided again when searching."""

    texts: Mapping[Weight, Callable[[Any], Iterable[str]]]

    def document_of(self, row: Model) -> dict[Weight, str]:
        return {weight: " ".join(text for text in texts(row) if text) for weight, texts in self.texts.items()}


def all_indexes() -> list[SearchIndex]:
    return [import_string(path) for path in settings.SEARCH_INDEXES]
