"""What a recommendation rests on and what is written about it: evidence, papers, needs, assessments."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.evidence.enums import Reliability
from portal.evidence.models import EvidenceItem
from portal.needs.actions.attaching import item_seen
from portal.needs.models import Assessment, Need
from portal.policies.models import PolicyDocument, PolicyEvidence, PolicyRecommendation
from portal.policies.permissions import can_verify

from .beneath import happened, kept_policy, kept_policy_of

RELATIONS: dict[type[Any], str] = {Need: "related_needs", Assessment: "related_assessments"}


@transaction.atomic
def link_evidence(
    policy: PolicyRecommendation, *, item: EvidenceItem, type: str, finding: str, by: User
) -> PolicyEvidence:
    """Name an item of the repository as proof, and say what it shows. Somebody else verifies that."""
    policy = kept_policy("change", policy, by=by)
    row = PolicyEvidence(policy=policy, item=_current(item, by=by), type=type, finding=finding.strip(), added_by=by)
    row.full_clean()
    with constraints_refuse(PolicyEvidence):
        row.save()
    happened(policy, "link_evidence", by=by, evidence=row.pk, item=row.item_id)
    return row


@transaction.atomic
def unlink_evidence(evidence: PolicyEvidence, *, by: User) -> None:
    """It is no proof for this recommendation after all; the item stays in the repository."""
    policy = kept_policy("change", evidence.policy, by=by)
    row = PolicyEvidence.objects.filter(pk=evidence.pk, policy=policy).first()
    if row is None:
        return
    data = {"evidence": row.pk, "item": row.item_id}
    row.delete()
    happened(policy, "unlink_evidence", by=by, **data)


@transaction.atomic
def verify_evidence(evidence: PolicyEvidence, *, reliability: str, by: User) -> PolicyEvidence:
    """Somebody other than who named it has read it: it shows what is said, and is as reliable as this."""
    policy = kept_policy_of(evidence.policy)
    row = PolicyEvidence.objects.get(pk=evidence.pk, policy=policy)
    if not can_verify(by, row):
        raise ActionRefused(_("OOBC staff verify evidence, and nobody what they added."))
    if row.verified_by_id == by.pk and row.reliability == reliability:
        return row
    if row.verified_at is not None:
        raise ActionRefused(_("It is verified already."))
    if reliability not in Reliability.values or reliability == Reliability.UNVERIFIED:
        raise ActionRefused(_("Say how reliable it is."))
    _current(row.item, by=by)
    row.reliability, row.verified_at, row.verified_by = reliability, timezone.now(), by
    row.save(update_fields=["reliability", "verified_at", "verified_by"])
    happened(policy, "verify_evidence", by=by, evidence=row.pk, item=row.item_id, reliability=reliability)
    return row


@transaction.atomic
def doubt_evidence(evidence: PolicyEvidence, *, by: User) -> PolicyEvidence:
    """Take the verification back: it has to be read again."""
    policy = kept_policy("review", evidence.policy, by=by)
    row = PolicyEvidence.objects.get(pk=evidence.pk, policy=policy)
    if row.verified_at is None:
        return row
    row.reliability, row.verified_at, row.verified_by = Reliability.UNVERIFIED, None, None
    row.save(update_fields=["reliability", "verified_at", "verified_by"])
    happened(policy, "doubt_evidence", by=by, evidence=row.pk, item=row.item_id)
    return row


@transaction.atomic
def add_document(policy: PolicyRecommendation, *, item: EvidenceItem, type: str, by: User) -> PolicyDocument:
    """A paper about it, which stands in the repository."""
    policy = kept_policy("change", policy, by=by)
    row = PolicyDocument(policy=policy, item=_current(item, by=by), type=type, added_by=by)
    row.full_clean()
    with constraints_refuse(PolicyDocument):
        row.save()
    happened(policy, "add_document", by=by, item=row.item_id, kind=type)
    return row


@transaction.atomic
def remove_document(document: PolicyDocument, *, by: User) -> None:
    policy = kept_policy("change", document.policy, by=by)
    row = PolicyDocument.objects.filter(pk=document.pk, policy=policy).first()
    if row is None:
        return
    data = {"item": row.item_id, "kind": row.type}
    row.delete()
    happened(policy, "remove_document", by=by, **data)


@transaction.atomic
def relate(policy: PolicyRecommendation, row: Need | Assessment, *, by: User) -> None:
    """It answers this need, or rests on this assessment; who says so sees both."""
    policy = kept_policy("change", policy, by=by)
    if not type(row).objects.visible_to(by).filter(pk=row.pk).exists():
        raise ActionRefused(_("There is no such need or assessment."))
    related = getattr(policy, RELATIONS[type(row)])
    if related.filter(pk=row.pk).exists():
        raise ActionRefused(_("It is linked already."))
    related.add(row)
    happened(policy, f"relate_{row._meta.model_name}", by=by, row=row.pk)


@transaction.atomic
def unrelate(policy: PolicyRecommendation, row: Need | Assessment, *, by: User) -> None:
    """Take back that it does."""
    policy = kept_policy("change", policy, by=by)
    related = getattr(policy, RELATIONS[type(row)])
    if not related.filter(pk=row.pk).exists():
        return
    related.remove(row)
    happened(policy, f"unrelate_{row._meta.model_name}", by=by, row=row.pk)


def _current(item: EvidenceItem, *, by: User) -> EvidenceItem:
    """The item, as this person may know of it, and still in use."""
    item = item_seen(item, by=by)
    if item.is_withdrawn:
        raise ActionRefused(_("This evidence was withdrawn."))
    return item
