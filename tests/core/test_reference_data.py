import io
import time

import pytest
from django.core.management import call_command
from django.utils.translation import override

from portal.core.models import (
    ContentVersion,
    DevelopmentGoal,
    FundingSource,
    Holiday,
    NeedCategory,
    Sector,
    ServiceCategory,
)
from portal.core.reference_data import load
from portal.geography.models import Barangay, Municipality, Province, Region
from search import vocabulary_file

pytestmark = pytest.mark.django_db


def run() -> list[str]:
    out = io.StringIO()
    call_command("load_reference_data", stdout=out)
    return out.getvalue().splitlines()


def test_command_when_run_twice_then_the_second_changes_nothing_and_both_are_quick():
    groups = len(vocabulary_file.read().groups)
    started = time.monotonic()
    first = run()
    seconds = time.monotonic() - started
    version = ContentVersion.current()

    started = time.monotonic()
    second = run()

    assert first == [
        "sectors: 6 (6 new, 0 changed)",
        "funding sources: 13 (13 new, 0 changed)",
        "need categories: 9 (9 new, 0 changed)",
        "service categories: 11 (11 new, 0 changed)",
        "development goals: 17 (17 new, 0 changed)",
        "holidays: 101 (101 new, 0 changed)",
        "regions: 18 (18 new, 0 changed)",
        "provinces and independent cities: 102 (102 new, 0 changed)",
        "outlines on the map: 103 (103 new, 0 changed)",
        "municipalities and cities: 1642 (1642 new, 0 changed)",
        "barangays: 7028 (7028 new, 0 changed)",
        "ethnolinguistic groups: 14 (14 new, 0 changed)",
        "organizations: 67 (67 new, 0 changed)",
        "outcome indicators: 88 (88 new, 0 changed)",
        "appropriations of 2024: 396 (396 new, 0 changed)",
        "results promised for 2024: 100 (100 new, 0 changed)",
        "days of the budget calendar: 18 (18 new, 0 changed)",
        "recommendations: 10 (10 new, 0 changed)",
        "moderation of recommendations: 1 (1 new, 0 changed)",
        f"synonyms: {groups} ({groups} new, 0 changed)",
        "moderation of needs: 1 (1 new, 0 changed)",
        "moderation workflows: 1 (1 new, 0 changed)",
        "reasons of refusal: 10 (10 new, 0 changed)",
        "privacy notices: 1 (1 new, 0 changed)",
        "pages: 13 (11 new, 0 changed)",
        "media rights: 8 (8 new, 0 changed)",
    ]
    assert all("(0 new, 0 changed)" in line for line in second)
    assert ContentVersion.current() == version > 0
    assert seconds < 30
    assert time.monotonic() - started < 5
    assert Municipality.objects.get(name="City of Davao").province.region.code == "XI"
    assert Barangay.objects.filter(municipality__province__region__code="IX").exists()
    assert Province.objects.filter(kind="independent_city").count() == 17
    assert dict(Region.objects.values_list("obc_scope").exclude(obc_scope="no").values_list("code", "obc_scope")) == {
        "IX": "yes", "X": "yes", "XI": "yes", "XII": "yes", "MIMAROPA": "partial", "BARMM": "barmm"
    }  # fmt: skip


def test_taxonomy_when_loaded_then_every_row_has_both_languages_and_one_of_six_sectors():
    list(load())

    for model in (Sector, FundingSource, NeedCategory, ServiceCategory, DevelopmentGoal, Holiday):
        assert not model.objects.filter(name_fil="").exists()
    assert set(NeedCategory.objects.values_list("sector__code", flat=True)) == {
        "economic", "social", "infrastructure", "environment", "governance", "peace_security"
    }  # fmt: skip
    assert list(NeedCategory.objects.values_list("name", flat=True)) == [
        "Education", "Economic Development", "Social Development", "Cultural Development", "Infrastructure",
        "Health", "Governance", "Environment", "Peace and Security",
    ]  # fmt: skip


def test_funding_sources_when_loaded_then_no_year_stands_in_them_and_no_name_twice():
    list(load())

    rows = FundingSource.objects.values_list("code", "name")

    assert not any("20" in code + name for code, name in rows)
    assert len({name.casefold() for _code, name in rows}) == 13


def test_label_when_the_page_is_filipino_then_the_row_is_too():
    list(load())
    category = ServiceCategory.objects.get(code="livelihood")

    with override("fil"):
        assert category.label == "Kabuhayan"
    assert category.label == "Livelihood"


def test_holidays_when_loaded_then_eid_is_there_and_estimates_are_marked():
    list(load())

    eids = Holiday.objects.filter(name__startswith="Eid").values_list("date__year", "name", "is_estimated")

    assert {(year, name) for year, name, _estimated in eids} == {
        (year, name) for year in range(2024, 2029) for name in ("Eid al-Fitr", "Eid al-Adha")
    }
    assert all(estimated for year, _name, estimated in eids if year > 2026)
    assert not any(estimated for year, _name, estimated in eids if year < 2026)


def test_holiday_when_its_estimate_was_replaced_then_it_goes_out_of_use_and_own_days_stay():
    list(load())
    moved = Holiday.objects.filter(is_estimated=True).first()
    Holiday.objects.filter(pk=moved.pk).update(date="2027-03-11")
    own = Holiday.objects.create(date="2027-06-30", name="Office closed", is_estimated=True)

    list(load())

    assert Holiday.objects.get(date="2027-03-11").is_active is False
    assert Holiday.objects.get(date=moved.date).is_active is True
    own.refresh_from_db()
    assert own.is_active is True
