"""Where an engagement stands: scheduled, held, put off."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import record
from portal.core.actions import ActionRefused
from portal.engagement.enums import EngagementStatus
from portal.engagement.models import StakeholderEngagement

from .keeping import locked

Day = datetime.date


@transaction.atomic
def schedule(
    engagement: StakeholderEngagement, *, start: Day, by: User, end: Day | None = None
) -> StakeholderEngagement:
    """Set its days; also after it was postponed."""
    engagement = locked(engagement, by=by)
    if engagement.status not in EngagementStatus.schedulable():
        raise ActionRefused(_("Only what is planned or postponed can be scheduled."))
    engagement.planned_start, engagement.planned_end, engagement.status_reason = start, end, ""
    return _move(engagement, EngagementStatus.SCHEDULED, "engagement.schedule", by=by, start=start, end=end)


@transaction.atomic
def begin(engagement: StakeholderEngagement, *, on: Day, by: User) -> StakeholderEngagement:
    engagement = locked(engagement, by=by)
    if engagement.status not in (EngagementStatus.PLANNED, EngagementStatus.SCHEDULED):
        raise ActionRefused(_("Only what is planned or scheduled can begin."))
    if on > timezone.localdate():
        raise ActionRefused(_("That day is still to come."))
    engagement.actual_start = on
    return _move(engagement, EngagementStatus.IN_PROGRESS, "engagement.begin", by=by, on=on)


@transaction.atomic
def complete(
    engagement: StakeholderEngagement, *, on: Day, outcome: str, by: User, cost: Any = None
) -> StakeholderEngagement:
    """It is over: when it ended, and what came of it, in words that the communities read."""
    engagement = locked(engagement, by=by)
    if engagement.status != EngagementStatus.IN_PROGRESS:
        raise ActionRefused(_("Only what has begun can be completed."))
    if on > timezone.localdate():
        raise ActionRefused(_("That day is still to come."))
    engagement.actual_end, engagement.outcome = on, outcome
    if cost is not None:
        engagement.cost = cost
    return _move(engagement, EngagementStatus.COMPLETED, "engagement.complete", by=by, on=on)


@transaction.atomic
def postpone(engagement: StakeholderEngagement, *, reason: str, by: User) -> StakeholderEngagement:
    engagement = locked(engagement, by=by)
    if engagement.status not in (EngagementStatus.PLANNED, EngagementStatus.SCHEDULED):
        raise ActionRefused(_("Only what is planned or scheduled can be postponed."))
    engagement.status_reason = reason
    return _move(engagement, EngagementStatus.POSTPONED, "engagement.postpone", by=by)


@transaction.atomic
def cancel(engagement: StakeholderEngagement, *, reason: str, by: User) -> StakeholderEngagement:
    engagement = locked(engagement, by=by)
    if engagement.status not in EngagementStatus.schedulable():
        raise ActionRefused(_("Only what has not begun can be cancelled."))
    engagement.status_reason = reason
    return _move(engagement, EngagementStatus.CANCELLED, "engagement.cancel", by=by)


def _move(
    engagement: StakeholderEngagement, status: EngagementStatus, action: str, *, by: User, **data: Any
) -> StakeholderEngagement:
    was, engagement.status = engagement.status, status
    engagement.full_clean()
    engagement.save()
    record(engagement, action, by=by, before={"status": was}, after={"status": status}, data=data)
    return engagement
