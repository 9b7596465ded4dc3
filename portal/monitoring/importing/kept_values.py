"""Values of a PPA as a row keeps them, so that what an import changed can be put back."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from portal.monitoring.actions.importing import LEVELS, level_of
from portal.monitoring.models import MonitoringEntry

DATES = ("planned_start", "planned_end")
DECIMALS = ("obc_budget_share",)
ROWS = ("partner_organizations", "goals")


def restorable(ppa: MonitoringEntry, names: Iterable[str]) -> dict[str, Any]:
    """What it says now of these, in plain values: rows by their keys."""
    ppa = MonitoringEntry.objects.get(pk=ppa.pk)
    return {name: _plain(ppa, name) for name in names}


def restored(stored: dict[str, Any]) -> dict[str, Any]:
    """The same as ``actions.editing`` takes it."""
    return {name: _value(name, value) for name, value in stored.items()}


def _plain(ppa: MonitoringEntry, name: str) -> Any:
    if name == "places":
        return sorted([level_of(row.place), row.place.pk] for row in ppa.places.all())
    if name == "tags":
        rows = ppa.tags.order_by("tag")
        return [[row.tag, None if row.amount is None else str(row.amount), row.note] for row in rows]
    if name in ROWS:
        return sorted(getattr(ppa, name).values_list("pk", flat=True))
    value = getattr(ppa, name)
    if isinstance(value, Model):
        return value.pk
    return str(value) if isinstance(value, date | Decimal) else value


def _value(name: str, stored: Any) -> Any:
    if name == "places":
        models = {level: model for model, level in LEVELS.items()}
        return [row for level, key in stored if (row := models[level]._default_manager.filter(pk=key).first())]
    if name == "tags":
        return [(tag, None if amount is None else Decimal(amount), note) for tag, amount, note in stored]
    field = MonitoringEntry._meta.get_field(name)
    if name in ROWS:
        return list(field.related_model._default_manager.filter(pk__in=stored))  # type: ignore[union-attr]
    if stored is not None and field.related_model:
        return field.related_model._default_manager.filter(pk=stored).first()
    if stored is not None and name in DATES:
        return date.fromisoformat(stored)
    return Decimal(stored) if stored is not None and name in DECIMALS else stored
