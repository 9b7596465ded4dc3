"""The library of indicators."""

import pytest

from portal.monitoring.enums import InterventionType
from portal.monitoring.indicators import load
from portal.monitoring.models import OutcomeIndicator

pytestmark = pytest.mark.django_db


def test_library_when_loaded_then_has_sixty_of_all_categories_each_with_its_source():
    (table,) = load()

    rows = OutcomeIndicator.objects.all()
    assert table.created == rows.count() >= 60
    assert set(rows.values_list("category", flat=True)) == set(InterventionType.values)
    assert all(row.defined_by.startswith(("Global indicator framework", "General Appropriations Act")) for row in rows)
    for row in rows:
        row.full_clean()


def test_library_when_loaded_again_then_keeps_what_an_officer_wrote():
    list(load())
    OutcomeIndicator.objects.filter(code="sdg-4-1-2").update(data_source="The ministry's own count")

    (again,) = load()

    assert (again.created, again.changed, again.kept) == (0, 0, 1)
    assert OutcomeIndicator.objects.get(code="sdg-4-1-2").data_source == "The ministry's own count"
