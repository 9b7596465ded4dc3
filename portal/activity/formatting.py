"""Audit rows in plain words, as history screens show them: "Membership ended. Status: active → ended"."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter

if TYPE_CHECKING:
    from wagtail.models.audit_log import BaseLogEntry

Text = str | Promise
AMOUNT = re.compile(r"-?\d{4,}\.\d\d")
"""A thousand and more, with two places: below that there is nothing to group."""


def register_actions(actions: Mapping[str, Text]) -> None:
    """Name the acts of a room; call it in the room's ``wagtail_hooks.py``.

    ``{"needs.forward": _("Forwarded to %(to)s")}``: the placeholders are filled from the row's ``data``.
    """

    def register(registry: LogActionRegistry) -> None:
        for action, text in actions.items():
            registry.register_action(action)(_formatter(text))

    hooks.register("register_log_actions", register)


def _formatter(text: Text) -> type[LogFormatter]:
    class Formatter(LogFormatter):
        label = text

        def format_message(self, log_entry: "BaseLogEntry") -> str:
            sentence = str(text) % _Data(log_entry.data) if "%(" in str(text) else str(text)
            changes = "; ".join(described_changes(log_entry))
            return f"{sentence}. {changes}" if changes else sentence

    return Formatter


def described_changes(entry: "BaseLogEntry") -> list[str]:
    """Each changed field as ``Status: draft → published``; as ``Status: draft`` where only one side was recorded.

    In the order of the model's fields: the database keeps no order of its own.
    """
    before, after = entry.data.get("before", {}), entry.data.get("after", {})
    model = entry.content_type.model_class() if entry.content_type else None
    described = []
    for name in _in_order(model, {*before, *after}):
        field = _field(model, name)
        sides = [in_words(side[name], field) for side in (before, after) if name in side]
        described.append(f"{_label(field, name)}: {' → '.join(sides)}")
    return described


def in_words(value: Any, field: Field | None = None) -> str:
    """A recorded value as a person reads it."""
    if value is None or value in ("", []):
        return _("not set")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(in_words(item, field) for item in value)
    if field is not None and field.related_model:
        return _name_of_row(field.related_model, value)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, str):
        return _moment(value) or _amount(value) or value
    return str(value)


class _Data(dict[str, Any]):
    """The row's data for a message's placeholders; what the row does not hold reads as "not set"."""

    def __missing__(self, name: str) -> str:
        return in_words(None)

    def __getitem__(self, name: str) -> str:
        return in_words(self.get(name))


def _in_order(model: type[Model] | None, names: set[str]) -> list[str]:
    fields = [field.name for field in model._meta.get_fields()] if model else []
    return sorted(names, key=lambda name: (fields.index(name) if name in fields else len(fields), name))


def _field(model: type[Model] | None, name: str) -> Field | None:
    if model is None:
        return None
    try:
        return model._meta.get_field(name)  # type: ignore[return-value]
    except FieldDoesNotExist:
        return None


def _label(field: Field | None, name: str) -> str:
    return capfirst(str(getattr(field, "verbose_name", "") or name.replace("_", " ")))


def _name_of_row(model: type[Model], key: Any) -> str:
    """The row's name today: the audit row holds only its key."""
    try:
        row = model._base_manager.filter(pk=key).first()
    except (ValueError, ValidationError):
        row = None
    return str(row) if row else _("number %(key)s") % {"key": key}


def _amount(text: str) -> str | None:
    """An amount with its centavos, as people write it; nothing if the text is none."""
    return number_format(Decimal(text), 2, force_grouping=True) if AMOUNT.fullmatch(text) else None


def _moment(text: str) -> str | None:
    """A recorded date or time as a person reads it, or nothing if the text is neither."""
    try:
        moment: datetime | None = parse_datetime(text) if "T" in text else None
        day: date | None = parse_date(text)
    except ValueError:
        return None
    if moment:
        local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
        return date_format(local, "DATETIME_FORMAT")
    return date_format(day, "DATE_FORMAT") if day else None
