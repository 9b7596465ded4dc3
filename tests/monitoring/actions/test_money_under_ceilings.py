"""The gate: approving, holding and changing money under ceilings that warn or block."""

import pytest

from portal.monitoring.actions import lifecycle
from portal.monitoring.ceilings.gate import CeilingRefused
from portal.monitoring.enums import CeilingMode, PPAStatus
from portal.monitoring.models import CeilingOverride
from tests.accounts.factories import UserFactory
from tests.monitoring.factories import YEAR, CeilingManagementFactory, MoneyLineFactory, MonitoringEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return UserFactory(role="ocm_leadership")


@pytest.fixture
def ceiling():
    return CeilingManagementFactory(fiscal_year=YEAR, ceiling_amount=1000, mode=CeilingMode.BLOCK)


def asks(ceiling, amount):
    ppa = MonitoringEntryFactory(under_review=True)
    MoneyLineFactory(ppa=ppa, fiscal_year=ceiling.fiscal_year, source=ceiling.source, amount=amount)
    return ppa


def test_approve_when_there_is_room_then_takes_it(leader, ceiling):
    ppa = asks(ceiling, 800)

    approved = lifecycle.approve(ppa, version=ppa.version, by=leader)

    assert approved.status == PPAStatus.APPROVED


def test_approve_when_there_is_too_little_room_then_is_refused_and_names_who_took_it(leader, ceiling):
    first, second = asks(ceiling, 800), asks(ceiling, 300)
    lifecycle.approve(first, version=first.version, by=leader)

    with pytest.raises(CeilingRefused, match=rf"₱200\.00 left, and this needs ₱300\.00.*{first.title} \(₱800\.00\)"):
        lifecycle.approve(second, version=second.version, by=leader)

    second.refresh_from_db()
    assert second.status == PPAStatus.UNDER_REVIEW


def test_approve_when_leadership_gives_a_reason_then_it_is_still_refused(leader, ceiling):
    ppa = asks(ceiling, 1001)

    with pytest.raises(CeilingRefused):
        lifecycle.approve(ppa, version=ppa.version, override_reason="Because.", by=leader)

    assert not CeilingOverride.objects.exists()
