"""Each figure beside a plain loop over the same needs."""

import datetime
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from django.utils import timezone

from portal.core.models import NeedCategory
from portal.needs.enums import Equity, NeedStatus
from portal.needs.figures.counts import by_age, by_category, by_state
from portal.needs.figures.goals import goals
from portal.needs.figures.matrix import matrix
from portal.needs.figures.places import by_place
from portal.needs.figures.ranking import ranked, ranking
from portal.needs.figures.tally import Tally
from portal.needs.models import Need
from portal.needs.scoring import score
from portal.needs.segments import AGE_BANDS
from tests.needs.factories import NeedFactory

from .sample import counts, make_sample, tallied

TODAY = timezone.localdate


@pytest.fixture
def sample(db):
    return make_sample()


def as_numbers(tally):
    return (tally.total, tally.open, tally.gap, tally.unscored)


def level(need):
    known = [getattr(need, flag) for flag in Equity.values if getattr(need, flag) is not None]
    if not known:
        return "unknown"
    return ["none", "one", "several"][min(2, sum(known))]


def test_matrix_when_compared_with_a_loop_then_has_the_same_cells(sample):
    expected = Counter(
        (
            need.urgency_level or "unknown",
            str(need.impact_severity or "unknown"),
            need.feasibility or "unknown",
            level(need),
        )
        for need in sample
        if counts(need)
    )

    found = matrix(Need.objects.all())

    assert {(cell.urgency, cell.impact, cell.feasibility, cell.equity): cell.total for cell in found.cells} == expected
    assert found.total == expected.total()
    assert found.placed == sum(n for (urgency, impact, *_), n in expected.items() if "unknown" not in (urgency, impact))
    assert {"unknown", "none", "one", "several"} == {equity for *_, equity in expected}


def test_matrix_when_there_is_no_need_then_is_zero(db):
    assert matrix(Need.objects.all()).total == 0


def test_places_when_compared_with_a_loop_then_know_all_five_kinds(sample, django_assert_num_queries):
    expected = defaultdict(list)
    for need in sample:
        if counts(need):
            expected[need.in_region, need.in_province].append(need)

    with django_assert_num_queries(3):
        regions = by_place(Need.objects.all())

    found = {(row.region, part.province): as_numbers(part.tally) for row in regions for part in row.provinces}
    assert found == {place: tallied(needs) for place, needs in expected.items()}
    for row in regions:
        here = [need for need in sample if counts(need) and need.in_region == row.region]
        assert as_numbers(row.tally) == tallied(here)
    assert any(part.province is None for row in regions for part in row.provinces)


def test_categories_when_compared_with_a_loop_then_are_the_same(sample, django_assert_num_queries):
    with django_assert_num_queries(2):
        sectors = by_category(Need.objects.all())

    for category in NeedCategory.objects.filter(needs__in=[need.pk for need in sample]).distinct():
        here = [need for need in sample if counts(need) and need.category == category]
        (found,) = [part.tally for row in sectors for part in row.categories if part.category == category]
        assert as_numbers(found) == tallied(here)
    assert sum(row.tally.total for row in sectors) == sum(counts(need) for need in sample)


@pytest.mark.parametrize("days_ago", [0, 40])
def test_ages_when_compared_with_a_loop_then_hold_open_needs_only(sample, days_ago):
    on = TODAY() - datetime.timedelta(days=days_ago)

    found = by_age(Need.objects.all(), on)

    for row in found:
        days = [
            (on - (need.submission_date or timezone.localdate(need.created_at))).days
            for need in sample
            if counts(need) and need.is_open
        ]
        assert row.total == sum(row.band.least <= age <= (row.band.most or 10**6) for age in days)
    assert [row.band for row in found] == AGE_BANDS
    assert sum(row.in_review for row in found) <= sum(row.total for row in found)


def test_ages_when_a_need_is_not_decided_then_say_so(db):
    NeedFactory(days_ago=30)
    NeedFactory(days_ago=31, validated=True)

    found = {row.band.name: (row.total, row.in_review) for row in by_age(Need.objects.all(), TODAY())}

    assert found == {"30": (1, 1), "90": (1, 0), "180": (0, 0), "365": (0, 0), "older": (0, 0)}


def test_states_when_compared_with_a_loop_then_leave_out_and_say_what(sample):
    states = by_state(Need.objects.all())

    counted = [need for need in sample if counts(need)]
    for row in states.statuses:
        here = [need for need in counted if need.status == row.status]
        assert (row.sent, row.found) == (
            sum(need.is_community_submitted for need in here),
            sum(not need.is_community_submitted for need in here),
        )
    assert states.left_out == {
        "held": sum(need.is_held for need in sample),
        "duplicate": sum(not need.is_held and need.status == NeedStatus.DUPLICATE for need in sample),
        "withdrawn": sum(not need.is_held and need.status == NeedStatus.WITHDRAWN for need in sample),
    }
    assert states.total + sum(states.left_out.values()) == len(sample)


@pytest.mark.parametrize("years_ago", [0, 1])
def test_goals_when_compared_with_a_loop_then_are_the_same(sample, years_ago):
    on = TODAY()
    year = on.year - years_ago
    sent = [need for need in sample if need.submission_date and need.submission_date.year == year and not need.is_held]
    asked = [need for need in sent if need.reviewed_at or need.status != NeedStatus.WITHDRAWN]

    def decided(need):
        return need.reviewed_at and timezone.localdate(need.reviewed_at)

    def last_day(need):
        return need.submission_date + datetime.timedelta(days=30)

    found = goals(Need.objects.all(), year, on)

    assert found.submitted == sum(counts(need) for need in sent)
    assert found.reviewed.denominator == sum(bool(decided(need)) or last_day(need) < on for need in asked)
    assert found.reviewed.numerator == sum(bool(decided(need)) and decided(need) <= last_day(need) for need in asked)
    assert found.reviewed_by_clock.denominator == sum(
        bool(decided(need)) or (need.due_on < on and not need.paused_on) for need in asked
    )
    assert found.reviewed_by_clock.numerator == sum(
        bool(decided(need)) and decided(need) <= need.due_on for need in asked
    )
    assert found.as_of == on


def test_goals_when_nothing_is_due_then_have_no_share(db):
    NeedFactory()

    found = goals(Need.objects.all(), TODAY().year, TODAY())

    assert found.reviewed.value is None
    assert found.reviewed.is_reached is None
    assert not found.is_submitted_reached


def test_goals_when_three_of_four_are_in_time_then_the_review_is_reached(db):
    day = datetime.date(2025, 3, 1)
    for late in (False, False, False, True):
        reviewed_on = day + datetime.timedelta(days=31 if late else 30)
        at = timezone.make_aware(datetime.datetime.combine(reviewed_on, datetime.time(23, 59)))
        NeedFactory(validated=True, submission_date=day, reviewed_at=at)

    found = goals(Need.objects.all(), 2025, TODAY())

    assert found.reviewed.value == Decimal("0.75")
    assert found.reviewed.is_reached


def test_ranking_when_compared_with_a_loop_then_breaks_ties_by_people_age_and_key(sample):
    scored = [need for need in sample if counts(need) and need.is_open and need.priority_score is not None]
    people = {need.pk: -1 if need.affected_population is None else need.affected_population for need in scored}
    scored.sort(key=lambda need: (-need.priority_score, -people[need.pk], need.created_at, need.pk))

    found = list(ranked(ranking(Need.objects.all())))

    assert [line.need for line in found] == scored
    assert [line.rank for line in found] == list(range(1, len(scored) + 1))
    assert all(line.terms == score(line.need.inputs).terms for line in found)
    assert all(line.in_gap_list == (line.need.priority_score > 4) for line in found)
    assert all(line.is_votable == (line.need.priority_score > 3) for line in found)


def test_tallies_when_added_then_each_number_is_the_sum():
    assert Tally(1, 2, 3, 4) + Tally(10, 20, 30, 40) == Tally(11, 22, 33, 44)
