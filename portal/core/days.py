"""Days as people read them, in the language of the page."""

import datetime

from babel.dates import format_date
from django.conf import settings
from django.utils.translation import get_language


def long_date(day: datetime.date) -> str:
    """``5 June 2026``, in Filipino ``5 Hunyo 2026``."""
    return format_date(day, "d MMMM y", locale=_locale())


def short_date(day: datetime.date) -> str:
    """``5 Jun 2026``, in Filipino ``5 Hun 2026``."""
    return format_date(day, "d MMM y", locale=_locale())


def month_and_year(day: datetime.date) -> str:
    """``June 2026``, in Filipino ``Hunyo 2026``."""
    return format_date(day, "MMMM y", locale=_locale())


def _locale() -> str:
    return get_language() or settings.LANGUAGE_CODE
