"""Numbers, pesos and shares as people read them on public pages; a dash where nothing is known."""

from decimal import ROUND_FLOOR, Decimal

from babel.numbers import format_compact_decimal
from django.utils.translation import get_language

UNKNOWN = "–"


def number_of_pesos(amount: Decimal | None) -> str:
    """To the centavo, as the law and the files have it, for tables in pesos."""
    return UNKNOWN if amount is None else f"{amount:,.2f}"


def pesos_in_words(amount: Decimal | None) -> str:
    return UNKNOWN if amount is None else f"₱{number_of_pesos(amount)}"


def about_pesos(amount: Decimal | None) -> str:
    """So that a large sum can be grasped: “₱77.3 billion”. Below a million to the centavo."""
    if amount is None or abs(amount) < 1_000_000:
        return pesos_in_words(amount)
    locale = get_language() or "en"
    return f"₱{format_compact_decimal(amount, format_type='long', locale=locale, fraction_digits=1)}"


def percent_in_words(rate: Decimal | None) -> str:
    return UNKNOWN if rate is None else f"{rate:,.2f} %"


def whole_percent(rate: Decimal | None) -> str:
    """Without decimals, for a sentence; rounded down, so that only all of it is “100 %”."""
    if rate is None:
        return UNKNOWN
    return "< 1 %" if 0 < rate < 1 else f"{rate.quantize(Decimal(1), ROUND_FLOOR):,} %"


def exact_number(value: Decimal) -> str:
    """With all its digits and no zero behind the last."""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return f"{value:,.{places}f}"
