"""The steps of a need, written in the transaction that takes them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from portal.activity import record, record_all

from .enums import EventKind, NeedStatus
from .models import NeedEvent
from .public.changed import step_taken

if TYPE_CHECKING:
    from portal.accounts.models import User

    from .models import Need

AUDIT_PREFIX = "needs."


def happened(
    need: "Need",
    kind: EventKind,
    *,
    by: "User | None",
    was: NeedStatus | str = "",
    decision: Any = None,
    forwarding: Any = None,
    request: Any = None,
    **data: Any,
) -> NeedEvent:
    """Write the step into the need's history and into the audit record; keys and facts only, no personal text.

    ``was`` is the status before; leave it out where the status stays. ``by=None`` is the system, or somebody without
    an account who follows the need by its number.
    """
    event = NeedEvent.objects.create(
        need=need,
        kind=kind,
        by=by,
        from_status=was,
        to_status=need.status,
        decision=decision,
        forwarding=forwarding,
        request=request,
    )
    sides = {"before": {"status": was}, "after": {"status": need.status}} if was else {}
    record(need, f"{AUDIT_PREFIX}{kind.value}", by=by, data=data, **sides)
    step_taken(need, kind)
    return event


def happened_to_all(needs: "Sequence[Need]", kind: EventKind, *, by: "User | None") -> None:
    """The same step of many needs at once, in two statements."""
    NeedEvent.objects.bulk_create([NeedEvent(need=need, kind=kind, by=by, to_status=need.status) for need in needs])
    record_all(needs, f"{AUDIT_PREFIX}{kind.value}", by=by)
