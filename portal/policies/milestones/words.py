"""Where a milestone stands, in the words of the back office."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.policies.enums import MilestoneState, PolicyStatus
from portal.policies.models import PolicyImplementationMilestone

OPEN = (MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS)


def is_open(row: PolicyImplementationMilestone) -> bool:
    return row.state in OPEN


def is_late(row: PolicyImplementationMilestone, today: datetime.date) -> bool:
    """The same answer as ``MilestoneQuerySet.late`` gives."""
    return is_open(row) and row.policy.status not in PolicyStatus.ended() and row.target_date < today


def due_in_words(row: PolicyImplementationMilestone, today: datetime.date) -> str:
    """How much time is left, or how late it was done; empty where nobody waits for it."""
    if row.state == MilestoneState.COMPLETED:
        late = row.days_late()
        if not late:
            return _("done in time")
        return ngettext("done %(days)d day late", "done %(days)d days late", late) % {"days": late}
    if not is_open(row) or row.policy.status in PolicyStatus.ended():
        return ""
    days = (row.target_date - today).days
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


def who_in_words(row: PolicyImplementationMilestone) -> str:
    """The office and the person that answer for it."""
    office = row.responsible_organization.short_name if row.responsible_organization else ""
    return ", ".join(filter(None, [office, str(row.responsible_person or "")]))
