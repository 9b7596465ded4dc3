import gzip
import xml.etree.ElementTree as ET
from itertools import islice

import pytest
from django.template.loader import render_to_string

from portal.geography import reference_data
from portal.geography.maps import COUNTRY_FRAME, MINDANAO, SOUTH, coverage_map
from portal.geography.models import Province, Region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places():
    """The real regions, provinces and outlines."""
    list(islice(reference_data.load(), 3))


def regions(*codes: str) -> list[Region]:
    return list(Region.objects.filter(code__in=codes))


def provinces(*names: str) -> list[Province]:
    return list(Province.objects.filter(name__in=names))


def drawn(covered) -> str:
    return render_to_string("portal/geography/coverage_map.html", {"map": covered})


@pytest.mark.parametrize(
    ("codes", "names", "frame"),
    [
        (["IX", "BARMM"], [], MINDANAO.frame),
        ([], ["Lanao del Norte", "City of Davao", "Sulu"], MINDANAO.frame),
        (["IX"], ["Palawan"], SOUTH.frame),
        ([], ["City of Puerto Princesa"], SOUTH.frame),
        (["MIMAROPA"], [], COUNTRY_FRAME),
        (["IX"], ["City of Baguio"], COUNTRY_FRAME),
    ],
)
def test_map_when_drawn_then_it_is_the_smallest_view_that_holds_all(codes, names, frame):
    covered = coverage_map(regions(*codes), provinces(*names))

    assert covered.frame == frame
    assert covered.covered or covered.dots


def test_map_when_nothing_is_covered_then_there_is_none():
    assert coverage_map([], []) is None


def test_map_when_nationwide_then_everything_is_marked():
    covered = coverage_map([], [], nationwide=True)

    assert covered.context == ""
    assert covered.description == "The whole country is marked."


def test_map_when_a_city_is_covered_then_it_is_a_dot_and_not_the_province_around_it():
    covered = coverage_map([], provinces("City of Davao"))

    assert [dot.name for dot in covered.dots] == ["City of Davao"]
    assert covered.covered == ""


def test_map_when_a_city_is_seen_from_far_then_its_outline_is_marked():
    covered = coverage_map([], provinces("City of Baguio"))

    assert covered.dots == []
    assert covered.covered.startswith("M")


def test_map_when_drawn_then_one_query_whatever_is_covered(django_assert_num_queries):
    one, many = regions("IX"), regions("IX", "X", "XI", "XII", "BARMM")

    with django_assert_num_queries(1):
        coverage_map(one, [])
    with django_assert_num_queries(1):
        coverage_map(many, [])


@pytest.mark.parametrize(
    ("codes", "names", "nationwide"),
    [
        (["IX"], [], False),
        (["IX", "X", "XI", "XII"], ["Palawan", "Sulu"], False),
        (["NCR", "IX"], ["Cebu"], False),
        ([], [], True),
    ],
)
def test_svg_when_drawn_then_it_is_small_speaks_and_has_no_inline_style_or_script(codes, names, nationwide):
    html = drawn(coverage_map(regions(*codes), provinces(*names), nationwide=nationwide))

    svg = ET.fromstring(html.strip()).find("svg")  # noqa: S314 - our own template
    assert svg.get("role") == "img"
    assert [svg.find("title").get("id"), svg.find("desc").get("id")] == svg.get("aria-labelledby").split()
    assert svg.find("desc").text
    assert "style" not in html
    assert "<script" not in html
    assert "CC BY-IGO" in html
    assert len(html) < 16_000
    assert len(gzip.compress(html.encode())) < 4_000


def test_svg_when_a_place_has_odd_letters_then_they_are_escaped():
    html = drawn(coverage_map([Region(psgc="0900000000", code="<b>", name="x")], []))

    assert "&lt;b&gt;" in html
