"""The ten recommendations on their way: published, endorsed, approved, carried out; with the real PPAs that fit them.

The texts are the office's and the PPAs are lines of the act of 2024. What was decided, what it costs, steps, numbers
and documents are invented, and say so.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.core.loading import Loaded
from portal.evidence.actions import add_item
from portal.evidence.enums import Confidentiality, EvidenceKind, Language, Reliability
from portal.evidence.models import EvidenceItem
from portal.monitoring.actions.linking import LINKABLE
from portal.monitoring.actions.tagging import tag
from portal.monitoring.invented import MARK
from portal.monitoring.models import MonitoringEntry, PolicyImplemented
from portal.needs.models import Need, NeedSummary
from portal.organizations.models import Organization
from portal.policies.actions import deciding
from portal.policies.enums import (
    DocumentType,
    EvidenceType,
    Grade,
    ImpactDirection,
    ImpactType,
    MilestoneState,
    PolicyStatus,
)
from portal.policies.models import (
    PolicyBudgetYear,
    PolicyDocument,
    PolicyEvidence,
    PolicyImpact,
    PolicyImplementationMilestone,
    PolicyRecommendation,
)

KEYS = uuid.UUID("5b0d7c1e-6a0e-4a57-8f43-0c5d8a8b5a2d")
INVENTED = f"{MARK}: invented."
MOST_NEEDS = 3
FIRST_YEAR = 2024
"""Of the act that is in the register."""

FITTING: dict[str, list[tuple[str, str, str]]] = {
    "scholarships": [
        ("MBHTE", "Access to Higher and Modern Education Scholarship Program", ""),
        ("MOST", "Operations, MOST", "179723250"),  # Science Education, Scholarship and Grants
    ],
    "madaris_support": [
        ("MBHTE", "Madaris Asatidz Program", ""),
        ("MBHTE", "Madaris Standards and Provisions", ""),
        ("MBHTE", "Regional Madrasah Graduate Academy (REMA)", ""),
    ],
    "halal_enterprise": [
        ("MOST", "Operations, MOST", "17931840"),  # Bangsamoro Standards and Halal Testing Laboratories
        ("MAFAR", "Operations, MAFAR", "18375800"),  # Agribusiness and Marketing Assistance Program
        ("CSEA", "Operations, CSEA", ""),
    ],
    "social_services": [
        ("OCM", "Ayudang Medikal mula sa Bangsamoro Government (AMBaG)", ""),
        ("OCM", "Tulong Alay sa Bangsamorong Nangangailangan (TABANG)", ""),
        ("OCM", "Kapayapaan sa Pamayanan (KAPYANAN)", ""),
    ],
    "cultural_development": [("BCPCH", "Operations, BCPCH", "")],
    "women_youth": [
        ("BWC", "Women Economic Participation and Political Empowerment", ""),
        ("MSSD", "Women's Welfare Program", ""),
        ("BYC", "Operations, BYC", ""),
        ("CSEA", "Operations, CSEA", ""),
    ],
    "tourism": [("MTIT", "Promotion and Development of Tourism", "")],
}
"""By recommendation: office and title of the lines of the act that do what it asks for. Where only a part of a line
does, its pesos as the act prints them. The act names nothing that is built outside BARMM, and no partnership there."""

MADE_UP = {
    "scholarships": "Scholarships for students",
    "madaris_support": "asatidz",
    "halal_enterprise": "Halal kitchens",
    "social_services": "families in crisis",
    "women_youth": "women",
    "governance_participation": "Assemblies of communities",
}
"""By recommendation: words in the titles of PPAs of the demonstration that do what it asks for."""

NEEDS_ABOUT = {
    "scholarships": ["education"],
    "madaris_support": ["cultural_development"],
    "infrastructure": ["infrastructure"],
}
"""Categories of needs that these answer."""


@dataclass(frozen=True)
class Step:
    """One milestone; days count from today."""

    title: str
    office: str
    due: int
    done: int | None = None
    begun: bool = False


@dataclass(frozen=True)
class Way:
    """How far one recommendation has come, what it costs in pesos by year from 2024 on, and its steps."""

    status: PolicyStatus
    costs: Sequence[int] = ()
    steps: Sequence[Step] = ()
    act: str = ""
    people: int | None = None
    reason: str = ""


WAYS: dict[str, Way] = {
    "scholarships": Way(
        PolicyStatus.IN_IMPLEMENTATION,
        costs=(620_000_000, 640_000_000, 660_000_000),
        act="BTA Resolution 901",
        people=12_000,
        steps=[
            Step("Rules for scholars outside BARMM are signed", "MBHTE", due=-200, done=-190),
            Step("Application by paper and by telephone opens", "MBHTE", due=-120, done=-95),
            Step("Places in dormitories are agreed with four universities", "MBHTE", due=-25, begun=True),
            Step("First 500 scholars outside BARMM are chosen", "MBHTE", due=35),
            Step("Grades of the first term are looked at together", "MOST", due=190),
        ],
    ),
    "madaris_support": Way(
        PolicyStatus.IN_IMPLEMENTATION,
        costs=(1_400_000_000, 1_450_000_000),
        act="BTA Resolution 902",
        people=30_000,
        steps=[
            Step("List of madaris outside BARMM is checked in the field", "MBHTE", due=-90, done=-92),
            Step("One scheme of honoraria is agreed", "MBHTE", due=12, begun=True),
            Step("First honoraria are paid", "MBHTE", due=80),
        ],
    ),
    "halal_enterprise": Way(
        PolicyStatus.APPROVED,
        costs=(180_000_000, 220_000_000),
        act="BTA Resolution 903",
        people=4_000,
        steps=[
            Step("Agreement with certifying bodies is signed", "MTIT", due=-40),
            Step("First ten cooperatives are trained", "CSEA", due=100),
        ],
    ),
    "social_services": Way(
        PolicyStatus.ENDORSED,
        costs=(2_900_000_000,),
        people=90_000,
        steps=[Step("Rules of eligibility are checked with local governments", "MSSD", due=60)],
    ),
    "cultural_development": Way(
        PolicyStatus.SUBMITTED, steps=[Step("Culture committees are formed in three regions", "BCPCH", due=120)]
    ),
    "women_youth": Way(
        PolicyStatus.ENDORSED,
        costs=(140_000_000,),
        people=6_000,
        steps=[Step("Safe places to meet are chosen with the communities", "BWC", due=75)],
    ),
    "tourism": Way(
        PolicyStatus.DEFERRED, reason=f"{INVENTED} The study of what visitors would do to the shrines is awaited."
    ),
    "infrastructure": Way(
        PolicyStatus.APPROVED,
        costs=(850_000_000,),
        act="BTA Resolution 904",
        people=50_000,
        steps=[Step("Agreements with local governments outside BARMM are signed", "MPW", due=45)],
    ),
    "governance_participation": Way(
        PolicyStatus.SUBMITTED, steps=[Step("Communities choose who speaks for them", "OOBC", due=90)]
    ),
    "institutional_partnerships": Way(PolicyStatus.UNDER_REVIEW),
}
PATH = PolicyStatus.path()


@dataclass(frozen=True)
class People:
    """Who acts; nobody does two steps that two persons must do."""

    writer: User
    publisher: User
    leader: User
    recorder: User
    offices: Mapping[str, Organization] = field(default_factory=dict)


def load_recommended() -> Iterator[Loaded]:
    """Once for each recommendation that nobody has touched; the demonstration accounts must have been opened."""
    people = _people()
    if people is None:
        return
    rows = PolicyRecommendation.objects.filter(core_key__in=WAYS).order_by("number")
    untouched = list(rows.filter(live=False, status=PolicyStatus.DRAFT))
    tagged = 0
    for policy in untouched:
        way = WAYS[policy.core_key]
        _publish(policy, way, people)
        _decide(policy, way, people)
        _add_steps(policy, way, people)
        _show(policy, people)
        tagged += _tag(policy, people)
    yield Loaded("demonstration recommendations", rows.count(), len(untouched), 0, 0)
    yield Loaded("PPAs of demonstration recommendations", PolicyImplemented.objects.count(), tagged, 0, 0)


def _people() -> People | None:
    by_role = {
        role: list(User.objects.filter(groups__name=role, is_active=True).order_by("username"))
        for role in (Role.OOBC_PLANNER, Role.OOBC_STAFF, Role.OCM_LEADERSHIP)
    }
    if any(len(found) < wanted for found, wanted in zip(by_role.values(), (1, 2, 1), strict=True)):
        return None
    staff = by_role[Role.OOBC_STAFF]
    offices = {office.acronym: office for office in Organization.objects.exclude(acronym="")}
    return People(by_role[Role.OOBC_PLANNER][0], staff[0], by_role[Role.OCM_LEADERSHIP][0], staff[1], offices)


def _publish(policy: PolicyRecommendation, way: Way, people: People) -> None:
    """Written by one person, looked at and published by another."""
    text = policy.get_latest_revision_as_object()
    text.expected_beneficiaries = way.people
    text.budget_years = [
        PolicyBudgetYear(fiscal_year=2024 + after, amount=cost) for after, cost in enumerate(way.costs)
    ]
    if way.costs:
        text.resource_requirements = f"{MARK}: what it costs and whom it reaches is invented."
    revision = text.save_revision(user=people.writer)
    revision.publish(user=people.publisher)


def _decide(policy: PolicyRecommendation, way: Way, people: People) -> None:
    """The acts of those who decide, in their order."""
    PolicyRecommendation.objects.filter(pk=policy.pk).update(status=PolicyStatus.UNDER_REVIEW)
    policy = PolicyRecommendation.objects.get(pk=policy.pk)
    shown, today = policy.live_revision_id or 0, timezone.localdate()
    if way.status == PolicyStatus.DEFERRED:
        review_on = today + datetime.timedelta(days=120)
        deciding.defer(policy, reason=way.reason, review_on=review_on, by=people.publisher)
        return
    reached = PATH.index(way.status)
    if reached >= PATH.index(PolicyStatus.SUBMITTED):
        deciding.submit(policy, shown=shown, by=people.publisher)
    if reached >= PATH.index(PolicyStatus.ENDORSED):
        deciding.endorse(policy, shown=shown, by=people.leader)
    if reached >= PATH.index(PolicyStatus.APPROVED):
        document = _act(policy, way, people)
        deciding.record_approval(
            policy, shown=shown, act=f"{MARK}: {way.act}", on=today, document=document, by=people.recorder
        )
        PolicyDocument.objects.create(policy=policy, item=document, type=DocumentType.ACT, added_by=people.recorder)
    if reached >= PATH.index(PolicyStatus.IN_IMPLEMENTATION):
        deciding.begin(policy, on=today, by=people.writer)


def _act(policy: PolicyRecommendation, way: Way, people: People) -> EvidenceItem:
    values = {
        "title": f"{MARK}: {way.act}, {policy.title}",
        "kind": EvidenceKind.LEGAL_PRECEDENT,
        "source": INVENTED,
        "language": Language.ENGLISH,
        "reliability": Reliability.UNVERIFIED,
        "summary": f"{INVENTED} Stands for the act of Parliament that approves recommendation {policy.number}.",
        "link": "https://example.org/demonstration",
        "dated_on": timezone.localdate(),
        "confidentiality": Confidentiality.PUBLIC,
        "office": None,
        "sectors": policy.sectors.all(),
    }
    return add_item(values=values, client_key=uuid.uuid5(KEYS, way.act), by=people.recorder)


def _add_steps(policy: PolicyRecommendation, way: Way, people: People) -> None:
    today = timezone.localdate()
    before = None
    for step in way.steps:
        office = people.offices.get(step.office)
        done = None if step.done is None else today + datetime.timedelta(days=step.done)
        state = MilestoneState.COMPLETED if done else MilestoneState.NOT_STARTED
        row = PolicyImplementationMilestone.objects.create(
            policy=policy,
            title=step.title,
            description=INVENTED,
            target_date=today + datetime.timedelta(days=step.due),
            actual_completion_date=done,
            state=MilestoneState.IN_PROGRESS if step.begun else state,
            responsible_organization=office,
            responsible_person=None if office else people.writer,
            created_by=people.writer,
        )
        if before is not None:
            row.depends_on.add(before)
        before = row


def _tag(policy: PolicyRecommendation, people: People) -> int:
    """The lines of the act that fit, by office and title, and PPAs of the demonstration; how many there are."""
    fitting: list[tuple[MonitoringEntry, Decimal | None]] = []
    lines = MonitoringEntry.objects.exclude(loaded_from="").filter(children=None)
    for acronym, title, share in FITTING.get(policy.core_key or "", []):
        found = lines.filter(lead_organization__acronym=acronym, title=title).first()
        if found:
            fitting.append((found, Decimal(share) if share else None))
    if words := MADE_UP.get(policy.core_key or ""):
        told = MonitoringEntry.objects.filter(title__startswith=MARK, title__icontains=words, children=None)
        fitting += [(ppa, None) for ppa in told.filter(status__in=LINKABLE).order_by("created_at", "pk")]
    for ppa, part in fitting:
        tag(ppa, policy, share=part, by=people.writer)
    return len(fitting)


def _show(policy: PolicyRecommendation, people: People) -> None:
    """What it rests on, what it changed, and the needs it answers."""
    items = EvidenceItem.objects.current().filter(title__startswith=MARK)
    if policy.core_key == "scholarships":
        _rest(policy, items.filter(title__icontains="scholars"), EvidenceType.STUDY, people, verified=True)
        _measure(policy, people)
    if policy.core_key == "madaris_support":
        _rest(policy, items.filter(title__icontains="asatidz"), EvidenceType.QUALITATIVE, people, verified=False)
    if about := NEEDS_ABOUT.get(policy.core_key or ""):
        published = Need.objects.filter(pk__in=NeedSummary.objects.listed().values("need"))
        needs = published.filter(category__code__in=about).order_by("created_at", "pk")
        policy.related_needs.add(*needs[:MOST_NEEDS])


def _rest(
    policy: PolicyRecommendation, items: Iterable[EvidenceItem], kind: EvidenceType, people: People, *, verified: bool
) -> None:
    for item in list(items)[:1]:
        PolicyEvidence.objects.create(
            policy=policy,
            item=item,
            type=kind,
            finding=f"{INVENTED} It shows why the help is needed outside BARMM too.",
            added_by=people.writer,
            reliability=Reliability.MEDIUM if verified else Reliability.UNVERIFIED,
            verified_by=people.recorder if verified else None,
            verified_at=timezone.now() if verified else None,
        )


def _measure(policy: PolicyRecommendation, people: People) -> None:
    today = timezone.localdate()
    PolicyImpact.objects.create(
        policy=policy,
        type=ImpactType.EDUCATIONAL,
        title="Scholars who live outside BARMM",
        unit="persons",
        baseline=Decimal(0),
        target=Decimal(500),
        current=Decimal(180),
        measured_on=today,
        data_quality=Grade.MEDIUM,
        confidence=Grade.MEDIUM,
        method=f"{INVENTED} Counted from the lists of the two offices.",
        recorded_by=people.writer,
    )
    PolicyImpact.objects.create(
        policy=policy,
        type=ImpactType.SOCIAL,
        title="Students who leave college after the first year",
        unit="percent",
        direction=ImpactDirection.DECREASE,
        baseline=Decimal(31),
        target=Decimal(20),
        data_quality=Grade.LOW,
        confidence=Grade.LOW,
        method=INVENTED,
        recorded_by=people.writer,
    )
