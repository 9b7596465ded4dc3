"""Made-up services in any number, for trying the portal under load: the same seed makes the same services."""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from django.utils import timezone

from portal.core.models import ServiceCategory
from portal.geography.models import Province, Region
from portal.organizations.models import Organization

from .bulk import create_all
from .enums import ApplicationMode, OBCAccess, ServiceType, TransactionClass
from .models import OfferingTranslation, RequiredDocument, ServiceOffering

CHUNK = 1000
WHAT = {
    ServiceType.FINANCIAL_ASSISTANCE: [("cash help", "tulong na pera"), ("burial help", "tulong sa libing")],
    ServiceType.SCHOLARSHIP: [("scholarship", "scholarship"), ("school allowance", "panustos sa pag-aaral")],
    ServiceType.LIVELIHOOD_PROGRAM: [("starter kits", "panimulang gamit"), ("seed capital", "puhunan")],
    ServiceType.INFRASTRUCTURE_SUPPORT: [("water systems", "patubig"), ("core houses", "pabahay")],
    ServiceType.CAPACITY_BUILDING: [("skills training", "pagsasanay"), ("mentoring", "paggabay")],
    ServiceType.HEALTH_SERVICE: [("free check-ups", "libreng konsultasyon"), ("medicines", "gamot")],
    ServiceType.CULTURAL_SUPPORT: [("madrasah support", "suporta sa madrasah"), ("festival grants", "tulong sa pista")],
    ServiceType.OTHER: [("legal advice", "payong legal"), ("birth registration", "pagpaparehistro ng kapanganakan")],
}
FOR_WHOM = [
    ("farmers", "mga magsasaka"), ("fisherfolk", "mga mangingisda"), ("solo parents", "mga solo parent"),
    ("senior citizens", "mga senior citizen"), ("students", "mga mag-aaral"), ("weavers", "mga manghahabi"),
    ("displaced families", "mga pamilyang lumikas"), ("persons with disability", "mga taong may kapansanan"),
    ("youth out of school", "mga kabataang wala sa paaralan"), ("cooperatives", "mga kooperatiba"),
]  # fmt: skip
PAPERS = ["Valid ID", "Barangay certificate", "Birth certificate", "Certificate of indigency", "School ID", "Photo 2x2"]
DAYS = {"simple": 3, "complex": 7, "highly_technical": 20}


def generate(count: int, *, seed: int) -> int:
    """Make ``count`` published services, some hundreds of statements for ten thousand; how many are new."""
    maker = Maker(seed)
    stored = set(
        ServiceOffering.objects.filter(import_key__startswith=maker.prefix).values_list("import_key", flat=True)
    )
    made = 0
    for start in range(0, count, CHUNK):
        offerings = [maker.offering(number) for number in range(start, min(start + CHUNK, count))]
        new = [offering for offering in offerings if offering.import_key not in stored]
        create_all(new, by=None, action="catalog.generate", publish=True)
        made += len(new)
    return made


@dataclass
class Maker:
    """Makes the service with a number, out of the reference rows that are in use."""

    seed: int
    offices: list[Organization] = field(init=False)
    categories: list[ServiceCategory] = field(init=False)
    regions: list[Region] = field(init=False)
    provinces: list[Province] = field(init=False)

    def __post_init__(self) -> None:
        # Sorted by what never changes, so that the same seed means the same rows in every database.
        self.offices = list(
            Organization.objects.active().filter(organization_type__in=["bmoa", "nga"]).order_by("name")
        )
        self.categories = list(ServiceCategory.objects.filter(is_active=True).order_by("code"))
        self.regions = list(Region.objects.order_by("psgc"))
        self.provinces = list(Province.objects.order_by("psgc"))

    @property
    def prefix(self) -> str:
        return f"generated-{self.seed}-"

    def offering(self, number: int) -> ServiceOffering:
        chance = Random(f"{self.seed}-{number}")  # noqa: S311 - to be repeatable, not secret
        service_type = chance.choice(list(WHAT))
        what, what_fil = chance.choice(WHAT[service_type])
        whom, whom_fil = chance.choice(FOR_WHOM)
        is_nationwide = chance.random() < 0.3
        law = chance.choice(["", *TransactionClass.values])
        least = chance.choice([None, 500, 1_000, 5_000, 15_000])
        opens_on, closes_on = self._intake(chance)
        return ServiceOffering(
            id=uuid.UUID(int=chance.getrandbits(128), version=4),
            import_key=f"{self.prefix}{number}",
            offering_mao=chance.choice(self.offices),
            title=f"Demonstration {number + 1}: {what.capitalize()} for {whom}",
            keywords=f"{what} {whom}",
            description=f"Invented for demonstration: {what} for {whom}, given once a year while funds last.",
            category=chance.choice(self.categories),
            service_type=service_type,
            obc_access=chance.choices(OBCAccess.values, weights=[6, 2, 3, 1])[0],
            eligibility_criteria=f"{whom.capitalize()} on the list of the barangay.",
            target_beneficiaries=whom.capitalize(),
            application_mode=chance.choices([ApplicationMode.OFFICE, ApplicationMode.LIST], weights=[5, 1])[0],
            application_process="Ask at the office, fill in the form, and wait for the answer.",
            opens_on=opens_on,
            closes_on=closes_on,
            transaction_class=law,
            processing_days=chance.randint(1, DAYS[law]) if law else None,
            fees_description=chance.choice(["", "Free"]),
            benefit_amount_min=Decimal(least) if least else None,
            benefit_amount_max=Decimal(least * chance.randint(1, 4)) if least else None,
            is_nationwide=is_nationwide,
            geographic_coverage=[] if is_nationwide else chance.sample(self.regions, k=min(2, len(self.regions))),
            provinces_covered=chance.sample(self.provinces, k=min(chance.randint(0, 2), len(self.provinces))),
            slots_available=chance.choice([None, 50, 200, 1_000]),
            is_active=chance.random() > 0.05,
            document_rows=[RequiredDocument(name=name) for name in chance.sample(PAPERS, k=chance.randint(0, 4))],
            sources=[],
            translations=[
                OfferingTranslation(
                    language="fil",
                    description=f"Gawa-gawa bilang halimbawa: {what_fil} para sa {whom_fil}, minsan sa isang taon.",
                    target_beneficiaries=whom_fil.capitalize(),
                )
            ],
        )

    def _intake(self, chance: Random) -> tuple[datetime.date | None, datetime.date | None]:
        """Open, closed or later around today; half of the services state nothing."""
        if chance.random() < 0.5:
            return None, None
        opens_on = timezone.localdate() + datetime.timedelta(days=chance.randint(-90, 60))
        return opens_on, opens_on + datetime.timedelta(days=chance.randint(10, 90))


def shortages() -> Iterator[str]:
    """What is missing for making services, in sentences."""
    for rows, sentence in (
        (Organization.objects.active(), "There is no active office."),
        (ServiceCategory.objects.filter(is_active=True), "There is no category in use."),
        (Region.objects.all(), "There is no region."),
    ):
        if not rows.exists():
            yield sentence
