"""A PPA in words: its facts, and a change request from what to what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.activity.formatting import in_words
from portal.core.models import FundingSource
from portal.monitoring.actions.changing import AMOUNT
from portal.monitoring.ceilings.checking import Effect
from portal.monitoring.models import ChangeRequest, MoneyLine, MonitoringEntry
from portal.needs.desk.words import pesos_in_words


def said_and_not(facts: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """What is on record, a line each; of the rest the labels alone."""
    known = list(facts)
    return {
        "rows": [(label, value) for label, value in known if value],
        "unsaid": [label for label, value in known if not value],
    }


def effect_in_words(effect: Effect) -> str:
    """What a PPA would take of a ceiling, and whether there is room."""
    said = _("%(ceiling)s: it would take ₱%(takes)s of the ₱%(left)s that are left.")
    if effect.before.excess:
        said = _("%(ceiling)s: it would take ₱%(takes)s; others already take ₱%(excess)s above the ceiling.")
    words = said % {
        "ceiling": effect.ceiling,
        "takes": pesos_in_words(effect.takes),
        "left": pesos_in_words(effect.before.remaining),
        "excess": pesos_in_words(effect.before.excess),
    }
    if effect.is_refused:
        return f"{words} {_('Too much: it is refused unless a budget officer lets it go above.')}"
    if effect.after.excess:
        return f"{words} {_('Too much; the ceiling only warns.')}"
    return words


@dataclass(frozen=True)
class Side:
    """One line of a change: what, as it was, and as it should be."""

    label: str
    old: str
    new: str
    is_money: bool = False


def sides_of(change: ChangeRequest) -> list[Side]:
    """Each value of the request, old and new."""
    return list(_sides(change))


def _sides(change: ChangeRequest) -> Iterator[Side]:
    for each in change.changes:
        if each["field"] == AMOUNT:
            yield Side(_line(each["line"]), _pesos(each["old"]), _pesos(each["new"]), is_money=True)
            continue
        field: Any = MonitoringEntry._meta.get_field(each["field"])
        yield Side(capfirst(str(field.verbose_name)), in_words(each["old"], field), in_words(each["new"], field))


def _line(line: Any) -> str:
    """The money line in words; what it is called if it is a new one."""
    if isinstance(line, dict):
        source = FundingSource.objects.filter(pk=line["source"]).first()
        names = [line["fiscal_year"], line["expense_class"], line["source_name"] or source]
        return _("New money line %(line)s (₱)") % {"line": ", ".join(str(name) for name in names)}
    found = MoneyLine.objects.filter(pk=line).select_related("source").first()
    return _("Money line %(line)s (₱)") % {"line": found or line}


def _pesos(text: str) -> str:
    return pesos_in_words(Decimal(text)) if text else _("not set")
