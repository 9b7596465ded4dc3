"""What comes up for PPAs: stages that fall due, work that should begin or end."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import Coalesce

from portal.monitoring.enums import PPAStatus, Stage, StageState
from portal.monitoring.querysets import MonitoringEntryQuerySet, StageQuerySet

WITHIN = 90
"""Days ahead."""

TO_BEGIN = [PPAStatus.APPROVED, PPAStatus.ENACTED]
TO_END = [*TO_BEGIN, PPAStatus.IN_EXECUTION]


@dataclass(frozen=True)
class StagesDue:
    """How many PPAs have not completed a stage that is due on a day."""

    day: datetime.date
    fiscal_year: int
    stage: Stage
    ppas: int


@dataclass(frozen=True)
class WorkDue:
    """A PPA whose work should begin (or end) on a day, as it is planned now."""

    day: datetime.date
    begins: bool
    ppa: UUID
    title: str
    office: int


def stages_due(rows: StageQuerySet, on: datetime.date, *, within: int = WITHIN) -> list[StagesDue]:
    """From this day on, the soonest first. One statement."""
    last = on + datetime.timedelta(days=within)
    due = rows.filter(due_on__range=(on, last)).exclude(state=StageState.COMPLETED).order_by()
    found = due.values_list("due_on", "fiscal_year", "stage").annotate(n=Count("ppa", distinct=True))
    order = list(Stage)
    made = [StagesDue(day, year, Stage(stage), n) for day, year, stage, n in found]
    return sorted(made, key=lambda one: (one.day, one.fiscal_year, order.index(one.stage)))


def work_due(ppas: MonitoringEntryQuerySet, on: datetime.date, *, count: int, within: int = WITHIN) -> list[WorkDue]:
    """The soonest so many, from this day on; revised days count before planned ones. Two statements."""
    days = (on, on + datetime.timedelta(days=within))
    begin = ppas.filter(status__in=TO_BEGIN, actual_start=None).annotate(day=Coalesce("revised_start", "planned_start"))
    end = ppas.filter(status__in=TO_END, actual_end=None).annotate(day=Coalesce("revised_end", "planned_end"))
    found = [
        WorkDue(day, begins, *row)
        for begins, rows in ((True, begin), (False, end))
        for day, *row in rows.filter(day__range=days)
        .order_by("day", "sort_title", "pk")
        .values_list("day", "pk", "title", "lead_organization")[:count]
    ]
    return sorted(found, key=lambda one: (one.day, one.title))[:count]
