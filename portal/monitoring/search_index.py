"""By what words the public finds a PPA: its title, what it does, its office, and places no smaller than a town.

No name of a community is among them, nor its barangay: whether it may be named can change on any day.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from portal.needs.querysets import PLACE_PATHS
from search.indexes import SearchIndex

from .models import MonitoringEntry, PPAPlace
from .public.places import in_public, with_untold


def _rows() -> QuerySet[MonitoringEntry]:
    rows = MonitoringEntry.objects.public().select_related("lead_organization", "sector")
    places = PPAPlace.objects.select_related(*PLACE_PATHS.values())
    return with_untold(rows, all_of_them=True).prefetch_related(Prefetch("places", places))


def _titles(ppa: Any) -> Iterable[str]:
    return [in_public(ppa.title, ppa.untold)]


def _labels(ppa: Any) -> Iterator[str]:
    office = ppa.lead_organization
    yield from (office.name, office.acronym, ppa.program, ppa.program_code)
    if ppa.sector:
        yield from (ppa.sector.name, ppa.sector.name_fil)
    places = (step for row in ppa.places.all() for step in (row.in_municipality, row.in_province, row.in_region))
    yield from dict.fromkeys(str(step) for step in places if step)


def _texts(ppa: Any) -> Iterable[str]:
    return [in_public(ppa.description, ppa.untold)]


PROGRAMS = SearchIndex(
    name="programs",
    rows=_rows,
    texts={"A": _titles, "B": _labels, "C": _texts},
    far_below=0.3,  # an act lists hundreds of works: one that only shares the sector of what was asked is no answer
)
