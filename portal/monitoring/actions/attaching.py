"""Evidence of the work is attached to a PPA, and detached. What an item is and who may see it is said by itself."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.evidence.models import EvidenceItem
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.permissions import can_attach_evidence
from portal.needs.actions.attaching import item_seen

from .rows import happened, lock


@transaction.atomic
def attach_evidence(ppa: MonitoringEntry, *, item: EvidenceItem, by: User) -> None:
    """Say that this PPA rests on this item; who sees the one does not thereby see the other. Twice has one effect."""
    ppa = _ppa_to_attach(ppa, by=by)
    item = item_seen(item, by=by)
    if item.is_withdrawn:
        raise ActionRefused(_("This evidence was withdrawn."))
    if ppa.evidence.filter(pk=item.pk).exists():
        return
    ppa.evidence.add(item)
    happened(ppa, "attach_evidence", by=by, item=item.pk)


@transaction.atomic
def detach_evidence(ppa: MonitoringEntry, *, item: EvidenceItem, by: User) -> None:
    """Take back that it rests on this item; the item stays."""
    ppa = _ppa_to_attach(ppa, by=by)
    item = item_seen(item, by=by)
    if not ppa.evidence.filter(pk=item.pk).exists():
        return
    ppa.evidence.remove(item)
    happened(ppa, "detach_evidence", by=by, item=item.pk)


def _ppa_to_attach(ppa: MonitoringEntry, *, by: User) -> MonitoringEntry:
    ppa = lock(ppa)
    if not can_attach_evidence(by, ppa):
        raise ActionRefused(_("Your role does not do this with this PPA."))
    return ppa
