"""What is reported of the progress of PPAs, and what is missing."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from portal.core.fiscal_year import Quarter
from portal.monitoring.enums import PPAStatus, SlippageStage
from portal.monitoring.formulas.slippage import bounds, slippage, stage
from portal.monitoring.models import MonitoringEntry, ProgressUpdate
from portal.monitoring.querysets import MonitoringEntryQuerySet, UpdateQuerySet
from portal.organizations.models import Organization

OWING = [PPAStatus.IN_EXECUTION, PPAStatus.COMPLETED]
"""What stands still on hold owes no report; what was completed owes those of the time before."""


def closed_quarters(on: datetime.date, count: int) -> list[Quarter]:
    """The quarters that ended last before this day, the newest first."""
    found: list[Quarter] = []
    day = on
    while len(found) < count:
        day = Quarter.of(day).first_day - datetime.timedelta(days=1)
        found.append(Quarter.of(day))
    return found


def owing(ppas: MonitoringEntryQuerySet, quarter: Quarter) -> MonitoringEntryQuerySet:
    """Of these the PPAs whose work went on in the quarter: each owes a report of it."""
    still = Q(actual_end=None) | Q(actual_end__gte=quarter.first_day)
    return ppas.filter(still, status__in=OWING, actual_start__lte=quarter.last_day)


def without_report(ppas: MonitoringEntryQuerySet, quarter: Quarter) -> MonitoringEntryQuerySet:
    return ppas.filter(~Exists(_reports(quarter)))


def _reports(quarter: Quarter) -> Any:
    own = ProgressUpdate.objects.filter(ppa=OuterRef("pk"))
    return own.filter(fiscal_year=quarter.fiscal_year, quarter=quarter.number)


@dataclass(frozen=True)
class Reported:
    """How many PPAs of an office owe the report of a quarter, and how many have it, by the due day or later."""

    office: Organization
    owed: int
    reported: int
    on_time: int

    @property
    def missing(self) -> int:
        return self.owed - self.reported


def reported_by_office(ppas: MonitoringEntryQuerySet, quarter: Quarter) -> list[Reported]:
    """One line for each office that owes reports of the quarter, by name."""
    day_after = quarter.report_due + datetime.timedelta(days=1)
    owed = owing(ppas, quarter).order_by()
    reports = ProgressUpdate.objects.filter(fiscal_year=quarter.fiscal_year, quarter=quarter.number)
    in_time = Count("pk", filter=Q(reported_at__date__lt=day_after))
    rows = reports.filter(ppa__in=owed.values("pk")).order_by().values_list("ppa__lead_organization")
    reported = {office: numbers for office, *numbers in rows.annotate(n=Count("pk"), in_time=in_time)}
    counts = dict(owed.values_list("lead_organization").annotate(n=Count("pk")))
    offices = Organization.objects.filter(pk__in=counts).order_by("sort_name")
    return [Reported(office, counts[office.pk], *reported.get(office.pk, (0, 0))) for office in offices]


@dataclass(frozen=True)
class Slipped:
    """How far a PPA's newest report that says so lies behind the plan, in percentage points."""

    ppa: Any
    fiscal_year: int
    quarter: int
    points: Decimal

    @property
    def stage(self) -> SlippageStage:
        return SlippageStage(stage(self.points))


def newest_slippage(ppas: MonitoringEntryQuerySet) -> Iterable[Slipped]:
    """Of each of these PPAs its newest report, if it says how far the work is and should be; one statement."""
    reports = ProgressUpdate.objects.filter(ppa__in=ppas.order_by().values("pk"))
    newest = reports.order_by("-ppa", "-fiscal_year", "-quarter").distinct("ppa")  # as their index lies, read backwards
    rows = newest.values_list("ppa", "fiscal_year", "quarter", "actual_pct", "target_pct")
    for ppa, year, quarter, actual, target in rows:
        points = slippage(actual_pct=actual, target_pct=target)
        if points is not None:
            yield Slipped(ppa, year, quarter, points)


def newest_reports(ppas: MonitoringEntryQuerySet) -> UpdateQuerySet:
    """Of each of these PPAs its newest report, with ``points``: done minus planned; None where either is unknown."""
    newer = ProgressUpdate.objects.filter(ppa=OuterRef("ppa")).filter(
        Q(fiscal_year__gt=OuterRef("fiscal_year"))
        | Q(fiscal_year=OuterRef("fiscal_year"), quarter__gt=OuterRef("quarter"))
    )
    rows: UpdateQuerySet = ProgressUpdate.objects.filter(~Exists(newer), ppa__in=ppas.order_by().values("pk"))
    return rows.annotate(points=F("actual_pct") - F("target_pct"))


def at_stage(stage: SlippageStage) -> Q:
    """Rows with ``points`` of this stage."""
    if stage == SlippageStage.NO_DATA:
        return Q(points=None)
    if stage == SlippageStage.ON_OR_AHEAD:
        return Q(points__gte=0)
    above, up_to = bounds(stage)
    ends = Q(points__lt=0) if stage == SlippageStage.BEHIND else Q(points__lte=up_to)
    return ends if above is None else ends & Q(points__gt=above)


def by_slippage(reports: UpdateQuerySet) -> dict[SlippageStage, int]:
    """How many of these newest reports are at each stage; zero is kept."""
    counts = {stage.value: Count("pk", filter=at_stage(stage)) for stage in SlippageStage}
    found = reports.order_by().aggregate(**counts)
    return {stage: found[stage.value] for stage in SlippageStage}


def missing_reports(ppas: MonitoringEntryQuerySet, quarter: Quarter) -> MonitoringEntryQuerySet:
    """The PPAs that owe the report of this quarter and have none, by office and title."""
    rows = without_report(owing(ppas, quarter), quarter).select_related("lead_organization")
    return rows.order_by(F("lead_organization__sort_name"), "sort_title", "pk")


def quarters_owed(ppa: MonitoringEntry, on: datetime.date) -> list[Quarter]:
    """The quarters of this PPA that can be reported and are not yet, the oldest first: from its start, at most two
    years back, to the running one."""
    if ppa.actual_start is None:
        return []
    newest = Quarter.of(min(on, ppa.actual_end) if ppa.actual_end else on)
    last_day = newest.last_day + datetime.timedelta(days=1)
    begun = [one for one in closed_quarters(last_day, 8) if one >= Quarter.of(ppa.actual_start)]
    stored = set(ppa.updates.values_list("fiscal_year", "quarter"))
    return [one for one in reversed(begun) if (one.fiscal_year, one.number) not in stored]
