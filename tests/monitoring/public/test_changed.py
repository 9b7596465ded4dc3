"""Which steps of a PPA drop kept pages: those that the public can see, in the transaction that takes them."""

import datetime
from decimal import Decimal

import pytest

from portal.core.models import ContentVersion
from portal.monitoring.actions import lifecycle, linking, money, results
from portal.monitoring.enums import FlowType
from portal.monitoring.history import happened
from portal.monitoring.models import MonitoringEntry
from search.models import SearchEntry
from tests.accounts.factories import UserFactory
from tests.monitoring.conftest import REASON
from tests.monitoring.factories import (
    ACT,
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    OutcomeFactory,
    OutcomePeriodFactory,
)
from tests.needs.factories import NeedFactory

pytestmark = pytest.mark.django_db


def is_found(ppa):
    return SearchEntry.objects.filter(index="programs", key=str(ppa.pk)).exists()


@pytest.fixture
def bumps():
    """Whether an act drops kept pages."""

    def bumps(step, /, *args, **kwargs):
        before = ContentVersion.current()
        step(*args, **kwargs)
        return ContentVersion.current() > before

    return bumps


def test_law_when_it_comes_and_goes_then_the_page_comes_and_goes_at_once(desk, bumps, client):
    ppa = desk.ppa(approved=True, title="Clean water")
    address = f"/programs/{ppa.pk}/"
    assert client.get(address).status_code == 404

    assert bumps(lifecycle.enact, ppa, act=ACT, on=datetime.date(2026, 1, 5), by=desk.officer)
    assert (client.get(address).status_code, is_found(ppa)) == (200, True)
    assert bumps(lifecycle.hold, ppa, reason=REASON, by=desk.officer)
    assert (client.get(address).status_code, is_found(ppa)) == (404, False)
    assert bumps(lifecycle.resume, ppa, by=desk.officer)
    assert (client.get(address).status_code, is_found(ppa)) == (200, True)
    assert bumps(lifecycle.cancel, ppa, reason=REASON, by=desk.leader)
    assert (client.get(address).status_code, is_found(ppa)) == (404, False)


def test_money_when_it_moves_then_pages_are_dropped(desk, bumps):
    line = MoneyLineFactory(ppa__in_execution=True, amount=1000)
    day = datetime.date(2026, 1, 5)

    assert bumps(money.record_flow, line, type=FlowType.ALLOCATION, amount=Decimal(5), on=day, by=desk.officer)
    assert bumps(money.reverse_flow, line.flows.get(), reason=REASON, by=desk.officer)


def test_results_when_a_value_is_reported_then_only_its_approval_drops_pages(desk, bumps):
    period = OutcomePeriodFactory(outcome=OutcomeFactory(ppa__in_execution=True), fiscal_year=2025, target=5)
    officer, other = UserFactory(role="me_officer"), UserFactory(role="me_officer")

    assert not bumps(results.report_actual, period, actual=Decimal(5), by=officer)
    period.refresh_from_db()
    assert bumps(results.approve_actual, period, shown=results.mark_of(period), by=other)


def test_needs_when_linked_to_what_is_law_then_pages_are_dropped(desk, bumps):
    ppa = MonitoringEntryFactory(in_execution=True, with_money=1000)
    need = NeedFactory(validated=True)

    assert bumps(linking.link, ppa, need, by=desk.planner)
    assert bumps(linking.unlink, ppa, need, by=desk.planner)


def test_steps_before_the_law_when_taken_then_kept_pages_stay(desk, bumps):
    ppa = desk.ppa()

    assert not bumps(lifecycle.propose, ppa, by=desk.focal)
    assert not bumps(lifecycle.review, ppa, version=1, by=desk.officer)
    assert not bumps(lifecycle.approve, ppa, version=1, by=desk.leader)
    assert not is_found(ppa)


@pytest.mark.parametrize("act", ["justify", "set_team", "ask_change", "begin_stage", "make_contract", "write_lessons"])
def test_internal_steps_when_taken_on_what_is_law_then_kept_pages_stay(bumps, act):
    assert not bumps(happened, MonitoringEntryFactory(in_execution=True), act, by=None)


def test_flows_when_they_move_on_what_was_cancelled_then_kept_pages_stay(desk, bumps):
    flow = MonitoringEntryFundingFactory(line__ppa__cancelled=True, line__ppa__in_execution=False)

    assert MonitoringEntry.objects.get(pk=flow.line.ppa_id).status == "cancelled"
    assert not bumps(money.reverse_flow, flow, reason=REASON, by=desk.officer)


def test_step_when_its_transaction_fails_then_nothing_is_dropped(desk, bumps):
    ppa = desk.ppa(approved=True)
    before = ContentVersion.current()
    with pytest.raises(Exception, match="still to come"):
        lifecycle.enact(ppa, act=ACT, on=datetime.date(2099, 1, 5), by=desk.officer)

    assert ContentVersion.current() == before
