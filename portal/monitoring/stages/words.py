"""Where a stage stands, in the words of the back office."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.monitoring.enums import StageState
from portal.monitoring.models import MonitoringEntryWorkflowStage


def is_late(stage: MonitoringEntryWorkflowStage, today: datetime.date) -> bool:
    """The same answer as ``StageQuerySet.late`` gives."""
    return stage.state != StageState.COMPLETED and stage.due_on is not None and stage.due_on < today


def due_in_words(stage: MonitoringEntryWorkflowStage, today: datetime.date) -> str:
    """How much time is left; empty where none was given, or it is done."""
    if stage.due_on is None or stage.state == StageState.COMPLETED:
        return ""
    return days_in_words((stage.due_on - today).days)


def days_in_words(days: int) -> str:
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
