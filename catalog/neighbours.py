"""The services beside one on its page: what is open where this one is not, and what is similar."""

from dataclasses import dataclass, field

from search.facade import similar

from .browsing.facts import Facts, Row
from .browsing.nearest import nearest_open
from .eligibility import code_of
from .enums import Eligibility
from .models import ServiceOffering
from .results import Result, results
from .search_index import SERVICES

SHOWN = 3
LOOKED_AT = 12


@dataclass(frozen=True)
class Neighbours:
    instead: list[Result] = field(default_factory=list)
    """Open to the reader, where the service itself is not."""

    similar: list[Result] = field(default_factory=list)


def neighbours(offering: ServiceOffering, facts: Facts, code: Eligibility, *, lives: str = "") -> Neighbours:
    alike = [
        facts.rows[facts.place_of[key]]
        for key in similar(SERVICES, offering.pk, facts.place_of.keys(), limit=LOOKED_AT)
    ]
    is_closed = not offering.is_active or code.is_no
    instead = _instead_of(offering, facts, alike, lives) if is_closed else []
    others = [row for row in alike if row not in instead][:SHOWN]
    lines = results([*instead, *others], lives=lives)
    return Neighbours(lines[: len(instead)], lines[len(instead) :])


def _instead_of(offering: ServiceOffering, facts: Facts, alike: list[Row], lives: str) -> list[Row]:
    category = offering.category.code if offering.category_id else ""
    nearest = nearest_open(facts, category=category, service_type=offering.service_type, lives=lives)
    also_open = [row for row in alike if code_of(row.access, row.places, lives) == Eligibility.OPEN]
    rows = {row.pk: row for row in [*nearest, *also_open] if row.pk != offering.pk}
    return list(rows.values())[:SHOWN]
