"""Which recommendations a PPA implements, with which part of its money."""

from collections.abc import Collection
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.money import pesos
from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import MonitoringEntry, PolicyImplemented
from portal.monitoring.permissions import can_link
from portal.policies.models import PolicyRecommendation

from .alerting import policies_funded
from .linking import LINKABLE
from .rows import check_status, happened, lock, lock_all


@transaction.atomic
def tag(
    ppa: MonitoringEntry, policy: PolicyRecommendation, *, share: Decimal | None = None, by: User
) -> PolicyImplemented:
    """Say that this PPA implements this recommendation, with a part of its money in pesos or with its part of what is
    left. One that is tagged already gets this share; the same twice has one effect."""
    ppa = _to_tag(lock(ppa), by=by)
    _check_policy(policy, by=by)
    row = PolicyImplemented.objects.filter(ppa=ppa, policy=policy).first()
    share = None if share is None else pesos(share)
    if row and row.share == share:
        return row
    _check_share(ppa, share, of=policy)
    if row:
        was, row.share = row.share, share
        row.save(update_fields=["share"])
        _funded(ppa)
        happened(ppa, "share_policy", by=by, policy=policy.pk, before=was, after=share)
        return row
    row = PolicyImplemented.objects.create(ppa=ppa, policy=policy, share=share, linked_by=by)
    _funded(ppa)
    happened(ppa, "tag_policy", by=by, policy=policy.pk, share=share)
    return row


@transaction.atomic
def untag(ppa: MonitoringEntry, policy: PolicyRecommendation, *, by: User) -> None:
    """This PPA does not implement this recommendation after all."""
    ppa = _to_tag(lock(ppa), by=by)
    row = PolicyImplemented.objects.filter(ppa=ppa, policy=policy.pk).first()
    if row is None:
        return
    row.delete()
    _funded(ppa, policy)
    happened(ppa, "untag_policy", by=by, policy=policy.pk, share=row.share)


@transaction.atomic
def tag_all(ppas: Collection[MonitoringEntry], policy: PolicyRecommendation, *, by: User) -> int:
    """Tag many PPAs at once, all of them or none; how many were not tagged before."""
    _check_policy(policy, by=by)
    locked = [_to_tag(ppa, by=by) for ppa in lock_all(ppas)]
    there = set(PolicyImplemented.objects.filter(ppa__in=locked, policy=policy).values_list("ppa", flat=True))
    new = [ppa for ppa in locked if ppa.pk not in there]
    PolicyImplemented.objects.bulk_create(PolicyImplemented(ppa=ppa, policy=policy, linked_by=by) for ppa in new)
    _funded(*new)
    for ppa in new:
        happened(ppa, "tag_policy", by=by, policy=policy.pk)
    return len(new)


@transaction.atomic
def untag_all(ppas: Collection[MonitoringEntry], policy: PolicyRecommendation, *, by: User) -> int:
    """Take a recommendation off many PPAs at once, all of them or none; how many had it."""
    locked = {ppa.pk: _to_tag(ppa, by=by) for ppa in lock_all(ppas)}
    rows = list(PolicyImplemented.objects.filter(ppa__in=locked, policy=policy).order_by("ppa"))
    PolicyImplemented.objects.filter(pk__in=[row.pk for row in rows]).delete()
    _funded(*(locked[row.ppa_id] for row in rows), *([policy] if rows else []))
    for row in rows:
        happened(locked[row.ppa_id], "untag_policy", by=by, policy=policy.pk, share=row.share)
    return len(rows)


def _to_tag(ppa: MonitoringEntry, *, by: User) -> MonitoringEntry:
    """A locked PPA whose recommendations this person may name. One with parts is refused: its money stands on them."""
    if not can_link(by, ppa):
        raise ActionRefused(_("Your role does not say which recommendations this PPA implements."))
    check_status(ppa, LINKABLE, _("This PPA was refused or cancelled."))
    if ppa.children.exists():
        raise ActionRefused(_("“%(ppa)s” has parts: its money stands on them. Tag the parts.") % {"ppa": ppa.title})
    return ppa


def _funded(*changed: MonitoringEntry | PolicyRecommendation) -> None:
    """A tag moves money of its PPA between all the recommendations that this implements."""
    ppas = [row.pk for row in changed if isinstance(row, MonitoringEntry) and row.status in PPAStatus.funding()]
    others = PolicyImplemented.objects.filter(ppa__in=ppas).values_list("policy", flat=True)
    gone = {row.pk for row in changed if isinstance(row, PolicyRecommendation)}
    if touched := {*others, *gone}:
        policies_funded(touched)


def _check_policy(policy: PolicyRecommendation, *, by: User) -> None:
    if not PolicyRecommendation.objects.visible_to(by).aimed_at().filter(pk=policy.pk).exists():
        raise ActionRefused(_("There is no such recommendation, or it was given up."))


def _check_share(ppa: MonitoringEntry, share: Decimal | None, *, of: PolicyRecommendation) -> None:
    if share is None:
        return
    if share <= 0:
        raise ActionRefused(_("A share is more than zero. Leave it empty where nobody knows it."))
    others = PolicyImplemented.objects.filter(ppa=ppa).exclude(policy=of).aggregate(sum=Sum("share"))["sum"]
    left = (ppa.lines.aggregate(sum=Sum("amount"))["sum"] or Decimal()) - (others or Decimal())
    if share > left:
        raise ActionRefused(_("Only ₱%(left)s of its money are left to divide.") % {"left": f"{max(left, 0):,.2f}"})
