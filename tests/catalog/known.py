"""Services at both ends: one of which everything is known, and one of which next to nothing is."""

import datetime

import pytest

from catalog.enums import ApplicationMode, OBCAccess, TransactionClass
from catalog.models import OfferingSource, OfferingTranslation, RequiredDocument
from tests.accounts.factories import UserFactory
from tests.catalog.factories import OfferingFactory
from tests.core.factories import ServiceCategoryFactory
from tests.geography.factories import ProvinceFactory, RegionFactory
from tests.organizations.factories import OrganizationFactory


@pytest.fixture
def full(db):
    """A service of which everything is known, half of it in Filipino too."""
    xii = RegionFactory(code="XII", name="SOCCSKSARGEN")
    offering = OfferingFactory(
        published=True,
        offering_mao=OrganizationFactory(acronym="MSSD", name="Ministry of Social Services & Development"),
        category=ServiceCategoryFactory(code="health", name="Health", name_fil="Kalusugan"),
        title="Help with #hospital *bills*",
        alternate_name="HHB; Hospital help",
        description="Pays a part of the bill. The hospital gets the money.",
        benefit_amount_min=5000,
        benefit_amount_max=30000,
        benefit_note="once a year",
        obc_access=OBCAccess.CASE_BY_CASE,
        obc_access_note="Some provinces only.",
        target_beneficiaries="Patients & their families",
        minimum_age=18,
        maximum_age=59,
        eligibility_criteria="Poor.\nIn a partner hospital.",
        application_mode=ApplicationMode.ONLINE,
        apply_url="https://apply.example.gov.ph/form",
        application_process="Fill in the form.",
        application_period="Year-round",
        opens_on=datetime.date(2026, 1, 5),
        closes_on=datetime.date(2099, 12, 31),
        processing_days=5,
        transaction_class=TransactionClass.COMPLEX,
        fees_description="Free",
        annual_budget=1_000_000,
        slots_available=200,
        total_beneficiaries_to_date=1234,
        obc_beneficiaries_to_date=56,
        beneficiaries_as_of=datetime.date(2026, 6, 5),
        website_url="https://www.mssd.example.gov.ph/help",
        contact_person="Help desk",
        contact_email="desk@example.gov.ph",
        contact_phone="+63 64 123 4567",
        alert_text="The desk has moved.",
        facts_as_of="2026-05",
        last_checked_on=datetime.date(2026, 6, 6),
        last_checked_by=UserFactory(),
    )
    offering.geographic_coverage.set_base([xii])
    offering.provinces_covered.set_base([ProvinceFactory(region=RegionFactory(code="IX"))])
    offering.save()
    RequiredDocument.objects.create(offering=offering, name="Hospital bill", note="the newest", is_optional=True)
    OfferingSource.objects.create(offering=offering, source_url="https://www.mssd.example.gov.ph/help")
    OfferingTranslation.objects.create(offering=offering, title="Tulong sa bayad", description="Bayad sa ospital.")
    return offering


@pytest.fixture
def bare(db):
    """A service of which next to nothing is known."""
    return OfferingFactory(published=True, title="A bare one", category=ServiceCategoryFactory(code="health"))
