"""Made-up needs in any number, for trying the portal under load: the same seed makes the same ones."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.communities.models import CommunityRepresentative, OBCCommunity
from portal.core.models import NeedCategory
from portal.core.moments import moment_as_given
from portal.core.references import new_reference
from portal.organizations.enums import OrganizationType
from portal.organizations.models import Organization, OrganizationMembership

from . import clock
from .enums import AssessmentLevel, AssessmentMethod, AssessmentPriority, AssessmentStatus, AssessmentType
from .invented import MARK, Desk, Fate, Invented, Inventor, write
from .models import Assessment, Need

CHUNK = 1000
PER_ASSESSMENT = 100
"""Of so many needs in a row, some four in ten were found by one assessment."""

DAYS_BACK = 730
FOUND_SHARE = 0.4

FATES = {
    Fate.RECEIVED: 12, Fate.HELD: 1, Fate.ASKED: 4, Fate.ANSWERED: 5, Fate.VALIDATED: 10, Fate.RATED: 12,
    Fate.PRIORITIZED: 10, Fate.FORWARDED: 8, Fate.ACCEPTED: 6, Fate.RETURNED: 3, Fate.REROUTED: 3, Fate.RECALLED: 1,
    Fate.DEFERRED: 5, Fate.CAME_BACK: 2, Fate.REJECTED: 5, Fate.REOPENED: 1, Fate.WITHDRAWN: 2, Fate.DUPLICATE: 3,
    Fate.PLANNED: 2, Fate.IN_PROGRESS: 2, Fate.COMPLETED: 3,
}  # fmt: skip
DAYS_BEFORE = {
    Fate.RECEIVED: (0, 45), Fate.HELD: (0, 10), Fate.ASKED: (3, 14), Fate.FORWARDED: (20, 90),
    Fate.DEFERRED: (60, 200), Fate.CAME_BACK: (260, DAYS_BACK), Fate.PLANNED: (120, DAYS_BACK),
    Fate.IN_PROGRESS: (200, DAYS_BACK), Fate.COMPLETED: (300, DAYS_BACK),
}  # fmt: skip
"""How many days ago a need of this fate arrived, at least and at most, so that it has come so far."""


def generate(count: int, *, seed: int) -> int:
    """Make ``count`` needs, about 20 statements for a thousand; how many are new."""
    maker = Maker(seed)
    made = 0
    for start in range(0, count, CHUNK):
        invented = maker.needs(range(start, min(start + CHUNK, count)))
        keys = [one.need.pk for one in invented]
        stored = set(Need.objects.filter(pk__in=keys).values_list("pk", flat=True))
        new = [one for one in invented if one.need.pk not in stored]
        maker.write_assessments(new)
        _keep_references_apart(new)
        write(new)
        made += len(new)
    return made


@dataclass(eq=False)
class Maker:
    """Makes the need with a number, for communities that are in the list."""

    seed: int
    inventor: Inventor = field(init=False)
    communities: list[OBCCommunity] = field(init=False)
    categories: list[NeedCategory] = field(init=False)
    today: clock.Day = field(init=False)
    inside: dict[tuple[type, int], list[OBCCommunity]] = field(init=False)

    def __post_init__(self) -> None:
        self.inventor = Inventor(f"generated-needs-{self.seed}", desk(), timezone.now())
        self.today = clock.today()
        # Sorted by what never changes, so that the same seed means the same rows in every database.
        self.communities = list(OBCCommunity.objects.active().with_place().order_by("sort_name", "barangay__psgc"))
        self.categories = list(NeedCategory.objects.filter(is_active=True).order_by("code"))
        self.inside = defaultdict(list)
        for community in self.communities:
            for place in (community, *community.place_steps, community.place_steps[-1].region):
                self.inside[type(place), place.pk].append(community)

    def needs(self, numbers: range) -> list[Invented]:
        made: list[Invented] = []
        for number in numbers:
            made.append(self.need(number, made[-1].need if number % CHUNK else None))
        return made

    def need(self, number: int, before: Need | None) -> Invented:
        """The need with this number; a duplicate is followed under the one before it."""
        chance = Random(f"{self.seed}-{number}")  # noqa: S311 - to be repeatable, not secret
        fate = chance.choices(list(FATES), weights=list(FATES.values()))[0]
        is_found = chance.random() < FOUND_SHARE and not fate.is_of_communities
        least, most = DAYS_BEFORE.get(fate, (50, DAYS_BACK))
        day = self.today - datetime.timedelta(days=chance.randint(least, most))
        category, days = chance.choice(self.categories), chance.choices([5, 12, 20, 28, 36], weights=[3, 5, 5, 3, 1])[0]
        if fate is Fate.DUPLICATE and before is not None and before.duplicate_of is not None:
            before = before.duplicate_of
        if not is_found:
            return self.inventor.sent(number, chance.choice(self.communities), category, day, fate, days, before)
        assessment = self.assessment(number // PER_ASSESSMENT)
        inside = self.communities_in(assessment)
        place = chance.choice(inside) if chance.random() < 0.85 else assessment.place
        return self.inventor.found(number, assessment, place, category, day, fate, days, before)

    @lru_cache(maxsize=4)  # noqa: B019 - a maker lives as long as the command
    def assessment(self, number: int) -> Assessment:
        """The assessment that found some of these hundred needs."""
        chance = Random(f"{self.seed}-assessment-{number}")  # noqa: S311 - to be repeatable, not secret
        community = chance.choice(self.communities)
        barangay = community.barangay
        province = barangay.municipality.province
        level = chance.choices(list(AssessmentLevel), weights=[1, 4, 4, 2, 2])[0]
        places = {
            "community": community, "barangay": barangay, "municipality": barangay.municipality, "province": province,
            "region": province.region,
        }  # fmt: skip
        ended = self.today - datetime.timedelta(days=chance.randint(10, 200))
        is_completed = chance.random() < 0.7
        return Assessment(
            id=uuid.UUID(int=chance.getrandbits(128), version=4),
            title=f"{MARK}: {level.label} assessment {number + 1}, {places[level.place]}"[:255],
            assessment_type=chance.choice(AssessmentType.values),
            level=level,
            methods=chance.sample(AssessmentMethod.values, k=2),
            priority=chance.choice(AssessmentPriority.values),
            status=AssessmentStatus.COMPLETED if is_completed else AssessmentStatus.DATA_COLLECTION,
            actual_start=self.today - datetime.timedelta(days=DAYS_BACK + 30),
            actual_end=ended if is_completed else None,
            findings=f"{MARK}, invented: water and schools come first." if is_completed else "",
            created_by=chance.choice(self.inventor.desk.staff),
            created_at=timezone.now() - datetime.timedelta(days=DAYS_BACK + 60),
            **{level.place: places[level.place]},
        )

    def write_assessments(self, invented: list[Invented]) -> None:
        """Those of these needs that are not there yet."""
        own = {one.need.assessment.pk: one.need.assessment for one in invented if one.need.assessment}
        stored = set(Assessment.objects.filter(pk__in=own).values_list("pk", flat=True))
        with moment_as_given(Assessment, "created_at"):
            Assessment.objects.bulk_create([row for key, row in own.items() if key not in stored])

    def communities_in(self, assessment: Assessment) -> list[OBCCommunity]:
        """Those in the place of the assessment: at least the one that it was made for."""
        return self.inside[type(assessment.place), assessment.place.pk]


def desk() -> Desk:
    """Who works on needs today."""
    in_force = CommunityRepresentative.objects.in_force().select_related("user").order_by("pk")
    focal = OrganizationMembership.objects.in_force().filter(focal_role__gt="").select_related("user").order_by("-pk")
    offices = Organization.objects.active().filter(organization_type=OrganizationType.BMOA)
    return Desk(
        staff=list(User.objects.filter(is_active=True, groups__name=Role.OOBC_STAFF).order_by("username")),
        offices=list(offices.order_by("sort_name")),
        speakers={term.community_id: term.user for term in in_force},
        focal_persons={term.organization_id: term.user for term in focal},
    )


def shortages() -> Iterator[str]:
    """What is missing for making needs, in sentences."""
    people = desk()
    for rows, sentence in (
        (people.staff, "There is nobody of OOBC's staff with an account."),
        (people.offices[1:], "There are not two active offices of BARMM."),
        (OBCCommunity.objects.active()[:1], "There is no community."),
        (NeedCategory.objects.filter(is_active=True)[:1], "There is no category in use."),
    ):
        if not rows:
            yield sentence


def _keep_references_apart(invented: list[Invented]) -> None:
    """Another seed, or a real need, may have the same number: rare among 10^10, and then another one is drawn."""
    while taken := set(
        Need.objects.filter(reference__in=[one.need.reference for one in invented]).values_list("reference", flat=True)
    ):
        for one in invented:
            if one.need.reference in taken:
                one.need.reference = new_reference()
