"""A ceiling drawn: what is taken, what is asked for, the line where a warning begins, and the ceiling itself."""

from dataclasses import dataclass
from decimal import Decimal

from .rooms import Filled


@dataclass(frozen=True)
class Bar:
    """Places and widths in percent of the drawing, which reaches to the ceiling or to what goes above it."""

    used: Decimal
    asked: Decimal
    warning: Decimal
    ceiling: Decimal


def bar_of(filled: Filled) -> Bar:
    """The drawing only: the numbers beside it are never held at 100 percent."""
    room = filled.room
    whole = max(room.amount, room.used + filled.asked) or Decimal(1)

    def part(pesos: Decimal) -> Decimal:
        return (100 * pesos / whole).quantize(Decimal("0.1"))

    return Bar(
        used=part(room.used),
        asked=part(filled.asked),
        warning=part(room.amount * room.threshold),
        ceiling=part(room.amount),
    )
