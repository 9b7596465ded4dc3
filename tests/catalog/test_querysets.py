import datetime

import pytest
import time_machine

from catalog.enums import ApplicationMode, IntakeState
from catalog.models import ServiceOffering
from tests.catalog.factories import OfferingFactory
from tests.geography.factories import ProvinceFactory, RegionFactory
from tests.organizations.factories import OrganizationFactory

pytestmark = pytest.mark.django_db


def test_public_when_draft_or_office_inactive_then_absent():
    published = OfferingFactory(published=True)
    OfferingFactory()
    OfferingFactory(published=True, offering_mao=OrganizationFactory(is_active=False))

    assert list(ServiceOffering.objects.public()) == [published]


def test_offered_when_ended_then_absent_but_public():
    ended = OfferingFactory(published=True, ended=True)

    assert not ServiceOffering.objects.offered().exists()
    assert list(ServiceOffering.objects.public()) == [ended]


def test_covering_when_by_region_by_province_or_nationwide_then_found_once():
    nine, ten = RegionFactory(code="IX"), RegionFactory(code="X")
    by_region = OfferingFactory(published=True)
    by_region.geographic_coverage.add(nine)
    by_region.provinces_covered.add(ProvinceFactory(region=nine), ProvinceFactory(region=nine))
    by_region.save()
    by_province = OfferingFactory(published=True)
    by_province.provinces_covered.add(ProvinceFactory(region=nine))
    by_province.save()
    nationwide = OfferingFactory(published=True, is_nationwide=True)
    elsewhere = OfferingFactory(published=True)
    elsewhere.geographic_coverage.add(ten)
    elsewhere.save()

    assert sorted(o.pk for o in ServiceOffering.objects.covering("IX")) == sorted(
        [by_region.pk, by_province.pk, nationwide.pk]
    )


@pytest.mark.parametrize(
    ("opens", "closes", "mode", "state"),
    [
        (None, None, ApplicationMode.OFFICE, IntakeState.NOT_STATED),
        ("2026-05-01", "2026-05-31", ApplicationMode.OFFICE, IntakeState.OPEN),
        ("2026-05-15", None, ApplicationMode.OFFICE, IntakeState.OPEN),
        (None, "2026-05-15", ApplicationMode.OFFICE, IntakeState.OPEN),
        ("2026-05-16", None, ApplicationMode.OFFICE, IntakeState.OPENS_LATER),
        (None, "2026-05-14", ApplicationMode.OFFICE, IntakeState.CLOSED),
        ("2026-05-01", "2026-05-31", ApplicationMode.LIST, IntakeState.NO_APPLICATION),
    ],
)
def test_intake_state_on_a_day_then_row_and_queryset_agree(opens, closes, mode, state):
    offering = OfferingFactory(published=True, opens_on=opens, closes_on=closes, application_mode=mode)
    offering.refresh_from_db()
    day = datetime.date(2026, 5, 15)

    assert offering.intake_state(day) == state
    assert ServiceOffering.objects.taking_applications(day).exists() is (state == IntakeState.OPEN)


def test_intake_state_when_ended_then_ended():
    assert OfferingFactory(ended=True, open_now=True).intake_state() == IntakeState.ENDED


@pytest.mark.parametrize(
    ("checked_on", "months", "due"),
    [
        (None, 6, True),
        (datetime.date(2025, 11, 15), 6, True),
        (datetime.date(2025, 11, 16), 6, False),
        (datetime.date(2025, 11, 30), 3, True),
        (datetime.date(2025, 5, 14), 24, False),
    ],
)
def test_due_for_check_on_15_may_2026(checked_on, months, due):
    with time_machine.travel("2026-05-15 08:00+08:00", tick=False):
        offering = OfferingFactory(published=True, check_interval_months=months, checked=checked_on is not None)
        ServiceOffering.objects.filter(pk=offering.pk).update(last_checked_on=checked_on)

        assert ServiceOffering.objects.due_for_check().exists() is due


def test_due_for_check_when_draft_or_ended_then_not_due():
    OfferingFactory()
    OfferingFactory(published=True, ended=True)

    assert not ServiceOffering.objects.due_for_check().exists()
