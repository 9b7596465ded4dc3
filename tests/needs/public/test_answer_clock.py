"""The office's answer clock in words."""

import datetime
from decimal import Decimal

import pytest

from portal.needs.figures.review_rate import ReviewRate
from portal.needs.public.answer_clock import AnswerClock


def clock(**figures):
    nothing = dict.fromkeys(["received", "due", "in_time", "due_by_clock", "in_time_by_clock", "decided"], 0)
    rate = ReviewRate(**{"as_of": datetime.date(2026, 11, 2), "median_days": None, **nothing, **figures})
    return AnswerClock(rate, year=2026)


@pytest.mark.parametrize(
    ("days", "words"),
    [(None, "not known yet"), ("0.0", "0 days"), ("1.0", "1 day"), ("1.5", "1.5 days"), ("21.0", "21 days")],
)
def test_median_when_told_then_reads_like_a_sentence(days, words):
    assert clock(median_days=None if days is None else Decimal(days)).median == words


def test_clock_when_thousands_came_then_numbers_are_grouped():
    found = clock(received=12345, decided=12000, due=11000, in_time=8250)

    assert (found.received, found.share) == ("12,345", "75 %")
    assert found.received_rests.endswith("345 of them wait for a first answer")
    assert found.share_rests == "8,250 of 11,000 whose 30 days are over"
