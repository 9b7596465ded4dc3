"""Which services answer the words of a search, and in what order the list shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from catalog.search_index import SERVICES
from search.facade import Findings, search
from search.promoting import promoted

from .asked import Asked
from .facts import Bits, Facts


@dataclass(frozen=True)
class Matches:
    services: Bits
    order: Sequence[int]
    """Places among the facts' rows: all of the services, and maybe others."""

    findings: Findings
    recommended: frozenset[str] = frozenset()
    """Keys of the services that OOBC puts first for these words."""

    @property
    def are_close(self) -> bool:
        return self.findings.is_close or bool(self.recommended)


def matches(facts: Facts, asked: Asked) -> Matches:
    """What the words find; without words everything."""
    if not asked.q:
        return Matches(facts.everything, _order(facts, asked), Findings([]))
    if not asked.has_words:
        return Matches(0, [], Findings([], is_close=False))
    findings = search(SERVICES, asked.q, facts.place_of.keys(), mend=not asked.exact, version=facts.version)
    offered, today = facts.place_of.keys(), timezone.localdate()
    first = promoted(SERVICES, asked.q, offered, today, read_as=findings.corrected)
    # What is only loosely related is for those who would see nothing else.
    keys = dict.fromkeys([*first, *(findings.keys if findings.is_close or not first else [])])
    best_first = [facts.place_of[key] for key in keys]
    order = _order(facts, asked) if asked.sort else best_first
    return Matches(facts.bits(best_first), order, findings, frozenset(first))


def _order(facts: Facts, asked: Asked) -> Sequence[int]:
    if asked.sort == "checked":
        return facts.lately_checked_first
    if asked.sort == "closing":
        return facts.closing_soon_first
    return facts.by_name
