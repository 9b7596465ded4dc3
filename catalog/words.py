"""Texts of a service in the language of the page, and what to say of those that are not translated yet."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from textwrap import shorten

from django.conf import settings
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.core.days import month_and_year

from .models import OfferingTranslation, ServiceOffering
from .querysets import ServiceOfferingQuerySet

LONGEST_SUMMARY = 140


@dataclass(frozen=True)
class Words:
    """A text, and its language where that is not the language of the page."""

    text: str
    lang: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


def is_english() -> bool:
    return get_language() in (None, settings.LANGUAGE_CODE)


def words(offering: ServiceOffering, name: str) -> Words:
    """The text of a field in the language of the page, marked as English where nobody has translated it."""
    text = str(getattr(offering, name))
    if is_english() or not text:
        return Words(text)
    translated = _translated(offering, name) if name in OfferingTranslation.TEXTS else ""
    return Words(translated) if translated else in_english(text)


def _translated(offering: ServiceOffering, name: str) -> str:
    if hasattr(offering, f"translated_{name}"):
        return getattr(offering, f"translated_{name}") or ""
    for translation in offering.translations.all():
        if translation.language == get_language():
            return str(getattr(translation, name))
    return ""


def in_english(text: str) -> Words:
    """A text that is always in English."""
    return Words(text) if is_english() else Words(text, settings.LANGUAGE_CODE)


def first_sentence(text: Words) -> Words:
    """One line of what you get, cut between words where it is long."""
    sentence, dot, _rest = " ".join(text.text.split()).partition(". ")
    line = shorten(sentence + dot.strip(), LONGEST_SUMMARY, placeholder=" …")
    return Words(line, text.lang)


# ---- For queries, where each row brings only some of its texts -------------------------------------------------------


def with_texts(rows: ServiceOfferingQuerySet, *names: str) -> ServiceOfferingQuerySet:
    """With what ``words`` needs for these fields, in the same query."""
    return rows if is_english() else rows.annotate(**{f"translated_{name}": _subquery(name) for name in names})


def shown_title() -> Combinable:
    """The name of a service in the language of the page, or in English."""
    return F("title") if is_english() else Coalesce(_subquery("title"), "title")


def _subquery(name: str) -> Subquery:
    translated = OfferingTranslation.objects.filter(offering=OuterRef("pk"), language=get_language())
    return Subquery(translated.exclude(**{name: ""}).values(name)[:1], output_field=CharField())


# ---- Numbers and days in words -------------------------------------------------------------------------------------


def pesos(amount: Decimal) -> str:
    """``₱5,000``, with centavos only where there are some."""
    return f"₱{amount:,.0f}" if amount == amount.to_integral_value() else f"₱{amount:,.2f}"


def amount_given(smallest: Decimal | None, largest: Decimal | None) -> str:
    if smallest is not None and largest is not None:
        if smallest == largest:
            return pesos(smallest)
        return _("%(smallest)s to %(largest)s") % {"smallest": pesos(smallest), "largest": pesos(largest)}
    if largest is not None:
        return _("up to %(largest)s") % {"largest": pesos(largest)}
    if smallest is not None:
        return _("from %(smallest)s") % {"smallest": pesos(smallest)}
    return ""


def processing_time(offering: ServiceOffering) -> Words:
    """The office's own words, or the number of working days."""
    if offering.processing_time:
        return in_english(offering.processing_time)
    if offering.processing_days is None:
        return Words("")
    days = offering.processing_days
    return Words(ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days})


def ages(youngest: int | None, oldest: int | None) -> str:
    if youngest is not None and oldest is not None:
        return _("From %(youngest)d to %(oldest)d years old.") % {"youngest": youngest, "oldest": oldest}
    if youngest is not None:
        return _("%(youngest)d years old or older.") % {"youngest": youngest}
    if oldest is not None:
        return _("Not older than %(oldest)d years.") % {"oldest": oldest}
    return ""


def year_and_month(facts_as_of: str) -> str:
    """``2024-09`` as ``September 2024``; a year alone stays."""
    year, _dash, month = facts_as_of.partition("-")
    if not month:
        return year
    return month_and_year(datetime.date(int(year), int(month), 1))
