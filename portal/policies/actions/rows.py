"""The recommendation an act changes: locked, checked, and what happened to it written down."""

import datetime
from collections.abc import Collection
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import record
from portal.core import editorial
from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from portal.core.shown import MovedOn
from portal.notifications import alerts
from portal.policies.enums import DecisionKind, PolicyStatus
from portal.policies.models import PolicyDecision, PolicyRecommendation
from portal.policies.permissions import can
from portal.policies.search_index import RECOMMENDATIONS
from search.facade import refresh


class PolicyChanged(MovedOn):
    """The recommendation is no longer what was shown."""


def lock(policy: PolicyRecommendation) -> PolicyRecommendation:
    rows = PolicyRecommendation.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("latest_revision", "live_revision").get(pk=policy.pk)


def policy_to(act: str, policy: PolicyRecommendation, *, by: User) -> PolicyRecommendation:
    """The locked recommendation, of somebody who may do this act."""
    check_right(act, by=by)
    return lock(policy)


def check_right(act: str, *, by: User) -> None:
    if not can(by, act):
        raise ActionRefused(_("Your role does not do this with recommendations."))


def check_status(policy: PolicyRecommendation, allowed: Collection[PolicyStatus], sentence: str) -> None:
    if policy.status not in allowed:
        raise ActionRefused(sentence)


def check_shown(policy: PolicyRecommendation, shown: int) -> None:
    """Who decides has read the version that is public, and nothing newer waits. ``shown`` is the version's key."""
    if not policy.live or policy.has_unpublished_changes:
        raise ActionRefused(_("Its text is not published, or a change of it waits. Publish it first."))
    if policy.live_revision_id != shown:
        raise PolicyChanged(_("The text was changed meanwhile. Read it again before you decide."))


def return_draft(policy: PolicyRecommendation, *, note: str, by: User) -> None:
    """A draft that waits for a second look goes back to who wrote it."""
    if policy.workflow_in_progress:
        editorial.approval_of_newest(policy).reject(user=by, comment=note)


def forget_draft(policy: PolicyRecommendation, *, by: User) -> None:
    """Nobody is asked any more to look at the draft of what has come to its end."""
    if state := policy.current_workflow_state:
        state.cancel(user=by)


def given(reason: str) -> str:
    """The reason without blanks around it; none is refused."""
    if not reason.strip():
        raise ActionRefused(_("Give the reason."))
    return reason.strip()


def moves(
    policy: PolicyRecommendation,
    to: PolicyStatus,
    kind: DecisionKind,
    *,
    by: User,
    decided_on: datetime.date | None = None,
    **facts: Any,
) -> PolicyDecision:
    """Set the status and keep the decision, with the version of the text where it binds to one."""
    was, policy.status = policy.status, to
    policy.save(update_fields=["status", "status_before"])
    decision = PolicyDecision.objects.create(
        policy=policy,
        kind=kind,
        revision=policy.live_revision if kind in DecisionKind.binding() else None,
        decided_on=decided_on or timezone.localdate(),
        by=by,
        **facts,
    )
    before, after = {"status": was}, {"status": to}
    record(policy, f"policies.{kind}", by=by, before=before, after=after, data={"decision": str(decision.pk)})
    alerts.look_again(policy)
    ContentVersion.bump()
    if to == PolicyStatus.WITHDRAWN:
        refresh(RECOMMENDATIONS, [policy.pk])  # its words are forgotten with its page
    return decision
