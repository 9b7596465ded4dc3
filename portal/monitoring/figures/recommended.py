"""The goals of the office that concern recommendations (planning definitions 3.19), with what each is counted from."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Q, Subquery

from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import MonitoringEntry, PolicyImplemented, ProgressUpdate
from portal.policies.figures import progress_of
from portal.policies.querysets import PolicyQuerySet

from .goals import Share
from .policies import money_of_policies

FUNDED_GOAL, PROGRESSING_GOAL, WITH_STEPS_GOAL = Decimal(80), Decimal(70), Decimal(100)
"""In percent; the first is “eight of ten”."""


@dataclass(frozen=True)
class PolicyGoals:
    """Of recommendations that nobody has given up."""

    funded: Share
    """An act grants money to at least one PPA that implements it."""

    progressing: Share
    """PPAs that implement one and are in execution: the work grew from the last report but one to the last, of those
    with two reports."""

    in_execution: int
    """All PPAs in execution that implement one, with two reports or not."""

    with_steps: Share
    """It has a milestone that was not given up."""


def policy_goals(policies: PolicyQuerySet) -> PolicyGoals:
    """Three statements."""
    kept = policies.aimed_at()
    money, progress = money_of_policies(kept), progress_of(kept)
    grown, reporting, running = _progressing(kept)
    return PolicyGoals(
        funded=Share(sum(one.funding.funded > 0 for one in money.values()), len(progress), FUNDED_GOAL),
        progressing=Share(grown, reporting, PROGRESSING_GOAL),
        in_execution=running,
        with_steps=Share(sum(one.milestones > 0 for one in progress.values()), len(progress), WITH_STEPS_GOAL),
    )


def _progressing(policies: PolicyQuerySet) -> tuple[int, int, int]:
    """PPAs in execution whose work grew, that have two reports, and all."""
    linked = PolicyImplemented.objects.filter(policy__in=policies.order_by().values("pk")).order_by()
    reports = ProgressUpdate.objects.filter(ppa=OuterRef("pk"), actual_pct__isnull=False)
    newest_first = reports.order_by("-fiscal_year", "-quarter").values("actual_pct")
    ppas = MonitoringEntry.objects.filter(status=PPAStatus.IN_EXECUTION, pk__in=linked.values("ppa")).order_by()
    found = ppas.annotate(last=Subquery(newest_first[:1]), before=Subquery(newest_first[1:2])).aggregate(
        grown=Count("pk", filter=Q(last__gt=F("before"))),
        reporting=Count("pk", filter=Q(before__isnull=False)),
        running=Count("pk"),
    )
    return found["grown"], found["reporting"], found["running"]
