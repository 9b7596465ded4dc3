"""Which needs a PPA answers, with which part of its money; and how needs follow their PPAs.

Locks are taken in one order by every act, lifecycle and linking alike: the PPA, then ceilings by key, then needs by
key, then the content version. Which needs an act moves is known only once the PPA is held, since its links change under
its lock alone. The needs room never waits for a PPA while it holds a need, so nobody waits in a circle. Only needs that
follow their PPAs are locked (``standing.MOVED``): a duplicate, which the needs room locks after its original, never is.
"""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.money import pesos
from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import BudgetJustification, MonitoringEntry, NeedAddressed
from portal.monitoring.permissions import can_link
from portal.monitoring.standing import BY_PPAS, MOVED, effective, standing
from portal.needs.enums import EventKind, NeedStatus
from portal.needs.history import happened as need_happened
from portal.needs.models import Need
from portal.needs.notifications import NeedFellBack, NeedPlanned, NeedStarted, tell
from portal.needs.permissions import has_interest

from .alerting import needs_funded
from .rows import check_status, happened, lock

LINKABLE = [*PPAStatus.editable(), *PPAStatus.pipeline(), *PPAStatus.funding(), PPAStatus.ON_HOLD]
STEPS = {
    NeedStatus.PLANNED: (EventKind.PLANNED, NeedPlanned),
    NeedStatus.IN_PROGRESS: (EventKind.STARTED, NeedStarted),
}


@transaction.atomic
def link(ppa: MonitoringEntry, need: Need, *, share: Decimal | None = None, by: User) -> NeedAddressed:
    """Say that this PPA answers this need, with a part of its money in pesos or with its part of what is left.

    A need that is linked already gets this share; the same twice has one effect.
    """
    ppa = _ppa_to_link(ppa, by=by)
    need = _need_to_link(need, by=by)
    row = NeedAddressed.objects.filter(ppa=ppa, need=need).first()
    share = None if share is None else pesos(share)
    if row and row.share == share:
        return row
    _check_share(ppa, share, of=need)
    said: dict[str, Any]
    if row:
        act, said = "share_need", {"before": row.share, "after": share}
        row.share = share
        row.save(update_fields=["share"])
    else:
        act, said = "link_need", {"share": share}
        _check_has_no_parts(ppa)
        row = NeedAddressed.objects.create(ppa=ppa, need=need, share=share, linked_by=by)
        _move([need], by=by)
    if ppa.status in PPAStatus.funding():
        needs_funded([need.pk])
    happened(ppa, act, by=by, need=need.pk, **said)
    return row


@transaction.atomic
def unlink(ppa: MonitoringEntry, need: Need, *, by: User) -> None:
    """This PPA does not answer this need after all; the need falls back if no other PPA carries it."""
    ppa = _ppa_to_link(ppa, by=by)
    row = NeedAddressed.objects.filter(ppa=ppa, need=need.pk).first()
    if row is None:
        return
    if ppa.status in PPAStatus.asking() and not _may_be_without(ppa, need):
        raise ActionRefused(
            _("It is proposed with this need alone. Link another one first, or say why it answers none.")
        )
    needs = _locked([need.pk])
    row.delete()
    _move(needs, by=by)
    if ppa.status in PPAStatus.funding():
        needs_funded([need.pk])
    happened(ppa, "unlink_need", by=by, need=need.pk, share=row.share)


def needs_follow(*ppas: MonitoringEntry, by: User | None) -> None:
    """Bring the needs of these PPAs to where their new statuses put them.

    Every act that changes a PPA's status calls it in its transaction, once the status is saved; who moves several PPAs
    in one transaction calls it once for all of them.
    """
    for ppa in ppas:
        if ppa.status == PPAStatus.PROPOSED:
            check_shares(ppa)
    linked = NeedAddressed.objects.filter(ppa__in=[ppa.pk for ppa in ppas])
    keys = list(linked.order_by().values_list("need", flat=True).distinct())
    _move(_locked(keys), by=by)


@transaction.atomic
def needs_catch_up(need: Need) -> bool:
    """Bring a need that came back, or was opened again, to where its PPAs stand meanwhile; whether it moved."""
    return bool(_move(_locked([need.pk]), by=None))


def check_shares(ppa: MonitoringEntry) -> None:
    """The shares of its needs fit into its money."""
    asked = NeedAddressed.objects.filter(ppa=ppa).aggregate(sum=Sum("share"))["sum"] or Decimal()
    if asked > _money_of(ppa):
        raise ActionRefused(_("The shares of its needs are more than its money. Change them first."))


# ---- What they share -------------------------------------------------------------------------------------------------


def _ppa_to_link(ppa: MonitoringEntry, *, by: User) -> MonitoringEntry:
    ppa = lock(ppa)
    if not can_link(by, ppa):
        raise ActionRefused(_("Your role does not say which needs this PPA answers."))
    check_status(ppa, LINKABLE, _("This PPA was refused or cancelled."))
    return ppa


def _need_to_link(need: Need, *, by: User) -> Need:
    """The locked need, of somebody who may see it and has no cause of their own in it."""
    seen = Need.objects.visible_to(by).filter(pk=need.pk).first()
    if seen is None:
        raise ActionRefused(_("There is no such need."))
    if has_interest(by, seen):
        raise ActionRefused(_("You sent this need or speak for its community: somebody else links it."))
    found = _locked([need.pk])
    if not found or found[0].is_held:
        raise ActionRefused(_("Only a validated need that is neither put off nor ended is linked."))
    return found[0]


def _check_has_no_parts(ppa: MonitoringEntry) -> None:
    if ppa.children.exists():
        raise ActionRefused(_("This PPA has parts: its money stands on them. Link the part that answers the need."))


def _check_share(ppa: MonitoringEntry, share: Decimal | None, *, of: Need) -> None:
    if share is None:
        return
    if share <= 0:
        raise ActionRefused(_("A share is more than zero. Leave it empty where nobody knows it."))
    others = NeedAddressed.objects.filter(ppa=ppa).exclude(need=of)
    left = _money_of(ppa) - (others.aggregate(sum=Sum("share"))["sum"] or Decimal())
    if share > left:
        raise ActionRefused(
            _("The shares would be more than its money: %(left)s pesos are left.") % {"left": f"{max(left, 0):,.2f}"}
        )


def _money_of(ppa: MonitoringEntry) -> Decimal:
    return ppa.lines.aggregate(sum=Sum("amount"))["sum"] or Decimal()


def _may_be_without(ppa: MonitoringEntry, need: Need) -> bool:
    others = NeedAddressed.objects.filter(ppa=ppa).exclude(need=need)
    reasoned = BudgetJustification.objects.filter(ppa=ppa).exclude(without_needs_reason="")
    return others.exists() or reasoned.exists()


def _locked(keys: Collection[UUID]) -> list[Need]:
    """Of these needs those that follow their PPAs, locked by key in one statement."""
    rows = Need.objects.select_for_update(no_key=True, of=("self",))
    return list(rows.filter(pk__in=keys, status__in=MOVED).order_by("pk")) if keys else []


def _move(needs: list[Need], *, by: User | None) -> list[Need]:
    """The locked needs that moved, each told to who waits for it."""
    statuses = defaultdict(list)
    links = NeedAddressed.objects.filter(need__in=[need.pk for need in needs])
    for key, status, before in links.values_list("need", "ppa__status", "ppa__status_before"):
        statuses[key].append(effective(status, before))
    return [need for need in needs if _moves(need, standing(need.status, statuses[need.pk]), by=by)]


def _moves(need: Need, to: NeedStatus | None, *, by: User | None) -> bool:
    was = NeedStatus(need.status)
    kind, message = STEPS[to] if to else (EventKind.FELL_BACK, NeedFellBack)
    if to is None:
        to = _before_ppas(need) if was in BY_PPAS else was
    if to == was:
        return False
    need.status = to
    need.save(update_fields=["status"])
    tell(message, need_happened(need, kind, by=by, was=was))
    return True


def _before_ppas(need: Need) -> NeedStatus:
    """Where it stood when a PPA took it; of a need without that step, what its score allows."""
    taken = need.events.filter(to_status__in=BY_PPAS, from_status__in=set(MOVED) - set(BY_PPAS)).last()
    was = NeedStatus(taken.from_status) if taken else NeedStatus.PRIORITIZED
    return was if need.priority_score is not None else NeedStatus.VALIDATED
