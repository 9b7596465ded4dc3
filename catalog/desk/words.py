"""Where a case stands, in the words of the desk."""

import datetime
from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.applications import clock
from catalog.applications.lateness import days_late
from catalog.enums import ClosedReason, WaitingOn
from catalog.models import ServiceApplication

CLOSED = {
    ClosedReason.WITHDRAWN: gettext_lazy("Withdrawn by the applicant"),
    ClosedReason.EXPIRED: gettext_lazy("Closed: no answer"),
    ClosedReason.DUPLICATE: gettext_lazy("Closed: sent twice"),
}


def state_of(case: ServiceApplication) -> str:
    """The status, or why it ended without a decision."""
    return str(CLOSED[ClosedReason(case.closed_reason)]) if case.closed_reason else case.get_status_display()


def due_in_words(case: ServiceApplication, closed: Collection[datetime.date], today: datetime.date) -> str:
    """How much time is left, or who is waited for; empty once it is decided. ``closed`` are the holidays."""
    if not case.is_undecided:
        return ""
    if case.paused_on:
        return _("waits for the applicant")
    if case.waiting_on == WaitingOn.SLOT:
        return _("waits for a free place")
    if days := days_late(case, today, closed):
        return ngettext("%(days)d working day late", "%(days)d working days late", days) % {"days": days}
    days = clock.working_days_between(today, case.due_on, closed)
    if days == 0:
        return _("due today")
    return ngettext("%(days)d working day left", "%(days)d working days left", days) % {"days": days}
