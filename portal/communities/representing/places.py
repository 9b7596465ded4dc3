"""Where the community lies, chosen step by step from lists, one page a step: no script is needed.

The address of each page holds the code of the last place that was chosen, and nothing of the person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.geography.models import Barangay, Municipality, Place, Province, Region

STEPS: dict[str, tuple[type[Place], object, str]] = {
    "region": (Region, _("Region"), "provinces__municipalities__barangays"),
    "province": (Province, _("Province or independent city"), "municipalities__barangays"),
    "municipality": (Municipality, _("Town or city"), "barangays"),
    "barangay": (Barangay, _("Barangay"), ""),
}
WITHIN = {"province": "region", "municipality": "province", "barangay": "municipality"}
LARGEST_FIRST = list(STEPS)


@dataclass(frozen=True)
class Step:
    """A place that was chosen, and the address at which it is chosen again."""

    label: object
    name: str
    query_above: str


@dataclass(frozen=True)
class Chosen:
    """How far somebody came: the places from the largest down."""

    places: tuple[Place, ...] = ()

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> "Chosen":
        """By the smallest place that the address names; what it does not know is left out."""
        for step in reversed(LARGEST_FIRST):
            psgc = str(query.get(step, "")).replace("\x00", "")
            place = _existing(step).select_related(*_above(step)).filter(psgc=psgc).first() if psgc else None
            if place:
                return cls(tuple(_with_those_above(step, place)))
        return cls()

    @property
    def barangay(self) -> Barangay | None:
        smallest = self.places[-1] if self.places else None
        return smallest if isinstance(smallest, Barangay) else None

    @cached_property
    def step(self) -> str:
        """What is to be chosen next; of an independent city the town is the only one there is."""
        step = LARGEST_FIRST[len(self.places)]
        if step == "municipality" and len(self.options) == 1:
            return "barangay"
        return step

    @property
    def label(self) -> object:
        return STEPS[self.step][1]

    @cached_property
    def options(self) -> list[Any]:
        """The places to choose from: those in which the portal lists barangays."""
        step = LARGEST_FIRST[len(self.places)]
        return list(self._within(step))

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Code and name of each option, as people look it up."""
        first = LARGEST_FIRST[len(self.places)]
        places = self.options
        if self.step != first:
            places = list(_existing("barangay").filter(municipality=self.options[0]))
        return [(place.psgc, str(place) if isinstance(place, Region) else place.index_name) for place in places]

    @property
    def trail(self) -> list[Step]:
        """Each chosen place with the way back to before it; the town of an independent city is left out."""
        steps: list[Step] = []
        query_above = ""
        for name, place in zip(LARGEST_FIRST, self.places, strict=False):
            if not steps or steps[-1].name != str(place):
                steps.append(Step(STEPS[name][1], str(place), query_above))
            query_above = f"?{name}={place.psgc}"
        return steps

    def _within(self, step: str) -> models.QuerySet[Any]:
        places = _existing(step)
        return places.filter(**{WITHIN[step]: self.places[-1]}) if self.places else places


def _existing(step: str) -> models.QuerySet[Any]:
    model, _label, path = STEPS[step]
    places = model.objects.valid()
    if not path:
        return places
    return places.filter(pk__in=places.filter(**{f"{path}__isnull": False}).order_by().values("pk"))


def _above(step: str) -> list[str]:
    return {"region": [], "province": ["region"], "municipality": ["province__region"]}.get(
        step, ["municipality__province__region"]
    )


def _with_those_above(step: str, place: Place) -> list[Place]:
    chain = [place]
    while step in WITHIN:
        step = WITHIN[step]
        chain.insert(0, getattr(chain[0], step))
    return chain
