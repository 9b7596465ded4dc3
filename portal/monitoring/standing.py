"""Where the PPAs that answer a need bring it: into a plan, into work, or back to where it was before them.

Plain rules over statuses; ``actions.linking`` applies them. They move a need between "validated" and "being done"
alone: what is put off, turned down or has ended is the needs room's own, and its staff say that a need is met.
"""

from collections.abc import Iterable

from portal.needs.enums import NeedStatus

from .enums import PPAStatus

MOVED = (NeedStatus.VALIDATED, NeedStatus.PRIORITIZED, NeedStatus.PLANNED, NeedStatus.IN_PROGRESS)
"""Needs in these states follow their PPAs; all others stay as they are."""

BY_PPAS = (NeedStatus.PLANNED, NeedStatus.IN_PROGRESS)
"""States that only PPAs bring about."""


def effective(status: str, status_before: str = "") -> str:
    """What stands still counts as it stood before: it goes on there."""
    return status_before if status == PPAStatus.ON_HOLD else status


def standing(now: str, ppas: Iterable[str]) -> NeedStatus | None:
    """Where a need that stands here belongs, by the (effective) statuses of the PPAs that answer it.

    None: no PPA carries it, so it falls back to where it was before. A completed PPA begins nothing, and takes nothing
    away: the need stays as it is until staff say that it is met.
    """
    found = set(ppas)
    if PPAStatus.IN_EXECUTION in found:
        return NeedStatus.IN_PROGRESS
    is_done = PPAStatus.COMPLETED in found
    if is_done and now == NeedStatus.IN_PROGRESS:
        return NeedStatus.IN_PROGRESS
    if found & {*PPAStatus.pipeline(), PPAStatus.ENACTED}:
        return NeedStatus.PLANNED
    return NeedStatus(now) if is_done and now in BY_PPAS else None
