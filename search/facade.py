"""The one door to searching: callers know neither the engine nor how words are matched."""

from collections.abc import Iterable

from django.db.models import Model, QuerySet

from .engines import postgresql
from .indexes import SearchIndex


def search(index: SearchIndex, text: str, rows: QuerySet[Model]) -> QuerySet[Model]:
    """Those of ``rows`` that fit what somebody typed, best first; ``rows`` were chosen by rights and filters."""
    return postgresql.search(index, text, rows)


def refresh(index: SearchIndex, keys: Iterable[object] | None = None) -> int:
    """Bring the index up to date with these rows, in the caller's transaction; without keys with all of them."""
    return postgresql.refresh(index, None if keys is None else [str(key) for key in keys])
