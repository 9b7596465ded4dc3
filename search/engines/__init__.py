"""The engines, and which one answers."""

from collections.abc import Iterable, Sequence

from search.words.reading import Reading

from . import postgresql
from .base import Document, Hit


def find(index: str, reading: Reading, engine: str | None = None) -> list[Hit]:
    return postgresql.find(index, reading)


def write(index: str, documents: Sequence[Document], *, keys: Iterable[str] | None) -> None:
    postgresql.write(index, documents, keys=keys)
