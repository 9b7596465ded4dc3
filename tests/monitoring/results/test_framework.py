"""The spec's shape of results, for open data."""

from decimal import Decimal

import pytest
from django.utils import timezone

from portal.monitoring.enums import OutcomeLevel, YearValue
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.results.framework import WITH_RESULTS, outcome_framework
from tests.monitoring.factories import MonitoringEntryFactory, OutcomeFactory, OutcomePeriodFactory

pytestmark = pytest.mark.django_db
THIS_YEAR = timezone.localdate().year
SPEC = {
    "outputs": [{"indicator": "Number of scholars", "target": 100, "actual": 85}],
    "outcomes": [{"indicator": "Graduation rate", "target": 90, "actual": 88}],
    "impacts": [{"indicator": "Employment rate", "target": 75, "actual": None}],
}
LEVELS = {"outputs": OutcomeLevel.OUTPUT, "outcomes": OutcomeLevel.OUTCOME, "impacts": OutcomeLevel.IMPACT}


def as_in_the_spec(framework):
    names = ("indicator", "target", "actual")
    return {level: [{name: row[name] for name in names} for row in rows] for level, rows in framework.items()}


def promise(ppa, indicator="Result", level=OutcomeLevel.OUTCOME, year=THIS_YEAR, actual=None, **values):
    outcome = ppa.outcomes.filter(indicator=indicator).first() or OutcomeFactory(
        ppa=ppa, indicator=indicator, level=level
    )
    reported = {} if actual is None else {"approved": True, "actual": Decimal(actual)}
    return OutcomePeriodFactory(outcome=outcome, fiscal_year=year, **{**reported, **values})


def test_framework_when_told_then_is_the_spec_s_example():
    ppa = MonitoringEntryFactory(in_execution=True)
    for name, rows in SPEC.items():
        for row in rows:
            promise(ppa, row["indicator"], LEVELS[name], target=Decimal(row["target"]), actual=row["actual"])

    framework = outcome_framework(ppa)

    assert as_in_the_spec(framework) == SPEC
    assert framework["outputs"][0] == {
        "indicator": "Number of scholars",
        "target": 100,
        "actual": 85,
        "unit": "percent",
        "year": THIS_YEAR,
        "baseline": None,
        "direction": "increase",
        "target_text": "",
    }


def test_framework_when_nothing_is_promised_then_has_its_three_names():
    assert outcome_framework(MonitoringEntryFactory()) == {"outputs": [], "outcomes": [], "impacts": []}


@pytest.mark.parametrize("trait", ["reported", "returned"])
def test_framework_when_a_value_is_not_approved_then_does_not_tell_it(trait):
    period = promise(MonitoringEntryFactory(in_execution=True), **{trait: True})

    (told,) = outcome_framework(period.outcome.ppa)["outcomes"]

    assert told["actual"] is None


def test_framework_when_several_years_are_known_then_tells_the_newest_that_has_begun():
    ppa = MonitoringEntryFactory(in_execution=True)
    for year in (THIS_YEAR - 1, THIS_YEAR, THIS_YEAR + 1):
        promise(ppa, year=year, target=Decimal(year))

    (told,) = outcome_framework(ppa)["outcomes"]

    assert (told["year"], told["target"]) == (THIS_YEAR, THIS_YEAR)


def test_framework_when_all_years_lie_ahead_then_tells_the_next():
    ppa = MonitoringEntryFactory(in_execution=True)
    for year in (THIS_YEAR + 2, THIS_YEAR + 1):
        promise(ppa, year=year)

    assert outcome_framework(ppa)["outcomes"][0]["year"] == THIS_YEAR + 1


def test_framework_when_the_target_is_a_range_or_in_words_then_says_so():
    ppa = MonitoringEntryFactory(in_execution=True)
    within = OutcomeFactory(ppa=ppa, indicator="Within", direction="range", position=1)
    OutcomePeriodFactory(outcome=within, fiscal_year=THIS_YEAR, target=Decimal("2.5"), target_high=Decimal(5))
    words = OutcomeFactory(ppa=ppa, indicator="Words", position=2)
    OutcomePeriodFactory(outcome=words, fiscal_year=THIS_YEAR, target=None, target_text="Increasing")

    first, second = outcome_framework(ppa)["outcomes"]

    assert first["target"] == [2.5, 5]
    assert (second["target"], second["target_text"]) == (None, "Increasing")


def test_framework_when_quarters_are_added_up_then_tells_the_sum():
    outcome = OutcomeFactory(year_value=YearValue.SUM)
    for quarter in (1, 2):
        OutcomePeriodFactory(
            outcome=outcome, fiscal_year=THIS_YEAR, quarter=quarter, approved=True, actual=Decimal("1.5")
        )

    (told,) = outcome_framework(outcome.ppa)["outcomes"]

    assert (told["target"], told["actual"]) == (150, 3)


def test_frameworks_when_read_ahead_then_need_no_query_of_their_own(django_assert_num_queries):
    for _number in range(3):
        promise(MonitoringEntryFactory(in_execution=True))
    ppas = list(MonitoringEntry.objects.prefetch_related(WITH_RESULTS))

    with django_assert_num_queries(0):
        frameworks = [outcome_framework(ppa) for ppa in ppas]

    assert [len(framework["outcomes"]) for framework in frameworks] == [1, 1, 1]
