"""What changed of a PPA's figures: who, when, from what to what, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import F, Window
from django.db.models.functions import Lag

from portal.accounts.models import User
from portal.monitoring.models import MoneyLineEvent


@dataclass(frozen=True)
class Change:
    """A figure that became another, in pesos; none: it was not there."""

    at: datetime
    fiscal_year: int
    expense_class: str
    source_id: int
    before: Decimal | None
    after: Decimal | None
    act: str
    """The action that made it; empty where it came through no action."""

    by: User | None
    reason: str


def changes_of(ppa: UUID) -> list[Change]:
    """Changes of the PPA's money lines, the newest first, in two statements."""
    was = Window(Lag("amount"), partition_by=F("pgh_obj_id"), order_by="pgh_id")
    events = list(MoneyLineEvent.objects.filter(chain=ppa).annotate(was=was).order_by("-pgh_id"))
    people = _people(events)
    return [_change(event, people) for event in events]


def _change(event: Any, people: dict[int, User]) -> Change:
    said = event.pgh_context or {}
    is_gone = event.pgh_label == "delete"
    return Change(
        at=event.pgh_created_at,
        fiscal_year=event.fiscal_year,
        expense_class=event.expense_class,
        source_id=event.source_id,
        before=event.was,
        after=None if is_gone else event.amount,
        act=said.get("act", ""),
        by=people.get(said.get("by") or 0),
        reason=said.get("reason", ""),
    )


def _people(events: Iterable[Any]) -> dict[int, User]:
    keys = {(event.pgh_context or {}).get("by") for event in events} - {None}
    return get_user_model().objects.in_bulk(keys)
