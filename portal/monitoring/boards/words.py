"""Pesos, percents and changes as the dashboard writes them: "–" is unknown, "0" is zero."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.core.boards.parts import UNKNOWN, Number, written
from portal.core.money import percent

MILLION, BILLION = Decimal(10**6), Decimal(10**9)
PERCENT = "\u00a0%"


def count(number: int, url: str = "") -> Number:
    return Number(number, url if number else "")


def rate(share: Decimal | None, url: str = "") -> Number:
    """In percent with one place, never clipped: what lies above 100 or below 0 is marked in words."""
    if share is None:
        return Number(None, words=UNKNOWN)
    mark = _("above 100 %") if share > 100 else _("below zero") if share < 0 else ""
    return Number(share, url, unit=PERCENT, places=1, mark=mark)


def change(now: Decimal | None, before: Decimal | None) -> Number:
    """How much more than before, in percent of what was before."""
    grown = None if now is None or before is None else percent(now - before, before)
    shown = "" if grown is None else f"{'+' if grown > 0 else ''}{written(grown, 1)}{PERCENT}"
    return Number(grown, words=UNKNOWN, shown=shown)


class Pesos:
    """Pesos of one table: all with centavos if one of them has any, so that they stand under each other."""

    def __init__(self, amounts: Iterable[Decimal | None]) -> None:
        self.places = 2 if any(amount is not None and amount % 1 for amount in amounts) else 0

    def __call__(self, amount: Decimal | None, url: str = "") -> Number:
        if amount is None:
            return Number(None, words=UNKNOWN)
        mark = _("below zero") if amount < 0 else ""
        return Number(amount, url if amount else "", places=self.places, mark=mark)


def round_pesos(amount: Decimal | None) -> str:
    """For a sentence: “₱77.30 billion”, “₱12.6 million”, “₱950”."""
    if amount is None:
        return UNKNOWN
    minus, size = _minus(amount), abs(amount)
    for unit, words in ((BILLION, _("₱%(n)s billion")), (MILLION, _("₱%(n)s million"))):
        if size >= unit:
            return minus + words % {"n": written(size / unit, 2)}
    return f"{minus}₱{written(size, 0)}"


def short_pesos(amount: Decimal | None) -> str:
    """Where a number stands alone and all its digits stand below it: “₱77.30 B”, “₱12.60 M”."""
    if amount is None:
        return UNKNOWN
    minus, size = _minus(amount), abs(amount)
    for unit, sign in ((BILLION, "B"), (MILLION, "M")):
        if size >= unit:
            return f"{minus}₱{written(size / unit, 2)}\u00a0{sign}"
    return f"{minus}₱{written(size, 0)}"


def _minus(amount: Decimal) -> str:
    """Before the peso sign, as people write it."""
    return "−" if amount < 0 else ""


def grouped(number: int) -> str:
    return written(number)
