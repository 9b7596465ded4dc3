"""The list of services that a reader keeps on their phone, as its address names it. Nothing of it is stored here."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from .browsing.facts import Facts
from .models import ServiceOffering
from .results import Result, results
from .words import Words, words

MOST_SAVED = 50


@dataclass(frozen=True)
class SavedList:
    results: list[Result]
    ended: list[Words]
    """Names of services that were offered once and have a page still."""

    gone: int
    """How many more are not offered: nothing about them is public."""

    @property
    def is_empty(self) -> bool:
        return not (self.results or self.ended or self.gone)


def saved_list(ids: Iterable[str], facts: Facts, *, lives: str = "") -> SavedList:
    keys = list(dict.fromkeys(key for text in ids if (key := _key(text))))[:MOST_SAVED]
    offered = [facts.rows[facts.place_of[str(key)]] for key in keys if str(key) in facts.place_of]
    missing = {key for key in keys if str(key) not in facts.place_of}
    ended = ServiceOffering.objects.public().filter(pk__in=missing).prefetch_related("translations")
    names = [words(offering, "title") for offering in ended] if missing else []
    return SavedList(results(offered, lives=lives), names, gone=len(missing) - len(names))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
