"""A map of how many there are of something in each place, drawn inline like the map of covered places; one query.

The table with the same numbers stands beside it always.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from .enums import ProvinceKind
from .maps import COUNTRY_FRAME, MINDANAO, SOUTH, Label, View
from .models import MapShape, Province, Region
from .shapes import PROJECTION

SHADES = 4


@dataclass(frozen=True)
class Area:
    """An outline, the darker the more."""

    path: str
    shade: int
    title: str


@dataclass(frozen=True)
class CountedDot:
    """An independent city, which lies in the outline of a province."""

    x: int
    y: int
    shade: int
    title: str


@dataclass(frozen=True)
class Step:
    """What a shade means: from so many to so many."""

    shade: int
    least: int
    most: int


@dataclass(frozen=True)
class CountedMap:
    frame: str
    context: str
    areas: list[Area]
    dots: list[CountedDot]
    labels: list[Label]
    steps: list[Step]
    title: str = ""
    """What it shows, for who does not see it; empty where the page says it."""

    unit: str = ""
    """What the numbers count, where they count no rows."""


def counted_map(provinces: Mapping[Province, int], regions: Mapping[Region, int]) -> CountedMap | None:
    """Provinces by their numbers, with the number of each region as a label; None where nothing is counted.

    Args:
        provinces: how many lie in each; without those of none.
        regions: how many lie in each in all, also what is about the whole region.
    """
    if not regions:
        return None
    view = next((view for view in (MINDANAO, SOUTH) if _holds(view, provinces, regions)), None)
    cities = {place for place in provinces if place.kind == ProvinceKind.INDEPENDENT_CITY and place.lat is not None}
    outlines = {f"province-{place.map_shape or place.psgc}": place for place in provinces if place not in cities}
    if view is None:
        return _country(outlines, provinces, cities)
    context = {f"region-{psgc}" for psgc in view.regions} | {f"province-{psgc}" for psgc in view.provinces}
    shapes = MapShape.objects.in_bulk(context | set(outlines), field_name="code")
    totals = {f"region-{region.psgc}": number for region, number in regions.items()}
    labels = [
        Label(shape.label_x, shape.label_y, _label(view.regions[code.removeprefix("region-")], totals.get(code)))
        for code, shape in sorted(shapes.items())
        if code.startswith("region-")
    ]
    return CountedMap(
        frame=view.frame,
        context="".join(shapes[code].path for code in sorted(context & shapes.keys())),
        areas=_areas({code: shape.path for code, shape in shapes.items()}, outlines, provinces),
        dots=[_dot(city, provinces) for city in sorted(cities, key=lambda city: city.psgc)],
        labels=labels,
        steps=_steps(provinces),
    )


def _holds(view: View, provinces: Mapping[Province, int], regions: Mapping[Region, int]) -> bool:
    with_provinces = {place.region_id for place in provinces}
    return all(region.psgc in view.regions for region in regions if region.pk not in with_provinces) and all(
        f"{place.psgc[:2]}00000000" in view.regions or (place.map_shape or place.psgc) in view.provinces
        for place in provinces
    )


def _country(outlines: Mapping[str, Province], provinces: Mapping[Province, int], cities: set[Province]) -> CountedMap:
    """The whole country from far, without labels: a city is drawn as the outline that it lies in."""
    drawn = {f"province-{city.map_shape}": city for city in cities} | dict(outlines)
    shapes = MapShape.objects.filter(code__startswith="region-") | MapShape.objects.filter(code__in=drawn)
    paths = dict(shapes.order_by("code").values_list("code", "path_far"))
    return CountedMap(
        frame=COUNTRY_FRAME,
        context="".join(path for code, path in paths.items() if code.startswith("region-")),
        areas=_areas(paths, drawn, provinces),
        dots=[],
        labels=[],
        steps=_steps(provinces),
    )


def _areas(paths: Mapping[str, str], outlines: Mapping[str, Province], provinces: Mapping[Province, int]) -> list[Area]:
    return [
        Area(paths[code], _shade(provinces, place), _title(provinces, place))
        for code, place in sorted(outlines.items())
        if code in paths
    ]


def _dot(city: Province, provinces: Mapping[Province, int]) -> CountedDot:
    x, y = PROJECTION.point(lat=city.lat or 0, lon=city.lon or 0)
    return CountedDot(x, y, _shade(provinces, city), _title(provinces, city))


def _title(provinces: Mapping[Province, int], place: Province) -> str:
    return f"{place.name}: {provinces[place]:,}"


def _label(name: str, number: int | None) -> str:
    return f"{name}: {number:,}" if number else name


def _shade(provinces: Mapping[Province, int], place: Province) -> int:
    return max(1, math.ceil(SHADES * provinces[place] / max(provinces.values())))


def _steps(provinces: Mapping[Province, int]) -> list[Step]:
    """Only shades that some number can have."""
    most = max(provinces.values(), default=0)
    ends = [0, *(most * shade // SHADES for shade in range(1, SHADES + 1))]
    return [
        Step(shade, ends[shade - 1] + 1, ends[shade]) for shade in range(1, SHADES + 1) if ends[shade] > ends[shade - 1]
    ]
