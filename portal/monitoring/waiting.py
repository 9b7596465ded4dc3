"""What PPAs ask of a person today: one list says it for the staff home and for the list of PPAs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.access import AnyUser
from portal.core.waiting import Waiting

from .enums import ChangeState, PPAStatus
from .models import ChangeRequest, MonitoringEntry
from .querysets import MonitoringEntryQuerySet


@dataclass(frozen=True)
class Line:
    text: Any
    act: str
    """Who may do this on a PPA is waited for."""

    rows: Callable[[MonitoringEntryQuerySet, AnyUser], MonitoringEntryQuerySet]


def _to_review(rows: MonitoringEntryQuerySet, user: AnyUser) -> MonitoringEntryQuerySet:
    return rows.filter(status=PPAStatus.PROPOSED).exclude(proposed_by=user.pk)


def _to_decide(rows: MonitoringEntryQuerySet, user: AnyUser) -> MonitoringEntryQuerySet:
    own = Q(proposed_by=user.pk) | Q(reviewed_by=user.pk)
    return rows.filter(status=PPAStatus.UNDER_REVIEW).exclude(own)


def _changes_to_decide(rows: MonitoringEntryQuerySet, user: AnyUser) -> MonitoringEntryQuerySet:
    of_others = ChangeRequest.objects.filter(state=ChangeState.ASKED).exclude(asked_by=user.pk)
    return rows.filter(pk__in=of_others.values("ppa"))


def _sent_back(rows: MonitoringEntryQuerySet, user: AnyUser) -> MonitoringEntryQuerySet:
    return rows.filter(status=PPAStatus.DRAFT).exclude(reason="")


WAITING = {
    "review": Line(_("PPAs to review"), "review", _to_review),
    "decide": Line(_("PPAs to decide"), "approve", _to_decide),
    "change": Line(_("Changes of PPAs to decide"), "approve", _changes_to_decide),
    "mend": Line(_("PPAs sent back to be mended"), "propose", _sent_back),
}


def waiting_in(rows: MonitoringEntryQuerySet, name: str, user: AnyUser) -> MonitoringEntryQuerySet:
    """Those of these PPAs on which this act waits for this person."""
    line = WAITING[name]
    return line.rows(rows.filter(pk__in=MonitoringEntry.objects.permitted(user, line.act).values("pk")), user)


def ppas_waiting(user: AnyUser) -> Iterable[Waiting]:
    address = reverse("monitoring_ppas:index")
    for name, line in WAITING.items():
        own = MonitoringEntry.objects.permitted(user, line.act)
        yield Waiting(line.text, line.rows(own, user).count(), f"{address}?waiting={name}")
