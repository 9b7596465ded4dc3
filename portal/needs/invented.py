"""Made-up needs with all their steps, written as if each had happened on its day. Every text says it is invented.

For the demonstration and for load tests. No message is sent, and the audit record says only what is true: that the row
was made up, today.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from random import Random
from typing import Any

from django.db.models import Model
from django.utils import timezone

from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.core.models import NeedCategory
from portal.core.moments import moment_as_given
from portal.core.references import ALPHABET, LENGTH, numbered_reference
from portal.organizations.models import Organization

from . import clock
from .enums import (
    DecisionKind,
    Equity,
    EventKind,
    Feasibility,
    ForwardingState,
    NeedChannel,
    NeedStatus,
    SubmissionType,
    Urgency,
)
from .models import (
    Assessment,
    Forwarding,
    Need,
    NeedDecision,
    NeedEvent,
    NeedInformationRequest,
    NeedNote,
    NeedScoring,
    NeedSubmitter,
)
from .models.places import PLACES
from .scoring import VERSION, score

BATCH = 1000
MARK = "Demonstration"
REFERENCES = len(ALPHABET) ** (LENGTH - 1)
STEP = 1_000_003
"""Shares no factor with the number of references, so that going on by it meets each once."""

WORDS: dict[str, list[tuple[str, str]]] = {
    "education": [
        ("Two more classrooms", "Three grades share one room, and in the rain nobody hears the teacher."),
        ("Allowance for asatidz", "The asatidz teach four days a week and have been without pay since June."),
        ("Books for the madrasah", "Eighty pupils read from twelve books."),
    ],
    "economic_development": [
        ("Cold storage for fish", "What is not sold by noon is thrown away."),
        ("Seed capital for weavers", "Thread is bought on credit at a high price."),
        ("Hand tractor for the cooperative", "Land is prepared by hand and planted a month late."),
    ],
    "social_development": [
        ("Core houses after the storm", "Nineteen families live with relatives."),
        ("Birth registration of children", "Children without papers are turned away from school."),
        ("A day-care center", "Mothers take the small ones along to the fields."),
    ],
    "cultural_development": [
        ("Repair of the mosque roof", "It leaks over the place of prayer."),
        ("A burial ground of our own", "The dead are taken to another town."),
        ("Instruments for the kulintang group", "The young have nothing to practise on."),
    ],
    "infrastructure": [
        ("A deep well", "The well is dry from March to June; the next is an hour away on foot."),
        ("Two kilometers of road", "When it rains nothing on wheels gets through."),
        ("Electricity for the sitio", "The line ends at the chapel, 800 meters away."),
    ],
    "health": [
        ("A midwife who stays", "The midwife comes once a month."),
        ("Medicines at the health station", "People are sent to buy them in the city."),
        ("Toilets for forty houses", "Children are ill after every flood."),
    ],
    "governance": [
        ("Titles for the land we live on", "Families have lived here since 1974 without a paper."),
        ("Seat in the barangay council", "Decisions are taken and we hear of them later."),
        ("Certificate of tribal membership", "Students need it for scholarships."),
    ],
    "environment": [
        ("Mangroves along the shore", "Waves take a meter of land each year."),
        ("A dike at the river bend", "The river came into twelve houses last year."),
        ("Collection of waste", "It is burnt beside the school."),
    ],
    "security": [
        ("Lights along the road at night", "People no longer walk home from the late prayer."),
        ("Settling a feud between two families", "Thirty people sleep elsewhere since October."),
        ("Return to the homes of 2017", "Families still wait for permission to go back."),
    ],
}
OTHER_WORDS = [("Something that is missing", "It was told at the meeting.")]


class Fate(Enum):
    """What becomes of a need."""

    RECEIVED = "received, or found and not rated"
    HELD = "held"
    ASKED = "asked for more; the clock stands"
    ANSWERED = "asked, answered, validated"
    VALIDATED = "validated"
    RATED = "validated and rated"
    PRIORITIZED = "prioritized"
    FORWARDED = "with an office"
    ACCEPTED = "taken up by an office"
    RETURNED = "returned by an office"
    REROUTED = "passed on to another office"
    RECALLED = "taken back from an office"
    DEFERRED = "put off"
    CAME_BACK = "put off, and back"
    REJECTED = "not taken up"
    REOPENED = "not taken up, then opened again"
    WITHDRAWN = "taken back by the community"
    DUPLICATE = "followed under another need"
    PLANNED = "in a plan"
    IN_PROGRESS = "being done"
    COMPLETED = "done"

    @property
    def is_of_communities(self) -> bool:
        """Only what a community sent can become this."""
        return self in (Fate.HELD, Fate.ASKED, Fate.ANSWERED, Fate.WITHDRAWN)


@dataclass(frozen=True)
class Desk:
    """Who works on needs, and the offices they can be handed to."""

    staff: Sequence[User]
    offices: Sequence[Organization]
    speakers: dict[int, User]
    """Who represents a community, by its key."""

    focal_persons: dict[int, User] = field(default_factory=dict)
    """Who answers for an office, by its key."""


@dataclass
class Invented:
    """One need and all rows about it."""

    need: Need
    rows: list[Model] = field(default_factory=list)


@dataclass(frozen=True)
class Inventor:
    """Makes needs, the same ones for the same seed."""

    seed: str
    desk: Desk
    now: datetime.datetime

    def sent(
        self, number: int, community: OBCCommunity, category: NeedCategory, received_on: clock.Day, fate: Fate,
        days: int = 14, other: Need | None = None,
    ) -> Invented:  # fmt: skip
        """A need that the community sent; decided ``days`` days after, if it is decided."""
        story = self._story(number, community, category, received_on, days, other)
        story.sent()
        return story.told(fate)

    def found(
        self, number: int, assessment: Assessment, place: Any, category: NeedCategory, found_on: clock.Day, fate: Fate,
        days: int = 14, other: Need | None = None,
    ) -> Invented:  # fmt: skip
        """A need that an assessment found on this day."""
        story = self._story(number, place, category, found_on, days, other)
        story.found(assessment)
        return story.told(fate)

    def reference(self, number: int) -> str:
        first = Random(self.seed).randrange(REFERENCES)  # noqa: S311 - to be repeatable, not secret
        return numbered_reference((first + number * STEP) % REFERENCES)

    def _story(
        self, number: int, place: Any, category: NeedCategory, day: clock.Day, days: int, other: Need | None
    ) -> "_Story":
        chance = Random(f"{self.seed}-{number}")  # noqa: S311 - to be repeatable, not secret
        return _Story(self, chance, number, place, category, day, days, other)


class _Story:
    """One need while it is told, step by step."""

    def __init__(
        self, inventor: Inventor, chance: Random, number: int, place: Any, category: NeedCategory, day: clock.Day,
        days: int, other: Need | None,
    ) -> None:  # fmt: skip
        self.inventor, self.chance, self.number, self.days, self.other = inventor, chance, number, days, other
        self.day, self.last = day, timezone.make_aware(datetime.datetime.combine(day, datetime.time(8)))
        self.reviewer = chance.choice(inventor.desk.staff)
        title, description = chance.choice(WORDS.get(category.code, OTHER_WORDS))
        self.need = Need(
            id=uuid.UUID(int=chance.getrandbits(128), version=4),
            reference=inventor.reference(number),
            title=f"{MARK} {number + 1}: {title}",
            description=f"{MARK}, invented: {description}",
            category=category,
            affected_population=chance.choice([None, 40, 120, 350, 900, 2_400, 11_000]),
            estimated_cost=chance.choice([None, Decimal(150_000), Decimal(800_000), Decimal(2_500_000)]),
            evidence_sources=chance.choice(["", f"{MARK}: told at the meeting of the barangay."]),
            **{kind: place for kind in PLACES if Need._meta.get_field(kind).related_model is type(place)},
        )
        self.made = Invented(self.need)

    def sent(self) -> None:
        speaker = self.inventor.desk.speakers.get(self.need.community_id or 0)
        need = self.need
        need.submission_type = SubmissionType.COMMUNITY_SUBMITTED
        need.submitted_by_user = speaker or self.reviewer
        need.channel = (
            self.chance.choice([NeedChannel.ONLINE, NeedChannel.PHONE_QUEUE]) if speaker else NeedChannel.FACILITATOR
        )
        need.suggested_urgency = self.chance.choice(Urgency.values)
        need.submission_date, need.due_on = self.day, clock.due_day(self.day)
        need.created_at = self._moment()
        if need.channel == NeedChannel.FACILITATOR:
            self._add(
                NeedSubmitter(
                    need=need,
                    name=f"{MARK} Person {self.number + 1}",
                    phone=f"+63900{self.number % 10_000_000:07}",
                    consented_at=need.created_at,
                )
            )
        self._happened(EventKind.RECEIVED, need.submitted_by_user, at=need.created_at)

    def found(self, assessment: Assessment) -> None:
        need = self.need
        need.submission_type, need.status = SubmissionType.ASSESSMENT_DRIVEN, NeedStatus.VALIDATED
        need.assessment, need.identified_by = assessment, self.reviewer
        need.created_at = self._moment()
        self._happened(EventKind.RECORDED, self.reviewer, at=need.created_at)

    def told(self, fate: Fate) -> Invented:
        if fate is not Fate.RECEIVED:
            TELLING[fate](self)
        return self.made

    # ---- The review --------------------------------------------------------------------------------------------------

    def hold(self) -> None:
        self.need.is_held = True

    def assign(self) -> None:
        if self.need.is_community_submitted and not self.need.assigned_to_id:
            self._wait(min(2, self.days))
            self.need.assigned_to = self.reviewer
            self._happened(EventKind.ASSIGNED, self.reviewer)

    def ask(self) -> None:
        self.assign()
        self._wait(1)
        self.request = NeedInformationRequest(
            need=self.need,
            question=f"{MARK}: how many households is this about?",
            asked_at=self._moment(),
            asked_by=self.reviewer,
            answer_until=clock.pause_ends_on(self.day, 0),
        )
        self.need.paused_on = self.day
        self._add(self.request)
        self._happened(EventKind.ASKED, self.reviewer, request=self.request)

    def ask_and_validate(self) -> None:
        self.ask()
        days = self.chance.randint(1, clock.LONGEST_PAUSE)
        self._wait(days)
        self.request.answer, self.request.answered_at = f"{MARK}: about ninety.", self._moment()
        self.request.answered_by, self.request.closed_at = self.need.submitted_by_user, self.last
        self.need.paused_on, self.need.paused_days = None, days
        self.need.due_on = clock.due_day(self.need.submission_date or self.day) + datetime.timedelta(days=days)
        self._happened(EventKind.ANSWERED, self.need.submitted_by_user, request=self.request)
        self.validate()

    def validate(self) -> None:
        """What an assessment found is validated from the beginning."""
        if self.need.status == NeedStatus.IDENTIFIED:
            self.assign()
            self._wait(self.days)
            self._become(NeedStatus.VALIDATED, EventKind.VALIDATED)
            self._decided()

    def rate(self) -> None:
        self.validate()
        self._wait(1)
        need, chance = self.need, self.chance
        need.urgency_level = chance.choice(Urgency.values)
        need.impact_severity = chance.randint(1, 5)
        need.feasibility = chance.choice(["", *Feasibility.values])
        for flag in Equity.values:
            setattr(need, flag, chance.choice([True, False, None]))
        need.rated_at, need.rated_by, need.weights_version = self._moment(), self.reviewer, VERSION
        need.priority_score = score(need.inputs).value  # type: ignore[union-attr]
        inputs = {
            "urgency": need.urgency_level,
            "impact_severity": need.impact_severity,
            "feasibility": need.feasibility,
            "affected_population": need.affected_population,
            **{flag: getattr(need, flag) for flag in Equity.values},
        }
        self._add(
            NeedScoring(
                need=need, inputs=inputs, weights_version=VERSION, value=need.priority_score, at=self.last,
                by=self.reviewer,
            )
        )  # fmt: skip
        self._happened(EventKind.RATED, self.reviewer)

    def prioritize(self) -> None:
        self.rate()
        self._wait(2)
        self._become(NeedStatus.PRIORITIZED, EventKind.PRIORITIZED)

    # ---- Offices -----------------------------------------------------------------------------------------------------

    def forward(self, came_from: Forwarding | None = None) -> Forwarding:
        if came_from is None:
            self.prioritize()
        self._wait(1)
        others = [office for office in self.inventor.desk.offices if not came_from or office.pk != came_from.mao_id]
        forwarding = Forwarding(
            id=uuid.UUID(int=self.chance.getrandbits(128), version=4),
            need=self.need,
            mao=self.chance.choice(others),
            message=f"{MARK}: please tell us whether this can be done.",
            forwarded_at=self._moment(),
            forwarded_by=self.reviewer,
            due_on=self.day + datetime.timedelta(days=clock.ANSWER_OF_OFFICE_DAYS),
            came_from=came_from,
        )
        self._add(forwarding)
        self._happened(EventKind.FORWARDED, self.reviewer, forwarding=forwarding)
        return forwarding

    def accept(self) -> None:
        low = self.chance.choice([None, Decimal(400_000)])
        self._answer(
            ForwardingState.ACCEPTED, EventKind.ACCEPTED, f"{MARK}: it fits our program of next year.",
            feasibility=self.chance.choice(Feasibility.values), cost_low=low, cost_high=low and low * 2,
        )  # fmt: skip

    def give_back(self) -> None:
        self._answer(ForwardingState.RETURNED, EventKind.RETURNED, f"{MARK}: this is not within our mandate.")

    def reroute(self) -> None:
        first = self._answer(ForwardingState.REROUTED, EventKind.REROUTED, f"{MARK}: another office does this.")
        self.forward(came_from=first)

    def recall(self) -> None:
        self._answer(ForwardingState.RECALLED, EventKind.RECALLED, "")

    def _answer(self, state: ForwardingState, kind: EventKind, reason: str, **facts: Any) -> Forwarding:
        forwarding = self.forward()
        self._wait(self.chance.randint(3, 28))
        forwarding.state, forwarding.reason = state, reason
        for name, value in facts.items():
            setattr(forwarding, name, value)
        by = self.inventor.desk.focal_persons.get(forwarding.mao_id)
        by = self.reviewer if by is None or state == ForwardingState.RECALLED else by
        forwarding.answered_at, forwarding.answered_by = self._moment(), by
        self._happened(kind, by, forwarding=forwarding)
        return forwarding

    # ---- How it ends, or waits ---------------------------------------------------------------------------------------

    def defer(self) -> None:
        """Until a day that is still to come."""
        self.rate()
        self._wait(3)
        today = timezone.localdate(self.inventor.now)
        self._put_off(max(self.day, today) + datetime.timedelta(days=self.chance.randint(10, 180)))

    def come_back(self) -> None:
        self.rate()
        self._wait(3)
        before = self.need.status
        self._put_off(self.day + datetime.timedelta(days=self.chance.randint(30, 120)))
        self.day = self.need.review_again_on or self.day
        self.need.status_before, self.need.review_again_on = "", None
        self._become(NeedStatus(before), EventKind.CAME_BACK, by=None)

    def _put_off(self, again: clock.Day) -> None:
        decision = self._decide(DecisionKind.DEFERRED, f"{MARK}: the year's money is used up.", again)
        self.need.status_before, self.need.review_again_on = self.need.status, again
        self._become(NeedStatus.DEFERRED, EventKind.DEFERRED, decision=decision)

    def reject(self) -> None:
        self.assign()
        self._wait(self.days)
        decision = self._decide(DecisionKind.REJECTED, f"{MARK}: the province repairs this road this year.")
        self._become(NeedStatus.REJECTED, EventKind.REJECTED, decision=decision)
        self._decided()

    def reopen(self) -> None:
        self.reject()
        self._wait(9)
        decision = self._decide(DecisionKind.REOPENED, f"{MARK}: the province has stopped the work.")
        self._become(NeedStatus.VALIDATED, EventKind.REOPENED, decision=decision)

    def withdraw(self) -> None:
        self._wait(min(3, self.days))
        self._become(NeedStatus.WITHDRAWN, EventKind.WITHDRAWN, by=self.need.submitted_by_user)
        self._decided()

    def join(self) -> None:
        """Followed under another need; without one it is only validated."""
        if self.other is None:
            self.validate()
            return
        self.assign()
        self._wait(self.days)
        decision = self._decide(DecisionKind.DUPLICATE, f"{MARK}: the same need was sent before.")
        self.need.duplicate_of = self.other
        self._become(NeedStatus.DUPLICATE, EventKind.DUPLICATE, decision=decision)
        self._decided()

    def plan(self) -> None:
        self.accept()
        self._wait(20)
        self._become(NeedStatus.PLANNED, EventKind.PLANNED)

    def start(self) -> None:
        self.plan()
        self._wait(60)
        self._become(NeedStatus.IN_PROGRESS, EventKind.STARTED)

    def finish(self) -> None:
        self.start()
        self._wait(90)
        self._become(NeedStatus.COMPLETED, EventKind.COMPLETED)

    def _decide(self, kind: DecisionKind, reason: str, again: clock.Day | None = None) -> NeedDecision:
        decision = NeedDecision(
            need=self.need, kind=kind, reason=reason, review_again_on=again, decided_at=self._moment(),
            decided_by=self.reviewer,
        )  # fmt: skip
        self._add(decision)
        return decision

    def _decided(self) -> None:
        """The first decision ends the clock of what a community sent."""
        if self.need.is_community_submitted:
            self.need.reviewed_at = self.last

    # ---- How time goes on --------------------------------------------------------------------------------------------

    def _become(self, status: NeedStatus, kind: EventKind, by: Any = ..., **about: Any) -> None:
        was, self.need.status = self.need.status, status
        self._happened(kind, self.reviewer if by is ... else by, was=was, **about)

    def _wait(self, days: int) -> None:
        self.day += datetime.timedelta(days=days)

    def _moment(self) -> datetime.datetime:
        """Later than all before, on this day; never in the future."""
        morning = datetime.datetime.combine(self.day, datetime.time(8), tzinfo=self.last.tzinfo)
        minutes = datetime.timedelta(minutes=self.chance.randint(1, 20))
        self.last = min(max(morning, self.last) + minutes, self.inventor.now)
        return self.last

    def _happened(
        self, kind: EventKind, by: User | None, at: datetime.datetime | None = None, was: str = "", **about: Any
    ) -> None:
        self._add(
            NeedEvent(
                need=self.need, kind=kind, by=by, at=at or self._moment(), from_status=was, to_status=self.need.status,
                **about,
            )
        )  # fmt: skip
        if kind == EventKind.ASSIGNED and self.chance.random() < 0.2:
            text = f"{MARK}: ask the water district first."
            self._add(NeedNote(need=self.need, text=text, written_at=self.last, written_by=self.reviewer))

    def _add(self, row: Model) -> None:
        self.made.rows.append(row)


TELLING: dict[Fate, Callable[[_Story], Any]] = {
    Fate.HELD: _Story.hold,
    Fate.ASKED: _Story.ask,
    Fate.ANSWERED: _Story.ask_and_validate,
    Fate.VALIDATED: _Story.validate,
    Fate.RATED: _Story.rate,
    Fate.PRIORITIZED: _Story.prioritize,
    Fate.FORWARDED: _Story.forward,
    Fate.ACCEPTED: _Story.accept,
    Fate.RETURNED: _Story.give_back,
    Fate.REROUTED: _Story.reroute,
    Fate.RECALLED: _Story.recall,
    Fate.DEFERRED: _Story.defer,
    Fate.CAME_BACK: _Story.come_back,
    Fate.REJECTED: _Story.reject,
    Fate.REOPENED: _Story.reopen,
    Fate.WITHDRAWN: _Story.withdraw,
    Fate.DUPLICATE: _Story.join,
    Fate.PLANNED: _Story.plan,
    Fate.IN_PROGRESS: _Story.start,
    Fate.COMPLETED: _Story.finish,
}

# ---- Writing ---------------------------------------------------------------------------------------------------------

MOMENTS: dict[type[Model], str] = {
    NeedDecision: "decided_at",
    NeedInformationRequest: "asked_at",
    Forwarding: "forwarded_at",
    NeedScoring: "at",
    NeedNote: "written_at",
    NeedEvent: "at",
}
"""The moment of each kind of row that is otherwise the one of writing it; steps come after what they lead to."""


def write(invented: Iterable[Invented]) -> None:
    """Write the needs with all rows about them, a few statements for thousands."""
    made = list(invented)
    with moment_as_given(Need, "created_at"):
        Need.objects.bulk_create([one.need for one in made], batch_size=BATCH)
    by_model: dict[type[Model], list[Any]] = {NeedSubmitter: []}
    for one in made:
        for row in one.rows:
            by_model.setdefault(type(row), []).append(row)
    NeedSubmitter.objects.bulk_create(by_model[NeedSubmitter], batch_size=BATCH)
    for model, moment in MOMENTS.items():
        with moment_as_given(model, moment):
            model._default_manager.bulk_create(by_model.get(model, []), batch_size=BATCH)
