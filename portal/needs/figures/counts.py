"""Needs by category, by age and by state."""

import datetime
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Value
from django.db.models.lookups import LessThanOrEqual

from portal.core.models import NeedCategory, Sector
from portal.needs.enums import NeedStatus, SubmissionType
from portal.needs.querysets import NeedQuerySet
from portal.needs.segments import AGE_BANDS, COUNTINGS, AgeBand, age_band, received_on

from .tally import Tally, tally, tally_columns


@dataclass(frozen=True)
class ByCategory:
    category: NeedCategory
    tally: Tally


@dataclass(frozen=True)
class BySector:
    sector: Sector
    categories: list[ByCategory]

    @property
    def tally(self) -> Tally:
        return tally([part.tally for part in self.categories])


def by_category(rows: NeedQuerySet) -> list[BySector]:
    """Of these needs those that count, by sector and in it by category; only those that have one. Two queries."""
    counted = {row["category"]: row for row in rows.counted().order_by().values("category").annotate(**tally_columns())}
    categories = NeedCategory.objects.filter(pk__in=counted).select_related("sector")
    ordered = categories.order_by("sector__position", "sector__name", "position", "name")
    return [
        BySector(sector, [ByCategory(category, Tally.of(counted[category.pk])) for category in of_sector])
        for sector, of_sector in groupby(ordered, key=lambda category: category.sector)
    ]


@dataclass(frozen=True)
class ByAge:
    band: AgeBand
    total: int
    in_review: int
    """Of these, still without a decision of OOBC."""


def by_age(rows: NeedQuerySet, on: datetime.date) -> list[ByAge]:
    """Of these needs the open ones that count, by days since they were received. One query.

    A need that has ended gets no older, and what came after that day is not counted.
    """
    dated = rows.counted().open().order_by().filter(LessThanOrEqual(received_on(), Value(on)))
    counted = dated.annotate(band=age_band(on)).values_list("band", "status").annotate(total=Count("pk"))
    numbers: Counter[int] = Counter()
    in_review: Counter[int] = Counter()
    for place, status, total in counted:
        numbers[place] += total
        in_review[place] += total if status == NeedStatus.IDENTIFIED else 0
    return [ByAge(band, numbers[place], in_review[place]) for place, band in enumerate(AGE_BANDS)]


@dataclass(frozen=True)
class ByStatus:
    status: NeedStatus
    sent: int
    """By communities."""

    found: int
    """By assessments."""

    @property
    def total(self) -> int:
        return self.sent + self.found


@dataclass(frozen=True)
class States:
    statuses: list[ByStatus]
    """Of what is counted, in the order of the work."""

    left_out: dict[str, int]
    """What is held, followed under another need, or taken back."""

    @property
    def total(self) -> int:
        return sum(row.total for row in self.statuses)


def by_state(rows: NeedQuerySet) -> States:
    """Where these needs stand, and how many are left out of all figures. One query."""
    groups = rows.order_by().values_list("status", "submission_type", "is_held").annotate(total=Count("pk"))
    numbers: Counter[tuple[str, str]] = Counter()
    left_out = dict.fromkeys([name for name in COUNTINGS if name != "counted"], 0)
    for status, pathway, is_held, total in groups:
        name = "held" if is_held else status
        if name in left_out:
            left_out[name] += total
        else:
            numbers[status, pathway] += total
    statuses = [
        ByStatus(
            status,
            sent=numbers[status, SubmissionType.COMMUNITY_SUBMITTED],
            found=numbers[status, SubmissionType.ASSESSMENT_DRIVEN],
        )
        for status in NeedStatus
        if status not in (NeedStatus.DUPLICATE, NeedStatus.WITHDRAWN)
    ]
    return States(statuses, left_out)
