from itertools import islice

import pytest
from django.template.loader import render_to_string

from portal.geography import reference_data
from portal.geography.counted_map import counted_map
from portal.geography.models import Province


@pytest.fixture
def province(db):
    """A real one, with its region and the real outlines."""
    list(islice(reference_data.load(), 3))
    return Province.objects.select_related("region").get(name="Zamboanga del Sur")


def test_map_when_numbers_are_large_then_shapes_labels_and_legend_have_commas(province):
    found = counted_map({province: 1_522_000}, {province.region: 1_522_000})

    drawn = render_to_string("portal/needs/admin/boards/_map.html", {"chart": found})

    assert [area.title for area in found.areas] == [f"{province.name}: 1,522,000"]
    assert "IX: 1,522,000" in {label.text for label in found.labels}
    assert "1,141,501–1,522,000" in drawn
    assert "1522000" not in drawn
