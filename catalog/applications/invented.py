"""Made-up cases with all their steps, written as if each had happened on its day. Every person says it is invented.

For the demonstration and for load tests. No message is sent, and the audit record says only what is true: that the
row was made up, today.
"""

import datetime
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import Any

from django.db.models import Model
from django.utils import timezone

from catalog.enums import (
    ApplicationChannel,
    ApplicationStatus,
    ClosedReason,
    EventKind,
    ObjectionOutcome,
    Recommendation,
    Sex,
    TransactionClass,
    WaitingOn,
)
from catalog.models import (
    ApplicationEvent,
    CaseNote,
    CaseReview,
    FormVersion,
    InformationRequest,
    Objection,
    PrivacyNotice,
    RefusalReason,
    Satisfaction,
    ServiceApplication,
    ServiceOffering,
)
from catalog.questions import Definition, Kind
from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.core.moments import moment_as_given
from portal.core.references import new_reference
from portal.geography.models import Region

from . import clock

BATCH = 1000
MARK = "Demonstration"
OPENS, CLOSES = datetime.time(8), datetime.time(17)


class Fate(Enum):
    """What becomes of a case."""

    RECEIVED = "received"
    UNDER_REVIEW = "under review"
    ASKED = "asked for more; the clock stands"
    ON_WAITING_LIST = "on the waiting list"
    APPROVED = "approved"
    APPROVED_AFTER_ASKING = "approved after more information"
    COMPLETED = "completed"
    REJECTED = "rejected"
    OBJECTED = "rejected, with an objection to be answered"
    OBJECTION_KEPT = "objection answered, the decision stays"
    OBJECTION_UPHELD = "objection answered, reviewed again"
    WITHDRAWN = "withdrawn"
    EXPIRED = "closed because nobody answered"
    DUPLICATE = "sent twice"

    @property
    def is_still_open(self) -> bool:
        return self in (Fate.RECEIVED, Fate.UNDER_REVIEW, Fate.ASKED, Fate.ON_WAITING_LIST, Fate.OBJECTION_UPHELD)


@dataclass(frozen=True)
class Desk:
    """A service that takes applications, and who works on them."""

    service: ServiceOffering
    version: FormVersion
    reviewer: User
    other_reviewer: User

    @property
    def limit(self) -> int:
        return TransactionClass(self.service.transaction_class or TransactionClass.HIGHLY_TECHNICAL).working_days


@dataclass(frozen=True)
class Applicant:
    """Where an invented person comes from, and how they came."""

    region: Region | None
    sex: str
    channel: ApplicationChannel
    community: OBCCommunity | None = None
    is_shared: bool = False
    filed_by: User | None = None


@dataclass
class Invented:
    """One case and all rows about it."""

    case: ServiceApplication
    rows: list[Model] = field(default_factory=list)


@dataclass(frozen=True)
class Inventor:
    """Makes cases, the same ones for the same seed."""

    seed: str
    notice: PrivacyNotice
    reasons: Sequence[RefusalReason]
    closed: Collection[clock.Day]
    now: datetime.datetime

    def case(
        self, number: int, desk: Desk, applicant: Applicant, received_on: clock.Day, fate: Fate, days: int
    ) -> Invented:
        """The case with this number, decided ``days`` working days after its receipt if it is decided."""
        chance = Random(f"{self.seed}-{number}")  # noqa: S311 - to be repeatable, not secret
        return _Story(self, chance, number, desk, applicant, received_on, days).told(fate)

    def after(self, day: clock.Day, days: int) -> clock.Day:
        return clock.after_working_days(day, days, self.closed)

    def before_today(self, days: int) -> clock.Day:
        """The working day that lies so many working days back."""
        day = timezone.localdate(self.now)
        while days > 0 or not clock.is_working_day(day, self.closed):
            days -= clock.is_working_day(day, self.closed)
            day -= datetime.timedelta(days=1)
        return day


class _Story:
    """One case while it is told, step by step."""

    def __init__(
        self,
        inventor: Inventor,
        chance: Random,
        number: int,
        desk: Desk,
        applicant: Applicant,
        received_on: clock.Day,
        days: int,
    ) -> None:
        self.inventor, self.chance, self.desk, self.days = inventor, chance, desk, days
        self.day = received_on
        self.last: datetime.datetime | None = None
        received_at = self._moment()
        at_the_office = applicant.channel in (ApplicationChannel.WALK_IN, ApplicationChannel.PAPER)
        self.case = ServiceApplication(
            id=uuid.UUID(int=chance.getrandbits(128), version=4),
            reference=new_reference(chance.choice),
            service=desk.service,
            form_version=desk.version,
            answers=answers_to(desk.version.definition, chance),
            applicant_name=f"{MARK} Person {number + 1}",
            applicant_email=f"person-{number + 1}@demo.invalid" if not at_the_office else "",
            applicant_phone="" if not at_the_office else f"+63900{number + 1:07}",
            applicant_sex=applicant.sex,
            applicant_region=applicant.region,
            applicant_community=applicant.community,
            shared_with_community=applicant.is_shared,
            language=chance.choice(["en", "fil"]),
            channel=applicant.channel,
            filed_by=applicant.filed_by or (desk.reviewer if at_the_office else None),
            helper_name=f"{MARK} Helper" if applicant.channel == ApplicationChannel.ASSISTED else "",
            helper_relation=f"{MARK}: a leader of the community" if applicant.filed_by else "",
            privacy_notice=inventor.notice,
            consented_at=received_at,
            application_date=received_on,
            received_at=received_at,
            received_by=desk.reviewer if at_the_office else None,
            receiving_unit=desk.version.form.receiving_unit,
            due_on=inventor.after(received_on, desk.limit),
        )
        self.made = Invented(self.case)
        self._happened(EventKind.RECEIVED, self.case.filed_by, at=received_at)

    def told(self, fate: Fate) -> Invented:
        if fate is not Fate.RECEIVED:
            TELLING[fate](self)
        return self.made

    # ---- The steps ---------------------------------------------------------------------------------------------------

    def review(self, after: int = 1) -> None:
        self._wait(after)
        self.case.status, self.case.reviewer = ApplicationStatus.UNDER_REVIEW, self.desk.reviewer
        self._happened(EventKind.ASSIGNED, self.desk.reviewer)
        self._happened(EventKind.REVIEW_BEGAN, self.desk.reviewer)
        if self.chance.random() < 0.3:
            text = f"{MARK}: the barangay confirmed it by telephone."
            self._add(
                CaseNote(application=self.case, text=text, written_by=self.desk.reviewer, written_at=self._moment())
            )
        criteria = self.desk.version.definition.criteria
        if criteria and self.chance.random() < 0.5:
            self._add(
                CaseReview(
                    application=self.case,
                    reviewer=self.desk.other_reviewer,
                    asked_at=self._moment(),
                    points={one.code: self.chance.randint(one.maximum // 2, one.maximum) for one in criteria},
                    recommendation=self.chance.choice(Recommendation.values),
                    comment=f"{MARK}: read with the papers beside it.",
                    sent_at=self.last,
                )
            )
            self._happened(EventKind.REVIEWED, self.desk.other_reviewer)

    def ask(self) -> None:
        self.review()
        self.case.paused_on, self.case.waiting_on = self.day, WaitingOn.APPLICANT
        self.request = InformationRequest(
            application=self.case,
            question=f"{MARK}: please send the second page of the certificate.",
            asked_at=self._moment(),
            asked_by=self.desk.reviewer,
            answer_until=self.inventor.after(self.day, 10),
        )
        self._add(self.request)
        self._happened(EventKind.INFORMATION_ASKED, self.desk.reviewer)

    def answered(self, after: int) -> None:
        """The clock stood from the day of the question to that of the answer."""
        self._wait(after)
        self.request.answer, self.request.answered_at = f"{MARK}: here it is.", self._moment()
        self._resume(after)
        self._happened(EventKind.INFORMATION_GIVEN, self.case.filed_by)

    def _resume(self, stood: int) -> None:
        self.case.paused_on, self.case.waiting_on, self.case.paused_days = None, WaitingOn.OFFICE, stood
        self.case.due_on = self.inventor.after(self.case.due_on, stood)

    def decide(self, status: ApplicationStatus, kind: EventKind) -> None:
        self._wait(max(0, self.days - self._days_so_far))
        self.case.status, self.case.waiting_on = status, WaitingOn.NOBODY
        self.case.decided_by = self.desk.reviewer
        self._happened(kind, self.desk.reviewer)
        self.case.decided_at = self.last

    @property
    def _days_so_far(self) -> int:
        """On which the clock ran."""
        received_on = timezone.localdate(self.case.received_at)
        return clock.working_days_between(received_on, self.day, self.inventor.closed) - self.case.paused_days

    def approve(self) -> None:
        if self.case.status == ApplicationStatus.SUBMITTED:
            self.review(0)
        self.case.public_message = f"{MARK}: come to the desk with a valid ID."
        self.decide(ApplicationStatus.APPROVED, EventKind.APPROVED)

    def ask_and_approve(self) -> None:
        self.ask()
        self.answered(after=self.chance.randint(1, 6))
        self.approve()

    def complete(self) -> None:
        self.approve()
        self._wait(3)
        self.case.status = ApplicationStatus.COMPLETED
        self._happened(EventKind.COMPLETED, self.desk.reviewer)
        self._close()

    def reject(self) -> None:
        self.review(0)
        self.case.refusal_reason = self.chance.choice(self.inventor.reasons)
        self.case.public_message = f"{MARK}: this is why it was not approved, and what you can do."
        self.decide(ApplicationStatus.REJECTED, EventKind.REJECTED)
        self._close()

    def object_to(self) -> None:
        self.reject()
        self._wait(1)
        self.objection = Objection(
            application=self.case,
            text=f"{MARK}: the paper was in the envelope.",
            filed_at=self._moment(),
            due_on=self.inventor.after(self.day, clock.OBJECTION_DAYS),
        )
        self._add(self.objection)
        self._happened(EventKind.OBJECTED, None)

    def answer_objection(self, outcome: ObjectionOutcome) -> None:
        self.object_to()
        self._wait(4)
        self._happened(EventKind.OBJECTION_ANSWERED, self.desk.other_reviewer)
        self.objection.outcome, self.objection.answered_at = outcome, self.last
        self.objection.answered_by = self.desk.other_reviewer
        self.objection.answer = f"{MARK}: we looked at it again."

    def uphold_objection(self) -> None:
        self.answer_objection(ObjectionOutcome.UPHELD)
        case = self.case
        case.status, case.waiting_on = ApplicationStatus.UNDER_REVIEW, WaitingOn.OFFICE
        case.decided_at = case.decided_by = case.refusal_reason = case.closed_at = None
        case.public_message = ""
        case.due_on = self.inventor.after(self.day, self.desk.limit)

    def put_on_waiting_list(self) -> None:
        self.review()
        self._happened(EventKind.WAITLISTED, self.desk.reviewer)
        self.case.waiting_on, self.case.waitlisted_at = WaitingOn.SLOT, self.last

    def withdraw(self) -> None:
        self._wait(min(2, self.days))
        self._end(ClosedReason.WITHDRAWN, None)

    def expire(self) -> None:
        self.ask()
        self._wait(clock.LONGEST_PAUSE)
        self._resume(clock.LONGEST_PAUSE)
        self._happened(EventKind.CLOCK_RESUMED, None)
        self._end(ClosedReason.EXPIRED, None)

    def end_as_duplicate(self) -> None:
        self._wait(1)
        self._end(ClosedReason.DUPLICATE, self.desk.reviewer)

    def _end(self, reason: ClosedReason, by: User | None) -> None:
        self.case.closed_reason, self.case.waiting_on = reason, WaitingOn.NOBODY
        self._happened(EventKind.CLOSED, by)
        self._close()

    def _close(self) -> None:
        self.case.closed_at = self.last
        if self.case.decided_at and self.chance.random() < 0.6:
            score = self.chance.choices([1, 2, 3, 4, 5], weights=[1, 1, 2, 5, 6])[0]
            comment = f"{MARK}: a short word." if self.chance.random() < 0.3 else ""
            self._add(Satisfaction(application=self.case, score=score, comment=comment, given_at=self._moment()))

    # ---- How time goes on --------------------------------------------------------------------------------------------

    def _wait(self, days: int) -> None:
        self.day = self.inventor.after(self.day, days)

    def _moment(self) -> datetime.datetime:
        """Later than all before, on this day in office hours; never in the future."""
        opens = timezone.make_aware(datetime.datetime.combine(self.day, OPENS))
        moment = opens + datetime.timedelta(minutes=self.chance.randint(0, 60))
        if self.last:
            moment = max(moment, self.last + datetime.timedelta(minutes=self.chance.randint(1, 20)))
        self.last = min(moment, self.inventor.now)
        return self.last

    def _happened(self, kind: EventKind, by: User | None, at: datetime.datetime | None = None) -> None:
        self._add(ApplicationEvent(application=self.case, kind=kind, by=by, at=at or self._moment()))

    def _add(self, row: Model) -> None:
        self.made.rows.append(row)


TELLING: dict[Fate, Callable[[_Story], None]] = {
    Fate.UNDER_REVIEW: _Story.review,
    Fate.ASKED: _Story.ask,
    Fate.ON_WAITING_LIST: _Story.put_on_waiting_list,
    Fate.APPROVED: _Story.approve,
    Fate.APPROVED_AFTER_ASKING: _Story.ask_and_approve,
    Fate.COMPLETED: _Story.complete,
    Fate.REJECTED: _Story.reject,
    Fate.OBJECTED: _Story.object_to,
    Fate.OBJECTION_KEPT: lambda story: story.answer_objection(ObjectionOutcome.KEPT),
    Fate.OBJECTION_UPHELD: _Story.uphold_objection,
    Fate.WITHDRAWN: _Story.withdraw,
    Fate.EXPIRED: _Story.expire,
    Fate.DUPLICATE: _Story.end_as_duplicate,
}


def answers_to(definition: Definition, chance: Random) -> dict[str, Any]:
    """Something that fits each question; places and papers are left out."""
    answers: dict[str, Any] = {}
    for question in definition.questions():
        match question.kind:
            case Kind.SHORT | Kind.LONG:
                answers[question.name] = MARK
            case Kind.NUMBER | Kind.MONEY:
                answers[question.name] = question.minimum or question.maximum or str(chance.randint(1, 9))
            case Kind.DATE:
                answers[question.name] = f"{chance.randint(1960, 2005)}-01-01"
            case Kind.YES_NO | Kind.CHOICE:
                answers[question.name] = chance.choice(question.choice_values())
            case Kind.SEVERAL:
                answers[question.name] = [chance.choice(question.choice_values())]
    return definition.shown_answers(answers)


# ---- Writing ---------------------------------------------------------------------------------------------------------

MOMENTS: dict[type[Model], str] = {
    ApplicationEvent: "at",
    InformationRequest: "asked_at",
    CaseNote: "written_at",
    CaseReview: "asked_at",
    Objection: "filed_at",
    Satisfaction: "given_at",
}
"""The moment of each kind of row that is otherwise the one of writing it."""


def write(invented: Iterable[Invented]) -> None:
    """Write the cases with all rows about them, a few statements for thousands."""
    made = list(invented)
    ServiceApplication.objects.bulk_create([one.case for one in made], batch_size=BATCH)
    for model, moment in MOMENTS.items():
        rows = [row for one in made for row in one.rows if type(row) is model]
        with moment_as_given(model, moment):
            model._default_manager.bulk_create(rows, batch_size=BATCH)


def sexes(chance: Random) -> str:
    """Women apply a little more often; some do not say."""
    return chance.choices([Sex.FEMALE, Sex.MALE, ""], weights=[11, 8, 1])[0]
