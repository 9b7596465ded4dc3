"""Two years of needs: nine assessments with what they found, and what communities sent. Every text says it is invented.

The first assessments are long over, and some of what they found is done; the last are under way or still planned. What
communities sent stands at every step, late and on time.
"""

import datetime
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.activity import record_all
from portal.communities.models import OBCCommunity
from portal.core.loading import Loaded
from portal.core.models import NeedCategory
from portal.core.moments import moment_as_given
from portal.geography.models import Barangay, Municipality, Province, Region

from . import clock
from .enums import AssessmentLevel as Level
from .enums import AssessmentMethod as Method
from .enums import AssessmentPriority as Priority
from .enums import AssessmentStatus as Status
from .enums import AssessmentType as Kind
from .enums import TeamRole
from .generated import desk, shortages
from .invented import MARK, Desk, Fate, Invented, Inventor, write
from .models import Assessment, AssessmentMember, Need
from .models.places import PLACES

SEED = "demonstration-needs"
OURS = uuid.UUID("6f0c6f4e-3a52-4b57-9a51-0d1a4c7be5a1")
PLACE_MODELS: dict[str, Any] = dict(zip(PLACES, (OBCCommunity, Barangay, Municipality, Province, Region), strict=True))

LONG_AGO = [Fate.COMPLETED, Fate.IN_PROGRESS, Fate.PLANNED, Fate.ACCEPTED, Fate.COMPLETED, Fate.REJECTED, Fate.DEFERRED]
LAST_YEAR = [
    Fate.PLANNED,
    Fate.ACCEPTED,
    Fate.REROUTED,
    Fate.CAME_BACK,
    Fate.RETURNED,
    Fate.PRIORITIZED,
    Fate.DUPLICATE,
]
LATELY = [Fate.RATED, Fate.FORWARDED, Fate.PRIORITIZED, Fate.RATED, Fate.RECEIVED, Fate.RATED]


@dataclass(frozen=True)
class Story:
    """An assessment: where, when it began and ended (days ago), how, and what becomes of the needs it found."""

    title: str
    level: Level
    psgc: str
    """Of its place; of the barangay, for a community."""

    status: Status
    began: int | None
    ended: int | None
    methods: Sequence[Method]
    fates: Sequence[Fate] = ()
    kind: Kind = Kind.NEEDS_ASSESSMENT
    priority: Priority = Priority.MEDIUM
    findings: str = ""
    people: int | None = None


STORIES = [
    Story(
        "Baseline of Bangsamoro communities in SOCCSKSARGEN", Level.REGIONAL, "1200000000", Status.COMPLETED, 720, 620,
        [Method.DESK_REVIEW, Method.SURVEY], [*LONG_AGO, *LONG_AGO], Kind.BASELINE_STUDY, Priority.HIGH,
        "Two in three communities have no safe water within 250 meters; one in two no permanent classroom.", 1240,
    ),
    Story(
        "Needs of communities in the City of Zamboanga", Level.CITY_MUNICIPAL, "0931700000", Status.COMPLETED, 600, 540,
        [Method.WORKSHOP, Method.KII], LONG_AGO, priority=Priority.HIGH,
        findings="Families moved in 2013 still live on the shore without papers for the land.", people=310,
    ),
    Story(
        "Water and health in Calumpang", Level.BARANGAY, "1230800033", Status.COMPLETED, 450, 420,
        [Method.PARTICIPATORY, Method.OBSERVATION], LAST_YEAR,
        findings="Wells run dry from March to June. The health station is open on two days a week.", people=86,
    ),
    Story(
        "Situation of Bangsamoro communities in Palawan", Level.PROVINCIAL, "1705300000", Status.COMPLETED, 380, 300,
        [Method.DESK_REVIEW, Method.KII], LAST_YEAR[:4], Kind.SITUATIONAL_ANALYSIS,
        findings="Communities on the small islands are reached by boat in the dry months only.",
    ),
    Story(
        "Sama of Arena Blanco: mapping by the community itself", Level.COMMUNITY, "0931700001", Status.COMPLETED, 210,
        170, [Method.PARTICIPATORY], LAST_YEAR, Kind.COMMUNITY_MAPPING,
        findings="The shore has moved forty meters inland in ten years.", people=54,
    ),
    Story(
        "Needs of communities in Sarangani", Level.PROVINCIAL, "1208000000", Status.ANALYSIS, 75, None,
        [Method.SURVEY, Method.WORKSHOP], LATELY, priority=Priority.HIGH,
    ),
    Story(
        "Schools and madaris in General Santos", Level.CITY_MUNICIPAL, "1230800000", Status.DATA_COLLECTION, 30, None,
        [Method.MIXED], LATELY[3:], priority=Priority.CRITICAL,
    ),
    Story(
        "What the water program of 2024 changed in Zamboanga Peninsula", Level.REGIONAL, "0900000000", Status.PLANNING,
        None, None, [Method.SURVEY], kind=Kind.IMPACT_ASSESSMENT, priority=Priority.LOW,
    ),
    Story(
        "Damage after the flood in Arena Blanco", Level.BARANGAY, "0931700001", Status.CANCELLED, None, None,
        [Method.OBSERVATION], kind=Kind.SITUATIONAL_ANALYSIS, priority=Priority.CRITICAL,
    ),
]  # fmt: skip

# What communities sent: what becomes of it, how many days ago it arrived, and after how many days it was decided.
SENT = [
    (Fate.COMPLETED, 710, 12), (Fate.COMPLETED, 640, 27), (Fate.IN_PROGRESS, 520, 20), (Fate.PLANNED, 400, 41),
    (Fate.REJECTED, 610, 18), (Fate.REOPENED, 480, 25), (Fate.DUPLICATE, 479, 9), (Fate.WITHDRAWN, 350, 4),
    (Fate.ACCEPTED, 300, 22), (Fate.RETURNED, 280, 36), (Fate.REROUTED, 240, 15), (Fate.RECALLED, 200, 19),
    (Fate.DEFERRED, 190, 28), (Fate.CAME_BACK, 330, 21), (Fate.ANSWERED, 160, 14), (Fate.PRIORITIZED, 130, 11),
    (Fate.RATED, 110, 30), (Fate.VALIDATED, 90, 17), (Fate.FORWARDED, 60, 12), (Fate.FORWARDED, 95, 10),
    (Fate.RECEIVED, 1, 0), (Fate.RECEIVED, 6, 0), (Fate.RECEIVED, 14, 0), (Fate.RECEIVED, 24, 0),
    (Fate.RECEIVED, 28, 0), (Fate.RECEIVED, 33, 0), (Fate.RECEIVED, 41, 0), (Fate.ASKED, 9, 2), (Fate.ASKED, 13, 2),
    (Fate.HELD, 0, 0), (Fate.HELD, 0, 0), (Fate.REJECTED, 75, 26), (Fate.RATED, 45, 8), (Fate.DEFERRED, 250, 29),
    (Fate.WITHDRAWN, 40, 3), (Fate.ANSWERED, 70, 10),
]  # fmt: skip


def load() -> Iterator[Loaded]:
    """Tell the stories that are not there yet. The demonstration accounts must have been opened."""
    if list(shortages()):
        return  # before accounts are opened there is nobody who could have found a need
    assessments = [(story, assessment) for story in STORIES if (assessment := _assessment(story))]
    yield _write_assessments([assessment for _story, assessment in assessments])
    told = _needs(assessments)
    stored = Need.objects.filter(pk__in=[one.need.pk for one in told]).exists()
    new = [] if stored else told  # all or none: a need that somebody worked on stays as it is
    if new:
        write(new)
        record_all([one.need for one in new], "needs.demonstrate", by=None)
    yield Loaded("demonstration needs", rows=len(told), created=len(new), changed=0, kept=0)


def _assessment(story: Story) -> Assessment | None:
    """None where its place is not in the list."""
    place = _place(story)
    if place is None:
        return None
    today, people = clock.today(), desk().staff
    began = None if story.began is None else today - datetime.timedelta(days=story.began)
    ended = None if story.ended is None else today - datetime.timedelta(days=story.ended)
    planned = began or today + datetime.timedelta(days=50)
    is_cancelled = story.status == Status.CANCELLED
    return Assessment(
        id=uuid.uuid5(OURS, story.title),
        title=f"{MARK}: {story.title}",
        assessment_type=story.kind,
        level=story.level,
        methods=list(story.methods),
        status=story.status,
        priority=story.priority,
        objectives=f"{MARK}, invented: to learn what communities lack most, and who is left out.",
        planned_start=planned,
        planned_end=(ended or planned + datetime.timedelta(days=60)) - datetime.timedelta(days=5 if ended else 0),
        actual_start=began,
        actual_end=ended,
        people_reached=story.people,
        findings=f"{MARK}, invented: {story.findings}" if story.findings else "",
        recommendations=f"{MARK}, invented: begin where a need repeats from year to year." if ended else "",
        cancel_reason=f"{MARK}, invented: the province made the same survey a week before." if is_cancelled else "",
        created_by=people[0],
        created_at=timezone.now() - datetime.timedelta(days=(story.began or 10) + 20),
        **{story.level.place: place},
    )


def _place(story: Story) -> Any:
    if story.level == Level.COMMUNITY:
        in_barangay = OBCCommunity.objects.active().with_place().filter(barangay__psgc=story.psgc)
        return in_barangay.order_by("sort_name").first()
    return PLACE_MODELS[story.level.place].objects.filter(psgc=story.psgc).first()


def _write_assessments(assessments: list[Assessment]) -> Loaded:
    stored = set(Assessment.objects.filter(pk__in=[row.pk for row in assessments]).values_list("pk", flat=True))
    new = [row for row in assessments if row.pk not in stored]
    with moment_as_given(Assessment, "created_at"):
        Assessment.objects.bulk_create(new)
    others = [Role.OOBC_PLANNER, Role.ME_OFFICER]
    helpers = list(User.objects.filter(is_active=True, groups__name__in=others).order_by("username"))
    leaders = desk().staff
    team = []
    for number, assessment in enumerate(new):
        leader = leaders[number % len(leaders)]
        team.append(AssessmentMember(assessment=assessment, user=leader, role=TeamRole.LEAD))
        roles = [TeamRole.MEMBER, TeamRole.NOTE_TAKER, TeamRole.EXPERT]
        for role, person in zip(roles, helpers[number % 2 :: 2], strict=False):
            team.append(AssessmentMember(assessment=assessment, user=person, role=role))
    AssessmentMember.objects.bulk_create(team)
    if new:
        record_all(new, "assessments.demonstrate", by=None)
    return Loaded("demonstration assessments", rows=len(assessments), created=len(new), changed=0, kept=0)


def _needs(assessments: list[tuple[Story, Assessment]]) -> list[Invented]:
    inventor, today = Inventor(SEED, _desk(), timezone.now()), clock.today()
    communities = list(OBCCommunity.objects.active().with_place().order_by("sort_name", "barangay__psgc"))
    categories = list(NeedCategory.objects.filter(is_active=True).order_by("position", "code"))
    told: list[Invented] = []
    for story, assessment in assessments:
        inside = [row for row in communities if _lies_in(row, story, assessment)] or [assessment.place]
        for fate in story.fates:
            number = len(told)
            began = today - datetime.timedelta(days=(story.began or 0) - number % 9)
            category, place = categories[number * 4 % len(categories)], inside[number % len(inside)]
            before = told[-1].need if told else None
            told.append(inventor.found(number, assessment, place, category, began, fate, days=12, other=before))
    spoken_for = [row for row in communities if row.pk in inventor.desk.speakers] or communities
    for fate, ago, days in SENT:
        number = len(told)
        chance = Random(f"{SEED}-{number}")  # noqa: S311 - to be repeatable, not secret
        community = spoken_for[number % len(spoken_for)] if number % 3 else chance.choice(communities)
        received_on, before = today - datetime.timedelta(days=ago), told[-1].need if told else None
        category = categories[number * 4 % len(categories)]
        told.append(inventor.sent(number, community, category, received_on, fate, days, other=before))
    return told


def _desk() -> Desk:
    """Needs go to the offices that have somebody to answer, so that the demonstration accounts find some."""
    everybody = desk()
    answering = [office for office in everybody.offices if office.pk in everybody.focal_persons]
    return replace(everybody, offices=answering) if len(answering) > 1 else everybody


def _lies_in(community: OBCCommunity, story: Story, assessment: Assessment) -> bool:
    need = Need(community=community)
    around = community if story.level == Level.COMMUNITY else getattr(need, f"in_{story.level.place}")
    return bool(around == assessment.place)
