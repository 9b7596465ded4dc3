"""A PPA on its way from a draft to its end. Three different people propose, review and approve it."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.monitoring.ceilings.gate import envelopes_of, under_ceilings
from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import BudgetJustification, MoneyLine, MonitoringEntry
from portal.monitoring.notifications.lifecycle import (
    PPAApproved,
    PPACancelled,
    PPAEnacted,
    PPAHeld,
    PPAProposed,
    PPARefused,
    PPAResumed,
    PPAReviewed,
    PPASentBack,
)
from portal.monitoring.permissions import can_cancel
from portal.notifications import enqueue

from .alerting import status_changed
from .linking import needs_follow
from .rows import PPAChanged, check_status, given, happened, lock, ppa_to

HELD = [PPAStatus.APPROVED, PPAStatus.ENACTED, PPAStatus.IN_EXECUTION]
"""What can be put on hold; it goes on as one of these."""


@transaction.atomic
def propose(ppa: MonitoringEntry, *, by: User) -> MonitoringEntry:
    """Put a draft before the budget officers, with its money and its reasons."""
    ppa = ppa_to("propose", ppa, by=by)
    if (ppa.status, ppa.proposed_by_id) == (PPAStatus.PROPOSED, by.pk):
        return ppa
    check_status(ppa, [PPAStatus.DRAFT], _("Only a draft is proposed."))
    _check_complete(ppa)
    ppa.version += 1
    ppa.proposed_at, ppa.proposed_by = timezone.now(), by
    ppa.reviewed_at = ppa.reviewed_by = None
    ppa.reason = ppa.review_note = ""
    _moves(ppa, PPAStatus.PROPOSED, "propose", by=by, version=ppa.version)
    enqueue(PPAProposed(ppa))
    return ppa


@transaction.atomic
def take_back(ppa: MonitoringEntry, *, by: User) -> MonitoringEntry:
    """The office takes its proposal back to change it, as long as nobody has approved it."""
    ppa = ppa_to("propose", ppa, by=by)
    if ppa.status == PPAStatus.DRAFT:
        return ppa
    check_status(ppa, PPAStatus.asking(), _("It was decided meanwhile. Ask for a change instead."))
    _becomes_draft(ppa, "take_back", by=by)
    return ppa


@transaction.atomic
def review(ppa: MonitoringEntry, *, version: int, note: str = "", by: User) -> MonitoringEntry:
    """A budget officer looked at it and hands it on for approval. ``version`` is the one they read."""
    ppa = _ppa_to_review(ppa, version, by=by)
    if (ppa.status, ppa.reviewed_by_id) == (PPAStatus.UNDER_REVIEW, by.pk):
        return ppa
    check_status(ppa, [PPAStatus.PROPOSED], _("Only what is proposed is reviewed."))
    ppa.reviewed_at, ppa.reviewed_by, ppa.review_note = timezone.now(), by, note.strip()
    _moves(ppa, PPAStatus.UNDER_REVIEW, "review", by=by, version=version)
    enqueue(PPAReviewed(ppa))
    return ppa


@transaction.atomic
def send_back(ppa: MonitoringEntry, *, version: int, reason: str, by: User) -> MonitoringEntry:
    """Give a proposal back to its office to be mended."""
    ppa = _ppa_to_review(ppa, version, by=by)
    if ppa.status == PPAStatus.DRAFT:
        return ppa
    check_status(ppa, PPAStatus.asking(), _("Only what is proposed is sent back."))
    ppa.reason = given(reason)
    _becomes_draft(ppa, "send_back", by=by, reason=ppa.reason)
    enqueue(PPASentBack(ppa))
    return ppa


@transaction.atomic
def approve(ppa: MonitoringEntry, *, version: int, override_reason: str = "", by: User) -> MonitoringEntry:
    """OCM approves it: from now on its money takes room under ceilings."""
    ppa = _ppa_to_decide(ppa, version, by=by)
    if (ppa.status, ppa.approved_by_id) == (PPAStatus.APPROVED, by.pk):
        return ppa
    check_status(ppa, [PPAStatus.UNDER_REVIEW], _("Only what a budget officer has reviewed is approved."))
    ppa.approved_at, ppa.approved_by = timezone.now(), by
    _under_its_ceilings(ppa, PPAStatus.APPROVED, "approve", by=by, override_reason=override_reason, version=version)
    enqueue(PPAApproved(ppa))
    return ppa


@transaction.atomic
def refuse(ppa: MonitoringEntry, *, version: int, reason: str, by: User) -> MonitoringEntry:
    """OCM does not approve it."""
    ppa = _ppa_to_decide(ppa, version, by=by)
    if ppa.status == PPAStatus.REJECTED:
        return ppa
    check_status(ppa, PPAStatus.asking(), _("Only what is proposed is refused."))
    ppa.reason = given(reason)
    _moves(ppa, PPAStatus.REJECTED, "refuse", by=by, version=version, reason=ppa.reason)
    enqueue(PPARefused(ppa))
    return ppa


@transaction.atomic
def enact(ppa: MonitoringEntry, *, act: str, on: datetime.date, by: User) -> MonitoringEntry:
    """Record the act that grants the money; from now on it is funding, and public."""
    ppa = ppa_to("enact", ppa, by=by)
    if ppa.status == PPAStatus.ENACTED and ppa.enacted_by_act == act.strip():
        return ppa
    check_status(ppa, [PPAStatus.APPROVED], _("Only what is approved is enacted."))
    if on > timezone.localdate():
        raise ActionRefused(_("This day is still to come. Record the act once it is law."))
    ppa.enacted_by_act, ppa.enacted_on = act.strip(), on
    _moves(ppa, PPAStatus.ENACTED, "enact", by=by, on=on)
    enqueue(PPAEnacted(ppa))
    return ppa


@transaction.atomic
def start(ppa: MonitoringEntry, *, on: datetime.date, by: User) -> MonitoringEntry:
    """The work has begun."""
    ppa = ppa_to("report", ppa, by=by)
    if ppa.status == PPAStatus.IN_EXECUTION:
        return ppa
    check_status(ppa, [PPAStatus.ENACTED], _("Work begins once an act has granted the money."))
    ppa.actual_start = _past(on)
    _moves(ppa, PPAStatus.IN_EXECUTION, "start", by=by, on=on)
    return ppa


@transaction.atomic
def complete(ppa: MonitoringEntry, *, on: datetime.date, by: User) -> MonitoringEntry:
    """The work is done."""
    ppa = ppa_to("report", ppa, by=by)
    if ppa.status == PPAStatus.COMPLETED:
        return ppa
    check_status(ppa, [PPAStatus.IN_EXECUTION], _("Only what is in execution is completed."))
    ppa.actual_end = _past(on)
    _moves(ppa, PPAStatus.COMPLETED, "complete", by=by, on=on)
    return ppa


@transaction.atomic
def hold(ppa: MonitoringEntry, *, reason: str, by: User) -> MonitoringEntry:
    """It stands still; it goes on where it was. On hold it keeps no room under ceilings."""
    ppa = ppa_to("review", ppa, by=by)
    if ppa.status == PPAStatus.ON_HOLD:
        return ppa
    check_status(ppa, HELD, _("Only what is approved and not done is put on hold."))
    ppa.status_before, ppa.reason = ppa.status, given(reason)
    _under_its_ceilings(ppa, PPAStatus.ON_HOLD, "hold", by=by, reason=ppa.reason)
    enqueue(PPAHeld(ppa))
    return ppa


@transaction.atomic
def resume(ppa: MonitoringEntry, *, override_reason: str = "", by: User) -> MonitoringEntry:
    """It goes on where it was, if the ceilings still have room for it."""
    ppa = ppa_to("review", ppa, by=by)
    if ppa.status in HELD:
        return ppa
    check_status(ppa, [PPAStatus.ON_HOLD], _("Only what is on hold goes on."))
    status, ppa.status_before, ppa.reason = PPAStatus(ppa.status_before), "", ""
    _under_its_ceilings(ppa, status, "resume", by=by, override_reason=override_reason)
    enqueue(PPAResumed(ppa))
    return ppa


@transaction.atomic
def cancel(ppa: MonitoringEntry, *, reason: str, by: User) -> MonitoringEntry:
    """It will not be done. What was already spent stays on record. Its office gives up a draft, OCM anything."""
    ppa = lock(ppa)
    if not can_cancel(by, ppa):
        raise ActionRefused(_("Your role does not do this with this PPA."))
    if ppa.status == PPAStatus.CANCELLED:
        return ppa
    if not ppa.is_open:
        raise ActionRefused(_("It has ended already."))
    if ppa.children.exclude(status__in=PPAStatus.ended()).exists():
        raise ActionRefused(_("Parts of it go on. Cancel or complete them first."))
    ppa.reason, ppa.status_before = given(reason), ""
    _under_its_ceilings(ppa, PPAStatus.CANCELLED, "cancel", by=by, reason=ppa.reason)
    enqueue(PPACancelled(ppa))
    return ppa


# ---- What they share -------------------------------------------------------------------------------------------------


def _ppa_to_review(ppa: MonitoringEntry, version: int, *, by: User) -> MonitoringEntry:
    ppa = ppa_to("review", ppa, by=by)
    if by.pk == ppa.proposed_by_id:
        raise ActionRefused(_("You proposed it: somebody else reviews it."))
    return _as_shown(ppa, version)


def _ppa_to_decide(ppa: MonitoringEntry, version: int, *, by: User) -> MonitoringEntry:
    ppa = ppa_to("approve", ppa, by=by)
    if by.pk in (ppa.proposed_by_id, ppa.reviewed_by_id):
        raise ActionRefused(_("You proposed or reviewed it: somebody else decides."))
    return _as_shown(ppa, version)


def _as_shown(ppa: MonitoringEntry, version: int) -> MonitoringEntry:
    if ppa.version != version:
        raise PPAChanged(_("It was changed and proposed again meanwhile. Look at it again first."))
    return ppa


def _check_complete(ppa: MonitoringEntry) -> None:
    """What a reviewer cannot do without."""
    if ppa.sector_id is None:
        raise ActionRefused(_("Say in which sector it is."))
    if not ppa.lines.exists() and not ppa.children.exists():
        raise ActionRefused(_("Say what it costs: add a money line."))
    justification = BudgetJustification.objects.filter(ppa=ppa).first()
    if justification is None:
        raise ActionRefused(_("Write the budget justification first."))
    if not justification.without_needs_reason and not ppa.needs_addressed.exists():
        raise ActionRefused(_("Name the needs it answers, or say in the justification why it answers none."))


def _past(day: datetime.date) -> datetime.date:
    if day > timezone.localdate():
        raise ActionRefused(_("This day is still to come."))
    return day


def _becomes_draft(ppa: MonitoringEntry, act: str, *, by: User, reason: str = "") -> None:
    ppa.proposed_at = ppa.proposed_by = ppa.reviewed_at = ppa.reviewed_by = None
    _moves(ppa, PPAStatus.DRAFT, act, by=by, reason=reason)


def _under_its_ceilings(
    ppa: MonitoringEntry,
    status: PPAStatus,
    act: str,
    *,
    by: User,
    override_reason: str = "",
    reason: str = "",
    **data: object,
) -> None:
    envelopes = envelopes_of(MoneyLine.objects.filter(ppa=ppa))
    with under_ceilings(envelopes, ppa=ppa, by=by, override_reason=override_reason):
        _moves(ppa, status, act, by=by, reason=reason, **data)


def _moves(ppa: MonitoringEntry, status: PPAStatus, act: str, *, by: User, reason: str = "", **data: object) -> None:
    was, ppa.status = ppa.status, status
    with constraints_refuse(MonitoringEntry):
        ppa.save()
    needs_follow(ppa, by=by)
    happened(ppa, act, by=by, was=was, reason=reason, **data)
    status_changed(ppa, was)
