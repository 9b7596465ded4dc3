"""Two years of meeting communities, invented: every status, level and way, followed up in time, late and not yet.

Real organizations and the two demonstration communities take part; what was said, who came and the cost are not real.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from portal.accounts.models import User
from portal.activity import record_all
from portal.communities.demo import COMMUNITIES
from portal.communities.models import CommunityRepresentative, OBCCommunity
from portal.core.loading import Loaded
from portal.core.text import fold
from portal.evidence.enums import EvidenceKind
from portal.evidence.models import EvidenceItem
from portal.needs.models import Need
from portal.organizations.models import Organization

from .enums import (
    EngagementStatus,
    EngagementType,
    FacilitatorRole,
    FeedbackSentiment,
    FeedbackType,
    Measure,
    ParticipantSector,
    ParticipationLevel,
    Sex,
)
from .models import (
    ConsultationFeedback,
    EngagementFacilitator,
    EngagementTracking,
    NeedRaised,
    StakeholderEngagement,
)

MARK = "Demonstration: "
Type, Level, Status = EngagementType, ParticipationLevel, EngagementStatus
People = tuple[int | None, int | None, int | None]  # women, men, not recorded


@dataclass(frozen=True)
class Said:
    """One feedback, and what is done about it; days count from the end of the engagement."""

    role: str
    text: str
    kind: FeedbackType = FeedbackType.VERBAL
    tone: FeedbackSentiment | str = ""
    satisfaction: int | None = None
    due_after: int | None = None
    done_after: int | None = None
    done: str = ""


@dataclass(frozen=True)
class Story:
    """One engagement; ``days`` from today to its first day, negative in the past."""

    days: int
    title: str
    kind: EngagementType
    level: ParticipationLevel
    communities: tuple[int, ...]
    status: EngagementStatus = EngagementStatus.COMPLETED
    lasted: int = 1
    people: People | None = None
    groups: dict[ParticipantSector, People] = field(default_factory=dict)
    offices: tuple[str, ...] = ()
    budget: int | None = None
    cost: int | None = None
    outcome: str = ""
    reason: str = ""
    needs: int = 0
    said: tuple[Said, ...] = ()


GROUPS = ParticipantSector
STORIES = [
    Story(
        -700, "First visit to the communities", Type.COURTESY_CALL, Level.INFORM, (0,), people=(6, 9, 0), cost=4200,
        budget=5000, outcome="The office introduced itself, and the elders named whom to speak with.",
        said=(Said("an elder", "Come again with something in your hands.", tone=FeedbackSentiment.MIXED),),
    ),
    Story(
        -660, "First visit to the coast", Type.FIELD_VISIT, Level.INFORM, (1,), people=(11, 14, 3), budget=18000,
        cost=17350, outcome="The office saw the landing and the school, and wrote down eleven questions.",
    ),
    Story(
        -610, "What do you need most? An assembly", Type.COMMUNITY_ASSEMBLY, Level.CONSULT, (0,), people=(58, 41, 0),
        groups={GROUPS.WOMEN: (31, 0, 0), GROUPS.YOUTH: (12, 15, 0), GROUPS.PWD: (2, 3, 0)}, offices=("MSSD", "MOH"),
        budget=45000, cost=43800, needs=2,
        outcome="Water came first, then the way to the health station. Both were sent in as needs.",
        said=(
            Said("the women's group", "The meeting was in the hours in which we cook.", FeedbackType.COMPLAINT,
                 FeedbackSentiment.NEGATIVE, 3, 30, 12, "Assemblies of the community begin at nine from now on."),
            Said("a farmer", "Good that you came to us and not we to you.", tone=FeedbackSentiment.POSITIVE,
                 satisfaction=5),
        ),
    ),
    Story(
        -560, "Fisherfolk speak about the landing", Type.FOCUS_GROUP, Level.CONSULT, (1,), people=(4, 17, 0),
        groups={GROUPS.FISHERFOLK: (4, 16, 0)}, offices=("MAFAR",), budget=12000, cost=11200, needs=1,
        outcome="Ice and the price of fuel matter most. MAFAR will look for a cold store.",
        said=(Said("a fisherman", "Tell us by text when you come.", FeedbackType.SUGGESTION,
                   FeedbackSentiment.NEUTRAL, 4, 30, 55, "The office now sends a message two days before."),),
    ),
    Story(
        -480, "Survey before the plan of the year", Type.SURVEY, Level.CONSULT, (0, 1), lasted=12, budget=60000,
        outcome="164 households answered. The answers went into the assessment of the year.",
    ),
    Story(
        -430, "How to write down a need: a workshop", Type.WORKSHOP, Level.INVOLVE, (0, 1), lasted=2,
        people=(22, 19, 0), groups={GROUPS.OFFICIALS: (3, 6, 0), GROUPS.YOUTH: (9, 5, 0)}, offices=("MBHTE",),
        budget=90000, cost=96500, outcome="Fourteen people can help others to send a need.",
        said=(Said("a teacher", "Two days are long for people who sell at the market.", FeedbackType.WRITTEN,
                   FeedbackSentiment.MIXED, 4),),
    ),
    Story(
        -370, "Offices and communities at one table", Type.MEETING, Level.COLLABORATE, (0, 1), people=(13, 18, 2),
        offices=("MSSD", "MOH", "MAFAR"), budget=30000, cost=28750, needs=1,
        outcome="Three offices answered four needs. The road stays with the province.",
        said=(Said("a member of the council", "The answer about the road was clear, even if it was no.",
                   satisfaction=4, tone=FeedbackSentiment.POSITIVE),),
    ),
    Story(
        -300, "Do these priorities fit? A validation", Type.VALIDATION, Level.COLLABORATE, (0,), people=(34, 27, 0),
        budget=20000, cost=19900, needs=2, outcome="The order was kept, and the health station moved up to second.",
        said=(Said("the health workers", "Nobody spoke of the medicines that run out.", FeedbackType.COMPLAINT,
                   FeedbackSentiment.NEGATIVE, 2, 30, 28, "MOH was asked; the station is on the list for supplies."),),
    ),
    Story(
        -240, "Interviews with teachers of the madrasah", Type.INTERVIEW, Level.CONSULT, (1,), people=(3, 4, 0),
        groups={GROUPS.RELIGIOUS: (2, 4, 0)}, cost=2100, outcome="Seven interviews about books and pay.",
    ),
    Story(
        -170, "The coast decides about the ice plant", Type.COMMUNITY_ASSEMBLY, Level.EMPOWER, (1,),
        people=(47, 63, 0), groups={GROUPS.FISHERFOLK: (20, 51, 0)}, offices=("MAFAR",), budget=40000, cost=38200,
        needs=1, outcome="The assembly chose the place, and five people to keep it.",
        said=(Said("a woman who sells fish", "For the first time we chose and were not only asked.",
                   tone=FeedbackSentiment.POSITIVE, satisfaction=5),),
    ),
    Story(
        -90, "What became of your needs: the office reports", Type.CONSULTATION, Level.INFORM, (0, 1),
        people=(51, 44, 6), offices=("MSSD", "MOH"), budget=35000,
        outcome="The office told of each need where it stands. Two are late, and it said why.",
        said=(
            Said("a youth leader", "Put the list on the board of the barangay.", FeedbackType.SUGGESTION,
                 FeedbackSentiment.NEUTRAL, 4, 30),
            Said("an observer of the office", "People did not dare to speak while the mayor was in the room.",
                 FeedbackType.OBSERVATION, FeedbackSentiment.MIXED),
        ),
    ),
    Story(
        -14, "Water at Purok 3: where should the pump stand?", Type.FOCUS_GROUP, Level.INVOLVE, (0,),
        people=(18, 9, 0), groups={GROUPS.WOMEN: (16, 0, 0)}, budget=8000, cost=7600, needs=1,
        outcome="The pump goes beside the school. The barangay keeps the key.",
        said=(Said("a mother", "Who repairs it in two years?", FeedbackType.VERBAL, FeedbackSentiment.MIXED, 4, 30),),
    ),
    Story(-1, "Visit to the new landing", Type.FIELD_VISIT, Level.INFORM, (1,), Status.IN_PROGRESS, lasted=3,
          budget=15000),
    Story(12, "The plan of next year: what comes first?", Type.CONSULTATION, Level.INVOLVE, (0, 1), Status.SCHEDULED,
          offices=("MSSD", "MAFAR"), budget=50000),
    Story(40, "Workshop for women who lead groups", Type.WORKSHOP, Level.COLLABORATE, (1,), Status.PLANNED,
          budget=30000),
    Story(20, "Meeting with the health workers", Type.MEETING, Level.CONSULT, (0,), Status.POSTPONED,
          reason="The road is closed until the rains end."),
    Story(-45, "Survey of boats", Type.SURVEY, Level.CONSULT, (1,), Status.CANCELLED,
          reason="MAFAR counts the boats itself this year."),
]  # fmt: skip


def load() -> Iterator[Loaded]:
    """Tell the stories that are not there yet; all or none, so that what somebody worked on stays as it is."""
    keeper = User.objects.filter(groups__name="oobc_staff", is_active=True).order_by("pk").first()
    is_there = StakeholderEngagement.objects.filter(title__startswith=MARK).exists()
    told = [] if is_there or keeper is None else [_tell(story, keeper) for story in STORIES]
    record_all(told, "engagement.demonstrate", by=None)
    yield Loaded("engagements", rows=len(STORIES), created=len(told), changed=0, kept=0)


def _tell(story: Story, keeper: User) -> StakeholderEngagement:
    communities = _communities(story)
    start = timezone.localdate() + datetime.timedelta(days=story.days)
    end = start + datetime.timedelta(days=story.lasted - 1)
    has_begun = story.status in (EngagementStatus.COMPLETED, EngagementStatus.IN_PROGRESS)
    is_over = story.status == EngagementStatus.COMPLETED
    only = communities[0] if len(communities) == 1 else None
    engagement = StakeholderEngagement.objects.create(
        title=MARK + story.title,
        engagement_type=story.kind,
        participation_level=story.level,
        status=story.status,
        status_reason=story.reason,
        community=only,
        province=None if only else communities[0].barangay.municipality.province,
        planned_start=start,
        planned_end=end,
        actual_start=start if has_begun else None,
        actual_end=end if is_over else None,
        objectives="To hear what people need and to tell them what became of it.",
        outcome=story.outcome,
        budget=_pesos(story.budget),
        cost=_pesos(story.cost),
        created_by=keeper,
    )
    engagement.communities.set(communities)
    engagement.organizations.set(Organization.objects.filter(acronym__in=story.offices))
    EngagementFacilitator.objects.create(engagement=engagement, user=keeper, role=FacilitatorRole.LEAD_FACILITATOR)
    _count(engagement, story, end, keeper)
    for said in story.said:
        _say(engagement, said, end, keeper)
    if is_over and story.said:
        _answer_of_representative(engagement, communities[0], end)
    needs = Need.objects.filter(community__in=communities).order_by("created_at")[: story.needs]
    NeedRaised.objects.bulk_create(NeedRaised(engagement=engagement, need=need, linked_by=keeper) for need in needs)
    if is_over and story.needs:
        minutes = EvidenceItem.objects.current().filter(kind=EvidenceKind.STAKEHOLDER_CONSULTATION)
        engagement.evidence.set(minutes.order_by("sort_title", "pk")[:1])
    return engagement


def _communities(story: Story) -> list[OBCCommunity]:
    demo = [COMMUNITIES[number] for number in story.communities]
    return [
        OBCCommunity.objects.with_place().get(sort_name=fold(one.name), barangay__psgc=one.barangay) for one in demo
    ]


def _count(engagement: StakeholderEngagement, story: Story, day: datetime.date, keeper: User) -> None:
    groups: dict[Any, People] = {"": story.people, **story.groups} if story.people else {}
    EngagementTracking.objects.bulk_create(
        EngagementTracking(
            engagement=engagement,
            measure=Measure.PARTICIPANTS,
            sex=sex,
            sector=sector,
            value=value,
            as_of=day,
            recorded_by=keeper,
        )
        for sector, people in groups.items()
        for sex, value in zip(Sex, people, strict=True)
    )


def _say(engagement: StakeholderEngagement, said: Said, end: datetime.date, keeper: User) -> None:
    is_done = said.done_after is not None
    feedback = ConsultationFeedback.objects.create(
        engagement=engagement,
        feedback_type=said.kind,
        sentiment=said.tone,
        text=said.text,
        given_by_role=said.role,
        satisfaction=said.satisfaction,
        recorded_by=keeper,
        follow_up_due_on=end + datetime.timedelta(days=said.due_after) if said.due_after else None,
        follow_up_done_at=_noon(end, said.done_after) if is_done else None,
        follow_up_done_by=keeper if is_done else None,
        follow_up_words=said.done,
    )
    ConsultationFeedback.objects.filter(pk=feedback.pk).update(given_at=_noon(end, 0))


def _answer_of_representative(engagement: StakeholderEngagement, community: OBCCommunity, end: datetime.date) -> None:
    """Who represents the community has said how it was, but not yet of what was held last."""
    term = CommunityRepresentative.objects.in_force().filter(community=community).select_related("user").first()
    if term is None or end > timezone.localdate() - datetime.timedelta(days=30):
        return
    feedback = ConsultationFeedback.objects.create(
        engagement=engagement,
        feedback_type=FeedbackType.WRITTEN,
        text="People felt heard.",
        given_by_role="A representative of the community",
        community=community,
        satisfaction=4,
        author=term.user,
    )
    ConsultationFeedback.objects.filter(pk=feedback.pk).update(given_at=_noon(end, 3))


def _noon(day: datetime.date, days_later: int | None) -> datetime.datetime:
    moment = datetime.datetime.combine(day + datetime.timedelta(days=days_later or 0), datetime.time(12))
    return timezone.make_aware(moment)


def _pesos(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(str(amount))
