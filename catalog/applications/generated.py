"""Made-up applications in any number, for trying the portal under load: the same seed makes the same ones."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from django.utils import timezone

from catalog.enums import ApplicationChannel
from catalog.models import ServiceApplication, ServiceOffering
from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.geography.models import Region

from . import clock
from .demo import desk_of, privacy_notice, reasons_of_refusal
from .invented import Applicant, Desk, Fate, Invented, Inventor, sexes, write
from .through_portal import count_services

CHUNK = 1000
MOST_SERVICES = 30
DAYS_BACK = 500
LONGEST = 45
"""Working days that no case takes longer than, up to the answer to an objection."""

FATES = {
    Fate.COMPLETED: 30, Fate.APPROVED: 14, Fate.REJECTED: 18, Fate.APPROVED_AFTER_ASKING: 8, Fate.UNDER_REVIEW: 8,
    Fate.RECEIVED: 5, Fate.ASKED: 2, Fate.ON_WAITING_LIST: 2, Fate.OBJECTED: 1, Fate.OBJECTION_KEPT: 2,
    Fate.OBJECTION_UPHELD: 1, Fate.WITHDRAWN: 4, Fate.EXPIRED: 3, Fate.DUPLICATE: 2,
}  # fmt: skip


def generate(count: int, *, seed: int) -> int:
    """Make ``count`` applications, some hundred statements for ten thousand; how many are new."""
    maker = Maker(seed)
    made = 0
    for start in range(0, count, CHUNK):
        invented = [maker.application(number) for number in range(start, min(start + CHUNK, count))]
        keys = [one.case.pk for one in invented]
        stored = set(ServiceApplication.objects.filter(pk__in=keys).values_list("pk", flat=True))
        new = [one for one in invented if one.case.pk not in stored]
        write(new)
        made += len(new)
    if made:
        count_services()
    return made


@dataclass
class Maker:
    """Makes the application with a number, for services that are offered."""

    seed: int
    inventor: Inventor = field(init=False)
    desks: list[Desk] = field(init=False)
    days: list[clock.Day] = field(init=False)
    regions: list[Region] = field(init=False)
    communities: list[OBCCommunity] = field(init=False)

    def __post_init__(self) -> None:
        name = f"generated-applications-{self.seed}"
        self.inventor = Inventor(name, privacy_notice(), reasons_of_refusal(), clock.holidays(), timezone.now())
        reviewers = list(User.objects.filter(is_active=True).order_by("username")[:2])
        # Sorted by what never changes, so that the same seed means the same rows in every database.
        services = ServiceOffering.objects.offered().order_by("import_key", "title")[:MOST_SERVICES]
        self.desks = [desk_of(service, reviewers) for service in services]
        self.days = [self.inventor.before_today(back) for back in range(DAYS_BACK + 1)]
        self.regions = list(Region.objects.order_by("psgc"))
        self.communities = list(OBCCommunity.objects.filter(is_active=True).order_by("sort_name", "barangay__psgc"))

    def application(self, number: int) -> Invented:
        chance = Random(f"{self.seed}-{number}")  # noqa: S311 - to be repeatable, not secret
        desk, back = chance.choice(self.desks), chance.randint(0, DAYS_BACK)
        fate = chance.choices(list(FATES), weights=list(FATES.values()))[0]
        days = chance.randint(1, desk.limit + 4 if chance.random() < 0.3 else desk.limit)
        applicant = Applicant(
            region=chance.choice(self.regions) if chance.random() > 0.05 else None,
            sex=sexes(chance),
            channel=chance.choices(list(ApplicationChannel), weights=[12, 3, 4, 2, 1])[0],
            community=chance.choice(self.communities) if self.communities and chance.random() < 0.3 else None,
            is_shared=chance.random() < 0.1,
        )
        if fate.is_still_open != (back < LONGEST):  # not run its course yet, or long over
            fate = Fate.UNDER_REVIEW if back < LONGEST else Fate.COMPLETED
        return self.inventor.case(number, desk, applicant, self.days[back], fate, days)


def shortages() -> Iterator[str]:
    """What is missing for making applications, in sentences."""
    for rows, sentence in (
        (ServiceOffering.objects.offered(), "There is no service."),
        (User.objects.filter(is_active=True), "There is nobody with an account."),
        (Region.objects.all(), "There is no region."),
    ):
        if not rows.exists():
            yield sentence
