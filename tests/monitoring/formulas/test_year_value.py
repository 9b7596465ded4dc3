"""What a result is worth in a year."""

from decimal import Decimal

import pytest

from portal.monitoring.enums import YearValue
from portal.monitoring.formulas.year_value import Period, of_year


def quarters(*actuals, target=None):
    return [
        Period(number, target, None, None if actual is None else Decimal(actual))
        for number, actual in enumerate(actuals, start=1)
    ]


@pytest.mark.parametrize(
    ("how", "actuals", "value"),
    [
        (YearValue.SUM, (1, 2, 3, 4), 10),
        (YearValue.SUM, (1, 0, 0, 0), 1),
        (YearValue.SUM, (1, 2, None, 4), None),
        (YearValue.LAST, (10, 20, 30, 40), 40),
        (YearValue.LAST, (10, None, None, 40), 40),
        (YearValue.LAST, (10, 20, 30, None), None),
        (YearValue.SUM, (), None),
        (YearValue.LAST, (), None),
    ],
)
def test_year_when_quarters_are_known_then_is_their_sum_or_the_last(how, actuals, value):
    assert of_year(quarters(*actuals), how).actual == value


def test_year_when_its_own_row_speaks_then_the_quarters_do_not():
    rows = [*quarters(1, 2, target=Decimal(3)), Period(None, Decimal(100), None, Decimal(90))]

    found = of_year(rows, YearValue.SUM)

    assert (found.target, found.actual) == (100, 90)


def test_year_when_it_has_a_target_and_quarters_the_values_then_they_are_judged_together():
    rows = [Period(None, Decimal(10)), *quarters(4, 5)]

    found = of_year(rows, YearValue.SUM)

    assert (found.target, found.actual) == (10, 9)


def test_year_when_quarters_have_targets_then_they_add_up_too():
    found = of_year(quarters(1, None, target=Decimal(3)), YearValue.SUM)

    assert (found.target, found.actual) == (6, None)


def test_year_when_its_target_is_a_range_then_keeps_both_ends():
    found = of_year([Period(4, Decimal(2), Decimal(5))], YearValue.LAST, direction="range")

    assert (found.target, found.target_high) == (2, 5)
