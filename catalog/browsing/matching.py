"""Which services answer the words of a search, and in what order the list shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.search_index import SERVICES
from search import facade

from .asked import Asked
from .facts import Bits, Facts


@dataclass(frozen=True)
class Matches:
    services: Bits
    order: Sequence[int]
    """Places among the facts' rows: all of the services, and maybe others."""

    findings: facade.Findings


def matches(facts: Facts, asked: Asked) -> Matches:
    """What the words find; without words everything."""
    if not asked.q:
        return Matches(facts.everything, _order(facts, asked), facade.Findings([]))
    if not asked.has_words:
        return Matches(0, [], facade.Findings([], is_close=False))
    findings = facade.search(SERVICES, asked.q, facts.place_of.keys(), mend=not asked.exact)
    best_first = [facts.place_of[key] for key in findings.keys]
    order = best_first if asked.sort == "" else _order(facts, asked)
    return Matches(facts.bits(best_first), order, findings)


def _order(facts: Facts, asked: Asked) -> Sequence[int]:
    if asked.sort == "checked":
        return facts.lately_checked_first
    if asked.sort == "closing":
        return facts.closing_soon_first
    return facts.by_name
