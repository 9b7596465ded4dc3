"""The goals of the office that concern recommendations, against a plain loop."""

import pytest

from portal.monitoring.enums import PPAStatus
from portal.monitoring.figures.goals import Share
from portal.monitoring.figures.recommended import FUNDED_GOAL, PROGRESSING_GOAL, WITH_STEPS_GOAL, policy_goals
from portal.policies.enums import MilestoneState, PolicyStatus
from portal.policies.models import PolicyRecommendation
from tests.monitoring.factories import (
    MoneyLineFactory,
    MonitoringEntryFactory,
    PolicyImplementedFactory,
    ProgressUpdateFactory,
)
from tests.policies.factories import PolicyImplementationMilestoneFactory, PolicyRecommendationFactory

pytestmark = pytest.mark.django_db
WORK = [(None,), (10,), (10, 20), (20, 20), (30, 20), (10, None, 30), (None, 5), (5, 10, 10)]
"""Percent of the work, quarter by quarter; None where nobody measured it."""


def sample():
    for number, work in enumerate(WORK):
        policy = PolicyRecommendationFactory(rejected=number == 3)
        running = MonitoringEntryFactory(in_execution=True)
        if number % 2:
            MoneyLineFactory(ppa=running, amount=100)
            PolicyImplementationMilestoneFactory(policy=policy)
        PolicyImplementedFactory(ppa=running, policy=policy)
        approved = MonitoringEntryFactory(approved=True)
        MoneyLineFactory(ppa=approved, amount=100)
        PolicyImplementedFactory(ppa=approved, policy=policy)
        for quarter, done in enumerate(work, start=1):
            ProgressUpdateFactory(ppa=running, fiscal_year=2026, quarter=quarter, actual_pct=done, target_pct=None)
    given_up = PolicyRecommendationFactory()
    PolicyImplementationMilestoneFactory(policy=given_up, state=MilestoneState.CANCELLED)


def by_a_plain_loop():
    funded = steps = grown = reporting = running = 0
    kept = [one for one in PolicyRecommendation.objects.all() if one.status in PolicyStatus.aimed_at()]
    for policy in kept:
        ppas = [link.ppa for link in policy.implementing_ppas.all()]
        funded += any(ppa.status in PPAStatus.funding() and ppa.lines.exists() for ppa in ppas)
        steps += any(one.state != MilestoneState.CANCELLED for one in policy.milestones.all())
        for ppa in ppas:
            if ppa.status == PPAStatus.IN_EXECUTION:
                running += 1
                updates = ppa.updates.order_by("fiscal_year", "quarter")
                work = [one.actual_pct for one in updates if one.actual_pct is not None]
                reporting += len(work) > 1
                grown += len(work) > 1 and work[-1] > work[-2]
    return funded, steps, len(kept), grown, reporting, running


def test_goals_when_counted_then_are_those_of_a_plain_loop(django_assert_num_queries):
    sample()
    funded, steps, kept, grown, reporting, running = by_a_plain_loop()

    with django_assert_num_queries(3):
        found = policy_goals(PolicyRecommendation.objects.all())

    assert 0 < funded < kept
    assert 0 < grown < reporting < running
    assert found.funded == Share(funded, kept, FUNDED_GOAL)
    assert found.with_steps == Share(steps, kept, WITH_STEPS_GOAL)
    assert found.progressing == Share(grown, reporting, PROGRESSING_GOAL)
    assert found.in_execution == running


def test_goals_when_a_ppa_carries_two_then_counts_it_once():
    ppa = MonitoringEntryFactory(in_execution=True)
    for _number in range(2):
        PolicyImplementedFactory(ppa=ppa)

    assert policy_goals(PolicyRecommendation.objects.all()).in_execution == 1


def test_goals_when_there_is_nothing_then_are_unknown():
    found = policy_goals(PolicyRecommendation.objects.all())

    assert [found.funded.rate, found.progressing.rate, found.with_steps.rate] == [None, None, None]
