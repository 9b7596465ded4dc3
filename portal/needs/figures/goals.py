"""What the office set itself (planning definitions 3.19): how many needs come in, and how soon they are reviewed."""

import datetime
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import IntFlag

from django.db.models import Count, F, IntegerField, Value
from django.db.models.functions import TruncDate

from portal.core.sql import Sql
from portal.needs import clock
from portal.needs.enums import NeedStatus
from portal.needs.querysets import NeedQuerySet

from .review_rate import GOAL as REVIEW_GOAL
from .review_rate import expecting_an_answer

SUBMITTED_GOAL = 100
"""Needs that communities send in a year."""


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    numerator: int
    denominator: int

    @property
    def value(self) -> Decimal | None:
        """From 0 to 1; none where there is nothing to share."""
        return Decimal(self.numerator) / self.denominator if self.denominator else None

    @property
    def is_reached(self) -> bool | None:
        return None if self.value is None else self.value >= REVIEW_GOAL


@dataclass(frozen=True)
class Goals:
    year: int
    as_of: datetime.date
    submitted: int
    """Sent by communities in that year: without what is held, taken back, or followed under another need."""

    reviewed: Share
    """First decided within 30 days, of those decided or already 30 days old."""

    reviewed_by_clock: Share
    """The same by the clock, which stands while the community is asked for more."""

    @property
    def is_submitted_reached(self) -> bool:
        return self.submitted >= SUBMITTED_GOAL


def goals(rows: NeedQuerySet, year: int, on: datetime.date) -> Goals:
    """The goals of one year, as the register stands now and the clock on that day. One query.

    A duplicate was answered when it was joined, so the review counts it, and the needs submitted do not. A need that
    was taken back before anybody decided asked for no answer.
    """
    of_year = expecting_an_answer(rows.filter(submission_date__year=year)).order_by()
    groups = of_year.annotate(review=review_of(on)).values_list("status", "review").annotate(total=Count("pk"))
    numbers: Counter[str] = Counter()
    for status, review, total in groups:
        numbers["submitted"] += total if status not in (NeedStatus.DUPLICATE, NeedStatus.WITHDRAWN) else 0
        for name, marks in REVIEW_GROUPS.items():
            numbers[name] += total if marks & review else 0
    return Goals(
        year=year,
        as_of=on,
        submitted=numbers["submitted"],
        reviewed=Share(numbers["in_time"], numbers["due"]),
        reviewed_by_clock=Share(numbers["in_time_by_clock"], numbers["due_by_clock"]),
    )


class Review(IntFlag):
    """What can be said of the review of one need: the first three of a decided one, the others of one that waits."""

    DECIDED = 1
    IN_30_DAYS = 2
    BY_CLOCK = 4
    PAST_30_DAYS = 8
    PAST_CLOCK = 16
    """Its day has passed; a clock that stands has none."""


REVIEW_GROUPS = {
    "due": Review.DECIDED | Review.PAST_30_DAYS,
    "in_time": Review.IN_30_DAYS,
    "due_by_clock": Review.DECIDED | Review.PAST_CLOCK,
    "in_time_by_clock": Review.BY_CLOCK,
}
"""Above and below the line of each share: rows of ``expecting_an_answer`` with one of these marks."""


def review_of(on: datetime.date) -> Sql:
    """The marks of a row, as the number of a ``Review``."""
    decided_on, last_day, due_on, paused_on, today = "{1}", f"{{2}} + {clock.DAYS}", "{3}", "{4}", "{5}"
    decided = {Review.IN_30_DAYS: f"{decided_on} <= {last_day}", Review.BY_CLOCK: f"{decided_on} <= {due_on}"}
    waiting = {
        Review.PAST_30_DAYS: f"{last_day} < {today}",
        Review.PAST_CLOCK: f"{due_on} < {today} AND {paused_on} IS NULL",
    }
    columns = ("reviewed_at", TruncDate("reviewed_at"), "submission_date", "due_on", "paused_on")
    return Sql(
        f"CASE WHEN {{0}} IS NULL THEN {_sum(waiting)} ELSE {Review.DECIDED.value} + {_sum(decided)} END",
        *columns,
        Value(on),
        output_field=IntegerField(),
    )


def _sum(conditions: dict[Review, str]) -> str:
    return " + ".join(f"{mark.value} * (({condition}) IS TRUE)::int" for mark, condition in conditions.items())


def in_review_group(rows: NeedQuerySet, name: str, on: datetime.date | None = None) -> NeedQuerySet:
    marked = expecting_an_answer(rows).alias(review=review_of(on or clock.today()))
    return marked.alias(in_group=F("review").bitand(REVIEW_GROUPS[name].value)).filter(in_group__gt=0)
