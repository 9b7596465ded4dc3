"""Tagging a PPA with recommendations: the effect, each refusal, the audit, and the alerts that follow."""

from decimal import Decimal

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.monitoring.actions import lifecycle
from portal.monitoring.actions.tagging import tag, tag_all, untag, untag_all
from portal.monitoring.models import PolicyImplemented
from portal.notifications.models import Alert
from portal.policies.enums import PolicyStatus
from tests.monitoring.conftest import acts_on, audit
from tests.monitoring.factories import MonitoringEntryFactory, PolicyImplementedFactory
from tests.policies.factories import PolicyRecommendationFactory


def links():
    rows = PolicyImplemented.objects.order_by("policy__number")
    return [(row.ppa, row.policy, row.share, row.linked_by) for row in rows]


def open_alerts():
    return {(alert.rule, alert.object_id) for alert in Alert.objects.open()}


# ---- One at a time ---------------------------------------------------------------------------------------------------


def test_ppa_when_tagged_then_implements_it_and_the_record_says_so(desk):
    ppa, policy = desk.ppa(proposed=True), PolicyRecommendationFactory()

    row = tag(ppa, policy, share=Decimal("250.505"), by=desk.planner)

    assert links() == [(ppa, policy, Decimal("250.51"), desk.planner)]
    said = audit(ppa, "tag_policy").data
    assert (said["policy"], said["share"]) == (str(policy.pk), "250.51")
    assert row.linked_at


def test_tag_when_repeated_then_has_one_effect_and_another_share_is_a_step_of_its_own(desk):
    ppa, policy = desk.ppa(), PolicyRecommendationFactory()

    tag(ppa, policy, by=desk.planner)
    tag(ppa, policy, by=desk.planner)
    tag(ppa, policy, share=Decimal(300), by=desk.planner)

    assert links() == [(ppa, policy, 300, desk.planner)]
    assert acts_on(ppa) == ["tag_policy", "share_policy"]
    said = audit(ppa, "share_policy").data
    assert (said.get("before"), said["after"]) == (None, {"amount": "300.00"})


def test_shares_when_together_more_than_the_money_then_are_refused(desk):
    ppa = desk.ppa(amount=1000)
    tag(ppa, PolicyRecommendationFactory(), share=Decimal(700), by=desk.planner)
    second = PolicyRecommendationFactory()

    with pytest.raises(ActionRefused, match=r"Only ₱300\.00"):
        tag(ppa, second, share=Decimal(301), by=desk.planner)
    with pytest.raises(ActionRefused, match="more than zero"):
        tag(ppa, second, share=Decimal(0), by=desk.planner)

    tag(ppa, second, share=Decimal(300), by=desk.planner)
    assert len(links()) == 2


def test_ppa_when_untagged_then_is_no_longer_and_twice_does_nothing_more(desk):
    row = PolicyImplementedFactory(ppa=desk.ppa(), share=Decimal(5))

    untag(row.ppa, row.policy, by=desk.planner)
    untag(row.ppa, row.policy, by=desk.planner)

    assert links() == []
    assert acts_on(row.ppa) == ["untag_policy"]
    assert audit(row.ppa, "untag_policy").data["share"] == "5.00"


@pytest.mark.parametrize("state", ["rejected", "cancelled"])
def test_ppa_when_given_up_or_with_parts_then_is_not_tagged(desk, state):
    policy, whole = PolicyRecommendationFactory(), desk.ppa(amount=None)
    MonitoringEntryFactory(parent=whole)

    with pytest.raises(ActionRefused, match="refused or cancelled"):
        tag(desk.ppa(**{state: True}), policy, by=desk.planner)
    with pytest.raises(ActionRefused, match="has parts"):
        tag(whole, policy, by=desk.planner)


@pytest.mark.parametrize("status", [PolicyStatus.REJECTED, PolicyStatus.WITHDRAWN])
def test_recommendation_when_given_up_then_no_ppa_is_tagged_with_it_and_it_can_be_taken_off(desk, status):
    ppa, policy = desk.ppa(), PolicyRecommendationFactory(status=status)
    PolicyImplementedFactory(ppa=ppa, policy=policy)

    with pytest.raises(ActionRefused, match="given up"):
        tag(desk.ppa(), policy, by=desk.planner)

    untag(ppa, policy, by=desk.planner)
    assert links() == []


def test_recommendation_when_an_office_does_not_see_it_then_it_cannot_be_named(desk):
    with pytest.raises(ActionRefused, match="no such recommendation"):
        tag(desk.ppa(), PolicyRecommendationFactory(), by=desk.focal)

    tag(desk.ppa(), PolicyRecommendationFactory(published=True), by=desk.focal)
    assert len(links()) == 1


@pytest.mark.parametrize(
    ("who", "state", "may"),
    [
        ("planner", {"in_execution": True}, True),
        ("focal", {}, True),
        ("editor", {}, True),
        ("focal", {"proposed": True}, False),
        ("stranger", {}, False),
        ("officer", {}, False),
        ("leader", {}, False),
    ],
)
def test_tag_when_asked_by_each_role_then_only_planners_and_writers_of_a_draft_may(desk, who, state, may):
    ppa, policy = desk.ppa(**state), PolicyRecommendationFactory(published=True)

    if may:
        tag(ppa, policy, by=getattr(desk, who))
    else:
        with pytest.raises(ActionRefused, match="Your role"):
            tag(ppa, policy, by=getattr(desk, who))

    assert bool(links()) == may


# ---- Many at once ----------------------------------------------------------------------------------------------------


def test_many_when_tagged_then_those_that_were_not_are_counted_and_recorded(desk):
    policy, ppas = PolicyRecommendationFactory(), [desk.ppa(enacted=True) for _number in range(3)]
    PolicyImplementedFactory(ppa=ppas[0], policy=policy)

    assert tag_all(ppas, policy, by=desk.planner) == 2
    assert tag_all(ppas, policy, by=desk.planner) == 0

    assert PolicyImplemented.objects.filter(policy=policy).count() == 3
    assert [acts_on(ppa) for ppa in ppas] == [[], ["tag_policy"], ["tag_policy"]]


def test_many_when_one_is_refused_then_none_is_tagged_or_untagged(desk):
    policy, first = PolicyRecommendationFactory(), desk.ppa(enacted=True)
    refused = PolicyImplementedFactory(ppa=desk.ppa(cancelled=True), policy=policy).ppa

    with pytest.raises(ActionRefused):
        tag_all([first, refused], policy, by=desk.planner)
    PolicyImplementedFactory(ppa=first, policy=policy)
    with pytest.raises(ActionRefused):
        untag_all([first, refused], policy, by=desk.planner)

    assert PolicyImplemented.objects.count() == 2
    assert not ModelLogEntry.objects.filter(action__in=["monitoring.tag_policy", "monitoring.untag_policy"]).exists()


def test_many_when_untagged_then_only_this_recommendation_is_taken_off(desk):
    policy, other, ppas = PolicyRecommendationFactory(), PolicyRecommendationFactory(), [desk.ppa(), desk.ppa()]
    tag_all(ppas, policy, by=desk.planner)
    tag(ppas[0], other, by=desk.planner)

    assert untag_all(ppas, policy, by=desk.planner) == 2

    assert links() == [(ppas[0], other, None, desk.planner)]


# ---- Alerts follow at once -------------------------------------------------------------------------------------------


def test_alert_when_a_tag_brings_money_then_clears_at_once_and_opens_again_without_it(desk):
    policy = PolicyRecommendationFactory(approved=True, cost=1000)
    ppa = desk.ppa(enacted=True, amount=400)
    unfunded, low = ("monitoring.policy_unfunded", str(policy.pk)), ("monitoring.policy_underfunded", str(policy.pk))

    tag(ppa, policy, by=desk.planner)
    assert open_alerts() == {low}
    tag_all([desk.ppa(enacted=True, amount=100)], policy, by=desk.planner)
    assert open_alerts() == set()
    untag_all([row.ppa for row in policy.implementing_ppas.all()], policy, by=desk.planner)
    assert open_alerts() == {unfunded}


def test_alert_when_another_recommendation_takes_its_part_then_opens(desk):
    policy, other = (PolicyRecommendationFactory(approved=True, cost=1000) for _number in range(2))
    ppa = desk.ppa(enacted=True, amount=1000)
    tag(ppa, policy, share=Decimal(900), by=desk.planner)
    tag(ppa, other, by=desk.planner)
    assert open_alerts() == {("monitoring.policy_underfunded", str(other.pk))}

    tag(ppa, policy, share=Decimal(10), by=desk.planner)

    assert open_alerts() == {("monitoring.policy_underfunded", str(policy.pk))}


def test_alert_when_the_ppa_is_cancelled_then_opens(desk):
    policy = PolicyRecommendationFactory(in_implementation=True, cost=1000)
    ppa = desk.ppa(in_execution=True)
    tag(ppa, policy, by=desk.planner)
    assert open_alerts() == set()

    lifecycle.cancel(ppa, reason="The site was sold.", by=desk.leader)

    assert ("monitoring.policy_unfunded", str(policy.pk)) in open_alerts()
