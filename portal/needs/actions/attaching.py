"""Evidence is attached to needs, assessments and rows of later rooms, and detached.

What an item is and who may see it is said by itself.
"""

from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import record
from portal.core.actions import ActionRefused
from portal.evidence.models import EvidenceItem
from portal.needs.permissions import can_attach

Owner = TypeVar("Owner", bound=Any)
"""A row of a model with ``evidence``."""


@transaction.atomic
def attach(owner: Owner, *, item: EvidenceItem, by: User) -> Owner:
    """Say that this row rests on this item. Who sees the one does not thereby see the other."""
    owner = _locked(owner, by=by)
    item = item_seen(item, by=by)
    if item.is_withdrawn:
        raise ActionRefused(_("This evidence was withdrawn."))
    if owner.evidence.filter(pk=item.pk).exists():
        raise ActionRefused(_("This evidence is attached already."))
    owner.evidence.add(item)
    record(owner, "needs.attach_evidence", by=by, data={"item": item.pk})
    return owner


@transaction.atomic
def detach(owner: Owner, *, item: EvidenceItem, by: User) -> Owner:
    """Take back that it rests on this item; the item stays."""
    owner = _locked(owner, by=by)
    item = item_seen(item, by=by)
    if not owner.evidence.filter(pk=item.pk).exists():
        raise ActionRefused(_("This evidence is not attached."))
    owner.evidence.remove(item)
    record(owner, "needs.detach_evidence", by=by, data={"item": item.pk})
    return owner


def _locked(owner: Owner, *, by: User) -> Owner:
    locked = type(owner).objects.select_for_update().filter(pk=owner.pk).visible_to(by).first()
    if locked is None or not can_attach(by, type(owner)):
        raise ActionRefused(_("You may not change what this rests on."))
    return locked


def item_seen(item: EvidenceItem, *, by: User) -> EvidenceItem:
    """The item, as this person may know of it: to others it does not exist. It is not withdrawn meanwhile."""
    seen = EvidenceItem.objects.visible_to(by).select_for_update(of=("self",), no_key=True).filter(pk=item.pk).first()
    if seen is None:
        raise ActionRefused(_("There is no such evidence."))
    return seen
