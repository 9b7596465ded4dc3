"""Numbers of impacts as staff read them: in their own unit, and a dash where nobody knows."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.policies.judging import Judged

UNKNOWN = "–"


def in_words(value: Decimal | None) -> str:
    if value is None:
        return UNKNOWN
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


def percent_in_words(value: Decimal | None) -> str:
    return UNKNOWN if value is None else f"{number_format(value, decimal_pos=1, force_grouping=True)}\u00a0%"


def verdict(found: Judged) -> str:
    """Whether the target was met, or why that cannot be said."""
    if not found.is_measured:
        return _("not measured")
    if found.unclear:
        return str(found.unclear.label)
    return _("met") if found.is_met else _("not met yet")
