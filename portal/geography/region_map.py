"""A map of regions, the darker the larger their sums, drawn inline like the map of covered places; one query.

The table with the same sums stands beside it always: the map repeats it for the eye.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .maps import COUNTRY_FRAME, MINDANAO, PALAWAN, SOUTH, Label, View
from .models import MapShape, Region

SHADES = 4
MIMAROPA = "1700000000"
"""In the near view Palawan stands for it: only that part of it lies in the south."""


@dataclass(frozen=True)
class ShadedRegion:
    path: str
    shade: int
    title: str


@dataclass(frozen=True)
class Shade:
    """What a shade means: up to this sum, in words."""

    shade: int
    most: str


@dataclass(frozen=True)
class RegionMap:
    frame: str
    context: str
    regions: list[ShadedRegion]
    labels: list[Label]
    shades: list[Shade]


def region_map(sums: Mapping[Region, Decimal], *, words: Callable[[Decimal], str]) -> RegionMap | None:
    """The smallest view that holds all regions with a sum; None where none has one. ``words`` says a sum."""
    sums = {region: amount for region, amount in sums.items() if amount > 0}
    if not sums:
        return None
    view = next((one for one in (MINDANAO, SOUTH) if all(_outline(region, one) for region in sums)), None)
    largest = max(sums.values())
    shapes = _shapes(view)
    drawn = {_outline(region, view): region for region in sums}
    return RegionMap(
        frame=view.frame if view else COUNTRY_FRAME,
        context="".join(_path(shape, view) for code, shape in shapes.items() if code not in drawn),
        regions=[
            ShadedRegion(_path(shapes[code], view), _shade(amount, largest), f"{region.label}: {words(amount)}")
            for code, region, amount in ((code, region, sums[region]) for code, region in drawn.items())
            if code in shapes
        ],
        labels=_labels(shapes, view) if view else [],
        shades=[Shade(shade, words(largest * shade / SHADES)) for shade in range(1, SHADES + 1)],
    )


def _outline(region: Region, view: View | None) -> str:
    """The code of the outline to draw; empty where the view does not hold the region."""
    if view is None or region.psgc in view.regions:
        return f"region-{region.psgc}"
    return f"province-{PALAWAN}" if region.psgc == MIMAROPA and PALAWAN in view.provinces else ""


def _shapes(view: View | None) -> dict[str, MapShape]:
    if view is None:
        rows = MapShape.objects.filter(code__startswith="region-")
    else:
        codes = [f"region-{psgc}" for psgc in view.regions] + [f"province-{psgc}" for psgc in view.provinces]
        rows = MapShape.objects.filter(code__in=codes)
    return {shape.code: shape for shape in rows.order_by("code")}


def _path(shape: MapShape, view: View | None) -> str:
    return shape.path if view else shape.path_far


def _labels(shapes: Mapping[str, MapShape], view: View) -> list[Label]:
    return [
        Label(shape.label_x, shape.label_y, view.regions[code.removeprefix("region-")])
        for code, shape in shapes.items()
        if code.startswith("region-")
    ]


def _shade(amount: Decimal, largest: Decimal) -> int:
    return max(1, math.ceil(SHADES * amount / largest))
