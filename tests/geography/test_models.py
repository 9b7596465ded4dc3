from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from portal.geography.models import Province, Region


@pytest.mark.parametrize(
    ("code", "name", "label"),
    [
        ("IX", "Zamboanga Peninsula", "Region IX – Zamboanga Peninsula"),
        ("IV-A", "CALABARZON", "Region IV-A – CALABARZON"),
        ("XIII", "Caraga", "Region XIII – Caraga"),
        ("NCR", "National Capital Region", "NCR – National Capital Region"),
        ("MIMAROPA", "MIMAROPA Region", "MIMAROPA"),
        ("BARMM", "Bangsamoro Autonomous Region in Muslim Mindanao", "BARMM"),
    ],
)
def test_region_label_when_shown_then_it_reads_as_people_say_it(code, name, label):
    with override("en"):
        assert str(Region(code=code, name=name)) == label


def test_region_spellings_when_a_file_names_it_then_each_usual_way_is_among_them():
    with override("en"):
        spellings = Region(psgc="0900000000", code="IX", name="Zamboanga Peninsula").spellings

    assert spellings == [
        "IX", "Region IX", "Zamboanga Peninsula", "Region IX – Zamboanga Peninsula", "0900000000"
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end", "day", "is_valid"),
    [
        (None, None, date(1990, 1, 1), True),
        (date(2026, 1, 1), None, date(2025, 12, 31), False),
        (date(2026, 1, 1), None, date(2026, 1, 1), True),
        (None, date(2026, 1, 1), date(2026, 1, 1), True),
        (None, date(2026, 1, 1), date(2026, 1, 2), False),
    ],
)
def test_validity_when_asked_for_a_day_then_both_ends_count(start, end, day, is_valid):
    Region.objects.create(psgc="1", code="1", name="Old", valid_from=start, valid_until=end)

    assert Region.objects.valid(on=day).exists() is is_valid


@pytest.mark.django_db
def test_validity_when_no_day_is_given_then_it_is_today_in_manila():
    Region.objects.create(psgc="1", code="1", name="New", valid_from=date(2027, 1, 1))

    with time_machine.travel("2026-12-31T16:30:00Z", tick=False):  # half past midnight in Manila
        assert Region.objects.valid().exists()


@pytest.mark.django_db
def test_place_when_it_would_end_before_it_starts_then_form_and_database_refuse():
    region = Region(
        psgc="1", code="1", name="Odd", island_group="luzon", valid_from="2026-01-02", valid_until="2026-01-01"
    )

    with pytest.raises(ValidationError, match="cannot end before it starts"):
        region.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        region.save()


@pytest.mark.django_db
def test_provinces_when_listed_then_they_stand_by_normalised_name():
    region = Region.objects.create(psgc="1", code="1", name="One")
    for number, name in enumerate(["Zambales", "City of Davao", "Ñuñez", "North", "davao oriental"]):
        Province.objects.create(psgc=str(number), name=name, region=region, kind="province")

    assert [str(province) for province in Province.objects.all()] == [
        "City of Davao", "davao oriental", "North", "Ñuñez", "Zambales"
    ]  # fmt: skip
