"""What becomes of one made-up PPA: who did what to it on which day, its money, its progress and its results."""

import datetime
import uuid
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import Model
from django.utils import timezone

from portal.accounts.models import User
from portal.core.fiscal_year import Quarter
from portal.core.money import pesos, split
from portal.monitoring.enums import (
    ActualState,
    BeneficiarySector,
    BeneficiaryUnit,
    Direction,
    FlowType,
    PPACategory,
    PPAPriority,
    PPAStatus,
    StageState,
    TeamRole,
)
from portal.monitoring.models import (
    BeneficiaryGroup,
    BudgetJustification,
    MoneyLine,
    MonitoringEntry,
    MonitoringEntryFunding,
    MonitoringEntryWorkflowStage,
    NeedAddressed,
    Outcome,
    OutcomeIndicator,
    OutcomePeriod,
    PPAMember,
    PPAPlace,
    PPATag,
    ProgressUpdate,
)

from .calendar import calendar_of
from .desk import Desk
from .plan import ACT, MARK, SOURCE, Fate, Flaw, Invented, Plan

OBLIGATED = [Decimal("0.12"), Decimal("0.32"), Decimal("0.55"), Decimal("0.79")]
DISBURSED = [Decimal("0.06"), Decimal("0.18"), Decimal("0.36"), Decimal("0.55")]
UNREPORTED = 0.3
IN_TRANCHES = "sdf"
HALF_YEARS = (2, 4)
"""The quarters in which a PPA for load tests is paid, to keep the rows fewer."""

REALIGNED = 1 / 12
"""The share of lines that lose a tenth of their money."""

PLANNED_PROGRESS = [Decimal(15), Decimal(40), Decimal(70), Decimal(100)]
"""At the end of each quarter, of the whole year."""


@dataclass(frozen=True)
class Inventor:
    """Makes PPAs, the same ones for the same seed. ``is_full`` gives them all rows that a demonstration shows."""

    seed: str
    desk: Desk
    now: datetime.datetime
    is_full: bool = True

    def make(self, plan: Plan) -> Invented:
        return _Story(self, plan).tell()


class _Story:
    def __init__(self, inventor: Inventor, plan: Plan) -> None:
        self.inventor, self.plan, self.desk = inventor, plan, inventor.desk
        self.chance = Random(f"{inventor.seed}-{plan.number}")  # noqa: S311 - to be repeatable, not secret
        self.today = timezone.localdate(inventor.now)
        kind, year = plan.kind, plan.year
        self.proposer = self.desk.proposer(plan.office, plan.number)
        self.reviewer = self._one_of(self.desk.reviewers)
        self.approver = self._one_of(self.desk.approvers)
        self.starts = datetime.date(year, self.chance.randint(1, 3), self.chance.randint(1, 28))
        self.days = self._planned_days()
        title = plan.title or f"{kind.title}, {plan.place.barangay.name}"
        self.ppa = MonitoringEntry(
            id=self._key(),
            title=f"{MARK} {plan.number + 1}: {title}"[:255],
            description=f"{MARK}, invented: {kind.says}",
            source=SOURCE,
            status=plan.fate.status,
            lead_organization=plan.office,
            category=plan.category,
            submitted_by_community=plan.place if plan.category == PPACategory.OBC_REQUEST else None,
            related_assessment=next((need.assessment for need in plan.needs if need.assessment_id), None),
            sector=self.desk.sectors.get(kind.sector),
            intervention_type=kind.type,
            priority=self.chance.choice(PPAPriority.values),
            plan_year=year,
            planned_start=self.starts,
            planned_end=self.starts + datetime.timedelta(days=self.days),
            obc_budget_share=self.chance.choice([None, Decimal(60), Decimal(100), Decimal(100)]),
            beneficiary_unit=kind.unit,
            created_at=self._moment(datetime.date(year - 1, 5, self.chance.randint(1, 28))),
            created_by=self.proposer,
        )
        self.made = Invented(self.ppa, plan)

    def tell(self) -> Invented:
        self._go_its_way()
        self._begin_and_end()
        self._count_people()
        lines = self._money()
        if self.plan.fate.has_begun or self.plan.fate is Fate.ENACTED:
            for line in lines:
                self._flows(line)
        self._place_and_tags()
        self._results()
        self._needs()
        if self.plan.fate.has_begun:
            self._progress()
        self._stages()
        if self.inventor.is_full:
            self._justify()
        if self.ppa.status == PPAStatus.COMPLETED:
            self.ppa.lessons_learned = f"{MARK}, invented: begin the papers for the land before the budget year."
            self.ppa.best_practices = f"{MARK}, invented: the community chose its own builders."
            self.ppa.recommendations_for_future = f"{MARK}, invented: repeat it in the next barangay."
        return self.made

    # ---- From an idea to its end -------------------------------------------------------------------------------------

    def _go_its_way(self) -> None:
        """Three people propose, review and approve it in the year before; the act comes in December."""
        ppa, before = self.ppa, self.plan.year - 1
        steps = _STEPS[self.plan.fate]
        if steps >= 1:
            ppa.proposed_at, ppa.proposed_by = self._moment(datetime.date(before, 6, 10)), self.proposer
        if steps >= 2:
            ppa.reviewed_at, ppa.reviewed_by = self._moment(datetime.date(before, 7, 20)), self.reviewer
            ppa.review_note = f"{MARK}, invented: the cost was compared with three others."
        if steps >= 3:
            ppa.approved_at, ppa.approved_by = self._moment(datetime.date(before, 9, 15)), self.approver
        if steps >= 4:
            ppa.enacted_on, ppa.enacted_by_act = self._not_later(datetime.date(before, 12, 20)), ACT
        ppa.reason = _REASONS.get(PPAStatus(ppa.status), "")
        if ppa.status == PPAStatus.ON_HOLD:
            ppa.status_before = PPAStatus.IN_EXECUTION

    def _begin_and_end(self) -> None:
        ppa, fate = self.ppa, self.plan.fate
        if not fate.has_begun:
            return
        days = int(self.days * self._duration_ratio())
        ppa.actual_start = self._not_later(self.starts + datetime.timedelta(days=20 if fate.is_late else 0))
        ends = self.starts + datetime.timedelta(days=days)
        if fate.is_late or self.plan.flaw is Flaw.MOVED:
            ppa.revised_start, ppa.revised_end = ppa.actual_start, max(ppa.actual_start, ends)
        if ppa.status == PPAStatus.COMPLETED:
            ppa.actual_end = max(ppa.actual_start, self._not_later(ends))

    def _planned_days(self) -> int:
        """Five to nine months; what runs on time still has days left."""
        days = self.chance.randint(150, 270)
        left = (self.today - self.starts).days + self.chance.randint(8, 39)
        return max(days, left) if self.plan.fate is Fate.ON_TIME else days

    def _duration_ratio(self) -> float:
        """How much longer than planned it takes: of closed projects that end late, 1 + e^N(−.96, .97)."""
        return 1 + min(3.0, self.chance.lognormvariate(-0.96, 0.97)) if self.plan.fate.is_late else 1.0

    def _count_people(self) -> None:
        ppa, chance = self.ppa, self.chance
        if self.plan.flaw is Flaw.NOT_COUNTED:
            return
        most = {BeneficiaryUnit.PERSONS: 1200, BeneficiaryUnit.HOUSEHOLDS: 240}.get(self.plan.kind.unit, 24)
        ppa.target_beneficiaries = chance.randint(most // 8, most)
        ppa.target_obc = chance.choice([None, ppa.target_beneficiaries, ppa.target_beneficiaries * 2 // 3])
        if ppa.status == PPAStatus.COMPLETED:
            ppa.actual_beneficiaries = int(ppa.target_beneficiaries * chance.uniform(0.7, 1.2))
        elif ppa.status == PPAStatus.IN_EXECUTION and self._quarters():  # so far
            ppa.actual_beneficiaries = ppa.target_beneficiaries * len(self._quarters()) // 5
        if ppa.actual_beneficiaries is not None:
            ppa.actual_obc = ppa.target_obc and min(ppa.target_obc, ppa.actual_beneficiaries)
        if self.inventor.is_full and self.plan.kind.unit == BeneficiaryUnit.PERSONS:
            women = int(ppa.target_beneficiaries * chance.uniform(0.4, 0.7))
            parts = {BeneficiarySector.FEMALE: women, BeneficiarySector.MALE: ppa.target_beneficiaries - women}
            parts[BeneficiarySector.YOUTH] = ppa.target_beneficiaries // 3
            all_reached = ppa.actual_beneficiaries
            for group, target in parts.items():
                reached = None if all_reached is None else all_reached * target // ppa.target_beneficiaries
                self._add(BeneficiaryGroup(ppa=ppa, group=group, target=target, actual=reached))

    # ---- Money -------------------------------------------------------------------------------------------------------

    def _money(self) -> list[MoneyLine]:
        parts = self.plan.classes or self.plan.kind.classes
        amounts = split(self.plan.amount, [Decimal(part) for part in parts.values()])
        lines = [
            MoneyLine(
                ppa=self.ppa, fiscal_year=self.plan.year, expense_class=expense_class, source=self.plan.source,
                source_name=self.plan.source_name, amount=amount, created_at=self.ppa.created_at,
            )
            for expense_class, amount in zip(parts, amounts, strict=True)
        ]  # fmt: skip
        self.made.rows.extend(lines)
        return lines

    def _flows(self, line: MoneyLine) -> None:
        """Allotted by the act in January; then obligated and paid by quarter, slower where it is late."""
        day = datetime.date(self.plan.year, 1, 15)
        if day > self.today:
            return
        self._allot(line, day)
        net = line.amount
        if self.chance.random() < REALIGNED:
            cut = pesos(-line.amount / 10)
            net += cut
            self._flow(
                line, FlowType.ADJUSTMENT, cut, day + datetime.timedelta(days=70), "Realignment",
                f"{MARK}: moved to the repair of schools.",
            )  # fmt: skip
        if not self.plan.fate.has_begun:
            return
        speed = self._speed()
        obligated = disbursed = Decimal(0)
        for quarter in self._quarters():
            on, number = datetime.date(self.plan.year, quarter * 3, 20), quarter - 1
            owed = pesos(net * min(Decimal(1), OBLIGATED[number] * speed) - obligated)
            self._flow(line, FlowType.OBLIGATION, owed, on, f"Obligation request, Q{quarter}")
            obligated += owed
            if self.inventor.is_full or quarter in HALF_YEARS:
                paid = pesos(net * min(Decimal(1), DISBURSED[number] * speed * self._paid_faster()) - disbursed)
                self._flow(line, FlowType.DISBURSEMENT, paid, on, f"Disbursement voucher, Q{quarter}")
                disbursed += paid

    def _allot(self, line: MoneyLine, day: datetime.date) -> None:
        """The act is the allotment order; special money comes in two tranches."""
        if self.plan.source.code != IN_TRANCHES:
            self._flow(line, FlowType.ALLOCATION, line.amount, day, "Allotment order")
            return
        for number, amount in enumerate(split(line.amount, [Decimal(1), Decimal(1)])):
            on = datetime.date(day.year, 1 + 6 * number, day.day)
            self._flow(line, FlowType.ALLOCATION, amount, on, "Release order", tranche=f"Tranche {number + 1} of 2")

    def _speed(self) -> Decimal:
        """How fast its money is obligated and paid, against the usual path."""
        if self.ppa.status == PPAStatus.COMPLETED:
            return Decimal("1.2")
        least, most = (45, 70) if self.plan.fate.is_late else (90, 110)
        return Decimal(self.chance.randint(least, most)) / 100

    def _paid_faster(self) -> Decimal:
        return Decimal("1.6") if self.plan.flaw is Flaw.PAID_ABOVE_OBLIGATED else Decimal(1)

    def _flow(
        self, line: MoneyLine, type_: FlowType, amount: Decimal, on: datetime.date, document: str, reason: str = "",
        tranche: str = "",
    ) -> None:  # fmt: skip
        if amount and on <= self.today:
            self._add(
                MonitoringEntryFunding(
                    id=self._key(), line=line, type=type_, amount=amount, on=on, document=f"{MARK}: {document}",
                    reason=reason, tranche=tranche, entered_at=self._moment(on), entered_by=self.reviewer,
                )
            )  # fmt: skip

    def _quarters(self) -> range:
        """The quarters of its year that are over; of what was put on hold only the first two."""
        year, today = self.plan.year, Quarter.of(self.today)
        over = 4 if year < today.fiscal_year else today.number - 1 if year == today.fiscal_year else 0
        return range(1, min(over, 2 if self.ppa.status == PPAStatus.ON_HOLD else 4) + 1)

    # ---- What is said of it ------------------------------------------------------------------------------------------

    def _place_and_tags(self) -> None:
        ppa, plan = self.ppa, self.plan
        self._add(PPAPlace(ppa=ppa, community=plan.place))
        for tag in plan.kind.tags:
            known = self.chance.random() < 0.8
            self._add(PPATag(ppa=ppa, tag=tag, amount=pesos(plan.amount / 4) if known else None))
        if plan.office.pk in self.desk.focal_persons and self.inventor.is_full:
            self._add(PPAMember(ppa=ppa, user=self.desk.focal_persons[plan.office.pk], role=TeamRole.LEAD))

    def _results(self) -> None:
        codes = self.plan.kind.indicators if self.inventor.is_full else self.plan.kind.indicators[:1]
        for position, code in enumerate(codes):
            if indicator := self.desk.indicators.get(code):
                self._result(indicator, position)

    def _result(self, indicator: OutcomeIndicator, position: int) -> None:
        chance, is_count = self.chance, indicator.unit == "count"
        baseline = Decimal(chance.randint(0, 20) if is_count else chance.randint(25, 60))
        step = Decimal(chance.randint(8, 40))
        rises = indicator.direction != Direction.DECREASE
        target = baseline + step if rises else max(Decimal(0), baseline - step / 2)
        outcome = Outcome(
            id=self._key(),
            ppa=self.ppa,
            level=indicator.level,
            library_indicator=indicator,
            indicator=indicator.indicator_name,
            unit=indicator.unit,
            direction=indicator.direction,
            year_value=indicator.year_value,
            baseline=chance.choice([None, baseline, baseline]),
            baseline_on=None,
            position=position,
        )
        period = OutcomePeriod(outcome=outcome, fiscal_year=self.plan.year, target=target)
        if self.plan.flaw is Flaw.TARGET_IN_WORDS:
            period.target, period.target_text = None, "Increasing" if rises else "Decreasing"
        if self.plan.fate.has_begun and len(self._quarters()) > 1 and chance.random() < 0.85:
            reached = chance.uniform(0.3, 0.9) if self.plan.fate.is_late else chance.uniform(0.8, 1.3)
            period.actual = round(baseline + (target - baseline) * Decimal(str(reached)), 2)
            self._judge(period)
        self.made.rows += [outcome, period]

    def _judge(self, period: OutcomePeriod) -> None:
        """Reported, and most of it looked at by somebody else."""
        period.reported_at = self._moment(datetime.date(self.plan.year, 3 * len(self._quarters()), 25))
        period.reported_by = self.proposer
        done = self.ppa.status == PPAStatus.COMPLETED
        period.actual_state = self.chance.choices(
            [ActualState.APPROVED, ActualState.REPORTED, ActualState.RETURNED], weights=[8, 0 if done else 3, 1]
        )[0]
        if period.actual_state != ActualState.REPORTED:
            period.decided_at = self._moment(timezone.localdate(period.reported_at) + datetime.timedelta(days=9))
            period.decided_by = self._one_of(self.desk.measurers)
        if period.actual_state == ActualState.RETURNED:
            period.decision_note = f"{MARK}: the lists of two barangays are missing."

    def _needs(self) -> None:
        for number, need in enumerate(self.plan.needs):
            share = pesos(self.plan.amount / 4) if number else None
            self._add(
                NeedAddressed(
                    ppa=self.ppa, need=need, share=share, linked_at=self.ppa.created_at, linked_by=self.proposer
                )
            )

    def _justify(self) -> None:
        if self.ppa.status == PPAStatus.DRAFT:
            return
        summary = "; ".join(f"{need.title}, {need.affected_population or 'unknown'} people" for need in self.plan.needs)
        self._add(
            BudgetJustification(
                id=self._key(),
                ppa=self.ppa,
                evidence_summary=f"{MARK}, invented: {summary}." if summary else "",
                rationale=f"{MARK}, invented: {self.plan.kind.says} Nobody else pays for it.",
                expected_results=f"{MARK}, invented: within a year people notice the difference.",
                without_needs_reason="" if summary else f"{MARK}: asked for in an assembly, not yet in the register.",
                updated_by=self.proposer,
            )
        )

    # ---- How it goes -------------------------------------------------------------------------------------------------

    def _progress(self) -> None:
        """A report a quarter, with its reason where it is behind; some that are late have not sent the last."""
        quarters = list(self._quarters())
        if self.plan.fate is Fate.LATE and self.chance.random() < UNREPORTED:
            quarters = quarters[:-1]
        for quarter in quarters:
            planned = PLANNED_PROGRESS[quarter - 1]
            speed = self.chance.uniform(0.4, 0.8) if self.plan.fate.is_late else self.chance.uniform(0.97, 1.2)
            done = min(Decimal(100), round(planned * Decimal(str(speed)), 2))
            if self.ppa.status == PPAStatus.COMPLETED and quarter == quarters[-1]:
                done = Decimal(100)
            behind = done < planned
            reported_on = datetime.date(self.plan.year, quarter * 3, 25) + datetime.timedelta(days=14)
            self._add(
                ProgressUpdate(
                    ppa=self.ppa,
                    fiscal_year=self.plan.year,
                    quarter=quarter,
                    target_pct=planned,
                    actual_pct=done,
                    narrative=f"{MARK}, invented: {self.chance.choice(_HAPPENED)}",
                    deviation_reason=f"{MARK}, invented: {self.chance.choice(_WHY)}" if behind else "",
                    corrective_action=f"{MARK}, invented: {self.chance.choice(_REMEDY)}" if behind else "",
                    follow_up_on=reported_on + datetime.timedelta(days=45) if behind else None,
                    reported_at=self._moment(reported_on),
                    reported_by=self.proposer,
                )
            )

    def _stages(self) -> None:
        """Completed as far as it came; the next one is under way, or blocked while it is on hold."""
        reached = {
            PPAStatus.DRAFT: 0, PPAStatus.PROPOSED: 1, PPAStatus.UNDER_REVIEW: 2, PPAStatus.APPROVED: 3,
            PPAStatus.REJECTED: 2, PPAStatus.CANCELLED: 4, PPAStatus.COMPLETED: 5,
        }.get(PPAStatus(self.ppa.status), 4)  # fmt: skip
        for position, (stage, (_opens, due)) in enumerate(calendar_of(self.plan.year).items()):
            row = MonitoringEntryWorkflowStage(
                ppa=self.ppa, fiscal_year=self.plan.year, stage=stage, owner=self.proposer, due_on=due
            )
            if position < reached:
                row.state, row.completed_by = StageState.COMPLETED, self.reviewer
                row.completed_at = self._moment(due - datetime.timedelta(days=self.chance.randint(-6, 20)))
            elif position == reached and self.ppa.status == PPAStatus.ON_HOLD:
                row.state, row.blocked_by = StageState.BLOCKED, f"{MARK}: the papers for the land are missing."
            elif position == reached and self.ppa.is_open:
                row.state = StageState.IN_PROGRESS
            self._add(row)

    # ---- How time goes on --------------------------------------------------------------------------------------------

    def _not_later(self, day: datetime.date) -> datetime.date:
        return min(day, self.today)

    def _moment(self, day: datetime.date) -> datetime.datetime:
        """On this day in the morning; never in the future."""
        morning = datetime.datetime.combine(day, datetime.time(9, self.chance.randrange(60)))
        return min(timezone.make_aware(morning), self.inventor.now)

    def _key(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def _one_of(self, people: Any) -> User:
        others = [person for person in people if person.pk != self.proposer.pk]
        return self.chance.choice(others)

    def _add(self, row: Model) -> None:
        self.made.rows.append(row)


_STEPS = {
    Fate.DRAFT: 0, Fate.PROPOSED: 1, Fate.UNDER_REVIEW: 2, Fate.REJECTED: 2, Fate.APPROVED: 3, Fate.ENACTED: 4,
    Fate.ON_TIME: 4, Fate.LATE: 4, Fate.COMPLETED: 4, Fate.COMPLETED_LATE: 4, Fate.ON_HOLD: 4, Fate.CANCELLED: 4,
}  # fmt: skip
"""How far it came on its way: proposed, reviewed, approved, enacted."""

_REASONS = {
    PPAStatus.ON_HOLD: f"{MARK}, invented: the owner of the land changed his mind.",
    PPAStatus.REJECTED: f"{MARK}, invented: the province builds the same next year.",
    PPAStatus.CANCELLED: f"{MARK}, invented: the site is under water since the flood.",
}
_HAPPENED = [
    "the contract was signed and the first materials arrived.",
    "half of the families on the list were served.",
    "the work goes on; the community brings food for the workers.",
    "training was held in three places.",
]
_WHY = [
    "rain stopped the work for five weeks.",
    "the bidding failed once and was repeated.",
    "the engineer left in the second month.",
]
_REMEDY = [
    "a second crew begins in the dry month.",
    "the lots are bid together, with earlier notice.",
    "the office lends an engineer until one is hired.",
]
