"""Where a need stands and what happened to it, in plain words: for who sent it, for the public, and for staff.

The same words stand on "My community", on the page that a number opens, on the public page and on the staff page.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.days import short_date
from portal.needs.enums import EventKind, ForwardingState, NeedStatus

from . import clock
from .models import Need, NeedEvent, NeedInformationRequest

STATUS_WORDS = {
    NeedStatus.IDENTIFIED: gettext_lazy("OOBC is looking at it"),
    NeedStatus.VALIDATED: gettext_lazy("Checked: the need is real"),
    NeedStatus.PRIORITIZED: gettext_lazy("On the list of first needs"),
    NeedStatus.PLANNED: gettext_lazy("In the plan of an office"),
    NeedStatus.IN_PROGRESS: gettext_lazy("Work has begun"),
    NeedStatus.COMPLETED: gettext_lazy("Done"),
    NeedStatus.DEFERRED: gettext_lazy("Put off until later"),
    NeedStatus.REJECTED: gettext_lazy("Not taken up"),
    NeedStatus.WITHDRAWN: gettext_lazy("Taken back"),
    NeedStatus.DUPLICATE: gettext_lazy("Followed under another need"),
}

EVENT_WORDS = {
    EventKind.RECEIVED: gettext_lazy("OOBC received the need"),
    EventKind.RECORDED: gettext_lazy("An assessment found the need"),
    EventKind.ASKED: gettext_lazy("OOBC asked for more"),
    EventKind.ANSWERED: gettext_lazy("The community answered"),
    EventKind.RESUMED: gettext_lazy("The review went on without an answer"),
    EventKind.VALIDATED: gettext_lazy("OOBC validated the need"),
    EventKind.PRIORITIZED: gettext_lazy("OOBC put it on the list of first needs"),
    EventKind.FORWARDED: gettext_lazy("OOBC asked an office"),
    EventKind.ACCEPTED: gettext_lazy("The office takes it up"),
    EventKind.RETURNED: gettext_lazy("The office cannot take it up"),
    EventKind.REROUTED: gettext_lazy("The office passed it on"),
    EventKind.RECALLED: gettext_lazy("OOBC no longer asks this office"),
    EventKind.DEFERRED: gettext_lazy("OOBC put it off"),
    EventKind.CAME_BACK: gettext_lazy("OOBC looks at it again"),
    EventKind.REJECTED: gettext_lazy("OOBC does not take it up"),
    EventKind.DUPLICATE: gettext_lazy("Joined with another need"),
    EventKind.REOPENED: gettext_lazy("OOBC opened it again"),
    EventKind.WITHDRAWN: gettext_lazy("The community took it back"),
    EventKind.PLANNED: gettext_lazy("An office put it into its plan"),
    EventKind.STARTED: gettext_lazy("Work began"),
    EventKind.FELL_BACK: gettext_lazy("No longer in a plan"),
    EventKind.COMPLETED: gettext_lazy("Done"),
}
"""What is told outside of the office: not who works on it, its rating, nor what is published of it."""

BY_COMMUNITY = [EventKind.RECEIVED, EventKind.ANSWERED, EventKind.WITHDRAWN]
BY_OFFICE = [EventKind.ACCEPTED, EventKind.RETURNED, EventKind.REROUTED]
BETWEEN_US = [EventKind.ASKED, EventKind.ANSWERED, EventKind.RESUMED]
"""Questions and answers are for those who ask and answer."""


@dataclass(frozen=True)
class Step:
    """One line of the story. ``by_words`` says who: a role outside of the office, a name on staff screens."""

    at: datetime.datetime
    title: str
    text: str
    by_words: str


def public_words(status: str) -> str:
    """What a status means to who is not of the office."""
    return str(STATUS_WORDS[NeedStatus(status)])


def public_event(kind: str) -> str:
    """What a kind of step means to who is not of the office; empty if it is not told."""
    return str(EVENT_WORDS.get(EventKind(kind), ""))


def public_title(event: NeedEvent) -> str:
    """What this step means to who is not of the office. Reads ``forwarding`` and where it ``came_from``."""
    if event.kind == EventKind.FORWARDED and event.forwarding and event.forwarding.passed_on_by:
        return _("The next office was asked")
    return public_event(event.kind)


# ---- The story -------------------------------------------------------------------------------------------------------


def timeline(need: Need, for_staff: bool = False, *, in_public: bool = False) -> list[Step]:
    """The steps from the first to the newest.

    Who sent the need reads what was asked, answered and decided. ``in_public``, as offices read it, leaves out what was
    asked and every sentence that somebody wrote. Staff see every step, with names.
    """
    events = need.events.select_related("by", "decision", "request", "forwarding__mao", "forwarding__came_from__mao")
    if for_staff:
        return [Step(event.at, event.get_kind_display(), _text(event, need), _name(event)) for event in events]
    told = [event for event in events if event.kind in EVENT_WORDS]
    if in_public:
        quiet = [event for event in told if event.kind not in BETWEEN_US]
        return [Step(event.at, public_title(event), _facts(event), _role(event)) for event in quiet]
    return [Step(event.at, public_title(event), _text(event, need), _role(event)) for event in told]


def _facts(event: NeedEvent) -> str:
    """Offices and days, and nothing that somebody wrote."""
    if event.decision and event.decision.review_again_on:
        return _("OOBC looks at it again on %(day)s.") % {"day": short_date(event.decision.review_again_on)}
    if event.forwarding and event.kind == EventKind.FORWARDED:
        return _("%(office)s, which answers by %(day)s.") % {
            "office": event.forwarding.mao.name,
            "day": short_date(event.forwarding.due_on),
        }
    if event.forwarding:
        return event.forwarding.mao.name
    return ""


def _text(event: NeedEvent, need: Need) -> str:
    """The same, with what was written."""
    facts = _facts(event)
    if event.kind == EventKind.DUPLICATE and need.duplicate_of:
        facts = _("Now followed under %(reference)s.") % {"reference": need.duplicate_of.spoken_reference}
    return " ".join(filter(None, [_written(event), facts]))


def _written(event: NeedEvent) -> str:
    if event.decision:
        return event.decision.reason
    if event.request:
        return {EventKind.ASKED: event.request.question, EventKind.ANSWERED: event.request.answer}.get(
            EventKind(event.kind), ""
        )
    if event.forwarding and event.kind in BY_OFFICE:
        return event.forwarding.reason
    return ""


def _role(event: NeedEvent) -> str:
    if event.kind in BY_COMMUNITY:
        return _("The community")
    if event.kind in BY_OFFICE and event.forwarding:
        return event.forwarding.mao.short_name
    if event.kind == EventKind.FORWARDED and event.forwarding and (office := event.forwarding.passed_on_by):
        return office.short_name
    return _("OOBC")


def _name(event: NeedEvent) -> str:
    return str(event.by) if event.by else _role(event) if event.kind in BY_COMMUNITY else _("The portal")


# ---- What is awaited -------------------------------------------------------------------------------------------------


ASKED_IN = [NeedStatus.IDENTIFIED, NeedStatus.VALIDATED, NeedStatus.PRIORITIZED]


def awaited(need: Need, *, in_public: bool = False) -> str:
    """Who is waited for, and until when, in one sentence; empty once it has ended.

    Reads ``information_requests`` and ``forwardings`` with their offices: fetch them before for a list of needs
    (``NeedQuerySet.with_awaited``). ``in_public`` speaks of a question only while the clock stands for it.
    """
    asked = question_to_answer(need) if need.status in ASKED_IN else None
    if asked and not in_public:
        return _asked(asked)
    if asked and need.paused_on:
        return _("OOBC asked the community for more and waits for the answer.")
    waits: dict[str, Callable[[Need], str]] = {
        NeedStatus.IDENTIFIED: _awaited_in_review,
        NeedStatus.VALIDATED: _awaited_of_offices,
        NeedStatus.PRIORITIZED: _awaited_of_offices,
        NeedStatus.PLANNED: lambda _need: _("The office that planned it says when work begins."),
        NeedStatus.IN_PROGRESS: lambda _need: _("The office that does it says when it is done."),
        NeedStatus.DEFERRED: _awaited_later,
    }
    return waits[need.status](need) if need.status in waits else ""


def question_to_answer(need: Need) -> NeedInformationRequest | None:
    """What the community may still answer."""
    if not need.is_open:
        return None
    return next((row for row in need.information_requests.all() if row.closed_at is None), None)


def _awaited_in_review(need: Need) -> str:
    if need.reviewed_at or need.due_on is None:
        return _("OOBC looks at it again and tells you what comes next.")
    day = short_date(need.due_on)
    if need.due_on < clock.today():
        return _("OOBC is late with its answer, which was due on %(day)s.") % {"day": day}
    return _("OOBC answers by %(day)s.") % {"day": day}


def _awaited_of_offices(need: Need) -> str:
    waiting = [row for row in need.forwardings.all() if row.state == ForwardingState.SENT]
    if waiting:
        first = min(waiting, key=lambda row: row.due_on)
        names = ", ".join(sorted(row.mao.short_name for row in waiting))
        if first.due_on < clock.today():
            return _("The answer of %(offices)s is late.") % {"offices": names}
        return _("%(offices)s: an answer by %(day)s.") % {"offices": names, "day": short_date(first.due_on)}
    if any(row.state == ForwardingState.ACCEPTED for row in need.forwardings.all()):
        return _("The office that takes it up says when it is planned.")
    return _("OOBC looks for an office that can help.")


def _awaited_later(need: Need) -> str:
    if need.review_again_on is None:
        return ""
    return _("OOBC looks at it again on %(day)s.") % {"day": short_date(need.review_again_on)}


def _asked(asked: NeedInformationRequest) -> str:
    if asked.answer_until < clock.today():
        return _("You can still answer what OOBC asked.")
    return _("OOBC waits for your answer until %(day)s.") % {"day": short_date(asked.answer_until)}
