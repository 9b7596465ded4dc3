"""The days of the budget calendar. Stages that had a day of it move along; a day that somebody set by hand stays."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import facts, record
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.monitoring.enums import Stage, StageState
from portal.monitoring.models import BudgetCalendar, MonitoringEntryWorkflowStage
from portal.monitoring.permissions import can_keep_calendar

DAYS = ["opens_on", "due_on"]


@transaction.atomic
def set_days(
    fiscal_year: int, stage: Stage, *, opens_on: datetime.date, due_on: datetime.date, by: User
) -> BudgetCalendar:
    """When a stage of a year's budget begins and is due."""
    if not can_keep_calendar(by):
        raise ActionRefused(_("Your role does not keep the budget calendar."))
    if due_on < opens_on:
        raise ActionRefused(_("It cannot be due before it begins."))
    row = BudgetCalendar.objects.select_for_update().filter(fiscal_year=fiscal_year, stage=stage).first()
    row = row or BudgetCalendar(fiscal_year=fiscal_year, stage=stage)
    before = facts(row, DAYS) if row.pk else None
    row.opens_on, row.due_on = opens_on, due_on
    if before == facts(row, DAYS):
        return row
    with constraints_refuse(BudgetCalendar):
        row.save()
    moved = _move_along(row, before["due_on"]) if before else 0
    record(row, "monitoring.set_calendar", by=by, before=before, after=facts(row, DAYS), data={"moved": moved})
    return row


def _move_along(row: BudgetCalendar, was_due: datetime.date) -> int:
    stages = MonitoringEntryWorkflowStage.objects.exclude(state=StageState.COMPLETED)
    return stages.filter(fiscal_year=row.fiscal_year, stage=row.stage, due_on=was_due).update(due_on=row.due_on)
