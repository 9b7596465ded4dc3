"""How far PPAs are in the six stages of a year's budget."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from portal.monitoring.enums import PPAStatus, Stage, StageState
from portal.monitoring.querysets import StageQuerySet


@dataclass(frozen=True)
class OfStage:
    """How many PPAs stand where in one stage; ``late`` of those that are not completed, nor given up."""

    stage: Stage
    counts: dict[StageState, int]
    late: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def by_stage(rows: StageQuerySet, *, on: datetime.date | None = None) -> list[OfStage]:
    """All six, in their order; one statement."""
    is_awaited = ~Q(state=StageState.COMPLETED) & ~Q(ppa__status__in=PPAStatus.given_up())
    late = Q(due_on__lt=on or timezone.localdate()) & is_awaited
    counted = rows.order_by().values_list("stage", "state").annotate(n=Count("pk"), late=Count("pk", filter=late))
    found = {(stage, state): (n, behind) for stage, state, n, behind in counted}
    return [
        OfStage(
            stage,
            {state: found.get((stage, state), (0, 0))[0] for state in StageState},
            sum(found.get((stage, state), (0, 0))[1] for state in StageState),
        )
        for stage in Stage
    ]
