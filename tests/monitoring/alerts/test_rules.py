"""The rules about PPAs: when each holds, when not any more, and whom it concerns."""

import datetime
from decimal import Decimal

import pytest
import time_machine

from portal.core.fiscal_year import Quarter
from portal.monitoring.actions import lifecycle
from portal.monitoring.actions.reporting import Said, report
from portal.monitoring.alerts.ceilings import CeilingFull
from portal.monitoring.alerts.money import MoneyLapses, ObligatedTooMuch
from portal.monitoring.alerts.progress import SlippageReached, UpdateDue, UpdateLate
from portal.monitoring.alerts.results import IndicatorNotReported
from portal.monitoring.enums import CostStructure, PPAStatus
from portal.notifications import alerts
from portal.notifications.models import Alert, InboxMessage
from tests.accounts.factories import UserFactory
from tests.monitoring.factories import (
    CeilingManagementFactory,
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    MultiYearContractFactory,
    OutcomePeriodFactory,
    ProgressUpdateFactory,
)
from tests.organizations.factories import FocalPersonFactory

pytestmark = pytest.mark.django_db


def on(day):
    return time_machine.travel(f"{day}T09:00+08:00", tick=False)


def holding(rule):
    return rule.holding(rule.rows())


def pairs(rule):
    return {key: (facts["year"], facts["quarter"]) for key, facts in holding(rule).items()}


# ---- Money -----------------------------------------------------------------------------------------------------------


def test_money_when_it_lapses_this_year_then_is_told_at_90_60_and_30_days():
    line = MoneyLineFactory(personnel=True, ppa=MonitoringEntryFactory(in_execution=True))

    within = []
    for day in ("2026-09-30", "2026-10-02", "2026-11-01", "2026-11-30", "2026-12-31"):
        with on(day):
            within.append(holding(MoneyLapses()).get(line.ppa_id, {}).get("within"))

    assert within == [None, 90, 60, 60, 30]


def test_money_when_it_is_valid_for_another_year_or_obligated_then_does_not_lapse():
    running = MonitoringEntryFactory(in_execution=True)
    lapsing = MoneyLineFactory(ppa=running, capital=True, fiscal_year=2025, amount=500)
    MonitoringEntryFundingFactory(line=lapsing, obligation=True, amount=200, on=datetime.date(2025, 6, 1))
    MoneyLineFactory(ppa=running)
    MoneyLineFactory(ppa=MonitoringEntryFactory(approved=True), personnel=True)
    spent = MoneyLineFactory(ppa=MonitoringEntryFactory(in_execution=True), personnel=True, amount=700)
    MonitoringEntryFundingFactory(line=spent, obligation=True, amount=700)
    office = MonitoringEntryFactory(in_execution=True, cost_structure=CostStructure.GAS)
    MoneyLineFactory(ppa=office, amount=90)

    with on("2026-11-22"):
        found = holding(MoneyLapses())

    assert {key: Decimal(facts["pesos"]) for key, facts in found.items()} == {running.pk: 300, office.pk: 90}


def test_money_when_it_lapses_then_concerns_the_office_and_the_budget_officers():
    line = MoneyLineFactory(personnel=True, ppa=MonitoringEntryFactory(in_execution=True))
    focal = FocalPersonFactory(membership__organization=line.ppa.lead_organization).membership.user
    FocalPersonFactory()
    officer = UserFactory(role="budget_officer")
    UserFactory(role="oobc_planner")

    assert MoneyLapses().recipients([line.ppa]) == {line.ppa_id: [focal, officer]}


def test_obligations_when_above_the_allotment_then_hold_until_an_adjustment_raises_it():
    line = MoneyLineFactory(ppa=MonitoringEntryFactory(in_execution=True), amount=1000)
    MonitoringEntryFundingFactory(line=line, obligation=True, amount=1200)

    assert holding(ObligatedTooMuch()) == {line.ppa_id: {"above_allotment": "200.00", "above_slices": "0"}}

    MonitoringEntryFundingFactory(line=line, adjustment=True, amount=200)
    assert holding(ObligatedTooMuch()) == {}


def test_obligations_when_above_the_slice_of_a_contract_then_hold():
    contract = MultiYearContractFactory(slices={2026: 600, 2027: 400})
    line = MoneyLineFactory(ppa=contract.ppa, fiscal_year=2026)
    MonitoringEntryFundingFactory(line=line, obligation=True, amount=650, contract=contract)

    found = holding(ObligatedTooMuch())

    assert found == {contract.ppa_id: {"above_allotment": "0", "above_slices": "50.00"}}
    assert "₱50.00 more than their slices" in ObligatedTooMuch().words(contract.ppa, found[contract.ppa_id])


def test_ceiling_when_nearly_full_or_exceeded_then_holds():
    ceilings = [CeilingManagementFactory(fiscal_year=year, ceiling_amount=1000) for year in (2026, 2027, 2028)]
    for ceiling, amount in zip(ceilings, (899, 900, 1001), strict=True):
        ppa = MonitoringEntryFactory(approved=True)
        MoneyLineFactory(ppa=ppa, fiscal_year=ceiling.fiscal_year, source=ceiling.source, amount=amount)

    with on("2026-11-22"):
        found = holding(CeilingFull())

    assert {key: facts["state"] for key, facts in found.items()} == {
        ceilings[1].pk: "warning",
        ceilings[2].pk: "exceeded",
    }
    assert CeilingFull().words(ceilings[2], found[ceilings[2].pk]) == "Exceeded by ₱1.00."


def test_ceiling_when_a_change_crosses_it_then_its_alert_opens_in_the_same_transaction_and_is_not_told_twice():
    ceiling = CeilingManagementFactory(fiscal_year=2027, ceiling_amount=1000)
    source, leader = ceiling.source, UserFactory(role="ocm_leadership")
    ppa = MonitoringEntryFactory(under_review=True)
    MoneyLineFactory(ppa=ppa, fiscal_year=2027, source=source, amount=950)
    officer = UserFactory(role="budget_officer")

    lifecycle.approve(ppa, version=ppa.version, by=leader)

    assert Alert.objects.open().get().facts == {"state": "warning", "percent": "95.00", "over": "0"}
    assert InboxMessage.objects.filter(user=officer).count() == 1
    lifecycle.cancel(ppa, reason="The site was sold.", by=leader)
    assert not Alert.objects.open().exists()


# ---- Progress --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "stage"),
    [(50, None), (46, None), (45, "early_warning"), (40, "final_warning"), (35, "termination_review")],
)
def test_slippage_when_a_stage_is_reached_then_holds(done, stage):
    update = ProgressUpdateFactory(behind=True, actual_pct=Decimal(done))

    found = holding(SlippageReached())

    assert found.get(update.ppa_id, {}).get("stage") == stage


def test_slippage_when_a_newer_report_is_better_or_the_work_is_done_then_holds_no_more():
    late = ProgressUpdateFactory(behind=True)
    ProgressUpdateFactory(ppa=late.ppa, quarter=2, target_pct=Decimal(60), actual_pct=Decimal(60))
    ProgressUpdateFactory(behind=True, ppa=MonitoringEntryFactory(completed=True))

    assert holding(SlippageReached()) == {}


def test_slippage_when_reported_then_is_told_on_worsening_only_and_cleared_by_a_report(settings):
    ppa = MonitoringEntryFactory(in_execution=True)
    focal = FocalPersonFactory(membership__organization=ppa.lead_organization).membership.user
    told = []
    with on("2026-11-22"):
        for quarter, done in ((1, 44), (2, 43), (3, 30), (4, 50)):
            said = Said(
                target_pct=Decimal(50),
                actual_pct=Decimal(done),
                narrative="Wells.",
                deviation_reason="Rain.",
                corrective_action="A second crew.",
            )
            report(ppa, Quarter(2026, quarter), said, by=focal)
            told.append(InboxMessage.objects.filter(user=focal, subject__startswith="Alert: Behind").count())

    assert told == [1, 1, 2, 2]
    assert Alert.objects.filter(rule=SlippageReached.code).open().count() == 0


def test_report_when_its_quarter_closed_then_is_due_two_weeks_before_and_late_the_day_after():
    ppa = MonitoringEntryFactory(in_execution=True, actual_start=datetime.date(2026, 7, 1))

    seen = {}
    for day in ("2026-10-15", "2026-10-16", "2026-10-30", "2026-10-31"):
        with on(day):
            seen[day] = (ppa.pk in holding(UpdateDue()), ppa.pk in holding(UpdateLate()))

    assert list(seen.values()) == [(False, False), (True, False), (True, False), (False, True)]


def test_report_when_several_quarters_are_missing_then_the_oldest_of_the_last_year_is_named():
    ppa = MonitoringEntryFactory(in_execution=True, actual_start=datetime.date(2025, 1, 5))
    ProgressUpdateFactory(ppa=ppa, fiscal_year=2025, quarter=4)

    with on("2026-11-22"):
        assert pairs(UpdateLate()) == {ppa.pk: (2026, 1)}


def test_report_when_the_work_had_not_begun_stood_still_or_was_over_then_none_is_owed():
    MonitoringEntryFactory(in_execution=True, actual_start=datetime.date(2026, 10, 1))
    MonitoringEntryFactory(enacted=True)
    MonitoringEntryFactory(on_hold=True)
    over = MonitoringEntryFactory(completed=True, actual_end=datetime.date(2026, 6, 30))
    for quarter in (1, 2):
        ProgressUpdateFactory(ppa=over, quarter=quarter)

    with on("2026-11-22"):
        assert pairs(UpdateLate()) == {}


def test_report_when_sent_then_clears_its_alert_at_once(settings):
    ppa = MonitoringEntryFactory(in_execution=True, actual_start=datetime.date(2026, 7, 1))
    with on("2026-11-22"):
        alerts.check(UpdateLate.code, [ppa])
        assert Alert.objects.open().get().object_id == str(ppa.pk)

        said = Said(target_pct=None, actual_pct=None, narrative="Twelve wells.")
        report(ppa, Quarter(2026, 3), said, by=UserFactory(role="oobc_planner"))

    assert not Alert.objects.open().exists()


# ---- Results ---------------------------------------------------------------------------------------------------------


def test_result_when_its_period_closed_30_days_ago_then_holds_until_it_is_reported():
    def period(**values):
        return OutcomePeriodFactory(outcome__ppa__status=PPAStatus.IN_EXECUTION, **values)

    closed, last_year = period(quarter=3), period(fiscal_year=2025)
    period(quarter=4)
    period(quarter=None)
    period(quarter=2, reported=True)
    OutcomePeriodFactory(outcome__ppa=MonitoringEntryFactory(approved=True), quarter=1)

    with on("2026-10-31"):
        assert pairs(IndicatorNotReported()) == {closed.pk: (2026, 3), last_year.pk: (2025, None)}
    with on("2026-10-30"):
        assert pairs(IndicatorNotReported()) == {last_year.pk: (2025, None)}
