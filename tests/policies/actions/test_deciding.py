"""What is decided about a recommendation: each act's effect, each refusal, the record and who is told."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from portal.notifications.models import InboxMessage
from portal.policies.actions import deciding
from portal.policies.enums import DecisionKind, PolicyStatus
from portal.policies.models import PolicyRecommendation
from tests.accounts.factories import UserFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.policies.factories import PolicyImplementationMilestoneFactory, in_days

pytestmark = pytest.mark.django_db

S = PolicyStatus
TODAY = timezone.localdate


def submit(policy, by, **given):
    return deciding.submit(policy, by=by, **{"shown": policy.live_revision_id, **given})


def endorse(policy, by, **given):
    return deciding.endorse(policy, by=by, **{"shown": policy.live_revision_id, **given})


def approve(policy, by, **given):
    facts = {"shown": policy.live_revision_id, "act": "Resolution 12", "on": TODAY()}
    if "document" not in given:
        facts["document"] = EvidenceItemFactory()
    return deciding.record_approval(policy, by=by, **{**facts, **given})


def begin(policy, by, **given):
    return deciding.begin(policy, by=by, **{"on": TODAY(), **given})


def finish(policy, by, **given):
    return deciding.finish(policy, by=by, **{"on": TODAY(), **given})


def send_back(policy, by, **given):
    return deciding.send_back(policy, by=by, **{"reason": "Say where.", **given})


def defer(policy, by, **given):
    return deciding.defer(policy, by=by, **{"reason": "After the elections.", "review_on": in_days(30), **given})


def reject(policy, by, **given):
    return deciding.reject(policy, by=by, **{"reason": "Another law does this.", **given})


def withdraw(policy, by, **given):
    return deciding.withdraw(policy, by=by, **{"reason": "Joined with another.", **given})


def told():
    return {row.user for row in InboxMessage.objects.filter(kind="policies.decided").select_related("user")}


WAY = [
    (submit, S.UNDER_REVIEW, S.SUBMITTED, "staff", DecisionKind.SUBMITTED),
    (endorse, S.SUBMITTED, S.ENDORSED, "leader", DecisionKind.ENDORSED),
    (approve, S.ENDORSED, S.APPROVED, "staff", DecisionKind.APPROVED),
    (begin, S.APPROVED, S.IN_IMPLEMENTATION, "analyst", DecisionKind.BEGUN),
    (finish, S.IN_IMPLEMENTATION, S.IMPLEMENTED, "me_officer", DecisionKind.IMPLEMENTED),
    (send_back, S.UNDER_REVIEW, S.NEEDS_REVISION, "staff", DecisionKind.RETURNED),
    (send_back, S.SUBMITTED, S.NEEDS_REVISION, "leader", DecisionKind.RETURNED),
    (defer, S.UNDER_REVIEW, S.DEFERRED, "staff", DecisionKind.DEFERRED),
    (defer, S.ENDORSED, S.DEFERRED, "leader", DecisionKind.DEFERRED),
    (reject, S.SUBMITTED, S.REJECTED, "leader", DecisionKind.REJECTED),
    (withdraw, S.APPROVED, S.WITHDRAWN, "staff", DecisionKind.WITHDRAWN),
]


@pytest.mark.parametrize(("act", "was", "to", "person", "kind"), WAY)
def test_act_when_it_is_its_turn_then_moves_on_with_its_decision_and_record(desk, act, was, to, person, kind):
    policy, by = desk.policy(status=was), getattr(desk, person)
    before = ContentVersion.current()

    act(policy, by)

    policy.refresh_from_db()
    decision = policy.decisions.get()
    entry = ModelLogEntry.objects.for_instance(policy).get(action=f"policies.{kind}")
    assert policy.status == to
    assert (decision.kind, decision.by, decision.decided_on) == (kind, by, TODAY())
    assert decision.revision == (policy.live_revision if kind in DecisionKind.binding() else None)
    assert (entry.user, entry.data["before"], entry.data["after"]) == (by, {"status": was}, {"status": to})
    assert ContentVersion.current() > before


@pytest.mark.parametrize(("act", "was", "to", "person", "kind"), WAY)
def test_act_when_it_is_not_its_turn_then_is_refused_and_nothing_moves(desk, act, was, to, person, kind):
    policy = desk.policy(status=S.DRAFT if act is not withdraw else S.IMPLEMENTED)
    stood = policy.status

    with pytest.raises(ActionRefused):
        act(policy, getattr(desk, person))

    assert PolicyRecommendation.objects.get(pk=policy.pk).status == stood
    assert not policy.decisions.exists()


@pytest.mark.parametrize("role", ["staff", "analyst", "leader", "me_officer", "focal", "administrator", "budget"])
@pytest.mark.parametrize(
    ("act", "was", "may"),
    [
        (submit, S.UNDER_REVIEW, {"staff"}),
        (endorse, S.SUBMITTED, {"leader"}),
        (approve, S.ENDORSED, {"staff", "leader"}),
        (begin, S.APPROVED, {"staff", "analyst", "me_officer"}),
        (finish, S.IN_IMPLEMENTATION, {"staff", "analyst", "me_officer"}),
        (send_back, S.UNDER_REVIEW, {"staff"}),
        (send_back, S.SUBMITTED, {"leader"}),
        (defer, S.UNDER_REVIEW, {"staff"}),
        (defer, S.SUBMITTED, {"leader"}),
        (reject, S.ENDORSED, {"leader"}),
        (withdraw, S.SUBMITTED, {"staff"}),
    ],
)
def test_act_when_each_role_tries_it_then_only_who_may_does_it(desk, act, was, may, role):
    others = {"administrator": "administrator", "budget": "budget_officer"}
    person = UserFactory(role=others[role]) if role in others else getattr(desk, role)
    policy = desk.policy(status=was)

    if role in may:
        act(policy, person)
        assert policy.decisions.exists()
    else:
        with pytest.raises(ActionRefused):
            act(policy, person)
        assert not policy.decisions.exists()


@pytest.mark.parametrize(("act", "was", "to", "person", "kind"), WAY)
def test_act_when_pressed_twice_then_is_one_decision(desk, act, was, to, person, kind):
    policy = desk.policy(status=was)

    for _ in range(2):
        act(policy, getattr(desk, person))

    assert policy.decisions.count() == 1


@pytest.mark.parametrize(
    ("act", "was", "person"),
    [(submit, S.UNDER_REVIEW, "staff"), (endorse, S.SUBMITTED, "leader"), (approve, S.ENDORSED, "staff")],
)
class TestBinding:
    def test_text_when_it_changed_after_it_was_read_then_is_refused(self, desk, act, was, person):
        policy = desk.policy(status=was)
        shown = policy.live_revision_id
        policy.title = "Other"
        policy.save_revision().publish()

        with pytest.raises(ActionRefused, match="meanwhile"):
            act(policy, getattr(desk, person), shown=shown)

    def test_text_when_a_change_of_it_waits_then_is_refused(self, desk, act, was, person):
        policy = desk.policy(status=was)
        policy.title = "Other"
        policy.save_revision()

        with pytest.raises(ActionRefused, match="Publish it first"):
            act(policy, getattr(desk, person))

    def test_text_when_it_is_not_public_then_is_refused(self, desk, act, was, person):
        policy = desk.policy(status=was, published=False)

        with pytest.raises(ActionRefused, match="Publish it first"):
            act(policy, getattr(desk, person), shown=policy.latest_revision_id)


def test_endorsement_when_who_submitted_or_wrote_it_gives_it_then_is_refused(desk):
    wrote = desk.policy(submitted=True, created_by=desk.leader)
    submitted = desk.policy(submitted=True)
    submitted.decisions.create(kind="submitted", by=desk.leader, revision=submitted.live_revision, decided_on=TODAY())

    for policy in (wrote, submitted):
        with pytest.raises(ActionRefused, match="nobody endorses"):
            endorse(policy, desk.leader)
    endorse(submitted, desk.second_leader)


def test_approval_when_who_endorsed_it_records_it_then_is_refused(desk):
    policy = desk.policy(submitted=True)
    endorse(policy, desk.leader)

    with pytest.raises(ActionRefused, match="other than who endorsed"):
        approve(policy, desk.leader)
    assert approve(policy, desk.second_leader).status == S.APPROVED


@pytest.mark.parametrize(("given", "told"), [({"act": " "}, "Name the act"), ({"document": None}, "Name the act")])
def test_approval_when_the_act_or_its_document_is_missing_then_is_refused(desk, given, told):
    with pytest.raises(ActionRefused, match=told):
        approve(desk.policy(endorsed=True), desk.staff, **given)


@pytest.mark.parametrize(("act", "was"), [(begin, S.APPROVED), (finish, S.IN_IMPLEMENTATION)])
def test_day_when_it_is_still_to_come_then_is_refused(desk, act, was):
    with pytest.raises(ActionRefused, match="still to come"):
        act(desk.policy(status=was), desk.staff, on=in_days(1))


def test_end_when_a_milestone_is_open_then_is_refused_until_it_is_given_up(desk):
    policy = desk.policy(in_implementation=True)
    milestone = PolicyImplementationMilestoneFactory(policy=policy)

    with pytest.raises(ActionRefused, match="milestones are open"):
        finish(policy, desk.staff)
    type(milestone).objects.filter(pk=milestone.pk).update(state="cancelled")

    assert finish(policy, desk.staff).status == S.IMPLEMENTED


@pytest.mark.parametrize(
    ("act", "was", "person"),
    [
        (send_back, S.SUBMITTED, "leader"),
        (defer, S.UNDER_REVIEW, "staff"),
        (reject, S.SUBMITTED, "leader"),
        (withdraw, S.DRAFT, "staff"),
    ],
)
def test_act_when_no_reason_is_given_then_is_refused(desk, act, was, person):
    with pytest.raises(ActionRefused, match="reason"):
        act(desk.policy(status=was), getattr(desk, person), reason=" ")


def test_decision_when_put_off_until_a_day_that_has_come_then_is_refused(desk):
    with pytest.raises(ActionRefused, match="to come"):
        defer(desk.policy(submitted=True), desk.leader, review_on=TODAY())


@pytest.mark.parametrize(
    ("was", "person", "other"), [(S.UNDER_REVIEW, "staff", "leader"), (S.ENDORSED, "leader", "staff")]
)
def test_deferred_when_taken_up_again_then_stands_where_it_stood_by_who_put_it_off(desk, was, person, other):
    policy = desk.policy(status=was)
    defer(policy, getattr(desk, person))

    with pytest.raises(ActionRefused):
        deciding.resume(policy, by=getattr(desk, other))
    after = deciding.resume(policy, by=getattr(desk, person))

    assert (after.status, after.status_before) == (was, "")
    assert [row.kind for row in policy.decisions.all()] == [DecisionKind.DEFERRED, DecisionKind.RESUMED]


def test_deferred_when_withdrawn_then_is_withdrawn(desk):
    policy = desk.policy(submitted=True)
    defer(policy, desk.leader)

    assert withdraw(policy, desk.staff).status == S.WITHDRAWN
    assert not PolicyRecommendation.objects.public().exists()


def test_submission_when_made_then_its_keepers_and_those_who_endorse_are_told(desk):
    submit(desk.policy(under_review=True), desk.staff)

    assert told() == {desk.analyst, desk.leader, desk.second_leader}


def test_endorsement_when_given_then_its_keepers_and_those_who_record_approvals_are_told(desk):
    policy = desk.policy(under_review=True)
    submit(policy, desk.staff)
    InboxMessage.objects.all().delete()

    endorse(policy, desk.leader)

    assert told() == {desk.analyst, desk.staff, desk.second_staff, desk.second_leader}


def test_text_when_changed_after_a_decision_then_is_changed_since_until_it_says_the_same_again(desk):
    policy = desk.policy(submitted=True)
    endorse(policy, desk.leader)
    decision, title = policy.decisions.get(), policy.title

    def publish(words):
        text = policy.get_latest_revision_as_object()
        text.title = words
        text.save_revision().publish()
        policy.refresh_from_db()
        return deciding.changed_since(policy, decision)

    assert not deciding.changed_since(PolicyRecommendation.objects.get(pk=policy.pk), decision)
    assert publish("Other words")
    assert not publish(title)


def test_day_when_a_decision_was_made_earlier_then_its_own_day_is_kept(desk):
    on = TODAY() - datetime.timedelta(days=40)

    approve(policy := desk.policy(endorsed=True), desk.staff, on=on)

    assert policy.decisions.get().decided_on == on
