"""Open needs by their score, each with the terms that it is made of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from portal.needs import scoring
from portal.needs.models import Need
from portal.needs.querysets import NeedQuerySet


@dataclass(frozen=True)
class Ranked:
    """``rank`` is the place in the whole list: no two needs share one."""

    rank: int
    need: Need
    score: Decimal
    terms: Mapping[str, Decimal]
    """Each thing that is known, on 1 to 5."""

    @property
    def in_gap_list(self) -> bool:
        return self.score > scoring.IN_GAP_LIST_ABOVE

    @property
    def is_votable(self) -> bool:
        return self.score > scoring.VOTABLE_ABOVE


def ranking(rows: NeedQuerySet) -> NeedQuerySet:
    """Of these needs the open ones that count and have a score: the highest first; ties by people, age and key."""
    return rows.counted().open().exclude(priority_score=None).ranked()


def ranked(rows: Iterable[Need], *, first: int = 1) -> Iterator[Ranked]:
    """Lines of the ranking from this rank on, with the terms by which the score of each is made."""
    for rank, need in enumerate(rows, start=first):
        made = scoring.score(need.inputs)
        if made and need.priority_score is not None:
            yield Ranked(rank, need, need.priority_score, made.terms)
