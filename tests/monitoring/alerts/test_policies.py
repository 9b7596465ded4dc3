"""The rules about recommendations: when each holds, its words, and whom it concerns."""

import datetime

import pytest
import time_machine

from portal.monitoring.alerts.policies import MilestoneLate, PolicyUnderfunded, PolicyUnfunded
from portal.notifications import alerts
from portal.notifications.models import Alert, InboxMessage
from portal.policies.enums import MilestoneState, PolicyStatus
from tests.accounts.factories import UserFactory
from tests.monitoring.factories import MonitoringEntryFactory, PolicyImplementedFactory
from tests.organizations.factories import FocalPersonFactory
from tests.policies.factories import PolicyImplementationMilestoneFactory, PolicyRecommendationFactory

pytestmark = pytest.mark.django_db


def holding(rule):
    return rule.holding(rule.rows())


def a_policy(granted=None, *, status=PolicyStatus.APPROVED, cost=1000):
    policy = PolicyRecommendationFactory(status=status, cost=cost)
    if granted is not None:
        PolicyImplementedFactory(policy=policy, ppa=MonitoringEntryFactory(enacted=True, with_money=granted))
    return policy


def test_recommendation_when_approved_and_nothing_is_granted_then_is_told():
    without, uncosted, going = a_policy(), a_policy(cost=None), a_policy(status=PolicyStatus.IN_IMPLEMENTATION)
    PolicyImplementedFactory(policy=without, ppa=MonitoringEntryFactory(approved=True, with_money=5000))
    a_policy(1)
    a_policy(cost=0)

    found = holding(PolicyUnfunded())

    assert found == {without.pk: {"cost": "1000.00"}, uncosted.pk: {"cost": ""}, going.pk: {"cost": "1000.00"}}
    assert "none of the ₱1,000.00" in PolicyUnfunded().words(without, found[without.pk])
    assert "is not known" in PolicyUnfunded().words(uncosted, found[uncosted.pk])


@pytest.mark.parametrize("status", [one for one in PolicyStatus if one not in PolicyStatus.adopted()])
def test_recommendation_when_not_adopted_or_done_then_is_not_told(status):
    before = {"status_before": PolicyStatus.UNDER_REVIEW} if status == PolicyStatus.DEFERRED else {}
    PolicyRecommendationFactory(status=status, cost=1000, **before)

    assert holding(PolicyUnfunded()) == holding(PolicyUnderfunded()) == {}


def test_recommendation_when_below_half_then_is_told_and_at_half_no_more():
    low, nearly = a_policy(490), a_policy("499.99")
    a_policy(500)
    a_policy()
    a_policy(1, cost=None)

    found = holding(PolicyUnderfunded())

    assert set(found) == {low.pk, nearly.pk}
    assert found[low.pk] == {"cost": "1000.00", "granted": "490.00", "percent": "49.00"}
    assert PolicyUnderfunded().words(low, found[low.pk]) == "₱490.00 of ₱1,000.00 are granted: 49.00 %."


def test_recommendation_when_without_money_then_concerns_its_writers_and_ocm():
    policy, planner, staff = a_policy(), UserFactory(role="oobc_planner"), UserFactory(role="oobc_staff")
    leader = UserFactory(role="ocm_leadership")
    UserFactory(role="budget_officer")

    told = PolicyUnfunded().recipients([policy])[policy.pk]

    assert {planner, staff, leader, policy.created_by} == set(told)


def test_milestone_when_its_day_has_passed_then_is_told_until_it_is_done():
    late = PolicyImplementationMilestoneFactory(late=True, policy__in_implementation=True)
    PolicyImplementationMilestoneFactory(late=True, completed=True)
    PolicyImplementationMilestoneFactory(late=True, state=MilestoneState.CANCELLED)
    PolicyImplementationMilestoneFactory(late=True, policy__implemented=True)
    PolicyImplementationMilestoneFactory()

    found = holding(MilestoneLate())

    assert list(found) == [late.pk]
    assert "10 days later" in MilestoneLate().words(late, found[late.pk])


def test_milestone_when_late_then_is_told_once_to_who_answers_for_it_and_to_who_keeps_milestones():
    milestone = PolicyImplementationMilestoneFactory(
        responsible_person=UserFactory(), target_date=datetime.date(2026, 11, 1)
    )
    focal = FocalPersonFactory(membership__organization=milestone.responsible_organization).membership.user
    officer = UserFactory(role="me_officer")

    for day in ("2026-11-01", "2026-11-02", "2026-11-03"):
        with time_machine.travel(f"{day}T09:00+08:00", tick=False):
            alerts.check(MilestoneLate.code, [milestone])

    told = InboxMessage.objects.filter(subject__contains="Milestone of a recommendation late")
    assert {milestone.responsible_person, focal, officer} <= {row.user for row in told}
    assert told.filter(user=focal).count() == 1
    assert Alert.objects.open().get().object_id == str(milestone.pk)


def test_rules_when_looked_at_again_for_a_row_then_those_about_its_kind_are(settings):
    policy = a_policy()
    late = PolicyImplementationMilestoneFactory(late=True, policy=policy)

    alerts.look_again(policy, late)
    opened = set(Alert.objects.open().values_list("rule", flat=True))
    type(policy).objects.filter(pk=policy.pk).update(status=PolicyStatus.WITHDRAWN)
    alerts.look_again(policy)
    alerts.look_again(late)

    assert opened == {"monitoring.policy_unfunded", "monitoring.policy_milestone"}
    assert not Alert.objects.open().exists()
