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
from portal.monitoring.models import CeilingManagementEvent, MoneyLineEvent

SOURCE = ["source"]


@dataclass(frozen=True)
class Change:
    """A figure that became another, in pesos; none: it was not there."""

    of: Any
    """The event: of a money line it knows the year, class and source."""

    at: datetime
    before: Decimal | None
    after: Decimal | None
    act: str
    """The action that made it; empty where it came through no action."""

    by: User | None
    reason: str


def changes_of(ppa: UUID) -> list[Change]:
    """Changes of the PPA's money lines, the newest first, in two statements."""
    return _changes(MoneyLineEvent.objects.filter(chain=ppa), "amount")


def changes_of_ceiling(ceiling: UUID) -> list[Change]:
    """Changes of the ceiling's amount, threshold or mode, the newest first, in two statements."""
    return _changes(CeilingManagementEvent.objects.filter(chain=ceiling), "ceiling_amount")


def _changes(events: Any, figure: str) -> list[Change]:
    was = Window(Lag(figure), partition_by=F("pgh_obj_id"), order_by="pgh_id")
    rows = list(events.select_related(*SOURCE).annotate(was=was).order_by("-pgh_id"))
    people = _people(rows)
    return [_change(row, figure, people) for row in rows]


def _change(event: Any, figure: str, people: dict[int, User]) -> Change:
    said = event.pgh_context or {}
    return Change(
        of=event,
        at=event.pgh_created_at,
        before=event.was,
        after=None if event.pgh_label == "delete" else getattr(event, figure),
        act=said.get("act", ""),
        by=people.get(said.get("by") or 0),
        reason=said.get("reason", ""),
    )


def _people(events: Iterable[Any]) -> dict[int, User]:
    keys = {(event.pgh_context or {}).get("by") for event in events} - {None}
    return get_user_model().objects.in_bulk(keys)
