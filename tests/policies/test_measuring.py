"""What a recommendation changed: recorded, judged as results of PPAs are, and shown beside what it rests on."""

import itertools
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.core.shown import MovedOn
from portal.monitoring.enums import Direction
from portal.monitoring.formulas.achievement import Measure, achievement, achievement_rate
from portal.policies.actions import measuring
from portal.policies.enums import ImpactDirection
from portal.policies.judging import impact_rate, judged
from portal.policies.models import PolicyImpact
from tests.policies.factories import PolicyImpactFactory, in_days

NUMBERS = [None, *(Decimal(number) for number in ("-2", "0", "3", "3.5", "10"))]
DIRECTIONS = {ImpactDirection.INCREASE: Direction.INCREASE, ImpactDirection.DECREASE: Direction.DECREASE}


def every_impact():
    return [
        PolicyImpact(direction=direction, baseline=before, target=target, current=now)
        for direction, before, target, now in itertools.product(DIRECTIONS, NUMBERS, NUMBERS, NUMBERS)
    ]


def as_measure(impact):
    direction = DIRECTIONS[ImpactDirection(impact.direction)]
    return Measure(target=impact.target, actual=impact.current, baseline=impact.baseline, direction=direction)


def test_judged_when_compared_with_results_of_ppas_then_says_the_same():
    for impact in every_impact():
        found, wanted = judged(impact), achievement(as_measure(impact))

        said = (impact.direction, impact.baseline, impact.target, impact.current)
        assert (found.is_measured, found.is_met, found.progress) == (wanted.measured, wanted.achieved, wanted.pct), said
        if wanted.achieved is None and wanted.measured:
            assert found.unclear in wanted.flags, said


def test_judged_when_there_is_a_number_at_the_end_then_it_counts():
    impact = PolicyImpact(target=Decimal(10), baseline=Decimal(0), current=Decimal(5), final=Decimal(8))

    assert (judged(impact).actual, judged(impact).progress) == (Decimal(8), Decimal("80.00"))


def test_impact_rate_when_counted_then_is_that_of_results_of_ppas():
    impacts = every_impact()
    wanted = achievement_rate(as_measure(impact) for impact in impacts)

    found = impact_rate(impacts)

    assert (found.total, found.usable, found.met) == (wanted.total, wanted.usable, wanted.achieved)
    assert (found.rate, found.coverage) == (wanted.rate, wanted.coverage)


def test_impact_rate_when_nothing_is_there_then_there_is_no_rate():
    assert (impact_rate([]).rate, impact_rate([]).coverage) == (None, None)


@pytest.fixture
def policy(desk):
    return desk.policy(in_implementation=True)


def values(**given):
    plain = {
        "type": "economic",
        "title": "Income of fishing families",
        "unit": "₱ a month",
        "direction": "increase",
        "baseline": Decimal(6000),
        "target": Decimal(9000),
        "current": None,
        "final": None,
        "measured_on": None,
        "data_quality": "medium",
        "confidence": "low",
        "method": "",
    }
    return {**plain, **given}


def acts(policy):
    rows = ModelLogEntry.objects.for_instance(policy).filter(action__contains="impact").order_by("pk")
    return list(rows.values_list("action", flat=True))


def test_record_when_done_then_is_there_and_on_record(desk, policy):
    row = measuring.record_impact(policy, values=values(), by=desk.me_officer)

    assert (row.target, row.current, row.recorded_by) == (Decimal(9000), None, desk.me_officer)
    assert acts(policy) == ["policies.record_impact"]


@pytest.mark.parametrize(
    "wrong", [{"current": Decimal(7000)}, {"current": Decimal(7000), "measured_on": "ahead"}, {"title": ""}]
)
def test_record_when_it_was_measured_on_no_day_or_one_to_come_then_is_refused(desk, policy, wrong):
    asked = values(**{**wrong, **({"measured_on": in_days(1)} if wrong.get("measured_on") else {})})

    with pytest.raises((ValidationError, ActionRefused)):
        measuring.record_impact(policy, values=asked, by=desk.me_officer)
    assert not policy.impacts.exists()


def test_record_when_the_same_is_recorded_twice_then_is_refused(desk, policy):
    measuring.record_impact(policy, values=values(), by=desk.me_officer)

    with pytest.raises(ValidationError, match="already recorded"):
        measuring.record_impact(policy, values=values(), by=desk.analyst)


def test_change_when_measured_again_then_before_and_after_are_on_record(desk, policy):
    row = measuring.record_impact(policy, values=values(), by=desk.me_officer)
    now = values(current=Decimal(7500), measured_on=in_days(0))

    row = measuring.change_impact(row, values=now, by=desk.analyst)
    measuring.change_impact(row, values=now, by=desk.analyst)

    assert (row.current, row.recorded_by, judged(row).progress) == (Decimal(7500), desk.analyst, Decimal("50.00"))
    entry = ModelLogEntry.objects.get(action="policies.change_impact")
    assert (entry.data["before"]["current"], entry.data["after"]["current"]) == (None, "7500")


def test_change_when_somebody_changed_it_meanwhile_then_is_refused_and_names_them(desk, policy):
    row = PolicyImpactFactory(policy=policy)
    shown = measuring.impact_mark(PolicyImpact.objects.get(pk=row.pk))
    measuring.change_impact(row, values=values(unit="₱"), shown=shown, by=desk.me_officer)

    with pytest.raises(MovedOn, match=str(desk.me_officer)):
        measuring.change_impact(row, values=values(unit="pesos"), shown=shown, by=desk.analyst)


def test_remove_when_done_then_its_numbers_stay_on_record(desk, policy):
    row = PolicyImpactFactory(policy=policy)

    measuring.remove_impact(row, by=desk.me_officer)
    measuring.remove_impact(row, by=desk.me_officer)

    entry = ModelLogEntry.objects.get(action="policies.remove_impact")
    assert (policy.impacts.count(), Decimal(entry.data["before"]["target"])) == (0, Decimal(9000))


@pytest.mark.parametrize(
    ("who", "may"), [("analyst", True), ("staff", True), ("me_officer", True), ("leader", False), ("focal", False)]
)
def test_record_when_done_by_each_role_then_goes_or_is_refused(desk, policy, who, may):
    if may:
        measuring.record_impact(policy, values=values(), by=getattr(desk, who))
    else:
        with pytest.raises(ActionRefused):
            measuring.record_impact(policy, values=values(), by=getattr(desk, who))

    assert policy.impacts.count() == may


def test_record_when_it_is_implemented_then_still_goes_and_not_once_it_was_given_up(desk):
    measuring.record_impact(desk.policy(implemented=True), values=values(), by=desk.me_officer)

    with pytest.raises(ActionRefused, match="given up"):
        measuring.record_impact(desk.policy(withdrawn=True), values=values(), by=desk.me_officer)
