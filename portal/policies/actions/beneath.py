"""What stands under a recommendation changes under its lock, and stands on its record."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import record
from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from portal.policies.enums import PolicyStatus
from portal.policies.models import PolicyRecommendation

from .rows import lock, policy_to


def kept_policy(act: str, policy: PolicyRecommendation, *, by: User) -> PolicyRecommendation:
    """The locked recommendation, of somebody who may do this act; nobody gave it up."""
    return checked(policy_to(act, policy, by=by))


def kept_policy_of(policy: PolicyRecommendation) -> PolicyRecommendation:
    """The locked recommendation; who may do the act is said by the row under it."""
    return checked(lock(policy))


def checked(policy: PolicyRecommendation, but_not: Collection[PolicyStatus] = ()) -> PolicyRecommendation:
    """It is still something that is meant to be, and is in none of these states."""
    if policy.status not in PolicyStatus.aimed_at():
        raise ActionRefused(_("This recommendation was given up: what stands under it stays as it is."))
    if policy.status in but_not:
        raise ActionRefused(_("This recommendation is implemented: its milestones stay as they are."))
    return policy


def happened(
    policy: PolicyRecommendation,
    act: str,
    *,
    by: User,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    **data: Any,
) -> None:
    """Write it down, and let pages that were kept for the public be made anew."""
    record(policy, f"policies.{act}", by=by, before=before, after=after, data=data)
    ContentVersion.bump()
