"""Outlines made small enough for a phone: every corner is snapped to a grid, which keeps shared borders shared.

Pure arithmetic. The source's drawing units are 1/60 degree; near units are 1.5 of them, far units 3.
"""

import itertools
import re
from dataclasses import dataclass

NEAR, FAR = 1.5, 3.0
SMALLEST_ISLET = 6.0

Point = tuple[int, int]


@dataclass(frozen=True)
class Projection:
    """From degrees to near units: the source's own projection, scaled."""

    min_lon: float
    max_lat: float
    cos_lat: float
    scale: float
    margin: float = 10.0

    def point(self, *, lat: float, lon: float) -> Point:
        x = (lon - self.min_lon) * self.cos_lat * self.scale + self.margin
        y = (self.max_lat - lat) * self.scale + self.margin
        return round(x / NEAR), round(y / NEAR)


PROJECTION = Projection(min_lon=116.9422, max_lat=20.836, cos_lat=0.976296, scale=60.0)


def simplified(path: str, grid: float) -> str:
    """A path of ``M…l…z`` rings on a coarser grid; islets go, but never the largest ring."""
    rings = [_corners(ring) for ring in re.findall(r"M([^Mz]+)", path)]
    largest = max(rings, key=_area)
    kept = [ring for ring in rings if ring is largest or _area(ring) >= SMALLEST_ISLET]
    snapped = [_snapped(ring, grid) for ring in kept]
    return "".join(_drawn(ring) for ring in snapped if len(ring) > 2)


def _corners(ring: str) -> list[tuple[float, float]]:
    start, _line, rest = ring.partition("l")
    x, y = map(float, start.split())
    steps = [float(number) for number in rest.split()]
    corners = [(x, y)]
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = round(x + dx, 1), round(y + dy, 1)
        corners.append((x, y))
    return corners


def _area(ring: list[tuple[float, float]]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def _snapped(ring: list[tuple[float, float]], grid: float) -> list[Point]:
    """On the grid, without repeated corners and without those in the middle of a straight line."""
    points: list[Point] = []
    for x, y in ring:
        point = (round(x / grid), round(y / grid))
        if not points or point != points[-1]:
            points.append(point)
    return [
        point
        for before, point, after in zip(points[-1:] + points[:-1], points, points[1:] + points[:1], strict=True)
        if (point[0] - before[0]) * (after[1] - point[1]) != (point[1] - before[1]) * (after[0] - point[0])
    ]


def _drawn(ring: list[Point]) -> str:
    """The ring as relative steps; a minus sign parts numbers as well as a blank does."""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(ring)]
    numbers = " ".join(str(number) for step in steps for number in step).replace(" -", "-")
    return f"M{ring[0][0]} {ring[0][1]}l{numbers}z"
