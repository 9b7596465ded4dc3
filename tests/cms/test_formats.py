"""Numbers and days are written alike in both languages."""

import datetime

import pytest
from django.template.defaultfilters import date, floatformat
from django.utils.translation import override


@pytest.mark.parametrize("language", ["en", "fil"])
def test_formats_when_in_either_language_then_pesos_are_grouped_and_a_day_comes_first(language):
    with override(language):
        pesos, day = floatformat(12_600_000, "2g"), date(datetime.date(2026, 11, 23))

    assert pesos == "12,600,000.00"
    assert day == "23 Nov 2026"
