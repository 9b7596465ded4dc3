"""What is counted about engagements, one function a figure. Rows come in already chosen; numbers go out."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Q, Sum

from .enums import Measure, ParticipantSector, ParticipationLevel, Sex
from .models import ConsultationFeedback, EngagementTracking
from .querysets import EngagementQuerySet, FeedbackQuerySet

Day = datetime.date


def by_level(rows: EngagementQuerySet) -> dict[ParticipationLevel, int]:
    """Engagements by how far people were let in (IAP2), the weakest first; zero is kept."""
    found = dict(rows.order_by().values_list("participation_level").annotate(n=Count("pk", distinct=True)))
    return {level: found.get(level.value, 0) for level in ParticipationLevel}


@dataclass(frozen=True)
class People:
    """Who came, by sex; ``unknown`` are people whose sex nobody wrote down, ``uncounted`` engagements without any
    number."""

    female: int
    male: int
    unknown: int
    engagements: int
    uncounted: int

    @property
    def total(self) -> int:
        return self.female + self.male + self.unknown


def people_reached(rows: EngagementQuerySet) -> People:
    """People who took part, each time somebody came counted once; of rows without a group, which hold everybody."""
    keys = rows.order_by().values("pk")
    counted = EngagementTracking.objects.filter(
        engagement__in=keys, measure=Measure.PARTICIPANTS, sector="", value__isnull=False
    )
    sums = dict(counted.order_by().values_list("sex").annotate(n=Sum("value")))
    engagements = rows.count()
    with_a_number = counted.order_by().values("engagement").distinct().count()
    return People(
        female=sums.get(Sex.FEMALE, 0),
        male=sums.get(Sex.MALE, 0),
        unknown=sums.get(Sex.UNKNOWN, 0),
        engagements=engagements,
        uncounted=engagements - with_a_number,
    )


def people_by_sector(rows: EngagementQuerySet) -> dict[ParticipantSector, int | None]:
    """How many of them belonged to each group; somebody may belong to several, and None is a group nobody counted."""
    counted = EngagementTracking.objects.filter(
        engagement__in=rows.order_by().values("pk"), measure=Measure.PARTICIPANTS, value__isnull=False
    ).exclude(sector="")
    sums = dict(counted.order_by().values_list("sector").annotate(n=Sum("value")))
    return {sector: sums.get(sector.value) for sector in ParticipantSector}


@dataclass(frozen=True)
class Cost:
    """Pesos spent on engagements whose cost is known, how many those are, and of how many it is not."""

    total: Decimal
    known: int
    unknown: int

    @property
    def mean(self) -> Decimal | None:
        return (self.total / self.known).quantize(Decimal("0.01")) if self.known else None


def cost(rows: EngagementQuerySet) -> Cost:
    """What engagements cost, and the mean of those whose cost is known."""
    found = rows.order_by().aggregate(total=Sum("cost"), known=Count("cost"), every=Count("pk"))
    return Cost(found["total"] or Decimal(0), found["known"], found["every"] - found["known"])


@dataclass(frozen=True)
class Satisfaction:
    """The mean of the answers from 1 (bad) to 5 (good), and how many there are; None where there is none."""

    mean: Decimal | None
    n: int


def satisfaction(feedback: FeedbackQuerySet) -> Satisfaction:
    found = feedback.order_by().aggregate(mean=Avg("satisfaction"), n=Count("satisfaction"))
    mean = found["mean"]
    return Satisfaction(None if mean is None else Decimal(mean).quantize(Decimal("0.01")), found["n"])


@dataclass(frozen=True)
class FollowUps:
    """What was to be done about feedback. Those not yet due are in neither count of the rate."""

    in_time: int
    late: int
    overdue: int
    not_yet_due: int

    @property
    def needed(self) -> int:
        return self.in_time + self.late + self.overdue + self.not_yet_due

    @property
    def rate(self) -> Decimal | None:
        """Of those whose day has come or that are done: the share done by their day."""
        judged = self.in_time + self.late + self.overdue
        return (Decimal(self.in_time) / judged).quantize(Decimal("0.001")) if judged else None


def follow_ups(feedback: FeedbackQuerySet, on: Day) -> FollowUps:
    """Follow-ups done by their day, done later, still open after it, and not yet due on this day."""
    done = Q(follow_up_done_at__isnull=False)
    by_its_day = Q(follow_up_done_at__date__lte=F("follow_up_due_on"))
    passed = Q(follow_up_due_on__lt=on)
    needed = feedback.order_by().filter(follow_up_due_on__isnull=False)
    found: dict[str, Any] = needed.aggregate(
        in_time=Count("pk", filter=done & by_its_day),
        late=Count("pk", filter=done & ~by_its_day),
        overdue=Count("pk", filter=~done & passed),
        not_yet_due=Count("pk", filter=~done & ~passed),
    )
    return FollowUps(**found)


def feedback_on(rows: EngagementQuerySet) -> FeedbackQuerySet:
    """What people said about these engagements."""
    return ConsultationFeedback.objects.filter(engagement__in=rows.order_by().values("pk"))
