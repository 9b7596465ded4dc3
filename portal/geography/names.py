"""Names of places as people write them.

“Gen. Santos City”, “general santos” and “City of General Santos” are one city; “Brgy. Calumpang” and “Calumpang” one
barangay.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rapidfuzz import process

from portal.core.text import fold

from .models import Province

SHORT = {
    "sta": "santa", "sto": "santo", "gen": "general", "pres": "president", "gov": "governor", "mt": "mount",
    "pob": "poblacion", "gensan": "general santos", "cdo": "cagayan de oro", "zambo": "zamboanga",
}  # fmt: skip
"""How people shorten names."""

KINDS = {
    "barangay": "barangay", "brgy": "barangay", "bgy": "barangay", "municipality": "municipality",
    "mun": "municipality", "province": "province", "prov": "province", "region": "region",
}  # fmt: skip
"""Words before a name that say what kind of place it is."""

FILLERS = {*KINDS, "city", "town", "community", "of", "the"}
ALIKE = 75


def plain_name(name: str) -> str:
    """The name without the words for its kind, its abbreviations written out."""
    words = [SHORT.get(word, word) for word in fold(re.sub(r"\(.*?\)", " ", name)).split()]
    return " ".join(word for word in words if word not in FILLERS) or fold(name)


def province_names(province: Province, outlines: Mapping[str, str]) -> set[str]:
    """What it is called, plainly: an independent city also as the province around it, as people write it.

    ``outlines`` are the names of provinces by their code.
    """
    return {plain_name(province.name), plain_name(outlines.get(province.map_shape, province.name))}


def called(name: str, places: Sequence[Any]) -> list[Any]:
    """Of places that share this plain name those called exactly so, if any are: “Cogon”, not “Cogon (Talicod)”."""
    return [place for place in places if fold(place.name) == fold(name)] or list(places)


def near_names(name: str, plain_names: Iterable[str], *, most: int = 2) -> list[str]:
    """Those of the plain names that look like this one, the closest first."""
    found = process.extract(plain_name(name), list(plain_names), limit=most, score_cutoff=ALIKE)
    return [near for near, _score, _at in found]
