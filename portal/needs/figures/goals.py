"""What the office set itself (planning definitions 3.19): how many needs come in, and how soon they are reviewed."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from portal.needs import clock
from portal.needs.enums import NeedStatus
from portal.needs.querysets import NeedQuerySet

from .review_rate import BY_CLOCK, IN_30_DAYS, IS_DECIDED, expecting_an_answer, past_30_days, past_clock
from .review_rate import GOAL as REVIEW_GOAL

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
    is_counted = ~Q(status__in=[NeedStatus.DUPLICATE, NeedStatus.WITHDRAWN])
    groups = {"submitted": is_counted, **review_groups(on)}
    numbers = (
        expecting_an_answer(rows.filter(submission_date__year=year))
        .order_by()
        .aggregate(**{name: Count("pk", filter=condition) for name, condition in groups.items()})
    )
    return Goals(
        year=year,
        as_of=on,
        submitted=numbers["submitted"],
        reviewed=Share(numbers["in_time"], numbers["due"]),
        reviewed_by_clock=Share(numbers["in_time_by_clock"], numbers["due_by_clock"]),
    )


def review_groups(on: datetime.date) -> dict[str, Q]:
    """Above and below the line of each share, as conditions on rows of ``expecting_an_answer``."""
    return {
        "due": IS_DECIDED | past_30_days(on),
        "in_time": IN_30_DAYS,
        "due_by_clock": IS_DECIDED | past_clock(on),
        "in_time_by_clock": BY_CLOCK,
    }


def in_review_group(rows: NeedQuerySet, name: str, on: datetime.date | None = None) -> NeedQuerySet:
    return expecting_an_answer(rows).filter(review_groups(on or clock.today())[name])
