"""What is counted about services, one function a figure: how the public uses them.

Rows come in already chosen; each comes out with its number. None means that nothing could be counted, because the
service was not public yet or counting began later; that is never zero.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Case, Exists, Min, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from .enums import CountKind
from .models import OfferingCount, ServiceOffering
from .querysets import ServiceOfferingQuerySet

Day = datetime.date


def views_of(services: ServiceOfferingQuerySet, since: Day, until: Day) -> ServiceOfferingQuerySet:
    """With ``views``: how often the page of each was opened from the first day to the last, both included."""
    return _counted(services, "views", CountKind.VIEW, since, until)


def searches_of(services: ServiceOfferingQuerySet, since: Day, until: Day) -> ServiceOfferingQuerySet:
    """With ``searches``: how often each was chosen among the results of a search."""
    return _counted(services, "searches", CountKind.SEARCH, since, until)


def prints_of(services: ServiceOfferingQuerySet, since: Day, until: Day) -> ServiceOfferingQuerySet:
    """With ``prints``: in how many menus and sheets each was printed or downloaded."""
    return _counted(services, "prints", CountKind.PRINT, since, until)


def use_of(services: ServiceOfferingQuerySet, since: Day, until: Day) -> ServiceOfferingQuerySet:
    """With all three: ``views``, ``searches`` and ``prints``."""
    return prints_of(searches_of(views_of(services, since, until), since, until), since, until)


def counting_began() -> Day | None:
    """The first day with a count; before it nothing is known. None while nothing was counted at all."""
    return OfferingCount.objects.aggregate(day=Min("day"))["day"]


def _counted(
    services: ServiceOfferingQuerySet, name: str, kind: CountKind, since: Day, until: Day
) -> ServiceOfferingQuerySet:
    counts = OfferingCount.objects.filter(offering=OuterRef("pk"), kind=kind, day__range=(since, until))
    total = Subquery(counts.order_by().values("offering").annotate(total=Sum("n")).values("total"))
    had_begun = Exists(OfferingCount.objects.filter(day__lte=until))
    was_public = Q(first_published_at__date__lte=until)
    return services.annotate(**{name: Case(When(was_public & had_begun, then=Coalesce(total, 0)))})


@dataclass(frozen=True)
class Month:
    """How one service was used in one month."""

    first_day: Day
    views: int
    searches: int
    prints: int


def use_by_month(offering: ServiceOffering, months: int = 12, today: Day | None = None) -> list[Month]:
    """This month and those before it, as far back as the service was public and counted."""
    began, published = counting_began(), offering.first_published_at
    if began is None or published is None:
        return []
    known_from = max(began, timezone.localdate(published)).replace(day=1)
    firsts = [first for first in _months_back(today or timezone.localdate(), months) if first >= known_from]
    by_kind = {kind.value: Sum("n", filter=Q(kind=kind)) for kind in CountKind}
    counts = offering.counts.filter(day__gte=known_from).annotate(month=TruncMonth("day")).order_by()
    totals = {row["month"]: row for row in counts.values("month").annotate(**by_kind)}
    return [Month(first, *(totals.get(first, {}).get(kind) or 0 for kind in CountKind)) for first in firsts]


def _months_back(today: Day, months: int) -> Iterator[Day]:
    first = today.replace(day=1)
    for _number in range(months):
        yield first
        first = (first - datetime.timedelta(days=1)).replace(day=1)
