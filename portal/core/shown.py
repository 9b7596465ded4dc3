"""Nobody writes over what they have not seen: a form carries a mark of what it showed, and the act looks whether it
still holds, once it has locked the row."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.forms import BoundField, ModelChoiceField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from .actions import ActionRefused

EMPTY: tuple[Any, ...] = (None, "", [], ())


class MovedOn(ActionRefused):
    """What the act rests on is no longer what was shown."""


def mark_of(values: Any) -> str:
    """A mark of plain values: another one as soon as any of them differs."""
    return hashlib.sha256(json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()[:20]


def check_shown(shown: str | None, now: str, *, of: Model, actions: Iterable[str], by: Model, **about: object) -> None:
    """Refuse to write over values that were never shown; the refusal names who changed them, and when.

    ``shown`` and ``now`` are marks of the values; None is an act that rests on no screen. The change stands in the
    audit record ``of`` a row, as one of ``actions``, with the data ``about`` it.
    """
    if shown is None or shown == now:
        return
    rows = ModelLogEntry.objects.for_instance(of).filter(action__in=list(actions)).select_related("user")
    rows = rows.filter(**{f"data__{name}": value for name, value in about.items()})
    raise MovedOn(_said_of(rows.order_by("-timestamp", "-pk").first(), by))


def _said_of(entry: ModelLogEntry | None, by: Model) -> str:
    if entry is None:
        return _("Not saved: this was changed after you opened the form.")
    when = date_format(timezone.localtime(entry.timestamp), "DATETIME_FORMAT")
    if entry.user_id == by.pk:
        return _("Not saved: you changed this yourself on %(when)s, after you opened this form.") % {"when": when}
    who = entry.user or _("somebody")
    sentence = _("Not saved: %(who)s changed this on %(when)s, after you opened the form.")
    return sentence % {"who": who, "when": when}


def in_words(field: BoundField) -> str:
    """What a field of a form holds to begin with, as people read it."""
    value = field.initial
    if value in EMPTY:
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "strftime"):
        return date_format(value, "DATE_FORMAT")
    asked = field.field
    chosen = {str(asked.prepare_value(each)) for each in (value if isinstance(value, list) else [value])}
    if isinstance(asked, ModelChoiceField) and asked.queryset is not None:
        offered = asked.queryset.filter(pk__in=chosen)
        return ", ".join(sorted(asked.label_from_instance(row) for row in offered)) or _("something else")
    names = dict(getattr(asked, "choices", ()))
    return ", ".join(str(names.get(each, each)) for each in sorted(chosen))
