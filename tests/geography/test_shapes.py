import json
import re

from hypothesis import given
from hypothesis import strategies as st

from portal.geography.reference_data import DATA
from portal.geography.shapes import FAR, NEAR, PROJECTION, simplified


def corners(path: str) -> set[tuple[int, int]]:
    found = set()
    for ring in re.findall(r"M([^Mz]+)z", path):
        start, _line, rest = ring.partition("l")
        x, y = map(int, start.split())
        numbers = [int(number) for number in re.findall(r"-?\d+", rest)]
        found.add((x, y))
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            found.add((x, y))
    return found


def test_path_when_simplified_then_repeated_and_middle_corners_go():
    assert simplified("M0 0l10 0 10 0 0 20 0.1 0 -20 0z", 1) == "M0 0l20 0 0 20-20 0z"


def test_path_when_it_has_islets_then_only_the_largest_small_ring_stays():
    assert simplified("M0 0l2 0 0 2 -2 0zM50 50l1 0 0 1z", 1) == "M0 0l2 0 0 2-2 0z"
    assert simplified("M0 0l20 0 0 20 -20 0zM50 50l1 0 0 1z", 1) == "M0 0l20 0 0 20-20 0z"


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=3, max_size=12))
def test_path_when_simplified_then_every_corner_was_there(points):
    start, *rest = points
    steps, at = [], start
    for point in rest:
        steps.append(f"{point[0] - at[0]} {point[1] - at[1]}")
        at = point
    path = f"M{start[0]} {start[1]}l{' '.join(steps)}z"

    assert corners(simplified(path, 1)) <= set(points)


def test_map_when_simplified_then_it_is_small_and_no_place_vanishes():
    drawn = json.loads((DATA / "map.json").read_text(encoding="utf-8"))
    shapes = drawn["regions"] + drawn["provinces"]

    near = [simplified(shape["d"], NEAR) for shape in shapes]
    far = [simplified(shape["d"], FAR) for shape in shapes]

    assert all(path.startswith("M") for path in near + far)
    assert sum(map(len, near)) < 55_000
    assert sum(map(len, far)) < 35_000


def test_projection_when_a_city_is_placed_then_it_lies_where_the_source_drew_it():
    drawn = json.loads((DATA / "map.json").read_text(encoding="utf-8"))
    angeles = next(city for city in drawn["cities"] if city["name"] == "City of Angeles")

    x, y = PROJECTION.point(lat=15.1652, lon=120.5504)

    assert abs(x - angeles["at"][0] / NEAR) < 3
    assert abs(y - angeles["at"][1] / NEAR) < 1
