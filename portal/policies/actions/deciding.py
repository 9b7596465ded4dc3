"""What is decided about a recommendation: submitted, endorsed, approved, carried out; or put off, or refused."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.evidence.models import EvidenceItem
from portal.notifications import enqueue
from portal.policies.contents import contents_of
from portal.policies.enums import DecisionKind, PolicyStatus
from portal.policies.models import PolicyDecision, PolicyRecommendation
from portal.policies.notifications import PolicyDecided
from portal.policies.permissions import can_endorse, can_record_approval

from .rows import (
    check_right,
    check_shown,
    check_status,
    forget_draft,
    given,
    lock,
    moves,
    policy_to,
    return_draft,
)


@transaction.atomic
def submit(policy: PolicyRecommendation, *, shown: int, by: User) -> PolicyRecommendation:
    """Put the published text before the Chief Minister. ``shown`` is the version that was read."""
    policy = policy_to("review", policy, by=by)
    if _is_repeated(policy, PolicyStatus.SUBMITTED, by=by):
        return policy
    check_status(policy, [PolicyStatus.UNDER_REVIEW], _("Only what is under review is submitted."))
    check_shown(policy, shown)
    return _told(moves(policy, PolicyStatus.SUBMITTED, DecisionKind.SUBMITTED, by=by))


@transaction.atomic
def endorse(policy: PolicyRecommendation, *, shown: int, by: User) -> PolicyRecommendation:
    """The Chief Minister's office stands behind this version of the text."""
    policy = lock(policy)
    if _is_repeated(policy, PolicyStatus.ENDORSED, by=by):
        return policy
    if not can_endorse(by, policy):
        raise ActionRefused(_("OCM endorses, and nobody endorses what they wrote or submitted."))
    check_status(policy, [PolicyStatus.SUBMITTED], _("Only what was submitted is endorsed."))
    check_shown(policy, shown)
    return _told(moves(policy, PolicyStatus.ENDORSED, DecisionKind.ENDORSED, by=by))


@transaction.atomic
def record_approval(
    policy: PolicyRecommendation, *, shown: int, act: str, on: datetime.date, document: EvidenceItem | None, by: User
) -> PolicyRecommendation:
    """Write down Parliament's act, with its document; somebody other than who endorsed it."""
    policy = lock(policy)
    if _is_repeated(policy, PolicyStatus.APPROVED, by=by):
        return policy
    if not can_record_approval(by, policy):
        raise ActionRefused(_("Somebody other than who endorsed it records the approval."))
    check_status(policy, [PolicyStatus.ENDORSED], _("Only what is endorsed is approved."))
    check_shown(policy, shown)
    if not act.strip() or document is None:
        raise ActionRefused(_("Name the act of Parliament and add its document."))
    if not EvidenceItem.objects.visible_to(by).filter(pk=document.pk).exists():
        raise ActionRefused(_("You cannot see this document."))
    moved = moves(
        policy,
        PolicyStatus.APPROVED,
        DecisionKind.APPROVED,
        by=by,
        decided_on=_past(on),
        act=act.strip(),
        document=document,
    )
    return _told(moved)


@transaction.atomic
def begin(policy: PolicyRecommendation, *, on: datetime.date, by: User) -> PolicyRecommendation:
    """Offices have begun to carry it out."""
    policy = policy_to("track", policy, by=by)
    if _is_repeated(policy, PolicyStatus.IN_IMPLEMENTATION, by=by):
        return policy
    check_status(policy, [PolicyStatus.APPROVED], _("Only what is approved is carried out."))
    return _told(moves(policy, PolicyStatus.IN_IMPLEMENTATION, DecisionKind.BEGUN, by=by, decided_on=_past(on)))


@transaction.atomic
def finish(policy: PolicyRecommendation, *, on: datetime.date, by: User) -> PolicyRecommendation:
    """All that was recommended is there. Milestones that are open must be done or given up first."""
    policy = policy_to("track", policy, by=by)
    if _is_repeated(policy, PolicyStatus.IMPLEMENTED, by=by):
        return policy
    check_status(policy, [PolicyStatus.IN_IMPLEMENTATION], _("Only what is carried out can be done."))
    if policy.milestones.open().exists():
        raise ActionRefused(_("Some milestones are open. Complete them, or give them up, first."))
    return _told(moves(policy, PolicyStatus.IMPLEMENTED, DecisionKind.IMPLEMENTED, by=by, decided_on=_past(on)))


@transaction.atomic
def send_back(policy: PolicyRecommendation, *, reason: str, by: User) -> PolicyRecommendation:
    """Give it back to its writers to be mended: staff while they review it, OCM once it was submitted."""
    policy = lock(policy)
    if policy.status == PolicyStatus.NEEDS_REVISION:
        return policy
    check_right(who_decides(policy), by=by)
    waiting = [PolicyStatus.UNDER_REVIEW, PolicyStatus.SUBMITTED]
    check_status(policy, waiting, _("Only what waits for a decision is sent back."))
    reason = given(reason)
    return_draft(policy, note=reason, by=by)
    return _told(moves(policy, PolicyStatus.NEEDS_REVISION, DecisionKind.RETURNED, by=by, reason=reason))


@transaction.atomic
def defer(policy: PolicyRecommendation, *, reason: str, review_on: datetime.date, by: User) -> PolicyRecommendation:
    """Put the decision off until a day on which it is looked at again."""
    policy = lock(policy)
    if policy.status == PolicyStatus.DEFERRED:
        return policy
    check_right(who_decides(policy), by=by)
    check_status(policy, PolicyStatus.deferrable(), _("Only what waits for a decision is deferred."))
    if review_on <= timezone.localdate():
        raise ActionRefused(_("Name a day that is still to come."))
    policy.status_before = policy.status
    reason = given(reason)
    moved = moves(policy, PolicyStatus.DEFERRED, DecisionKind.DEFERRED, by=by, reason=reason, review_on=review_on)
    return _told(moved)


@transaction.atomic
def resume(policy: PolicyRecommendation, *, by: User) -> PolicyRecommendation:
    """Take a deferred recommendation up again, where it stood."""
    policy = lock(policy)
    if policy.status != PolicyStatus.DEFERRED:
        return policy
    check_right(who_decides(policy), by=by)
    was, policy.status_before = PolicyStatus(policy.status_before), ""
    return _told(moves(policy, was, DecisionKind.RESUMED, by=by))


@transaction.atomic
def reject(policy: PolicyRecommendation, *, reason: str, by: User) -> PolicyRecommendation:
    """It is not taken up; its page stays, with the reason."""
    policy = policy_to("endorse", policy, by=by)
    if policy.status == PolicyStatus.REJECTED:
        return policy
    check_status(
        policy, [PolicyStatus.SUBMITTED, PolicyStatus.ENDORSED], _("Only what was submitted and is not approved yet.")
    )
    reason = given(reason)
    forget_draft(policy, by=by)
    return _told(moves(policy, PolicyStatus.REJECTED, DecisionKind.REJECTED, by=by, reason=reason))


@transaction.atomic
def withdraw(policy: PolicyRecommendation, *, reason: str, by: User) -> PolicyRecommendation:
    """The office takes it back; its public page goes."""
    policy = policy_to("review", policy, by=by)
    if policy.status == PolicyStatus.WITHDRAWN:
        return policy
    open_ones = [status for status in PolicyStatus if status not in PolicyStatus.ended()]
    check_status(policy, open_ones, _("It has already come to its end."))
    policy.status_before = ""
    reason = given(reason)
    forget_draft(policy, by=by)
    return _told(moves(policy, PolicyStatus.WITHDRAWN, DecisionKind.WITHDRAWN, by=by, reason=reason))


def changed_since(policy: PolicyRecommendation, decision: PolicyDecision) -> bool:
    """Whether the text says another thing now than what was decided about; of what binds to no version, never."""
    if decision.revision is None or decision.revision_id == policy.live_revision_id:
        return False
    return contents_of(decision.revision.as_object()) != contents_of(policy)


def _is_repeated(policy: PolicyRecommendation, status: PolicyStatus, *, by: User) -> bool:
    """A double click: the same person has just brought it there."""
    last = policy.decisions.order_by("-at").first()
    return policy.status == status and last is not None and last.by_id == by.pk


def who_decides(policy: PolicyRecommendation) -> str:
    """The act of those before whom it lies now; of what was put off, of those before whom it lay."""
    beyond_review = [PolicyStatus.SUBMITTED, PolicyStatus.ENDORSED, PolicyStatus.APPROVED]
    return "endorse" if (policy.status_before or policy.status) in beyond_review else "review"


def _past(on: datetime.date) -> datetime.date:
    if on > timezone.localdate():
        raise ActionRefused(_("This day is still to come. Record it once it has happened."))
    return on


def _told(decision: PolicyDecision) -> PolicyRecommendation:
    enqueue(PolicyDecided(decision))
    return decision.policy
