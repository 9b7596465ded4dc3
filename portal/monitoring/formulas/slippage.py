"""How far the work lies behind its plan, in percentage points (planning definitions 3.9).

Stages of the public works department (order 193 s. 2016) and the procurement board (resolution 05-2019).
"""

from decimal import Decimal

STAGES = [(Decimal(-15), "termination_review"), (Decimal(-10), "final_warning"), (Decimal(-5), "early_warning")]


def bounds(name: str) -> tuple[Decimal | None, Decimal | None]:
    """The points of a stage: above the first (or not bounded), up to the second; ``behind`` ends below zero."""
    above = [limit for limit, _stage in STAGES] + [Decimal(0)]
    names = [each for _limit, each in STAGES] + ["behind"]
    place = names.index(name)
    return (above[place - 1] if place else None), above[place]


def slippage(*, actual_pct: Decimal | None, target_pct: Decimal | None) -> Decimal | None:
    """Actual minus planned physical progress; none while either is unknown."""
    return None if actual_pct is None or target_pct is None else actual_pct - target_pct


def stage(points: Decimal | None) -> str:
    """What these points call for."""
    if points is None:
        return "no_data"
    if points >= 0:
        return "on_or_ahead"
    return next((name for limit, name in STAGES if points <= limit), "behind")
