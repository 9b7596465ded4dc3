"""The PPAs an act changes: locked, and checked for who may do it."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.shown import MovedOn
from portal.monitoring.enums import PPAStatus
from portal.monitoring.history import happened
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.permissions import can

__all__ = [
    "FormSentBefore",
    "PPAChanged",
    "check_granted",
    "check_status",
    "given",
    "happened",
    "lock",
    "lock_all",
    "ppa_to",
]


class PPAChanged(MovedOn):
    """The PPA is no longer what was shown."""


class FormSentBefore(ActionRefused):
    """A form was sent before, and other things stood in it."""

    def __init__(self) -> None:
        super().__init__(_("This form was sent before, and what it said then is entered. Open it anew to enter more."))


def lock(ppa: MonitoringEntry) -> MonitoringEntry:
    """The row as it is now. Without the key: lines and updates of it need not wait."""
    return MonitoringEntry.objects.select_for_update(no_key=True, of=("self",)).get(pk=ppa.pk)


def lock_all(ppas: Collection[MonitoringEntry]) -> list[MonitoringEntry]:
    """Many of them, in the order in which everybody locks them."""
    rows = MonitoringEntry.objects.select_for_update(no_key=True, of=("self",))
    return list(rows.filter(pk__in=[ppa.pk for ppa in ppas]).order_by("pk"))


def ppa_to(act: str, ppa: MonitoringEntry, *, by: User) -> MonitoringEntry:
    """The locked PPA, of somebody who may do this act on it."""
    ppa = lock(ppa)
    if not can(by, act, ppa):
        raise ActionRefused(_("Your role does not do this with this PPA."))
    return ppa


def check_status(ppa: MonitoringEntry, allowed: Collection[PPAStatus], sentence: str) -> None:
    if ppa.status not in allowed:
        raise ActionRefused(sentence)


def check_granted(ppa: MonitoringEntry, sentence: str) -> None:
    """Nothing moves before an act has granted its money."""
    if not ppa.is_granted:
        raise ActionRefused(sentence)


def given(reason: str) -> str:
    """The reason without blanks around it; none is refused."""
    if not reason.strip():
        raise ActionRefused(_("Give the reason."))
    return reason.strip()
