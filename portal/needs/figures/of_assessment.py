"""What one assessment found, in numbers: by category, by score, by status, and how much of it is decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Count, Q, Sum

from portal.needs import scoring
from portal.needs.enums import NeedStatus
from portal.needs.querysets import NeedQuerySet

UNDECIDED = (NeedStatus.IDENTIFIED, NeedStatus.VALIDATED)
"""Nobody has said yet what becomes of these."""

BANDS: Mapping[str, Q] = {
    "high": Q(priority_score__gt=scoring.IN_GAP_LIST_ABOVE),
    "middle": Q(priority_score__gt=scoring.VOTABLE_ABOVE, priority_score__lte=scoring.IN_GAP_LIST_ABOVE),
    "low": Q(priority_score__lte=scoring.VOTABLE_ABOVE),
    "unrated": Q(priority_score=None),
}
"""Above 4.0 a need counts as a gap, above 3.0 it may stand on a ballot: both strictly, as everywhere."""


@dataclass(frozen=True)
class OfCategory:
    """Needs of one category: how many, how many of them have a score, and their mean score."""

    category: str
    count: int
    rated: int
    mean: Decimal | None


@dataclass(frozen=True)
class Found:
    """Needs that count: a duplicate is counted under the other need, one that was taken back nowhere."""

    count: int
    decided: int
    people: int | None
    """People affected, of needs for which that is known; the same person may stand in several. None if no need says."""

    by_band: Mapping[str, int]
    by_status: Mapping[NeedStatus, int]
    by_category: tuple[OfCategory, ...]

    @property
    def rated(self) -> int:
        return self.count - self.by_band["unrated"]

    @property
    def share_decided(self) -> Decimal | None:
        """Of the needs that count: those prioritized, in a plan, being done, done, put off or not taken up."""
        return Decimal(self.decided) / self.count if self.count else None


def found(needs: NeedQuerySet) -> Found:
    """The figures of these needs, such as ``Need.objects.filter(assessment=assessment)``."""
    counted = needs.counted().order_by()
    bands = counted.aggregate(**{band: Count("pk", filter=condition) for band, condition in BANDS.items()})
    people = counted.aggregate(people=Sum("affected_population"))["people"]
    statuses = dict(counted.values_list("status").annotate(count=Count("pk")))
    return Found(
        count=sum(bands.values()),
        decided=sum(count for status, count in statuses.items() if status not in UNDECIDED),
        people=people,
        by_band=bands,
        by_status={status: statuses[status] for status in NeedStatus if status in statuses},
        by_category=tuple(_by_category(counted)),
    )


def _by_category(counted: NeedQuerySet) -> list[OfCategory]:
    rows = counted.values_list("category__name").annotate(
        count=Count("pk"), rated=Count("priority_score"), mean=Avg("priority_score")
    )
    return [
        OfCategory(name, count, rated, None if mean is None else round(Decimal(mean), 2))
        for name, count, rated, mean in rows.order_by("-count", "category__name")
    ]
