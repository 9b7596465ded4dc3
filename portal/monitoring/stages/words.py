"""Where a stage stands, in the words of the back office."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.monitoring.enums import PPAStatus, StageState
from portal.monitoring.models import MonitoringEntryWorkflowStage


def is_late(stage: MonitoringEntryWorkflowStage, today: datetime.date) -> bool:
    """The same answer as ``StageQuerySet.late`` gives."""
    return _is_awaited(stage) and stage.due_on is not None and stage.due_on < today


def due_in_words(stage: MonitoringEntryWorkflowStage, today: datetime.date) -> str:
    """How much time is left; empty where none was given, it is done, or its PPA was given up."""
    if stage.due_on is None or not _is_awaited(stage):
        return ""
    return days_in_words((stage.due_on - today).days)


def _is_awaited(stage: MonitoringEntryWorkflowStage) -> bool:
    return stage.state != StageState.COMPLETED and stage.ppa.status not in PPAStatus.given_up()


def days_in_words(days: int) -> str:
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
