"""Pesos: ``Decimal`` with two places, rounded half up; shares of pesos always add up to the whole.

Source: common rules of the office's planning definitions (3.1).
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENTAVO = Decimal("0.01")


def pesos(amount: Decimal | int | str) -> Decimal:
    """The amount with two places, rounded half up."""
    return Decimal(amount).quantize(CENTAVO, ROUND_HALF_UP)


def percent(part: Decimal, whole: Decimal | None) -> Decimal | None:
    """The part in percent of the whole, two places, never clipped; none where the whole is unknown or zero."""
    return None if not whole else pesos(100 * part / whole)


def split(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Pesos in these proportions, to the centavo, by largest remainder; of equal remainders the first is served.

    Equal parts if no weight is above zero. The total may be negative: a reversal is split as what it reverses.
    """
    weights = list(weights) if any(weights) else [Decimal(1)] * len(weights)
    whole = sum(weights, Decimal())
    exact = [total * weight / whole for weight in weights]
    parts = [amount.quantize(CENTAVO, ROUND_DOWN) for amount in exact]
    missing = int((total - sum(parts, Decimal())) / CENTAVO)
    by_remainder = sorted(range(len(parts)), key=lambda place: -abs(exact[place] - parts[place]))
    for place in by_remainder[: abs(missing)]:
        parts[place] += CENTAVO if missing > 0 else -CENTAVO
    return parts
