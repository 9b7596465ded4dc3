"""The milestones of a recommendation drawn over time."""

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _

from portal.core.charts import Chart, Step, timeline
from portal.policies.enums import MilestoneState
from portal.policies.models import PolicyImplementationMilestone

from .words import is_late


def drawn(rows: Sequence[PolicyImplementationMilestone], today: datetime.date) -> Chart | None:
    """Each with its day, the day it was done, and between them how late; those that were given up are left out."""
    steps = [
        Step(row.title, row.target_date, row.actual_completion_date, is_late(row, today))
        for row in rows
        if row.state != MilestoneState.CANCELLED
    ]
    if not steps:
        return None
    return timeline(
        steps,
        today=today,
        words=(_("Due"), _("Done"), _("today")),
        label=_("Chart: the milestones over time. The table below has the same days."),
    )
