"""What else happened to the demonstration's PPAs: a contract of two years, a mistake undone, changes asked for."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone

from portal.core.money import split
from portal.monitoring.enums import ChangeState, FlowType, InterventionType, PPAStatus
from portal.monitoring.invented import MARK, Desk, Invented
from portal.monitoring.models import (
    ChangeRequest,
    ContractSlice,
    MonitoringEntry,
    MonitoringEntryFunding,
    MultiYearContract,
)


def write_beside(made: Iterable[Invented], people: Desk) -> None:
    year = timezone.localdate().year
    running = [one for one in made if one.ppa.status == PPAStatus.IN_EXECUTION and one.plan.year == year]
    approved = [one.ppa for one in made if one.ppa.status == PPAStatus.APPROVED]
    for one in [one for one in running if one.plan.kind.type == InterventionType.INFRASTRUCTURE][:1]:
        _contract(one.ppa, people)
    for one in running[:1]:
        _undo_and_enter_again(one.ppa)
    for one in running[1:2]:
        _ask_for_more_time(one.ppa, people)
    for ppa in approved[:1]:
        _ask_and_decide(ppa, people)


def _contract(ppa: MonitoringEntry, people: Desk) -> None:
    """What this year may take is what this year's lines hold."""
    year = timezone.localdate().year
    first = sum((line.amount for line in ppa.lines.all()), Decimal(0))
    contract = MultiYearContract.objects.create(
        ppa=ppa,
        title=f"{MARK}: construction in two years",
        authority=f"{MARK}: invented multi-year contractual authority",
        total_cost=first * 2,
        created_by=people.reviewers[0],
    )
    ContractSlice.objects.bulk_create(
        ContractSlice(contract=contract, fiscal_year=year + after, amount=amount)
        for after, amount in enumerate(split(contract.total_cost, [Decimal(1), Decimal(1)]))
    )


def _undo_and_enter_again(ppa: MonitoringEntry) -> None:
    """A payment was entered with the wrong voucher: the ledger keeps all three rows."""
    wrong = MonitoringEntryFunding.objects.filter(line__ppa=ppa, type=FlowType.DISBURSEMENT).order_by("on").first()
    if wrong is None:
        return
    same = {"line": wrong.line, "type": wrong.type, "on": wrong.on, "entered_by": wrong.entered_by}
    MonitoringEntryFunding.objects.create(
        **same, amount=-wrong.amount, reverses=wrong, reason=f"{MARK}: the number of the voucher was wrong."
    )
    MonitoringEntryFunding.objects.create(
        **same, amount=wrong.amount, document=f"{MARK}: Disbursement voucher, the right one"
    )


def _ask_for_more_time(ppa: MonitoringEntry, people: Desk) -> None:
    if ppa.planned_end is None:
        return
    later = ppa.planned_end + datetime.timedelta(days=45)
    ChangeRequest.objects.create(
        ppa=ppa,
        changes=[_changed("planned_end", ppa.planned_end.isoformat(), later.isoformat())],
        reason=f"{MARK}, invented: the second delivery comes by boat only after the rains.",
        asked_by=people.proposer(ppa.lead_organization, 0),
    )


def _ask_and_decide(ppa: MonitoringEntry, people: Desk) -> None:
    ChangeRequest.objects.create(
        ppa=ppa,
        changes=[_changed("target_beneficiaries", str(ppa.target_beneficiaries or ""), "900")],
        reason=f"{MARK}, invented: the neighboring sitio wants to take part.",
        asked_by=people.proposer(ppa.lead_organization, 0),
        state=ChangeState.REFUSED,
        decided_at=timezone.now(),
        decided_by=people.approvers[0],
        decision_reason=f"{MARK}, invented: there is no list of names yet.",
    )


def _changed(field: str, old: str, new: str) -> dict[str, str | None]:
    return {"field": field, "line": None, "old": old, "new": new}
