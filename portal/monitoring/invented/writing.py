"""Writing made-up PPAs with all rows about them: a few statements for thousands, and all of these or none."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

from django.db import transaction
from django.db.models import Model

from portal.core.moments import moment_as_given
from portal.monitoring.models import (
    BeneficiaryGroup,
    BudgetJustification,
    MoneyLine,
    MonitoringEntry,
    MonitoringEntryFunding,
    MonitoringEntryWorkflowStage,
    NeedAddressed,
    Outcome,
    OutcomePeriod,
    PPAMember,
    PPAPlace,
    PPATag,
    ProgressUpdate,
)

from .desk import Desk
from .plan import Invented

BATCH = 2000
MOMENTS: dict[type[Model], str | None] = {
    MoneyLine: "created_at",
    MonitoringEntryFunding: "entered_at",
    PPAPlace: None,
    PPATag: None,
    PPAMember: None,
    BeneficiaryGroup: None,
    Outcome: None,
    OutcomePeriod: None,
    NeedAddressed: "linked_at",
    BudgetJustification: None,
    ProgressUpdate: "reported_at",
    MonitoringEntryWorkflowStage: None,
}
"""Kinds of rows in the order of writing, each with the moment that is otherwise the one of writing it."""


@transaction.atomic
def write(invented: Iterable[Invented], desk: Desk) -> None:
    made = list(invented)
    with moment_as_given(MonitoringEntry, "created_at"):
        MonitoringEntry.objects.bulk_create([one.ppa for one in made], batch_size=BATCH)
    by_model: dict[type[Model], list[Any]] = defaultdict(list)
    for one in made:
        for row in one.rows:
            by_model[type(row)].append(row)
    for model, moment in MOMENTS.items():
        with ExitStack() as stack:
            if moment:
                stack.enter_context(moment_as_given(model, moment))
            model._default_manager.bulk_create(by_model[model], batch_size=BATCH)
    _link_goals(made, desk)


def _link_goals(made: list[Invented], desk: Desk) -> None:
    through = MonitoringEntry.goals.through
    through.objects.bulk_create(
        [
            through(monitoringentry_id=one.ppa.pk, developmentgoal_id=desk.goals[one.plan.kind.goal].pk)
            for one in made
            if one.plan.kind.goal in desk.goals
        ],
        batch_size=BATCH,
    )
