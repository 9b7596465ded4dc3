"""Where a forwarded need stands, in the words of the back office."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.needs import clock
from portal.needs.enums import ForwardingState
from portal.needs.models import Forwarding


def is_waiting(forwarding: Forwarding) -> bool:
    """The same answer as ``ForwardingQuerySet.waiting`` gives."""
    return forwarding.state == ForwardingState.SENT and forwarding.need.is_open


def is_late(forwarding: Forwarding, today: clock.Day) -> bool:
    return is_waiting(forwarding) and forwarding.due_on < today


def state_of(forwarding: Forwarding) -> str:
    """The answer; and that none is waited for any more, because the need has ended."""
    if forwarding.state == ForwardingState.SENT and not forwarding.need.is_open:
        return _("No answer needed: %(status)s") % {"status": forwarding.need.get_status_display().lower()}
    return str(forwarding.get_state_display())


def due_in_words(forwarding: Forwarding, today: clock.Day) -> str:
    """How much time is left; of an answer, whether it came in time. Empty where none was given or is needed."""
    if is_waiting(forwarding):
        return _in_days((forwarding.due_on - today).days)
    if not was_answered(forwarding) or forwarding.answered_at is None:
        return ""
    late = (timezone.localdate(forwarding.answered_at) - forwarding.due_on).days
    if late <= 0:
        return _("answered in time")
    return ngettext("answered %(days)d day late", "answered %(days)d days late", late) % {"days": late}


def was_answered(forwarding: Forwarding) -> bool:
    """The same answer as ``ForwardingQuerySet.answered`` gives: what was taken up and then taken back counts too."""
    return forwarding.state in [ForwardingState.ACCEPTED, *ForwardingState.given_back()] or bool(forwarding.feasibility)


def _in_days(days: int) -> str:
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
