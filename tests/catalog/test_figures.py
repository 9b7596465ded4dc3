"""The figures of use against a plain loop over the same rows."""

import datetime
from random import Random

import pytest
import time_machine

from catalog.enums import CountKind
from catalog.figures import Month, counting_began, prints_of, searches_of, use_by_month, use_of, views_of
from catalog.models import OfferingCount, ServiceOffering
from tests.catalog.factories import OfferingCountFactory, OfferingFactory

PUBLISHED = "2026-01-10T00:00:00+08:00"
SEPTEMBER = datetime.date(2026, 9, 1), datetime.date(2026, 9, 30)


@pytest.fixture
def sample(db):
    """Three services with counts of every kind on some days of four months, and one that nobody has looked at."""
    chance = Random(7)  # noqa: S311 - to be repeatable, not secret
    with time_machine.travel(PUBLISHED):
        offerings = [OfferingFactory(published=True) for _number in range(4)]
    first = datetime.date(2026, 7, 15)
    rows = [
        OfferingCount(offering=offering, kind=kind, day=first + datetime.timedelta(days=day), n=chance.randint(1, 9))
        for offering in offerings[:3]
        for kind in CountKind
        for day in sorted(chance.sample(range(120), 40))
    ]
    return offerings, OfferingCount.objects.bulk_create(rows)


def looped(rows, offering, kind, since, until):
    return sum(row.n for row in rows if row.offering == offering and row.kind == kind and since <= row.day <= until)


@pytest.mark.parametrize(
    ("figure", "name", "kind"),
    [
        (views_of, "views", CountKind.VIEW),
        (searches_of, "searches", CountKind.SEARCH),
        (prints_of, "prints", CountKind.PRINT),
    ],
)
def test_figure_when_compared_with_a_loop_then_is_the_same_for_every_service(sample, figure, name, kind):
    offerings, rows = sample

    found = {row.pk: getattr(row, name) for row in figure(ServiceOffering.objects.all(), *SEPTEMBER)}

    assert found == {offering.pk: looped(rows, offering, kind, *SEPTEMBER) for offering in offerings}
    assert found[offerings[3].pk] == 0


def test_use_when_all_three_are_asked_for_then_they_do_not_multiply_each_other(sample):
    offerings, rows = sample

    row = use_of(ServiceOffering.objects.filter(pk=offerings[0].pk), *SEPTEMBER).get()

    assert [row.views, row.searches, row.prints] == [looped(rows, row, kind, *SEPTEMBER) for kind in CountKind]


def test_figure_when_the_first_and_the_last_day_are_the_same_then_counts_that_day(db):
    row = OfferingCountFactory(n=5)

    counted = views_of(ServiceOffering.objects.all(), row.day, row.day).get()

    assert counted.views == 5


def test_figure_when_counting_had_not_begun_or_the_service_was_not_public_then_is_unknown_and_not_zero(sample):
    offerings, _rows = sample
    draft = OfferingFactory()
    with time_machine.travel("2026-10-01T00:00:00+08:00"):
        late = OfferingFactory(published=True)
    before = datetime.date(2026, 6, 1), datetime.date(2026, 7, 13)

    early = {row.pk: row.views for row in views_of(ServiceOffering.objects.all(), *before)}
    september = {row.pk: row.views for row in views_of(ServiceOffering.objects.all(), *SEPTEMBER)}

    assert set(early.values()) == {None}
    assert (september[draft.pk], september[late.pk], september[offerings[3].pk]) == (None, None, 0)


def test_beginning_when_asked_then_is_the_first_day_with_a_count(sample):
    _offerings, rows = sample

    assert counting_began() == min(row.day for row in rows)


def test_beginning_when_nothing_was_counted_then_is_unknown(db):
    assert counting_began() is None


def test_months_when_compared_with_a_loop_then_are_the_same_and_go_back_to_the_beginning(sample):
    offerings, rows = sample
    firsts = [datetime.date(2026, month, 1) for month in (12, 11, 10, 9, 8, 7)]

    def total(kind, first):
        return sum(r.n for r in rows if r.offering == offerings[1] and r.kind == kind and r.day.replace(day=1) == first)

    months = use_by_month(offerings[1], today=datetime.date(2026, 12, 3))

    assert months == [Month(first, *(total(kind, first) for kind in CountKind)) for first in firsts]


def test_months_when_the_service_is_younger_than_the_counts_then_begin_with_it(sample):
    with time_machine.travel("2026-10-31T17:00:00+00:00"):  # the first of November in Manila
        offering = OfferingFactory(published=True)

    months = use_by_month(offering, today=datetime.date(2026, 12, 3))

    assert [month.first_day.month for month in months] == [12, 11]


@pytest.mark.parametrize("state", ["draft", "published"])
def test_months_when_nothing_could_be_counted_then_there_are_none(db, state):
    assert use_by_month(OfferingFactory(state=state)) == []
