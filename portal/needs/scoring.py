"""The priority score of a need: five things on 1 to 5, weighed. Plain arithmetic; it knows no database.

Definition of the office (planning definitions 3.2). Urgency and impact are needed; of the rest the weights present
count. Unknown is left out, never taken as zero. Votes stand beside the score, never inside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import log10

from .enums import Equity, Feasibility, Urgency

VERSION = 1
"""Goes up when weights or terms change; each scoring keeps the version that it was made by."""

WEIGHTS = {
    "urgency": Decimal("0.30"),
    "impact": Decimal("0.30"),
    "feasibility": Decimal("0.15"),
    "population": Decimal("0.15"),
    "equity": Decimal("0.10"),
}
IN_GAP_LIST_ABOVE = Decimal("4.0")
VOTABLE_ABOVE = Decimal("3.0")

_PLACES = Decimal("0.01")
_URGENCY_RANK = {urgency: rank for rank, urgency in enumerate(reversed(Urgency.values), start=1)}
_FEASIBILITY_RANK = {feasibility: rank for rank, feasibility in enumerate(Feasibility.values, start=1)}


@dataclass(frozen=True)
class Inputs:
    """What is known of a need; ``None`` or an empty text where nothing is."""

    urgency: str = ""
    impact_severity: int | None = None
    feasibility: str = ""
    affected_population: int | None = None
    equity: Mapping[str, bool | None] | None = None


@dataclass(frozen=True)
class Score:
    """A score of 1.00 to 5.00 with every term it was made of."""

    value: Decimal
    terms: Mapping[str, Decimal]
    """Each thing that is known, on 1 to 5, unrounded."""

    @property
    def weight_coverage(self) -> Decimal:
        """The share of the weights that was known, up to 1.00."""
        return sum((WEIGHTS[name] for name in self.terms), Decimal())

    @property
    def in_gap_list(self) -> bool:
        """High enough to count as a gap while nobody pays for it: strictly above 4.0, on the rounded score."""
        return self.value > IN_GAP_LIST_ABOVE

    @property
    def is_votable(self) -> bool:
        """High enough for a ballot: strictly above 3.0, on the rounded score."""
        return self.value > VOTABLE_ABOVE


def score(inputs: Inputs) -> Score | None:
    """The score of these inputs; none without urgency or impact."""
    terms = {name: value for name, value in _terms(inputs).items() if value is not None}
    if "urgency" not in terms or "impact" not in terms:
        return None
    weight = sum(WEIGHTS[name] for name in terms)
    weighed = sum(WEIGHTS[name] * value for name, value in terms.items()) / weight
    return Score(Decimal(weighed).quantize(_PLACES, ROUND_HALF_UP), terms)


def _terms(inputs: Inputs) -> dict[str, Decimal | None]:
    return {
        "urgency": _spread(_URGENCY_RANK.get(inputs.urgency), steps=3),
        "impact": None if inputs.impact_severity is None else Decimal(inputs.impact_severity),
        "feasibility": _spread(_FEASIBILITY_RANK.get(inputs.feasibility), steps=4),
        "population": _people(inputs.affected_population),
        "equity": _equity(inputs.equity or {}),
    }


def _spread(rank: int | None, *, steps: int) -> Decimal | None:
    """Ranks from 1 up, spread evenly over 1 to 5."""
    return None if rank is None else 1 + Decimal(4 * (rank - 1)) / steps


def _people(count: int | None) -> Decimal | None:
    """1 for one person, one more for ten times as many, at most 5."""
    return None if count is None else 1 + min(Decimal(4), Decimal(log10(max(count, 1))))


def _equity(flags: Mapping[str, bool | None]) -> Decimal | None:
    known = [bool(flags[name]) for name in Equity.values if flags.get(name) is not None]
    return 1 + Decimal(4 * sum(known)) / len(known) if known else None
