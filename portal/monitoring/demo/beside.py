"""What else happened to the demonstration's PPAs: a contract of two years, a mistake undone, changes asked for."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone

from portal.core.money import split
from portal.monitoring.enums import BeneficiarySector, ChangeState, FlowType, InterventionType, PPAStatus
from portal.monitoring.invented import MARK, Desk, Invented
from portal.monitoring.models import (
    ChangeRequest,
    ContractSlice,
    Disaggregation,
    EarlierUpdate,
    MonitoringEntry,
    MonitoringEntryFunding,
    MultiYearContract,
    OutcomePeriod,
)

PILLARS = ["Transparency and accountability", "Services that reach everybody", "Honest use of public money"]
COUNTED = "count"
TOLD_BY_SEX = 12


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
    for ppa in [one.ppa for one in made if one.ppa.revised_end and one.ppa.status in PPAStatus.funding()][:2]:
        _was_moved(ppa, people)
    for number, one in enumerate(running[:6]):
        _with_partner(one.ppa, people, number)
    for one in running[2:3]:
        _say_better(one.ppa)
    reported = OutcomePeriod.objects.filter(outcome__ppa__in=[one.ppa.pk for one in made], actual__gt=1)
    _tell_by_sex(reported.filter(outcome__unit=COUNTED).order_by("pk")[:TOLD_BY_SEX])


def _with_partner(ppa: MonitoringEntry, people: Desk, number: int) -> None:
    """Another office takes part, and the plan names its codes."""
    others = [office for office in people.offices if office.pk != ppa.lead_organization_id]
    ppa.partner_organizations.add(others[number % len(others)])
    ppa.moral_governance_pillar = PILLARS[number % len(PILLARS)]
    ppa.program_code, ppa.plan_reference = f"3101{number:02}100001000", f"AIP {ppa.plan_year}-{number + 1}"
    ppa.save(update_fields=["moral_governance_pillar", "program_code", "plan_reference"])


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
    later = (ppa.revised_end or ppa.planned_end) + datetime.timedelta(days=45)
    stands = ppa.revised_end.isoformat() if ppa.revised_end else ""
    ChangeRequest.objects.create(
        ppa=ppa,
        changes=[_changed("revised_end", stands, later.isoformat())],
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


def _was_moved(ppa: MonitoringEntry, people: Desk) -> None:
    """Its revised end came by a change that was asked for and approved."""
    if ppa.revised_end is None:
        return
    ChangeRequest.objects.create(
        ppa=ppa,
        changes=[_changed("revised_end", "", ppa.revised_end.isoformat())],
        reason=f"{MARK}, invented: the supplier delivers a quarter later.",
        asked_by=people.proposer(ppa.lead_organization, 0),
        state=ChangeState.APPROVED,
        decided_at=timezone.now(),
        decided_by=people.approvers[-1],
        decision_reason=f"{MARK}, invented: the letter of the supplier was seen.",
    )


def _say_better(ppa: MonitoringEntry) -> None:
    """A report was corrected; what it said before stays."""
    update = ppa.updates.order_by("fiscal_year", "quarter").first()
    if update is None:
        return
    EarlierUpdate.objects.create(
        update=update,
        target_pct=update.target_pct,
        actual_pct=None,
        narrative=f"{MARK}, invented: the count of the field team is still to come.",
        replaced_by=update.reported_by,
    )


def _tell_by_sex(periods: Iterable[OutcomePeriod]) -> None:
    """Of what is counted in persons, the part of women and of men; most of them, as it goes, not exactly half."""
    rows = []
    for period in periods:
        women = (period.actual * Decimal("0.55")).quantize(Decimal(1))
        parts = {BeneficiarySector.FEMALE: women, BeneficiarySector.MALE: period.actual - women}
        rows += [Disaggregation(period=period, group=str(group.label), actual=value) for group, value in parts.items()]
    Disaggregation.objects.bulk_create(rows)


def _changed(field: str, old: str, new: str) -> dict[str, str | None]:
    return {"field": field, "line": None, "old": old, "new": new}
