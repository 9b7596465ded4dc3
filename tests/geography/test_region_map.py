from decimal import Decimal
from itertools import islice

import pytest

from portal.geography import reference_data
from portal.geography.models import MapShape, Region
from portal.geography.region_map import region_map

pytestmark = pytest.mark.django_db


@pytest.fixture
def regions(db):
    """The real regions, provinces and outlines."""
    list(islice(reference_data.load(), 3))
    return {region.code: region for region in Region.objects.all()}


def drawn(regions, **amounts):
    sums = {regions[code.replace("_", "-")]: Decimal(amount) for code, amount in amounts.items()}
    return region_map(sums, words=lambda amount: f"{amount:,.0f} pesos")


def test_map_when_regions_lie_in_mindanao_then_is_near_and_shades_by_the_largest(regions):
    found = drawn(regions, IX=100, X=26, XII=25)

    shades = {one.title: one.shade for one in found.regions}
    assert shades == {
        f"{regions['IX'].label}: 100 pesos": 4,
        f"{regions['X'].label}: 26 pesos": 2,
        f"{regions['XII'].label}: 25 pesos": 1,
    }
    assert {label.text for label in found.labels} >= {"IX", "X", "BARMM"}
    assert [one.most for one in found.shades] == ["25 pesos", "50 pesos", "75 pesos", "100 pesos"]


def test_map_when_mimaropa_has_money_then_palawan_stands_for_it(regions):
    found = drawn(regions, IX=1, MIMAROPA=1)

    palawan = MapShape.objects.get(code="province-1705300000")
    assert palawan.path in [one.path for one in found.regions]


def test_map_when_a_region_lies_elsewhere_then_shows_the_country(regions):
    found = drawn(regions, IX=1, NCR=1)

    assert (found.frame, found.labels, len(found.regions)) == ("0 0 196 331", [], 2)


def test_map_when_nothing_is_spent_then_there_is_none(regions):
    assert drawn(regions, IX=0) is None
    assert region_map({}, words=str) is None
