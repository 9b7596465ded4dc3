"""What somebody who types or has typed these words may be looking for; only services that are offered."""

from collections.abc import Collection
from dataclasses import dataclass

from search.facade import suggest

from .browsing.asked import Asked, page_address
from .browsing.facts import Facts
from .models import ServiceOffering
from .search_index import SERVICES

WHILE_TYPING = 8
BELOW_RESULTS = 4


@dataclass(frozen=True)
class Line:
    text: str
    url: str = ""
    """The page of a service; empty for words to search for."""


def while_typing(words: str) -> list[Line]:
    found = suggest(SERVICES, words, ServiceOffering.objects.offered(), WHILE_TYPING)
    return [Line(one.text, page_address(one.key) if one.key else "") for one in found]


def below_results(asked: Asked, facts: Facts, *, shown: Collection[str]) -> list[Line]:
    """Names that begin like this, for readers without scripts: of services that are not shown already."""
    if not asked.has_words:
        return []
    found = suggest(SERVICES, asked.q, facts.place_of.keys(), WHILE_TYPING, search_too=False, version=facts.version)
    others = [one for one in found if one.key not in shown and one.text != asked.q]
    return [
        Line(one.text, page_address(one.key, asked.lives) if one.key else asked.searching(one.text).address)
        for one in others[:BELOW_RESULTS]
    ]
