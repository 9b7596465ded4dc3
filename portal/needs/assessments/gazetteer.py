"""The places that an assessment may name, known again from what people write.

Names repeat, so a place is named with what lies around it: a community with its barangay, a barangay with its
town. What stays ambiguous is not guessed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from portal.communities.models import OBCCommunity
from portal.core.importing import BadCell
from portal.core.text import fold
from portal.geography.models import Barangay, Municipality, Province, Region
from portal.geography.names import KINDS, called, near_names, plain_name, province_names
from portal.needs.models import Assessment
from portal.needs.models.places import PLACES

Place = OBCCommunity | Barangay | Municipality | Province | Region

MODELS: dict[str, Any] = dict(zip(PLACES, (OBCCommunity, Barangay, Municipality, Province, Region), strict=True))
STEP_UP = dict(pairwise(PLACES))
ROWS: dict[str, Any] = {
    "community": lambda: OBCCommunity.objects.active().with_place().order_by("sort_name", "pk"),
    "barangay": lambda: Barangay.objects.valid().select_related("municipality__province__region"),
    "municipality": lambda: Municipality.objects.valid().select_related("province__region"),
    "province": lambda: Province.objects.valid().select_related("region"),
    "region": lambda: Region.objects.valid(),
}

MEANT_FIRST = ("community", "municipality", "province", "region", "barangay")
"""Of a town and the barangay in its middle that carries its name, the town is meant; else one writes “Barangay …”."""

NEAR = 5


class BadPlace(BadCell):
    """What is wrong with a place, and in which of its columns."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Gazetteer:
    """The places of one assessment: its own, and what lies in it. Each kind is read once."""

    def __init__(self, assessment: Assessment) -> None:
        self.area: Any = assessment.place

    @cached_property
    def places(self) -> Mapping[str, list[Any]]:
        return {kind: list(self._inside(kind)) for kind in PLACES}

    def _inside(self, kind: str) -> Iterable[Any]:
        """The places of this kind in the area, or the area itself."""
        own = kind_of(self.area)
        wider = PLACES.index(own) - PLACES.index(kind)
        if wider < 0:
            return ()
        path = "__".join(PLACES[PLACES.index(kind) + 1 : PLACES.index(own) + 1]) or "pk"
        return ROWS[kind]().filter(**{path: self.area if wider else self.area.pk})

    @cached_property
    def labels(self) -> list[str]:
        """What a form offers while somebody types: the whole area, and the communities in it."""
        return [label_of(place) for place in dict.fromkeys([self.area, *self.places["community"]])]

    # ---- Finding -----------------------------------------------------------------------------------------------------

    def named(self, parts: Mapping[str, str | None]) -> Place | None:
        """The smallest place that these columns name, such as ``{"barangay": "Calumpang", "municipality": "Gensan"}``.

        None if they name none; BadPlace where one of them is not known, not clear, or lies elsewhere.
        """
        given = [(kind, parts[kind] or "") for kind in PLACES if parts.get(kind)]
        if not given:
            return None
        (kind, name), *around = given
        found = self._called(kind, name)
        if not found:
            raise BadPlace(kind, self._unknown(name, [kind]))
        for wider, wider_name in around:
            inside = [place for place in found if plain_name(wider_name) in self._spellings(step_of(place, wider))]
            if not inside:
                raise BadPlace(wider, _elsewhere(found[0], wider))
            found = inside
        found = called(name, found)
        if len(found) > 1:
            raise BadPlace(kind, _ambiguous(found))
        return found[0]

    def read(self, written: str) -> Place | None:
        """The place that one cell names, the smallest name first: “Sama of Arena Blanco, Zamboanga City”."""
        if written.strip() in self._by_label:
            return self._by_label[written.strip()]
        name, *around = [step.strip() for step in written.split(",") if step.strip()] or [""]
        if not name:
            return None
        kinds = [kind for word, kind in KINDS.items() if word in fold(name).split()[:1]] or PLACES
        found = [place for kind in kinds for place in self._called_within(kind, name, around)]
        if not found:
            raise BadPlace("place", self._unknown(name, kinds))
        found.sort(key=lambda place: MEANT_FIRST.index(kind_of(place)))
        others = [place for place in found[1:] if not _are_nested(place, found[0])]
        if others:
            raise BadPlace("place", _ambiguous([found[0], *others]))
        return found[0]

    @cached_property
    def _by_label(self) -> Mapping[str, Any]:
        return {label_of(place): place for place in [self.area, *self.places["community"]]}

    @cached_property
    def _by_name(self) -> Mapping[str, Mapping[str, list[Any]]]:
        names: dict[str, dict[str, list[Any]]] = {kind: {} for kind in PLACES}
        for kind, places in self.places.items():
            for place in places:
                for spelling in self._spellings(place):
                    names[kind].setdefault(spelling, []).append(place)
        return names

    def _called(self, kind: str, name: str) -> list[Any]:
        return self._by_name[kind].get(plain_name(name), [])

    def _called_within(self, kind: str, name: str, around: list[str]) -> list[Any]:
        return called(name, [place for place in self._called(kind, name) if self._lies_in(place, around)])

    def _lies_in(self, place: Any, names: Iterable[str]) -> bool:
        around = {spelling for step in _steps(place)[1:] for spelling in self._spellings(step)}
        return all(plain_name(name) in around for name in names)

    def _spellings(self, place: Any) -> set[str]:
        if isinstance(place, Region):
            return {plain_name(spelling) for spelling in place.spellings}
        if isinstance(place, Province):
            return province_names(place, self._outlines)
        return {plain_name(place.name)}

    @cached_property
    def _outlines(self) -> dict[str, str]:
        return dict(Province.objects.values_list("psgc", "name"))

    # ---- Complaints --------------------------------------------------------------------------------------------------

    def _unknown(self, name: str, kinds: Collection[str]) -> str:
        words = {"name": name, "area": self.area, "near": "; ".join(dict.fromkeys(self._near(name, kinds)))}
        if words["near"]:
            return _("“%(name)s” is not known in %(area)s. Close: %(near)s.") % words
        return _("“%(name)s” is not known in %(area)s.") % words

    def _near(self, name: str, kinds: Collection[str]) -> Iterator[str]:
        for kind in kinds:
            names = self._by_name[kind]
            yield from (label_of(names[near][0]) for near in near_names(name, names))


def kind_of(place: Any) -> str:
    """ "community", "barangay", …: the field that names a place like this."""
    return next(kind for kind, model in MODELS.items() if isinstance(place, model))


def step_of(place: Any, kind: str) -> Any:
    """The place of this wider kind that it lies in."""
    while kind_of(place) != kind:
        place = getattr(place, STEP_UP[kind_of(place)])
    return place


def label_of(place: Any) -> str:
    """“Sama of Arena Blanco, Barangay Arena Blanco, City of Zamboanga”: a place with those around it."""
    steps = [step for step in _steps(place) if step is place or not isinstance(step, Region)]
    names = [_("Barangay %(name)s") % {"name": step} if isinstance(step, Barangay) else str(step) for step in steps]
    return ", ".join(dict.fromkeys(names))


def _steps(place: Any) -> list[Any]:
    steps = [place]
    while (kind := kind_of(steps[-1])) in STEP_UP:
        steps.append(getattr(steps[-1], STEP_UP[kind]))
    return steps


def _are_nested(place: Any, other: Any) -> bool:
    return place in _steps(other) or other in _steps(place)


def _ambiguous(found: Iterable[Any]) -> str:
    return _("This can be more than one place. Name what lies around it: %(places)s.") % {
        "places": "; ".join(label_of(place) for place in list(found)[:NEAR])
    }


def _elsewhere(place: Any, kind: str) -> str:
    return _("%(place)s lies in %(around)s.") % {"place": place, "around": step_of(place, kind)}
