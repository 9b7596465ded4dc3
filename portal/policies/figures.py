"""How far recommendations are: of what was due, what is done (planning definitions 3.18)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from portal.core.money import percent

from .enums import MilestoneState, PolicyStatus
from .models import PolicyImplementationMilestone
from .querysets import PolicyQuerySet

_KEPT = ~Q(milestones__state=MilestoneState.CANCELLED)
_DONE = Q(milestones__state=MilestoneState.COMPLETED)


@dataclass(frozen=True)
class Progress:
    """Milestones of one recommendation, those that were given up left out."""

    milestones: int = 0
    done: int = 0
    due: int = 0
    """Their day has come, done or not."""

    late: int = 0
    """Open after their day; of a recommendation that has ended, none."""

    done_of_due: int = 0

    @property
    def rate(self) -> Decimal | None:
        """Done, in percent of what was due; None while nothing was."""
        return percent(Decimal(self.done_of_due), Decimal(self.due))


def progress_in(
    milestones: Iterable[PolicyImplementationMilestone], *, has_ended: bool, on: datetime.date | None = None
) -> Progress:
    """The same of one recommendation whose milestones have been read."""
    today = on or timezone.localdate()
    kept = [one for one in milestones if one.state != MilestoneState.CANCELLED]
    done = [one for one in kept if one.state == MilestoneState.COMPLETED]
    late = [one for one in kept if one not in done and one.target_date < today and not has_ended]
    return Progress(
        milestones=len(kept),
        done=len(done),
        due=sum(one.target_date <= today for one in kept),
        late=len(late),
        done_of_due=sum(one.target_date <= today for one in done),
    )


def progress_of(policies: PolicyQuerySet, on: datetime.date | None = None) -> dict[UUID, Progress]:
    """How far each of these recommendations is on this day, or today. One statement."""
    today = on or timezone.localdate()
    due = _KEPT & Q(milestones__target_date__lte=today)
    is_open = _KEPT & ~_DONE & Q(milestones__target_date__lt=today) & ~Q(status__in=PolicyStatus.ended())
    rows = (
        policies.order_by()
        .values("pk")
        .annotate(
            milestones_kept=Count("milestones", filter=_KEPT & Q(milestones__isnull=False)),
            milestones_done=Count("milestones", filter=_DONE),
            milestones_due=Count("milestones", filter=due),
            milestones_late=Count("milestones", filter=is_open),
            milestones_done_of_due=Count("milestones", filter=due & _DONE),
        )
    )
    return {
        row["pk"]: Progress(
            row["milestones_kept"],
            row["milestones_done"],
            row["milestones_due"],
            row["milestones_late"],
            row["milestones_done_of_due"],
        )
        for row in rows
    }
