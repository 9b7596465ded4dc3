"""What time does to forwarded needs: offices are reminded, and OOBC hears who is late.

It may run twice or after days of standing still: each reminder is told once, because its key is the forwarding and its
due day. Who becomes a focal person later is told then.
"""

from portal.core.background.one_by_one import each
from portal.needs import clock
from portal.needs.models import Forwarding
from portal.notifications import enqueue

from .notifications import AnswerDueSoon, AnswerLate, OfficeLate

DUE_SOON_DAYS = 7
"""Days before the due day on which the office is reminded."""


def remind_offices() -> int:
    """Remind offices of answers that are due within a week, and tell them and OOBC what is late; how many those are."""
    rows = Forwarding.objects.select_related("need", "mao")
    soon = each(rows.due_within(DUE_SOON_DAYS), lambda row: enqueue(AnswerDueSoon(row)))
    return soon + each(rows.late(clock.today()), _tell_of_late)


def _tell_of_late(forwarding: Forwarding) -> None:
    enqueue(AnswerLate(forwarding))
    enqueue(OfficeLate(forwarding))
