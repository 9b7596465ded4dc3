"""Why a PPA deserves its money: written while it is a draft, and bound to what is then proposed."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.shown import check_shown, mark_of
from portal.evidence.models import EvidenceItem
from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import BudgetJustification, MonitoringEntry
from portal.needs.actions.attaching import item_seen

from .rows import check_status, happened, ppa_to

TEXTS = ("evidence_summary", "rationale", "expected_results", "without_needs_reason")


def justification_mark(row: BudgetJustification | None) -> str:
    """Of the texts that its form shows; none while nobody has written one."""
    return mark_of([getattr(row, name) for name in TEXTS]) if row else ""


@transaction.atomic
def justify(
    ppa: MonitoringEntry,
    *,
    rationale: str,
    evidence_summary: str = "",
    expected_results: str = "",
    without_needs_reason: str = "",
    shown: str | None = None,
    by: User,
) -> BudgetJustification:
    """Write the justification. It names needs of the register, or keeps on record why it answers none.

    ``shown`` is the mark of what was written over.
    """
    ppa = _ppa_to_justify(ppa, by=by)
    if not rationale.strip():
        raise ActionRefused(_("Say why this, and why now."))
    answers_needs = ppa.needs_addressed.exists()
    if not answers_needs and not without_needs_reason.strip():
        raise ActionRefused(_("Link the needs it answers, or say why it answers none."))
    found = BudgetJustification.objects.filter(ppa=ppa).first()
    row = found or BudgetJustification(ppa=ppa)
    given = {
        "evidence_summary": evidence_summary.strip(),
        "rationale": rationale.strip(),
        "expected_results": expected_results.strip(),
        "without_needs_reason": "" if answers_needs else without_needs_reason.strip(),
    }
    changed = [name for name in TEXTS if getattr(row, name) != given[name]]
    if not changed:
        return row
    check_shown(shown, justification_mark(found), of=ppa, actions=["monitoring.justify"], by=by)
    for name in changed:
        setattr(row, name, given[name])
    row.updated_by = by
    row.save()
    happened(ppa, "justify", by=by, texts=changed, without_needs=not answers_needs)
    return row


@transaction.atomic
def attach_document(ppa: MonitoringEntry, *, item: EvidenceItem, by: User) -> None:
    """Say that the justification rests on this item; who sees the one does not thereby see the other."""
    row = _justification(_ppa_to_justify(ppa, by=by))
    item = item_seen(item, by=by)
    if item.is_withdrawn:
        raise ActionRefused(_("This evidence was withdrawn."))
    if row.documents.filter(pk=item.pk).exists():
        return
    row.documents.add(item)
    happened(row.ppa, "attach_document", by=by, item=item.pk)


@transaction.atomic
def detach_document(ppa: MonitoringEntry, *, item: EvidenceItem, by: User) -> None:
    """Take a document off; the item itself stays."""
    row = _justification(_ppa_to_justify(ppa, by=by))
    item = item_seen(item, by=by)
    if not row.documents.filter(pk=item.pk).exists():
        return
    row.documents.remove(item)
    happened(row.ppa, "detach_document", by=by, item=item.pk)


def _ppa_to_justify(ppa: MonitoringEntry, *, by: User) -> MonitoringEntry:
    ppa = ppa_to("change", ppa, by=by)
    check_status(
        ppa, PPAStatus.editable(), _("It was proposed with this justification: take the proposal back to change it.")
    )
    return ppa


def _justification(ppa: MonitoringEntry) -> BudgetJustification:
    row = BudgetJustification.objects.filter(ppa=ppa).first()
    if row is None:
        raise ActionRefused(_("Write the justification first; then attach its documents."))
    row.ppa = ppa
    return row
