import datetime

import pytest

from portal.core.loading import Loaded, load_rows
from portal.core.models import Holiday, NeedCategory, Sector

pytestmark = pytest.mark.django_db

FILE = [
    {"code": "social", "name": "Social", "name_fil": "Panlipunan", "position": 1},
    {"code": "economic", "name": "Economic", "name_fil": "", "position": 2},
]


def names() -> dict[str, str]:
    return dict(Sector.objects.values_list("code", "name"))


def test_loading_when_the_table_is_empty_then_rows_are_made():
    loaded = load_rows(Sector, FILE)

    assert loaded == Loaded("sectors", rows=2, created=2, changed=0, kept=0)
    assert names() == {"social": "Social", "economic": "Economic"}


def test_loading_when_repeated_then_it_reads_once_and_writes_nothing(django_assert_num_queries):
    load_rows(Sector, FILE)

    with django_assert_num_queries(1):
        loaded = load_rows(Sector, FILE)

    assert loaded == Loaded("sectors", rows=2, created=0, changed=0, kept=0)


def test_loading_when_the_file_changed_then_untouched_fields_follow():
    load_rows(Sector, FILE)

    loaded = load_rows(Sector, [{**FILE[0], "name": "Social Development"}, FILE[1]])

    assert (loaded.changed, loaded.kept) == (1, 0)
    assert names()["social"] == "Social Development"


def test_loading_when_an_administrator_edited_a_field_then_only_that_field_stays():
    load_rows(Sector, FILE)
    Sector.objects.filter(code="social").update(name="People", is_active=False)

    loaded = load_rows(Sector, [{**FILE[0], "name": "Social Development", "name_fil": "Kaunlaran"}, FILE[1]])

    sector = Sector.objects.get(code="social")
    assert (sector.name, sector.name_fil, sector.is_active) == ("People", "Kaunlaran", False)
    assert (loaded.changed, loaded.kept) == (1, 1)


def test_loading_when_an_administrator_emptied_a_field_then_it_stays_empty():
    load_rows(Sector, FILE)
    Sector.objects.filter(code="social").update(name_fil="")

    load_rows(Sector, FILE)

    assert Sector.objects.get(code="social").name_fil == ""


def test_loading_when_an_administrator_made_the_row_then_what_they_wrote_stays_and_blanks_are_filled():
    Sector.objects.create(code="social", name="People")

    load_rows(Sector, FILE)

    sector = Sector.objects.get(code="social")
    assert (sector.name, sector.name_fil) == ("People", "Panlipunan")


def test_loading_when_a_row_left_the_file_then_it_is_not_deleted():
    load_rows(Sector, FILE)

    load_rows(Sector, FILE[:1])

    assert Sector.objects.filter(code="economic", is_active=True).exists()


def test_loading_when_structure_was_changed_then_the_file_wins():
    load_rows(Sector, FILE)
    social, economic = Sector.objects.get(code="social"), Sector.objects.get(code="economic")
    record = {"code": "health", "name": "Health", "sector_id": social.pk}
    load_rows(NeedCategory, [record], structure=["sector_id"])
    NeedCategory.objects.update(sector=economic)

    load_rows(NeedCategory, [record], structure=["sector_id"])

    assert NeedCategory.objects.get().sector == social


def test_loading_when_dates_are_keys_then_they_are_matched():
    day = {"date": datetime.date(2026, 3, 20), "name": "Eid al-Fitr", "is_estimated": True}
    load_rows(Holiday, [day], key="date")

    load_rows(Holiday, [{**day, "is_estimated": False}], key="date")

    assert Holiday.objects.get().is_estimated is False
