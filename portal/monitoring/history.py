"""The steps of a PPA, written in the transaction that takes them, and read again on its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.activity import record
from portal.core.money import pesos

from .models import GivenReason, MonitoringEntry
from .public.changed import step_taken

AUDIT_PREFIX = "monitoring."
SHOWN = 100


def happened(
    ppa: MonitoringEntry,
    act: str,
    *,
    by: User | None,
    was: str = "",
    reason: str = "",
    before: Mapping[str, Any] | Any = None,
    after: Mapping[str, Any] | Any = None,
    **data: object,
) -> None:
    """Write the step into the audit record: keys and facts only. ``by=None`` is the system.

    ``was`` is the status before, if it changed. ``before`` and ``after`` map fields to values; a bare one is the amount
    of a money line, in pesos. ``reason`` is what somebody wrote: it stands in a row of its own, the record names it.
    Call it last: it drops kept public pages, and holds their number until the transaction ends.
    """
    sides = [_side(before), _side(after)]
    if was:
        sides[0]["status"], sides[1]["status"] = was, ppa.status
    if reason:
        data["reason"] = GivenReason.objects.create(ppa=ppa, text=reason, by=by).pk
    record(ppa, f"{AUDIT_PREFIX}{act}", by=by, data=data, before=sides[0], after=sides[1])
    step_taken(ppa, act, was=was)


@dataclass(frozen=True)
class Step:
    """One line of the record: when, who, what with the values before and after, and why."""

    at: datetime
    by: Any
    what: str
    reason: str


def steps_of(ppa: MonitoringEntry) -> list[Step]:
    """What happened to it, the newest first; as many as a page holds."""
    entries = ModelLogEntry.objects.for_instance(ppa).select_related("user", "content_type")
    reasons = {str(row.pk): row.text for row in ppa.given_reasons.all()}
    return [
        Step(entry.timestamp, entry.user, entry.message, reasons.get(str(entry.data.get("reason")), ""))
        for entry in entries.order_by("-timestamp", "-pk")[:SHOWN]
    ]


def _side(values: Mapping[str, Any] | Any) -> dict[str, Any]:
    match values:
        case None:
            return {}
        case Mapping():
            return dict(values)
        case Decimal():
            return {"amount": pesos(values)}
    return {"amount": values}
