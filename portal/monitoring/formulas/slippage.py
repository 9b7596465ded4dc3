"""How far the work lies behind its plan, in percentage points (planning definitions 3.9).

Stages of the public works department (order 193 s. 2016) and the procurement board (resolution 05-2019).
"""

from decimal import Decimal

STAGES = [(Decimal(-15), "termination_review"), (Decimal(-10), "final_warning"), (Decimal(-5), "early_warning")]


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
