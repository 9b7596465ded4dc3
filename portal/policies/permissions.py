"""Who may do what with policy recommendations, in sentences; and what each group brings."""

from typing import TYPE_CHECKING, Any

from portal.core.access import AnyUser
from portal.needs.scope import Reach, reach_of

from .enums import DecisionKind

if TYPE_CHECKING:
    from .models import PolicyEvidence, PolicyImplementationMilestone, PolicyRecommendation

_SEE = ["policies.view_policyrecommendation"]
_KEEP = ["policies.add_policyrecommendation", "policies.change_policyrecommendation"]

ROLE_PERMISSIONS: dict[str, list[str]] = {
    "mao_editor": _SEE,
    "mao_focal": _SEE,
    "oobc_staff": [
        *_SEE,
        *_KEEP,
        "policies.publish_policyrecommendation",
        "policies.review_policyrecommendation",
        "policies.approve_policyrecommendation",
        "policies.track_policyrecommendation",
    ],
    "oobc_planner": [*_SEE, *_KEEP, "policies.track_policyrecommendation"],
    "budget_officer": _SEE,
    "me_officer": [*_SEE, "policies.track_policyrecommendation"],
    "ocm_leadership": [*_SEE, "policies.endorse_policyrecommendation", "policies.approve_policyrecommendation"],
}


def reach(user: AnyUser, act: str) -> Reach:
    """How far this person may do an act of ``ROLE_PERMISSIONS``, such as "endorse"."""
    from .models import PolicyRecommendation  # models need this room's scope for their querysets

    return reach_of(user, PolicyRecommendation, act)


def can(user: AnyUser, act: str) -> bool:
    """Whether this person may do this act on recommendations: they are the office's, so on all of them or on none."""
    return reach(user, act).everything


def can_publish(user: AnyUser, policy: "PolicyRecommendation") -> bool:
    """Put the newest draft before the public: staff who wrote none of the words that are new, nor handed them in."""
    if not can(user, "publish"):
        return False
    state = policy.current_workflow_state
    asked_by = state.requested_by_id if state else None
    return user.pk not in {asked_by, *_writers(policy, since=policy.live_revision_id or 0)}


def can_endorse(user: AnyUser, policy: "PolicyRecommendation") -> bool:
    """OCM endorses, and never what they wrote or submitted."""
    own = {policy.created_by_id, *_writers(policy), *_who(policy, DecisionKind.SUBMITTED)}
    return can(user, "endorse") and user.pk not in own


def can_record_approval(user: AnyUser, policy: "PolicyRecommendation") -> bool:
    """Record the act of Parliament: somebody other than who endorsed it."""
    return can(user, "approve") and user.pk not in _who(policy, DecisionKind.ENDORSED)


def _writers(policy: "PolicyRecommendation", *, since: int = 0) -> set[Any]:
    """Who wrote a version of it, of those that came after this one."""
    return set(policy.revisions.filter(pk__gt=since).values_list("user", flat=True))


def _who(policy: "PolicyRecommendation", kind: DecisionKind) -> set[Any]:
    """Who took the last decision of this kind."""
    last = policy.decisions.filter(kind=kind).order_by("-at").first()
    return {last.by_id} if last else set()


def can_verify(user: AnyUser, evidence: "PolicyEvidence") -> bool:
    """Say that a piece of evidence shows what is claimed: staff who did not add it."""
    return can(user, "review") and evidence.added_by_id != user.pk


def can_report(user: AnyUser, milestone: "PolicyImplementationMilestone") -> bool:
    """Say how far a milestone is: who tracks recommendations, the person who answers for it, people of its office."""
    if can(user, "track") or milestone.responsible_person_id == user.pk:
        return True
    return milestone.responsible_organization_id in reach(user, "view").organizations
