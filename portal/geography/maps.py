"""A map of where something is offered, as data for ``portal/geography/coverage_map.html``; one query.

It is drawn inline: no script, no style attribute and no further request. Only outlines that the view shows are sent,
those not covered as one path. The list of places stands beside it always: the map repeats it for the eye.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .enums import ProvinceKind
from .models import MapShape, Province, Region
from .shapes import PROJECTION


@dataclass(frozen=True)
class View:
    """A part of the country: its frame, the regions that lie in it (with their labels), and provinces besides."""

    frame: str
    regions: dict[str, str]
    provinces: Collection[str] = ()


PALAWAN = "1705300000"
MINDANAO_REGIONS = {
    "0900000000": "IX",
    "1000000000": "X",
    "1100000000": "XI",
    "1200000000": "XII",
    "1600000000": "XIII",
    "1900000000": "BARMM",
}
MINDANAO = View("66 440 326 216", MINDANAO_REGIONS)
SOUTH = View("2 344 390 312", MINDANAO_REGIONS, (PALAWAN,))
COUNTRY_FRAME = "0 0 196 331"


@dataclass(frozen=True)
class Dot:
    """An independent city, which lies in the outline of a province."""

    x: int
    y: int
    name: str


@dataclass(frozen=True)
class Label:
    x: int
    y: int
    text: str


@dataclass(frozen=True)
class CoverageMap:
    """What the template draws; ``description`` says in words what the colours say."""

    frame: str
    description: str
    context: str
    covered: str
    dots: list[Dot]
    labels: list[Label]

    @property
    def title(self) -> str:
        return _("Map of the places where this is offered")


def coverage_map(
    regions: Iterable[Region], provinces: Iterable[Province], *, nationwide: bool = False
) -> CoverageMap | None:
    """The smallest view that holds all covered places; None where no place is named."""
    regions, provinces = list(regions), list(provinces)
    if nationwide:
        return _country(None, _("The whole country is marked."))
    if not regions and not provinces:
        return None
    names = "; ".join([*(region.label for region in regions), *(province.name for province in provinces)])
    description = _("Marked: %(places)s.") % {"places": names}
    outlines = {f"region-{region.psgc}" for region in regions}
    cities = [place for place in provinces if place.kind == ProvinceKind.INDEPENDENT_CITY and place.lat is not None]
    outlines |= {f"province-{place.map_shape or place.psgc}" for place in provinces if place not in cities}
    for view in (MINDANAO, SOUTH):
        if _holds(view, regions, provinces):
            return _near(view, outlines, cities, description)
    return _country(outlines | {f"province-{city.map_shape}" for city in cities}, description)


def _holds(view: View, regions: list[Region], provinces: list[Province]) -> bool:
    return all(region.psgc in view.regions for region in regions) and all(
        f"{province.psgc[:2]}00000000" in view.regions or province.map_shape in view.provinces for province in provinces
    )


def _near(view: View, covered: set[str], cities: list[Province], description: str) -> CoverageMap:
    context = {f"region-{psgc}" for psgc in view.regions} | {f"province-{psgc}" for psgc in view.provinces}
    shapes = MapShape.objects.in_bulk(covered | context, field_name="code")
    labels = [
        Label(shape.label_x, shape.label_y, view.regions[code.removeprefix("region-")])
        for code, shape in sorted(shapes.items())
        if code.startswith("region-")
    ]
    return CoverageMap(
        frame=view.frame,
        description=description,
        context="".join(shape.path for code, shape in sorted(shapes.items()) if code in context - covered),
        covered="".join(shape.path for code, shape in sorted(shapes.items()) if code in covered),
        dots=[_dot(city) for city in cities],
        labels=labels,
    )


def _dot(city: Province) -> Dot:
    x, y = PROJECTION.point(lat=city.lat or 0, lon=city.lon or 0)
    return Dot(x, y, city.name)


def _country(covered: set[str] | None, description: str) -> CoverageMap:
    """The whole country from far, without labels; everything is covered where nothing is named."""
    shapes = MapShape.objects.filter(code__startswith="region-")
    if covered is not None:
        shapes |= MapShape.objects.filter(code__in=covered)
    paths = dict(shapes.order_by("code").values_list("code", "path_far"))
    return CoverageMap(
        frame=COUNTRY_FRAME,
        description=description,
        context="".join(path for code, path in paths.items() if covered is not None and code not in covered),
        covered="".join(path for code, path in paths.items() if covered is None or code in covered),
        dots=[],
        labels=[],
    )
