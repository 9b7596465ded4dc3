"""What everybody may know of a need's way: days, steps, which office, and what it or OOBC gave as a reason. No names.

What was asked of the community and what it answered stays between those two. A reason in which something looks like a
name, a number, a house or a place that the public is not told is not shown either: nobody has moderated it.
"""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.days import long_date
from portal.needs.enums import EventKind
from portal.needs.models import Need, NeedEvent
from portal.needs.summaries.naming import warnings
from portal.needs.telling import BETWEEN_US, BY_OFFICE, EVENT_WORDS, public_title


@dataclass(frozen=True)
class PublicStep:
    on: datetime.date
    title: str
    office: str = ""
    reason: str = ""
    """In the words of who gave it."""

    until: str = ""
    """When OOBC looks again, or by when the office answers, in words."""


def public_steps(need: Need, *, told: Collection[Any]) -> list[PublicStep]:
    """From the first to the newest; ``told`` are the places that the public is told."""
    return list(_steps(need, told))


def _steps(need: Need, told: Collection[Any]) -> Iterator[PublicStep]:
    told = [kind for kind in EVENT_WORDS if kind not in BETWEEN_US]
    events = need.events.filter(kind__in=told).select_related(
        "decision", "forwarding__mao", "forwarding__came_from__mao"
    )
    for event in events:
        yield PublicStep(
            on=timezone.localdate(event.at),
            title=public_title(event),
            office=event.forwarding.mao.name if event.forwarding else "",
            reason=_reason(need, event, told),
            until=_until(event),
        )


def _until(event: NeedEvent) -> str:
    if event.decision and event.decision.review_again_on:
        return _("OOBC looks at it again on %(day)s.") % {"day": long_date(event.decision.review_again_on)}
    if event.forwarding and event.kind == EventKind.FORWARDED:
        return _("It answers by %(day)s.") % {"day": long_date(event.forwarding.due_on)}
    return ""


def _reason(need: Need, event: NeedEvent, told: Collection[Any]) -> str:
    written = ""
    if event.decision:
        written = event.decision.reason
    elif event.forwarding and event.kind in BY_OFFICE:
        written = event.forwarding.reason
    if written and warnings(need, written, told=told):
        return _("The reason was given to the community.")
    return written
