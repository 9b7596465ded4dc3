"""Whose work the places and outlines are: shown beside every map and on the About page, in these words."""

PLACES_ATTRIBUTION = (
    "PSGC: Philippine Statistics Authority; coordinates: OCHA/HDX COD-AB Philippines from PSA and NAMRIA (CC BY-IGO)"
)
MAP_ATTRIBUTION = (
    "Outlines: © James Faeldon, philippines-json-maps (MIT), "
    "from OCHA/HDX COD-AB Philippines, PSA and NAMRIA (CC BY-IGO)"
)
