"""What several reviewers made of a case. Nobody sees others' points before sending their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from catalog.models import CaseReview, ServiceApplication
from catalog.questions import Criterion
from portal.accounts.models import User


@dataclass(frozen=True)
class Score:
    """Points for one criterion, or for all together."""

    name: str
    maximum: int
    points: tuple[int, ...]

    @property
    def mean(self) -> float:
        return fmean(self.points)

    @property
    def lowest(self) -> int:
        return min(self.points)

    @property
    def highest(self) -> int:
        return max(self.points)

    @property
    def spread(self) -> int:
        """How far the reviewers are apart: the highest less the lowest."""
        return self.highest - self.lowest


def scores(criteria: Sequence[Criterion], given: Sequence[dict[str, int]], total: str) -> list[Score]:
    """One line a criterion, and the sum of all called ``total``; nothing where nobody gave points."""
    if not criteria or not given:
        return []
    lines = [
        Score(criterion.name, criterion.maximum, tuple(points.get(criterion.code, 0) for points in given))
        for criterion in criteria
    ]
    sums = tuple(sum(line.points[number] for line in lines) for number in range(len(given)))
    return [*lines, Score(total, sum(criterion.maximum for criterion in criteria), sums)]


def own_review(case: ServiceApplication, user: User) -> CaseReview | None:
    return case.reviews.filter(reviewer=user).first()


def reviews_shown_to(case: ServiceApplication, user: User) -> list[CaseReview]:
    """Those that were sent; only their own, once somebody was asked for one and has not sent it."""
    own = own_review(case, user)
    if own and own.sent_at is None:
        return []
    return list(case.reviews.filter(sent_at__isnull=False).select_related("reviewer"))
