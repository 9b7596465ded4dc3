"""Places that a sheet names anywhere in the country; only those it may mean are read."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.importing import spelled
from portal.core.text import fold
from portal.geography.names import plain_name
from portal.needs.assessments.gazetteer import ROWS, BadPlace, Gazetteer, Place, label_of
from portal.needs.models.places import PLACES

__all__ = ["BadPlace", "Place", "PlacesOfSheet", "label_of"]

FEW = ("municipality", "province", "region")
"""Levels that are read whole: a few hundred rows."""


class PlacesOfSheet(Gazetteer):
    """Finds each name once. ``texts`` are all that the sheet names."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.area: Any = _("the Philippines")
        self.texts = set(texts)
        self._found: dict[str, Place | None] = {}

    def find(self, written: str) -> Place | None:
        """As ``read``, of a region also by any of its spellings; it raises ``BadPlace``."""
        if written not in self._found:
            self._found[written] = self._regions.get(spelled(written)) or self.read(written)
        return self._found[written]

    @cached_property
    def places(self) -> Mapping[str, list[Any]]:
        names = {fold(part) for text in self.texts for part in text.split(",")}
        names |= {plain_name(name) for name in names}
        names = {name.removeprefix("barangay ") for name in names}
        may_be = {kind: ROWS[kind]() if kind in FEW else ROWS[kind]().filter(sort_name__in=names) for kind in PLACES}
        return {kind: list(rows) for kind, rows in may_be.items()}

    @cached_property
    def _regions(self) -> dict[str, Any]:
        return {spelled(spelling): row for row in ROWS["region"]() for spelling in row.spellings}

    @cached_property
    def _by_label(self) -> Mapping[str, Any]:
        return {label_of(place): place for place in self.places["community"]}
