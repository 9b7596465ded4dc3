"""Promising results, setting and revising targets, reporting actual values, and their approval by somebody else."""

from decimal import Decimal

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.monitoring.actions import results
from portal.monitoring.enums import ActualState, Direction, OutcomeLevel, YearValue
from portal.monitoring.models import GivenReason, Outcome, OutcomePeriod
from portal.notifications.models import InboxMessage
from tests.accounts.factories import UserFactory
from tests.monitoring.factories import (
    DisaggregationFactory,
    MonitoringEntryFactory,
    OutcomeFactory,
    OutcomeIndicatorFactory,
    OutcomePeriodFactory,
)
from tests.organizations.factories import OrganizationMembershipFactory

pytestmark = pytest.mark.django_db
THIS_YEAR = timezone.localdate().year
VALUES = {
    "level": OutcomeLevel.OUTPUT,
    "library_indicator": None,
    "indicator": "Wells drilled",
    "unit": "wells",
    "direction": Direction.INCREASE,
    "year_value": YearValue.SUM,
    "baseline": None,
    "baseline_on": None,
}


@pytest.fixture
def officer():
    return UserFactory(role="me_officer")


def editor_of(ppa):
    return OrganizationMembershipFactory(organization=ppa.lead_organization).user


def acts():
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))


# ---- What is promised ------------------------------------------------------------------------------------------------


def test_outcome_when_added_to_a_draft_by_its_office_then_stands_last_of_its_level():
    ppa = MonitoringEntryFactory()
    OutcomeFactory(ppa=ppa, level=OutcomeLevel.OUTPUT, position=4)

    outcome = results.add_outcome(ppa, values=VALUES, by=editor_of(ppa))

    assert (outcome.indicator, outcome.unit, outcome.position) == ("Wells drilled", "wells", 5)
    assert acts() == ["monitoring.add_outcome"]


def test_outcome_when_of_the_library_then_is_measured_as_the_library_says():
    row = OutcomeIndicatorFactory(unit="households", direction=Direction.DECREASE, year_value=YearValue.SUM)
    ppa = MonitoringEntryFactory()

    outcome = results.add_outcome(ppa, values={**VALUES, "library_indicator": row}, by=editor_of(ppa))

    assert (outcome.indicator, outcome.unit) == (row.indicator_name, "households")
    assert (outcome.direction, outcome.year_value) == (Direction.DECREASE, YearValue.SUM)


def test_outcome_when_the_ppa_already_has_its_indicator_then_is_refused():
    ppa = MonitoringEntryFactory()
    OutcomeFactory(ppa=ppa, indicator="Wells drilled")

    with pytest.raises(ActionRefused, match="already has this indicator"):
        results.add_outcome(ppa, values=VALUES, by=editor_of(ppa))


def test_outcome_when_the_ppa_is_proposed_then_only_an_officer_adds_it(officer):
    ppa = MonitoringEntryFactory(proposed=True)

    with pytest.raises(ActionRefused, match="Ask an M&E officer"):
        results.add_outcome(ppa, values=VALUES, by=editor_of(ppa))
    results.add_outcome(ppa, values=VALUES, by=officer)

    assert ppa.outcomes.count() == 1


def test_outcome_when_added_by_another_office_then_is_refused():
    stranger = OrganizationMembershipFactory().user

    with pytest.raises(ActionRefused, match="Your role"):
        results.add_outcome(MonitoringEntryFactory(), values=VALUES, by=stranger)


def test_outcome_when_changed_then_keeps_before_and_after_of_what_differs(officer):
    outcome = OutcomeFactory(indicator="Wells", unit="percent")

    results.change_outcome(outcome, values={"unit": "wells", "baseline": Decimal(3)}, by=officer)

    entry = ModelLogEntry.objects.get()
    assert entry.data["before"] == {"unit": "percent", "baseline": None}
    assert entry.data["after"] == {"unit": "wells", "baseline": "3"}


def test_outcome_when_values_were_reported_then_keeps_its_unit_and_stays(officer):
    outcome = OutcomePeriodFactory(reported=True).outcome

    with pytest.raises(ActionRefused, match="add another result"):
        results.change_outcome(outcome, values={"unit": "wells"}, by=officer)
    with pytest.raises(ActionRefused, match="it stays"):
        results.remove_outcome(outcome, by=officer)

    assert Outcome.objects.get().unit == "percent"


def test_outcome_when_removed_then_its_targets_go_with_it(officer):
    outcome = OutcomePeriodFactory().outcome

    results.remove_outcome(outcome, by=officer)

    assert not OutcomePeriod.objects.exists()
    assert acts() == ["monitoring.remove_outcome"]


# ---- Targets ---------------------------------------------------------------------------------------------------------


def test_target_when_set_in_a_draft_then_may_be_set_again():
    outcome = OutcomeFactory(ppa=MonitoringEntryFactory())
    editor = editor_of(outcome.ppa)

    results.set_target(outcome, fiscal_year=THIS_YEAR, target=Decimal(10), by=editor)
    results.set_target(outcome, fiscal_year=THIS_YEAR, target=Decimal(12), by=editor)

    assert outcome.periods.get().target == 12
    assert ModelLogEntry.objects.order_by("pk").last().data["before"]["target"] == "10.0000"


def test_target_when_it_stands_then_is_revised_with_a_reason_only(officer):
    period = OutcomePeriodFactory(target=Decimal(75))

    with pytest.raises(ActionRefused, match="Revise it"):
        results.set_target(period.outcome, fiscal_year=period.fiscal_year, target=Decimal(60), by=officer)
    with pytest.raises(ActionRefused, match="Give the reason"):
        results.revise_target(period, target=Decimal(60), reason=" ", by=officer)
    results.revise_target(period, target=Decimal(60), reason="The flood closed four schools.", by=officer)

    data = ModelLogEntry.objects.get().data
    assert (data["before"]["target"], data["after"]["target"]) == ("75.0000", "60")
    assert GivenReason.objects.get(pk=data["reason"]).text == "The flood closed four schools."


def test_target_when_its_office_revises_it_then_is_refused():
    period = OutcomePeriodFactory()

    with pytest.raises(ActionRefused, match="Your role"):
        results.revise_target(period, target=Decimal(1), reason="Easier.", by=editor_of(period.outcome.ppa))


def test_target_when_the_value_is_approved_then_stands(officer):
    period = OutcomePeriodFactory(approved=True)

    with pytest.raises(ActionRefused, match="its target stands"):
        results.revise_target(period, target=Decimal(1), reason="Easier.", by=officer)


@pytest.mark.parametrize(
    ("direction", "target", "high", "sentence"),
    [
        (Direction.INCREASE, 5, 9, "Only a range"),
        (Direction.RANGE, 5, None, "both ends"),
        (Direction.RANGE, 9, 5, "upper end lies above"),
    ],
)
def test_target_when_its_ends_do_not_fit_then_is_refused(officer, direction, target, high, sentence):
    outcome = OutcomeFactory(direction=direction)

    with pytest.raises(ActionRefused, match=sentence):
        results.set_target(
            outcome,
            fiscal_year=THIS_YEAR,
            target=Decimal(target),
            target_high=None if high is None else Decimal(high),
            by=officer,
        )


def test_period_when_nothing_was_reported_then_goes_else_it_stays(officer):
    empty, reported = OutcomePeriodFactory(), OutcomePeriodFactory(reported=True)

    results.remove_period(empty, by=officer)
    with pytest.raises(ActionRefused, match="it stays"):
        results.remove_period(reported, by=officer)

    assert OutcomePeriod.objects.get() == reported


# ---- Actual values ---------------------------------------------------------------------------------------------------


@pytest.fixture
def period():
    return OutcomePeriodFactory(fiscal_year=THIS_YEAR, outcome__year_value=YearValue.SUM)


def test_actual_when_reported_then_waits_and_the_officers_are_told(period, officer):
    editor = editor_of(period.outcome.ppa)

    results.report_actual(
        period, actual=Decimal(70), note=" Of all wells. ", parts={"Women and girls": Decimal(35)}, by=editor
    )

    period.refresh_from_db()
    assert (period.actual, period.note, period.actual_state) == (70, "Of all wells.", ActualState.REPORTED)
    assert (period.reported_by, period.decided_by) == (editor, None)
    assert dict(period.parts.values_list("group", "actual")) == {"Women and girls": 35}
    assert InboxMessage.objects.get(kind="monitoring.result_reported").user == officer


def test_actual_when_reported_twice_the_same_then_has_one_effect(period, officer):
    editor = editor_of(period.outcome.ppa)

    for _time in range(2):
        results.report_actual(period, actual=Decimal(70), parts={"Men and boys": Decimal(1)}, by=editor)

    assert acts() == ["monitoring.report_actual"]


@pytest.mark.parametrize("trait", ["enacted", "in_execution", "completed", "on_hold"])
def test_actual_when_the_money_is_granted_then_can_be_reported(trait):
    period = OutcomePeriodFactory(outcome__ppa=MonitoringEntryFactory(**{trait: True}))

    results.report_actual(period, actual=Decimal(0), by=editor_of(period.outcome.ppa))

    period.refresh_from_db()
    assert period.actual == 0


def test_actual_when_it_cannot_be_known_yet_then_is_refused(officer):
    draft = OutcomePeriodFactory(outcome__ppa=MonitoringEntryFactory(approved=True))
    ahead = OutcomePeriodFactory(fiscal_year=THIS_YEAR + 1)

    with pytest.raises(ActionRefused, match="granted the money"):
        results.report_actual(draft, actual=Decimal(1), by=officer)
    with pytest.raises(ActionRefused, match="still to come"):
        results.report_actual(ahead, actual=Decimal(1), by=officer)


def test_actual_when_a_group_is_larger_than_the_whole_then_is_refused(period, officer):
    with pytest.raises(ActionRefused, match="larger than the whole"):
        results.report_actual(period, actual=Decimal(10), parts={"Women and girls": Decimal(11)}, by=officer)


def test_actual_when_it_is_a_rate_then_a_group_may_lie_above_it(officer):
    rate = OutcomePeriodFactory(fiscal_year=THIS_YEAR)

    results.report_actual(rate, actual=Decimal(10), parts={"Women and girls": Decimal(11)}, by=officer)

    assert rate.parts.get().actual == 11


def test_actual_when_approved_by_another_then_counts():
    period, officer = OutcomePeriodFactory(reported=True), UserFactory(role="me_officer")

    results.approve_actual(period, shown=results.mark_of(period), by=officer)

    period.refresh_from_db()
    assert (period.actual_state, period.decided_by) == (ActualState.APPROVED, officer)
    assert period.as_counted.actual == 70


def test_actual_when_approved_by_its_reporter_then_is_refused(period, officer):
    results.report_actual(period, actual=Decimal(70), by=officer)
    period.refresh_from_db()

    with pytest.raises(ActionRefused, match="You reported it"):
        results.approve_actual(period, shown=results.mark_of(period), by=officer)


def test_actual_when_reported_again_meanwhile_then_approval_of_the_old_one_is_refused(officer):
    period = OutcomePeriodFactory(reported=True, fiscal_year=THIS_YEAR)
    shown = results.mark_of(period)
    results.report_actual(period, actual=Decimal(99), by=editor_of(period.outcome.ppa))

    with pytest.raises(ActionRefused, match="changed meanwhile"):
        results.approve_actual(period, shown=shown, by=officer)


@pytest.mark.parametrize("role", ["oobc_staff", "oobc_planner", "budget_officer", "ocm_leadership"])
def test_actual_when_others_decide_then_is_refused(role):
    period = OutcomePeriodFactory(reported=True)

    with pytest.raises(ActionRefused, match="Your role"):
        results.approve_actual(period, shown=results.mark_of(period), by=UserFactory(role=role))


@pytest.mark.parametrize("trait", ["reported", "approved"])
def test_actual_when_sent_back_then_counts_no_longer_and_its_reporter_is_told(officer, trait):
    period = OutcomePeriodFactory(**{trait: True})

    results.send_back_actual(period, reason="Count both halves.", shown=results.mark_of(period), by=officer)

    period.refresh_from_db()
    assert (period.actual_state, period.decision_note) == (ActualState.RETURNED, "Count both halves.")
    assert period.as_counted.actual is None
    told = InboxMessage.objects.filter(kind="monitoring.result_sent_back")
    assert [message.user for message in told] == [period.reported_by]


def test_actual_when_sent_back_without_a_reason_then_is_refused(officer):
    period = OutcomePeriodFactory(reported=True)

    with pytest.raises(ActionRefused, match="Give the reason"):
        results.send_back_actual(period, reason=" ", shown=results.mark_of(period), by=officer)


def test_actual_when_approved_then_is_not_reported_over_before_it_is_sent_back(officer):
    period = OutcomePeriodFactory(approved=True, fiscal_year=THIS_YEAR)
    editor = editor_of(period.outcome.ppa)

    with pytest.raises(ActionRefused, match="sends it back"):
        results.report_actual(period, actual=Decimal(1), by=editor)
    results.send_back_actual(period, reason="Wrong.", shown=results.mark_of(period), by=officer)
    results.report_actual(period, actual=Decimal(1), by=editor)

    period.refresh_from_db()
    assert (period.actual, period.actual_state, period.decided_by) == (1, ActualState.REPORTED, None)


def test_actuals_when_one_of_them_is_refused_then_none_is_reported(period):
    editor = editor_of(period.outcome.ppa)
    ahead = OutcomePeriodFactory(outcome=period.outcome, fiscal_year=THIS_YEAR + 1)

    with pytest.raises(ActionRefused, match=f"{THIS_YEAR + 1}: This period is still to come"):
        results.report_actuals({period: (Decimal(1), ""), ahead: (Decimal(2), "")}, by=editor)

    period.refresh_from_db()
    assert period.actual_state == ActualState.NONE


def test_actuals_when_reported_together_then_the_groups_of_each_stay(period):
    DisaggregationFactory(period=period, actual=Decimal(3))

    results.report_actuals({period: (Decimal(10), "Counted twice.")}, by=editor_of(period.outcome.ppa))

    period.refresh_from_db()
    assert (period.actual, period.parts.get().actual) == (10, 3)


# ---- What was learned ------------------------------------------------------------------------------------------------


def test_lessons_when_written_by_the_office_then_stand_and_the_record_names_what_changed():
    ppa = MonitoringEntryFactory(completed=True)
    values = {"lessons_learned": " Drill in March. ", "best_practices": "", "recommendations_for_future": ""}

    results.write_lessons(ppa, values=values, by=editor_of(ppa))

    ppa.refresh_from_db()
    assert ppa.lessons_learned == "Drill in March."
    assert ModelLogEntry.objects.get().data == {"fields": ["lessons_learned"]}


def test_lessons_when_written_by_another_office_then_are_refused():
    values = dict.fromkeys(results.LEARNED, "Ours now.")

    with pytest.raises(ActionRefused, match="Your role"):
        results.write_lessons(MonitoringEntryFactory(), values=values, by=OrganizationMembershipFactory().user)
