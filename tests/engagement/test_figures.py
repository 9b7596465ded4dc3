"""Figures of engagements, each against a plain loop over the same rows."""

import random
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portal.engagement import figures
from portal.engagement.enums import Measure, ParticipantSector, ParticipationLevel, Sex
from portal.engagement.models import ConsultationFeedback, EngagementTracking, StakeholderEngagement

from .factories import EngagementFactory, FeedbackFactory, TrackingFactory, in_days

DICE = random.Random(8148)  # noqa: S311 - a sample that repeats


@pytest.fixture
def sample():
    """Twenty engagements: some counted, some not, with and without a cost."""
    for _number in range(20):
        cost = DICE.choice([None, Decimal(DICE.randrange(1000, 90000)) / 4])
        level = DICE.choice(ParticipationLevel.values)
        engagement = EngagementFactory(completed=True, participation_level=level, cost=cost)
        for sex in DICE.sample(Sex.values, DICE.randrange(4)):
            TrackingFactory(engagement=engagement, sex=sex, value=DICE.choice([None, 0, 3, 40]))
            TrackingFactory(engagement=engagement, sex=sex, sector=ParticipantSector.YOUTH, value=2)
        TrackingFactory(engagement=engagement, measure=Measure.INVITED, sex="", value=500)
    return StakeholderEngagement.objects.all()


def test_engagements_by_level_when_counted_then_zero_is_kept(sample):
    expected = {level: sum(row.participation_level == level for row in sample) for level in ParticipationLevel}

    assert figures.by_level(sample) == expected
    assert figures.by_level(sample.none()) == dict.fromkeys(ParticipationLevel, 0)


def test_people_when_summed_then_by_sex_with_unknown_apart_and_without_groups(sample):
    found = {"female": 0, "male": 0, "unknown": 0}
    uncounted = 0
    for engagement in sample:
        rows = [row for row in engagement.trackings.all() if row.measure == "participants" and not row.sector]
        rows = [row for row in rows if row.value is not None]
        uncounted += not rows
        for row in rows:
            found[row.sex] += row.value

    people = figures.people_reached(sample)

    assert people == figures.People(**found, engagements=20, uncounted=uncounted)
    assert people.total == sum(found.values()) > 0
    assert 0 < uncounted < 20


def test_people_by_group_when_nobody_counted_one_then_it_is_not_zero(sample):
    groups = figures.people_by_sector(sample)

    expected = sum(row.value for row in EngagementTracking.objects.filter(sector="youth"))
    assert groups == {**dict.fromkeys(ParticipantSector), ParticipantSector.YOUTH: expected}


def test_cost_when_some_is_unknown_then_the_mean_is_of_the_known(sample):
    known = [row.cost for row in sample if row.cost is not None]

    cost = figures.cost(sample)

    assert cost == figures.Cost(sum(known), len(known), 20 - len(known))
    assert cost.mean == (sum(known) / len(known)).quantize(Decimal("0.01"))
    assert figures.cost(sample.none()).mean is None


def test_satisfaction_when_some_said_no_number_then_is_the_mean_of_those_who_did():
    for score in (5, 4, 4, None):
        FeedbackFactory(satisfaction=score)

    assert figures.satisfaction(ConsultationFeedback.objects.all()) == figures.Satisfaction(Decimal("4.33"), 3)
    assert figures.satisfaction(ConsultationFeedback.objects.none()) == figures.Satisfaction(None, 0)


def test_follow_ups_when_judged_then_those_not_yet_due_count_in_neither():
    today = timezone.localdate()
    noon = timezone.make_aware(datetime.combine(today, time(12)))
    cases = [(-1, None), (0, None), (5, None), (0, 0), (-3, 0), (2, 1), (None, None), (-4, 4)]
    for due, done_days_ago in cases:
        done = {} if done_days_ago is None else {"done": True}
        feedback = FeedbackFactory(**done)
        changes = {"follow_up_due_on": None if due is None else in_days(due)}
        if done:
            changes["follow_up_done_at"] = noon - timedelta(days=done_days_ago)
        ConsultationFeedback.objects.filter(pk=feedback.pk).update(**changes)

    found = figures.follow_ups(ConsultationFeedback.objects.all(), today)

    assert found == figures.FollowUps(in_time=3, late=1, overdue=1, not_yet_due=2)
    assert (found.needed, found.rate) == (7, Decimal("0.600"))
