"""Figures of results, against a plain loop over the same rows."""

import datetime
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.core.models import Sector
from portal.monitoring.enums import ActualState, Direction, InterventionType, YearValue
from portal.monitoring.figures import results
from portal.monitoring.formulas.achievement import Measure, achievement
from portal.monitoring.formulas.cost_effectiveness import Spent, compare
from portal.monitoring.models import MonitoringEntry, Outcome, OutcomePeriod
from tests.core.factories import SectorFactory
from tests.monitoring.factories import (
    YEAR,
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    OutcomeFactory,
    OutcomePeriodFactory,
)
from tests.organizations.factories import OrganizationFactory

pytestmark = pytest.mark.django_db
ALL = MonitoringEntry.objects.all


@pytest.fixture
def sample():
    """Results of all directions and reckonings, some without target, value or approval, some in two years."""
    chance = Random(5)  # noqa: S311 - a sample, not a secret
    offices = [OrganizationFactory() for _number in range(3)]
    ppas = [MonitoringEntryFactory(lead_organization=offices[number % 3], in_execution=True) for number in range(6)]
    for number in range(40):
        outcome = OutcomeFactory(
            ppa=ppas[number % 6],
            direction=chance.choice(Direction.values),
            year_value=chance.choice(YearValue.values),
            baseline=chance.choice([None, Decimal(chance.randint(0, 50))]),
        )
        for year in chance.sample([YEAR - 1, YEAR], chance.randint(1, 2)):
            for quarter in chance.choice([[None], [1, 2], [1, 2, 3, 4], [None, 1, 2]]):
                target = chance.choice([None, Decimal(0), Decimal(chance.randint(1, 90))])
                is_range = outcome.direction == Direction.RANGE and target is not None
                OutcomePeriodFactory(
                    outcome=outcome,
                    fiscal_year=year,
                    quarter=quarter,
                    target=target,
                    target_high=target + 10 if is_range else None,
                    target_text="Increasing" if target is None else "",
                    **chance.choice(
                        [{}, {"reported": True}, *[{"approved": True, "actual": Decimal(chance.randint(0, 99))}] * 6]
                    ),
                )


def value_of(rows, how, name):
    """As a person would: the row of the year, else the quarters."""

    def of(row):
        if name == "actual" and row.actual_state != ActualState.APPROVED:
            return None
        return getattr(row, name)

    main = "actual" if name == "actual" else "target"

    def of_main(row):
        return (row.actual if row.actual_state == ActualState.APPROVED else None) if main == "actual" else row.target

    for row in rows:
        if row.quarter is None and of_main(row) is not None:
            return of(row)
    quarters = sorted((row for row in rows if row.quarter), key=lambda row: row.quarter)
    values = [of(row) for row in quarters]
    if not values or (how == YearValue.SUM and None in values):
        return None
    return sum(values) if how == YearValue.SUM else values[-1]


def counted(ppas, year):
    """Total, usable and met, one result and year after the other."""
    total = usable = met = 0
    for outcome in Outcome.objects.filter(ppa__in=ppas):
        for each in sorted({row.fiscal_year for row in outcome.periods.all()}):
            if year not in (None, each):
                continue
            rows = [row for row in outcome.periods.all() if row.fiscal_year == each]
            found = achievement(
                Measure(
                    target=value_of(rows, outcome.year_value, "target"),
                    target_high=value_of(rows, outcome.year_value, "target_high"),
                    actual=value_of(rows, outcome.year_value, "actual"),
                    baseline=outcome.baseline,
                    direction=outcome.direction,
                )
            )
            total += 1
            usable += found.achieved is not None
            met += bool(found.achieved)
    return total, usable, met


@pytest.mark.parametrize("year", [None, YEAR, YEAR - 1])
def test_achievement_when_counted_then_is_what_a_plain_loop_counts(sample, year):
    found = results.achievement_of(ALL(), year)

    assert (found.total, found.usable, found.achieved) == counted(ALL(), year)
    assert 0 < found.achieved < found.usable < found.total


def test_achievement_when_counted_by_office_then_each_is_counted_alone(sample):
    found = results.achievement_by(ALL(), results.OFFICE, YEAR)

    assert len(found) == 3
    for office, rate in found.items():
        own = ALL().filter(lead_organization=office)
        assert (rate.total, rate.usable, rate.achieved) == counted(own, YEAR)


def test_achievement_when_a_sector_is_unknown_then_is_a_group_of_its_own(sample):
    assert set(results.achievement_by(ALL(), results.SECTOR)) == set(ALL().values_list("sector", flat=True))


def test_achievement_when_there_are_many_rows_then_is_one_query(sample):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        results.achievement_by(ALL(), results.OFFICE, YEAR)

    assert len(queries) == 1


@pytest.mark.parametrize(
    ("outcome", "period", "rate", "coverage", "strict"),
    [
        ({}, {"actual": 80}, "100.00", "100.00", "100.00"),
        ({}, {"actual": 70}, "0.00", "100.00", "0.00"),
        ({}, {"actual": 0}, "0.00", "100.00", "0.00"),
        ({"decreasing": True}, {"target": 20, "actual": 18}, "100.00", "100.00", "100.00"),
        ({"decreasing": True}, {"target": 20, "actual": 25}, "0.00", "100.00", "0.00"),
        ({"direction": "decrease"}, {"target": 0, "actual": 0}, "100.00", "100.00", "100.00"),
        ({}, {"target": 0, "actual": 5}, None, "0.00", "0.00"),
        ({}, {"target": None, "target_text": "Increasing", "actual": 5}, None, "0.00", "0.00"),
        ({"direction": "range"}, {"target": 2, "target_high": 5, "actual": 5}, "100.00", "100.00", "100.00"),
        ({"direction": "range"}, {"target": 2, "target_high": 5, "actual": 6}, "0.00", "100.00", "0.00"),
    ],
)
def test_achievement_when_a_value_is_approved_then_is_judged_by_its_direction(outcome, period, rate, coverage, strict):
    numbers = {name: Decimal(value) if isinstance(value, int) else value for name, value in period.items()}
    OutcomePeriodFactory(outcome=OutcomeFactory(**outcome), approved=True, **numbers)

    found = results.achievement_of(ALL())

    told = [None if value is None else str(value) for value in (found.rate, found.coverage, found.strict_rate)]
    assert told == [rate, coverage, strict]


@pytest.mark.parametrize("trait", [{}, {"reported": True}, {"returned": True}])
def test_achievement_when_a_value_is_not_approved_then_is_not_measured_rather_than_zero(trait):
    OutcomePeriodFactory(**trait)

    found = results.achievement_of(ALL())

    assert (found.total, found.usable, found.rate, found.mean_progress) == (1, 0, None, None)
    assert found.coverage == 0


def test_achievement_when_nothing_is_promised_then_is_unknown():
    MonitoringEntryFactory()

    found = results.achievement_of(ALL())

    assert (found.total, found.rate, found.coverage, found.strict_rate) == (0, None, None, None)


def test_promising_when_counted_then_texts_are_no_targets():
    OutcomePeriodFactory(target=None, target_text="Increasing")
    with_target = OutcomePeriodFactory()
    OutcomePeriodFactory(outcome=with_target.outcome, quarter=1)
    MonitoringEntryFactory()

    found = results.promising(ALL(), YEAR)

    assert (found.promising, found.ppas, str(found.rate)) == (1, 3, "33.33")
    assert results.promising(ALL(), YEAR + 1).promising == 0
    assert results.promising(MonitoringEntry.objects.none()).rate is None


# ---- What a beneficiary costs ----------------------------------------------------------------------------------------


def helped(spend, people, progress, **values):
    """A PPA that paid this much for so many, and came so far."""
    ppa = MonitoringEntryFactory(
        in_execution=True,
        **{
            "sector": Sector.objects.first() or SectorFactory(),
            "intervention_type": InterventionType.HEALTH,
            "plan_year": YEAR,
            "actual_beneficiaries": people,
            **values,
        },
    )
    if spend is not None:
        MonitoringEntryFundingFactory(line=MoneyLineFactory(ppa=ppa), disbursement=True, amount=Decimal(spend))
    if progress is not None:
        OutcomePeriodFactory(
            outcome=OutcomeFactory(ppa=ppa), approved=True, target=Decimal(100), actual=Decimal(progress)
        )
    return ppa


def compared(year=YEAR, as_of=datetime.date(YEAR, 12, 31)):
    return results.cost_effectiveness(ALL(), year, as_of)


def test_cost_when_five_can_be_compared_then_each_is_rated_against_the_median():
    ppas = [helped(spend, 100, 100) for spend in (50_000, 100_000, 100_000, 150_000, 200_000)]

    (group,) = compared().values()

    assert (group.n, str(group.median)) == (5, "1000.00")
    ratings = [group.items[ppa.pk].rating for ppa in ppas]
    assert ratings == ["very_high", "high", "high", "moderate", "low"]


def test_cost_when_counted_of_many_then_is_what_the_formula_says_of_each():
    chance, said = Random(11), {}  # noqa: S311 - a sample, not a secret
    kinds = [(InterventionType.HEALTH, 9), (InterventionType.EDUCATION, 8), (InterventionType.LIVELIHOOD, 4)]
    for kind, many in kinds:
        of_kind = {}
        for number in range(many):
            spend = chance.choice([None, *[chance.randint(1, 9_999_999) / Decimal(100) for _ in range(6)]])
            people, progress = chance.choice([None, 0, 3, 7, 130, 999]), chance.choice([0, 33, 66, 100])
            if number < 6:  # enough to rate by
                spend, people, progress = spend or Decimal("0.01"), people or 7, progress or 1
            ppa = helped(spend, people, progress, intervention_type=kind)
            of_kind[ppa.pk] = Spent(spend, people, Decimal(progress))
        said[kind] = compare(of_kind)

    found = compared()

    assert {group.intervention_type: comparison for group, comparison in found.items()} == said
    assert {rated.rating for each in found.values() for rated in each.items.values()} >= {"low", "very_high", ""}


def test_cost_when_targets_were_half_met_then_a_beneficiary_counts_half():
    ppa = helped(50_000, 100, 50)

    item = next(iter(compared().values())).items[ppa.pk]

    assert (str(item.cost_per_beneficiary), str(item.cost_per_effective_beneficiary)) == ("500.00", "1000.00")
    assert item.rating == ""


@pytest.mark.parametrize(
    ("spend", "people", "progress"), [(None, 100, 100), (50_000, None, 100), (50_000, 0, 100), (50_000, 100, None)]
)
def test_cost_when_something_is_unknown_then_stands_without_a_number(spend, people, progress):
    helped(spend, people, progress)

    (group,) = compared().values()

    assert (group.n, group.median) == (0, None)


def test_cost_when_a_payment_was_taken_back_then_nothing_was_paid():
    ppa = helped(50_000, 100, 100)
    MonitoringEntryFundingFactory.reversing(ppa.lines.get().flows.get(), on=datetime.date(YEAR, 2, 1))

    (group,) = compared().values()

    assert group.items[ppa.pk].cost_per_beneficiary is None


def test_cost_when_paid_after_the_day_then_is_not_counted():
    helped(50_000, 100, 100)

    (group,) = compared(as_of=datetime.date(YEAR, 1, 1)).values()

    assert group.n == 0


def test_cost_when_kinds_units_or_years_differ_then_are_not_compared():
    helped(50_000, 100, 100)
    helped(50_000, 100, 100, beneficiary_unit="households")
    helped(50_000, 100, 100, intervention_type=InterventionType.EDUCATION)
    helped(50_000, 100, 100, plan_year=YEAR - 3)
    helped(50_000, 100, 100, plan_year=YEAR - 2)
    helped(50_000, 100, 100, intervention_type="")

    assert sorted(group.n for group in compared().values()) == [1, 1, 2]
    assert OutcomePeriod.objects.count() == 6
