"""Places and outlines, loaded from ``data/`` (see the README there)."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from portal.core.loading import Loaded, load_rows

from .attributions import MAP_ATTRIBUTION
from .models import Barangay, MapShape, Municipality, Province, Region
from .shapes import FAR, NEAR, simplified

DATA = Path(__file__).parent / "data"
# Where the people we serve live comes first.
SERVED = ["IX", "X", "XI", "XII", "MIMAROPA", "BARMM"]
OTHERS = ["XIII", "I", "II", "III", "IV-A", "V", "VI", "VII", "VIII", "NCR", "CAR", "NIR"]
REGIONS_IN_ORDER = SERVED + OTHERS

Convert = Callable[[str], Any]


def _number(text: str) -> int | None:
    return int(text) if text else None


def _degrees(text: str) -> float | None:
    return float(text) if text else None


PLACE: dict[str, Convert] = {"psgc": str, "name": str, "population_2024": _number}
POINT: dict[str, Convert] = {"lat": _degrees, "lon": _degrees}
BOX: dict[str, Convert] = dict.fromkeys(("min_lon", "min_lat", "max_lon", "max_lat"), _degrees)


def load() -> Iterator[Loaded]:
    """Each level after the one it lies in; outlines before the many."""
    regions = _read("regions", PLACE | POINT | BOX | {"code": str, "island_group": str, "obc_scope": str})
    numbered = ({**region, "position": REGIONS_IN_ORDER.index(region["code"]) + 1} for region in regions)
    yield load_rows(Region, numbered, key="psgc", structure=["code"])
    texts: dict[str, Convert] = dict.fromkeys(["kind", "map_shape", "income_class", "capital"], str)
    provinces = _read("provinces", PLACE | POINT | BOX | texts | {"area_km2": _number, "region_psgc": _key(Region)})
    yield load_rows(Province, provinces, key="psgc", structure=["region_id"])
    yield _load_shapes()
    texts = dict.fromkeys(["level", "city_class", "income_class"], str)
    municipalities = _read("municipalities", PLACE | POINT | texts | {"province_psgc": _key(Province)})
    yield load_rows(Municipality, municipalities, key="psgc", structure=["province_id"])
    barangays = _read("barangays_obc", PLACE | {"urban_rural": _known, "municipality_psgc": _key(Municipality)})
    yield load_rows(Barangay, barangays, key="psgc", structure=["municipality_id"])


def _read(name: str, columns: dict[str, Convert]) -> Iterator[dict[str, Any]]:
    """The file's rows under the models' names: ``region_psgc`` is ``region_id``, ``population_2024`` ``population``."""
    fields = {column: column.replace("_2024", "").replace("_psgc", "_id") for column in columns}
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {fields[column]: convert(row[column]) for column, convert in columns.items()}


def _key(model: type[Region] | type[Province] | type[Municipality]) -> Convert:
    keys = dict(model.objects.values_list("psgc", "pk"))
    return lambda psgc: keys[psgc]


def _known(text: str) -> str:
    """PSGC marks with a dash what it does not know."""
    return "" if text == "-" else text


def _load_shapes() -> Loaded:
    drawn = json.loads((DATA / "map.json").read_text(encoding="utf-8"))
    shapes = [
        {
            "code": f"{level}-{shape['psgc']}",
            "path": simplified(shape["d"], NEAR),
            "path_far": simplified(shape["d"], FAR),
            "label_x": round(shape["label"][0] / NEAR),
            "label_y": round(shape["label"][1] / NEAR),
            "attribution": MAP_ATTRIBUTION,
        }
        for level, name in (("region", "regions"), ("province", "provinces"))
        for shape in drawn[name]
    ]
    return load_rows(MapShape, shapes, structure=list(shapes[0]))
