"""Names of places as people write them."""

from types import SimpleNamespace

import pytest

from portal.geography.names import called, near_names, plain_name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("City of General Santos", "general santos"),
        ("Gen. Santos City", "general santos"),
        ("GENSAN", "general santos"),
        ("Brgy. Sto. Niño", "santo nino"),
        ("Poblacion (Pob.)", "poblacion"),
        ("Municipality of Glan", "glan"),
        ("City", "city"),
    ],
)
def test_name_when_written_in_another_way_then_is_the_same(written, name):
    assert plain_name(written) == name


def test_called_when_one_is_called_exactly_so_then_is_meant():
    plainly, other = SimpleNamespace(name="Cogon"), SimpleNamespace(name="Cogon (Talicod)")

    assert called("COGON", [other, plainly]) == [plainly]
    assert called("Cogon (Somewhere)", [other, plainly]) == [other, plainly]


def test_near_names_when_misspelt_then_the_closest_come_first_and_others_are_left_out():
    assert near_names("Glann", ["malungon", "glan", "alabel"]) == ["glan"]
