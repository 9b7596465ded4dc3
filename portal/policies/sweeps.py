"""What time does to recommendations: who answers for a milestone is reminded, once before its day and once after it.

It may run twice or after days of standing still: the key of a reminder is the milestone and its day.
"""

from portal.core.background.one_by_one import each
from portal.notifications import enqueue

from .models import PolicyImplementationMilestone
from .notifications.milestones import MilestoneDueSoon, MilestoneLate

DUE_SOON_DAYS = 14
"""Days before its day on which a milestone is reminded of."""


def remind_of_milestones() -> int:
    """Remind of milestones that are due within two weeks, and tell which are late; how many those are."""
    rows = PolicyImplementationMilestone.objects.select_related(
        "policy__latest_revision", "responsible_organization", "responsible_person"
    ).order_by("target_date", "pk")
    soon = each(rows.due_within(DUE_SOON_DAYS), lambda row: enqueue(MilestoneDueSoon(row)))
    return soon + each(rows.late(), lambda row: enqueue(MilestoneLate(row)))
