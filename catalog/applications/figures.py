"""What is counted about applications, one function a figure.

Rows come in already chosen (whose, which service, when received); numbers go out. A case counts under the day on
which it was received, in Manila. The same application sent twice is one: duplicates stand apart and count nowhere else.

Figures of the whole choice are exact. Those of groups of people (a region, a sex, a reason of refusal) leave out what
is under five and what would give it away (``suppression``). ``None`` is a number that must not be shown, or that
nobody knows: it is never zero.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Avg, Count, DateField, DecimalField, F, IntegerField, Q
from django.db.models.functions import Coalesce, TruncDate, TruncMonth
from django.utils.translation import gettext as _

from catalog.enums import ApplicationChannel, ApplicationStatus, ClosedReason, Sex, WaitingOn
from portal.geography.models import Region
from portal.organizations.models import Organization
from search.querysets import FAILED, SearchLogQuerySet

from . import clock
from .counted_days import days_to_decision
from .querysets import ApplicationQuerySet
from .suppression import FEWEST, Hidden, is_small, shares_to_hide, to_hide

DECIDED = ~Q(status__in=ApplicationStatus.undecided())
APPROVED = Q(status__in=ApplicationStatus.holding_a_slot())


def percent(part: int, whole: int) -> int | None:
    """In whole percent, halves up; of nothing it is unknown."""
    return (200 * part + whole) // (2 * whole) if whole else None


# ---- How many --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class States:
    """Cases by where they stand; those that ended without a decision stand only in the last three."""

    submitted: int
    under_review: int
    approved: int
    rejected: int
    completed: int
    withdrawn: int
    expired: int
    duplicate: int

    @property
    def received(self) -> int:
        """All but duplicates."""
        return sum(getattr(self, field.name) for field in fields(self)) - self.duplicate

    @property
    def decided(self) -> int:
        return self.granted + self.rejected

    @property
    def granted(self) -> int:
        """Approved, whether completed by now or not."""
        return self.approved + self.completed

    @property
    def approval_share(self) -> int | None:
        """Of the decided, in percent."""
        return percent(self.granted, self.decided)


def by_state(rows: ApplicationQuerySet) -> States:
    """Cases in each of the five statuses; withdrawn, expired and duplicate ones apart, whatever status they had."""
    counts = {status.value: Count("pk", filter=Q(status=status, closed_reason="")) for status in ApplicationStatus}
    counts |= {reason.value: Count("pk", filter=Q(closed_reason=reason)) for reason in ClosedReason}
    return States(**rows.aggregate(**counts))


def by_channel(rows: ApplicationQuerySet) -> dict[ApplicationChannel, int]:
    """Cases by how they came in; a way that nobody took is zero."""
    counted = dict(rows.counted().order_by().values_list("channel").annotate(n=Count("pk")))
    return {channel: counted.get(channel.value, 0) for channel in ApplicationChannel}


@dataclass(frozen=True)
class Month:
    """The cases received in one month, and how many of them are decided by now."""

    first_day: datetime.date
    received: int
    decided: int


def by_month(rows: ApplicationQuerySet) -> list[Month]:
    """From the month of the first case to that of the last; a month without one in between is zero."""
    months = (
        rows.counted().order_by().annotate(month=TruncMonth("received_at", output_field=DateField())).values("month")
    )
    found = months.annotate(received=Count("pk"), decided=Count("pk", filter=DECIDED))
    counted = {row["month"]: Month(row["month"], row["received"], row["decided"]) for row in found}
    return [counted.get(first, Month(first, 0, 0)) for first in _months(counted)]


def _months(known: Mapping[datetime.date, Any]) -> Iterator[datetime.date]:
    month = min(known, default=None)
    while month and month <= max(known):
        yield month
        month = (month + datetime.timedelta(days=31)).replace(day=1)


# ---- How fast --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Speed:
    """Working days from the receipt to the decision, without those on which the clock stood."""

    decided: int
    """The cases this rests on."""

    median: Decimal | None
    """Half took no longer; of an even number it lies between the two in the middle."""

    ninetieth: int | None
    """Nine in ten took no longer."""


class Median(Aggregate):
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DecimalField(max_digits=6, decimal_places=1)


class Ninetieth(Aggregate):
    template = "percentile_disc(0.9) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = IntegerField()


def speed(rows: ApplicationQuerySet) -> Speed:
    """Median and 90th percentile of the working days that decided cases took."""
    days = days_to_decision(clock.holidays())
    decided = rows.filter(DECIDED)
    return Speed(**decided.aggregate(decided=Count("pk"), median=Median(days), ninetieth=Ninetieth(days)))


@dataclass(frozen=True)
class OnTime:
    """Cases whose day has come. Of others it cannot be told yet."""

    on_time: int
    late: int

    @property
    def known(self) -> int:
        return self.on_time + self.late

    @property
    def share(self) -> int | None:
        """In percent; unknown while no case's day has come."""
        return percent(self.on_time, self.known)


def on_time(rows: ApplicationQuerySet, on: clock.Day | None = None) -> OnTime:
    """Decided by the due day, against decided after it or still undecided past it while the clock runs.

    Who was put on a waiting list had an answer on that day: a case decided from the list counts by it. Left out:
    undecided and not due before today, paused, on a waiting list, and closed without a decision.
    """
    return OnTime(**rows.alias(answered_on=ANSWERED_ON).aggregate(**_in_time(on or clock.today())))


ANSWERED_ON = TruncDate(Coalesce("waitlisted_at", "decided_at"))


def _in_time(on: clock.Day) -> dict[str, Count]:
    in_time, too_late = Q(answered_on__lte=F("due_on")), Q(answered_on__gt=F("due_on"))
    waits = Q(status__in=ApplicationStatus.undecided(), closed_at=None, paused_on=None, due_on__lt=on)
    waits &= ~Q(waiting_on=WaitingOn.SLOT)
    return {"on_time": Count("pk", filter=DECIDED & in_time), "late": Count("pk", filter=DECIDED & too_late | waits)}


# ---- For whom --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Approval:
    """Of one group of people: the cases decided, and how many of these were approved."""

    code: str
    """Of the region or the sex; empty where it is not known."""

    label: str
    decided: int | None
    approved: int | None
    """Hidden too where the approved or the refused of the group are under five."""

    hidden: Hidden | None = None
    """Why the number of decided cases is not shown."""

    @property
    def refused(self) -> int | None:
        return None if self.decided is None or self.approved is None else self.decided - self.approved

    @property
    def share(self) -> int | None:
        """Of the decided, in percent."""
        return None if self.decided is None or self.approved is None else percent(self.approved, self.decided)


def approval_by_region(rows: ApplicationQuerySet) -> list[Approval]:
    """Approval in each region of applicants from which a case was decided; those of unknown region last."""
    counted = _decided_by(rows, "applicant_region")
    regions = Region.objects.filter(pk__in=[key for key in counted if key])
    labels = {region.pk: (region.code, region.label) for region in regions}
    return _shown({key: counted[key] for key in [*labels, None] if key in counted}, labels)


def approval_by_sex(rows: ApplicationQuerySet) -> list[Approval]:
    """Approval of women, of men, and of those of whom it is not known."""
    counted = _decided_by(rows, "applicant_sex")
    labels = {sex.value: (sex.value, str(sex.label)) for sex in Sex}
    return _shown({key: counted[key] for key in [*labels, ""] if key in counted}, labels)


Counted = dict[Any, tuple[int, int]]


def _decided_by(rows: ApplicationQuerySet, field: str) -> Counted:
    """Decided and approved cases by what stands in a field."""
    groups = rows.filter(DECIDED).order_by().values_list(field)
    counted = groups.annotate(decided=Count("pk"), approved=Count("pk", filter=APPROVED))
    return {key: (decided, approved) for key, decided, approved in counted}


def _shown(counted: Counted, labels: Mapping[Any, tuple[str, str]]) -> list[Approval]:
    """Without what must not be shown: a share gives away how many were approved and how many refused.

    Of fewer than five in all, not even the groups are named.
    """
    if is_small(sum(decided for decided, _approved in counted.values())):
        return []
    share_hidden = shares_to_hide({key: (approved, decided - approved) for key, (decided, approved) in counted.items()})
    all_hidden = to_hide({key: decided for key, (decided, _approved) in counted.items()}, rather=share_hidden)
    return [
        Approval(
            *labels.get(key, ("", _("Not known"))),
            decided=None if key in all_hidden else decided,
            approved=None if key in share_hidden or key in all_hidden else approved,
            hidden=all_hidden.get(key),
        )
        for key, (decided, approved) in counted.items()
    ]


@dataclass(frozen=True)
class Refusals:
    """How often one reason was given."""

    reason: str
    n: int | None
    hidden: Hidden | None = None


def refusals(rows: ApplicationQuerySet) -> list[Refusals]:
    """Refused cases by their coded reason, the most frequent first; none where fewer than five were refused."""
    refused = rows.filter(status=ApplicationStatus.REJECTED).order_by()
    by_reason = refused.values_list("refusal_reason__name").annotate(n=Count("pk"))
    counted = dict(by_reason.order_by("-n", "refusal_reason__name"))
    if is_small(sum(counted.values())):
        return []
    hidden = to_hide(counted)
    return [Refusals(reason, None if reason in hidden else n, hidden.get(reason)) for reason, n in counted.items()]


# ---- What people say and look for ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Satisfied:
    """What applicants of one office say of how their case was handled: 1 (bad) to 5 (good)."""

    office: str
    answers: int | None
    mean: Decimal | None


def satisfaction(rows: ApplicationQuerySet) -> list[Satisfied]:
    """Answers and their mean for each office with cases; neither where fewer than five people answered."""
    answered = rows.counted().order_by().values_list("service__offering_mao")
    counted = {
        office: (n, mean)
        for office, n, mean in answered.annotate(
            n=Count("satisfaction"), mean=Avg("satisfaction__score", output_field=DecimalField())
        )
    }
    return [
        Satisfied(office.short_name, *(counted[office.pk] if counted[office.pk][0] >= FEWEST else (None, None)))
        for office in Organization.objects.filter(pk__in=counted)
    ]


@dataclass(frozen=True)
class Demand:
    """What the people of one region did not get."""

    region: str
    searches: int | None
    """Searches for services that found nothing, or nothing close."""

    refused: int | None


def demand(approvals: list[Approval], searches: SearchLogQuerySet) -> list[Demand]:
    """Failed searches and refused applications by region, where there was one; regions in their order, unknown last.

    Searches count for everybody, whichever office is asked about: who finds nothing asks no office. Visits of services
    for residents of BARMM are not counted by region, so they are not here.
    """
    counted = dict(searches.filter(FAILED).order_by().values_list("region").annotate(n=Count("pk")))
    refused = {approval.code: approval for approval in approvals}
    labels = {region.code: region.label for region in Region.objects.filter(code__in=[*counted, *refused])}
    labels |= {"": _("Not known")} if "" in [*counted, *refused] else {}
    return [
        Demand(
            label,
            searches=None if is_small(counted.get(code, 0)) else counted.get(code, 0),
            refused=refused[code].refused if code in refused else 0,
        )
        for code, label in labels.items()
    ]


# ---- One service, for its public page --------------------------------------------------------------------------------


def of_each_service(rows: ApplicationQuerySet, on: clock.Day) -> Iterator[dict[str, Any]]:
    """For each service with cases: received, decided, approved, median days, on time and late, as defined above."""
    figures = {
        "received": Count("pk"),
        "decided": Count("pk", filter=DECIDED),
        "approved": Count("pk", filter=APPROVED),
        "median_days": Median(days_to_decision(clock.holidays()), filter=DECIDED),
        **_in_time(on),
    }
    yield from rows.counted().order_by().alias(answered_on=ANSWERED_ON).values("service_id").annotate(**figures)
