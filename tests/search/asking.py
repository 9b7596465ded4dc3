"""Documents and readings in one line, and many of them by chance."""

import random
from collections.abc import Iterable

from search.engines.base import Document, Hit
from search.words.reading import Alternative, Reading, Term

STEMS = ["scholarship", "aid", "boat", "halal", "título", "مدرسة", "2026", "4ps", "x" * 40, "and"]


def document(key: str, **weights: float) -> Document:
    return Document(key, names=(key,), words=dict.fromkeys(weights, True), weights=weights)


def asks(*terms: Term | str) -> Reading:
    return Reading(tuple(term(text) if isinstance(text, str) else text for text in terms))


def term(*alternatives: str | tuple[str, float], weight: float = 1.0) -> Term:
    """``term("birth certificate", ("psa", 0.8))``"""
    pairs = [(words, 1.0) if isinstance(words, str) else words for words in alternatives]
    return Term("", weight, tuple(Alternative(tuple(words.split()), value) for words, value in pairs))


def keys(hits: Iterable[Hit]) -> list[str]:
    return [hit.key for hit in hits]


def some_documents(chance: random.Random, count: int) -> list[Document]:
    """Whose stems are as uneven as words are: some in most rows, some in few."""
    return [
        document(
            f"row{number:04}",
            **{stem: chance.uniform(0.001, 0.999) for at, stem in enumerate(STEMS) if chance.random() < 0.8 / (at + 1)},
        )
        for number in range(count)
    ]


def some_reading(chance: random.Random) -> Reading:
    return Reading(
        tuple(
            Term(
                "",
                chance.choice([0.2, 0.6, 1.0]),
                tuple(
                    Alternative(tuple(chance.choices(STEMS, k=chance.choice([1, 1, 2, 3]))), chance.uniform(0.1, 1))
                    for _ in range(chance.randrange(1, 5))
                ),
            )
            for _ in range(chance.randrange(1, 5))
        )
    )
