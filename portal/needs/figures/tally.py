"""How many needs, how many of them are open, and how many of the open ones press."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Count, Q

from portal.needs import scoring
from portal.needs.enums import NeedStatus


@dataclass(frozen=True)
class Tally:
    total: int = 0
    open: int = 0
    """Nothing has ended them."""

    gap: int = 0
    """Of the open ones, those with a score above 4.0."""

    unscored: int = 0
    """Of the open ones, those without a score yet: whether they press is not known."""

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.total + other.total, self.open + other.open, self.gap + other.gap, self.unscored + other.unscored
        )

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row with the columns of ``tally_columns``."""
        return cls(row["total"], row["open"], row["gap"], row["unscored"])


def tally_columns() -> dict[str, Count]:
    """What a grouped query counts for a tally."""
    is_open = Q(status__in=NeedStatus.open())
    return {
        "total": Count("pk"),
        "open": Count("pk", filter=is_open),
        "gap": Count("pk", filter=is_open & Q(priority_score__gt=scoring.IN_GAP_LIST_ABOVE)),
        "unscored": Count("pk", filter=is_open & Q(priority_score=None)),
    }


def tally(tallies: "list[Tally]") -> Tally:
    """All of them together."""
    return sum(tallies, Tally())
