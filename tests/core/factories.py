"""Reference rows, private files, and the images and documents of the website."""

import hashlib
from datetime import date, timedelta

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory, FileField, ImageField

from portal.core.models import (
    ContentVersion,
    CountedTries,
    DevelopmentGoal,
    FundingSource,
    Holiday,
    KeptFile,
    NeedCategory,
    PortalDocument,
    PortalImage,
    PortalRendition,
    PrivateFile,
    Sector,
    ServiceCategory,
)
from tests.accounts.factories import UserFactory


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = Sector
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"sector-{n}")
    name = factory.LazyAttribute(lambda sector: sector.code.capitalize())


class FundingSourceFactory(DjangoModelFactory):
    class Meta:
        model = FundingSource
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"source-{n}")
    name = factory.LazyAttribute(lambda source: source.code.capitalize())


class NeedCategoryFactory(DjangoModelFactory):
    class Meta:
        model = NeedCategory
        django_get_or_create = ["code"]

    code = "health"
    name = "Health"
    sector = factory.SubFactory(SectorFactory, code="social")


class ServiceCategoryFactory(DjangoModelFactory):
    class Meta:
        model = ServiceCategory
        django_get_or_create = ["code"]

    code = "education"
    name = "Education"
    sector = factory.SubFactory(SectorFactory, code="social")


class DevelopmentGoalFactory(DjangoModelFactory):
    class Meta:
        model = DevelopmentGoal

    code = factory.Sequence(lambda n: f"goal-{n}")
    name = factory.Sequence(lambda n: f"Goal {n}")
    plan = "A plan"


class HolidayFactory(DjangoModelFactory):
    class Meta:
        model = Holiday

    date = factory.Sequence(lambda n: date(2026, 1, 1) + timedelta(days=n))
    name = factory.Sequence(lambda n: f"Holiday {n}")


class ContentVersionFactory(DjangoModelFactory):
    class Meta:
        model = ContentVersion
        django_get_or_create = ["pk"]

    pk = 1


class CountedTriesFactory(DjangoModelFactory):
    """One try, a moment ago."""

    class Meta:
        model = CountedTries

    key = factory.Sequence(lambda n: f"{n:064x}")
    times = factory.LazyFunction(lambda: [timezone.now()])
    ends_at = factory.LazyAttribute(lambda row: max(row.times) + timedelta(hours=1))


class KeptFileFactory(DjangoModelFactory):
    """A file that waits for its confirmation."""

    class Meta:
        model = KeptFile

    purpose = "an import"
    name = "services.csv"
    content = b"Name\n"
    sha256 = factory.LazyAttribute(lambda file: hashlib.sha256(file.content).hexdigest())
    kept_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1))


class PrivateFileFactory(DjangoModelFactory):
    """An upload that no record has taken yet."""

    class Meta:
        model = PrivateFile

    class Params:
        content = b"%PDF-1.7\n%%EOF\n"

    file = factory.LazyAttribute(lambda row: ContentFile(row.content, "paper.pdf"))
    name = "paper.pdf"
    content_type = "application/pdf"
    size = factory.LazyAttribute(lambda row: len(row.content))
    sha256 = factory.LazyAttribute(lambda row: hashlib.sha256(row.content).hexdigest())
    uploaded_by = factory.SubFactory(UserFactory)


class PortalImageFactory(DjangoModelFactory):
    class Meta:
        model = PortalImage

    title = "A school"
    file = ImageField(width=60, height=40)


class PortalRenditionFactory(DjangoModelFactory):
    class Meta:
        model = PortalRendition

    image = factory.SubFactory(PortalImageFactory)
    filter_spec = "width-30"
    file = ImageField(width=30, height=20)
    width = 30
    height = 20


class PortalDocumentFactory(DjangoModelFactory):
    class Meta:
        model = PortalDocument

    title = "A form"
    file = FileField(data=b"%PDF-1.7\n%%EOF\n", filename="form.pdf")
