"""An act opens and clears the alerts that rest on what it changed, in its own transaction."""

import datetime
from decimal import Decimal

import pytest
import time_machine

from portal.core.fiscal_year import Quarter
from portal.monitoring import history
from portal.monitoring.actions import changing, contracts, lifecycle, linking, money, reporting, results
from portal.monitoring.actions.changing import LineWanted
from portal.monitoring.actions.reporting import Said
from portal.monitoring.alerts.assessments import AssessmentUnaddressed
from portal.monitoring.alerts.money import MoneyLapses, ObligatedTooMuch
from portal.monitoring.alerts.progress import FollowUpDue, SlippageReached
from portal.monitoring.alerts.results import IndicatorNotReported
from portal.monitoring.enums import FlowType
from portal.notifications import alerts
from portal.notifications.models import Alert
from tests.accounts.factories import UserFactory
from tests.monitoring.factories import (
    ContractSliceFactory,
    MoneyLineFactory,
    MonitoringEntryFactory,
    MultiYearContractFactory,
    NeedAddressedFactory,
    OutcomePeriodFactory,
    ProgressUpdateFactory,
)
from tests.needs.factories import AssessmentFactory, NeedFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-22T09:00+08:00", tick=False):
        yield


@pytest.fixture
def officer():
    return UserFactory(role="budget_officer")


@pytest.fixture
def leader():
    return UserFactory(role="ocm_leadership")


def is_open(rule, row):
    return Alert.objects.open().filter(rule=rule.code, object_id=str(row.pk)).exists()


def obligate(line, amount, officer, **values):
    flow = {"type": FlowType.OBLIGATION, "on": TODAY, **values}
    return money.record_flow(line, amount=Decimal(amount), by=officer, **flow)


# ---- Money -----------------------------------------------------------------------------------------------------------


def test_flow_when_it_obligates_too_much_then_opens_the_alert_and_its_reversal_clears_it(officer):
    line = MoneyLineFactory(ppa=MonitoringEntryFactory(in_execution=True), amount=1000)

    flow = obligate(line, 1200, officer)

    assert is_open(ObligatedTooMuch, line.ppa)
    money.reverse_flow(flow, reason="The amount was wrong.", by=officer)
    assert not is_open(ObligatedTooMuch, line.ppa)


def test_flow_when_it_obligates_what_would_lapse_then_clears_the_alert(officer):
    line = MoneyLineFactory(personnel=True, ppa=MonitoringEntryFactory(in_execution=True), amount=1000)
    alerts.sweep()
    assert is_open(MoneyLapses, line.ppa)

    obligate(line, 1000, officer)

    assert not is_open(MoneyLapses, line.ppa)


def test_contract_when_its_slices_grow_then_what_was_taken_above_them_is_cleared(officer):
    contract = MultiYearContractFactory(slices={2026: 600, 2027: 400})
    line = MoneyLineFactory(ppa=contract.ppa, fiscal_year=2026)
    obligate(line, 650, officer, contract=contract)
    assert is_open(ObligatedTooMuch, contract.ppa)

    slices = {2026: Decimal(700), 2027: Decimal(300)}
    contracts.change_contract(contract, slices=slices, reason="More was built this year.", by=officer)

    assert not is_open(ObligatedTooMuch, contract.ppa)


def test_change_when_approved_then_the_money_of_its_lines_is_looked_at(officer, leader):
    ppa = MonitoringEntryFactory(in_execution=True)
    line = MoneyLineFactory(ppa=ppa, amount=1000)
    obligate(line, 900, officer)
    planner = UserFactory(role="oobc_planner")
    wanted = [LineWanted(amount=Decimal(800), line=line)]
    change = changing.ask(ppa, lines=wanted, reason="Less is needed.", by=planner)

    changing.approve_change(change, reason="Agreed.", by=leader)

    assert is_open(ObligatedTooMuch, ppa)


# ---- Status ----------------------------------------------------------------------------------------------------------


def test_ppa_when_cancelled_or_completed_then_what_nobody_owes_any_more_is_cleared(leader):
    planner = UserFactory(role="oobc_planner")
    for act in (
        lambda ppa: lifecycle.cancel(ppa, reason="The site was sold.", by=leader),
        lambda ppa: lifecycle.complete(ppa, on=TODAY, by=planner),
    ):
        report = ProgressUpdateFactory(behind=True, follow_up_on=TODAY)
        alerts.sweep()
        assert is_open(SlippageReached, report.ppa)
        assert is_open(FollowUpDue, report)

        act(report.ppa)

        assert not is_open(SlippageReached, report.ppa)
        assert not is_open(FollowUpDue, report)


def test_ppa_when_it_is_not_law_yet_then_no_alert_is_looked_at(officer, monkeypatch):
    looked = []
    monkeypatch.setattr(alerts, "check", lambda rule, rows: looked.append(rule))

    lifecycle.review(ppa := MonitoringEntryFactory(proposed=True), version=ppa.version, by=officer)

    assert looked == []


# ---- What was reported -----------------------------------------------------------------------------------------------


def test_follow_up_when_its_day_comes_then_is_told_until_a_later_quarter_is_reported():
    report = ProgressUpdateFactory(behind=True, quarter=2, follow_up_on=TODAY)
    later = ProgressUpdateFactory(behind=True, quarter=2, follow_up_on=TODAY + datetime.timedelta(days=1))
    alerts.sweep()

    assert is_open(FollowUpDue, report)
    assert not is_open(FollowUpDue, later)
    said = Said(target_pct=None, actual_pct=None, narrative="The second crew has come.")
    reporting.report(report.ppa, Quarter(2026, 3), said, by=UserFactory(role="oobc_planner"))
    assert not is_open(FollowUpDue, report)


def test_follow_up_when_the_report_names_another_day_then_is_cleared():
    report = ProgressUpdateFactory(behind=True, follow_up_on=TODAY)
    alerts.sweep()
    facts = {name: getattr(report, name) for name in (*reporting.FACTS, *reporting.WORDS)}

    said = Said(**{**facts, "follow_up_on": TODAY + datetime.timedelta(days=30)})
    reporting.correct(report, said, by=UserFactory(role="oobc_planner"))

    assert not is_open(FollowUpDue, report)


def test_result_when_reported_or_its_period_is_taken_away_then_clears_the_alert_at_once():
    ppa = MonitoringEntryFactory(in_execution=True)
    reported, gone = (OutcomePeriodFactory(outcome__ppa=ppa, quarter=quarter) for quarter in (1, 2))
    alerts.sweep()
    assert is_open(IndicatorNotReported, reported)
    key = gone.pk
    measurer = UserFactory(role="me_officer")

    results.report_actual(reported, actual=Decimal(7), by=measurer)
    results.remove_period(gone, by=measurer)

    assert not is_open(IndicatorNotReported, reported)
    assert not Alert.objects.open().filter(object_id=str(key)).exists()


# ---- Assessments -----------------------------------------------------------------------------------------------------


@pytest.fixture
def assessment():
    return AssessmentFactory(completed=True)


@pytest.fixture
def need(assessment):
    return NeedFactory(prioritized=True, found=True, assessment=assessment)


def test_assessment_when_money_is_granted_for_its_needs_then_is_cleared_and_armed_again(assessment, need, leader):
    alerts.sweep()
    assert is_open(AssessmentUnaddressed, assessment)
    ppa = MonitoringEntryFactory(in_execution=True, with_money=1000)

    linking.link(ppa, need, by=UserFactory(role="oobc_planner"))
    assert not is_open(AssessmentUnaddressed, assessment)

    lifecycle.cancel(ppa, reason="The site was sold.", by=leader)
    assert is_open(AssessmentUnaddressed, assessment)


def test_assessment_when_unaddressed_then_planners_are_told_in_words(assessment, need):
    planner = UserFactory(role="oobc_planner")
    UserFactory(role="budget_officer")
    NeedAddressedFactory(need=need, ppa=MonitoringEntryFactory(proposed=True, with_money=500))
    rule = AssessmentUnaddressed()

    facts = rule.holding(rule.rows())[assessment.pk]

    assert rule.words(assessment, facts) == "1 of 1 need with a score above 4.0 has no money granted."
    assert rule.recipients([assessment]) == {assessment.pk: [planner]}


def test_slices_when_the_record_is_read_then_each_year_stands_with_before_and_after(officer):
    contract = MultiYearContractFactory(ppa=MonitoringEntryFactory(in_execution=True))
    ContractSliceFactory(contract=contract, fiscal_year=2026, amount=Decimal(600_000))

    slices = {2026: Decimal(700_000), 2027: Decimal(100_000)}
    contracts.change_contract(contract, slices=slices, reason="Steel costs more.", by=officer)

    step = history.steps_of(contract.ppa)[0]
    changed = "Year 2026: 600,000.00 → 700,000.00; Year 2027: 0.00 → 100,000.00"
    assert step.what == f"Contract over several years changed. {changed}"
    assert (step.by, step.reason) == (officer, "Steel costs more.")
