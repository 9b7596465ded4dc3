import datetime

import factory
from django.utils import timezone

from catalog.enums import CountKind, OBCAccess, ServiceType
from catalog.loaders import load_moderation_workflow
from catalog.menu.kinds import MenuKind
from catalog.models import (
    CatalogModerationTask,
    MenuFile,
    OfferingCount,
    OfferingOverlap,
    OfferingReport,
    OfferingSource,
    OfferingTranslation,
    RequiredDocument,
    ServiceOffering,
)
from tests.accounts.factories import UserFactory
from tests.core.factories import ServiceCategoryFactory
from tests.organizations.factories import OrganizationFactory


def _day(days):
    return factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=days))


class OfferingFactory(factory.django.DjangoModelFactory):
    """A service in one editorial state (a draft unless a trait says otherwise), with its first revision."""

    class Meta:
        model = ServiceOffering

    class Params:
        draft = factory.Trait(state="draft")
        published = factory.Trait(state="published")
        in_moderation = factory.Trait(state="in_moderation")
        returned = factory.Trait(state="returned")
        scheduled = factory.Trait(state="scheduled")
        change_waiting = factory.Trait(state="change_waiting")
        ended = factory.Trait(is_active=False)
        residents_only = factory.Trait(obc_access=OBCAccess.BARMM_RESIDENTS)
        open_now = factory.Trait(opens_on=_day(-5), closes_on=_day(5))
        opens_later = factory.Trait(opens_on=_day(5), closes_on=_day(15))
        closed = factory.Trait(opens_on=_day(-15), closes_on=_day(-5))
        checked = factory.Trait(last_checked_on=_day(-10), last_checked_by=factory.SubFactory(UserFactory))
        checked_long_ago = factory.Trait(last_checked_on=_day(-700), last_checked_by=factory.SubFactory(UserFactory))

    offering_mao = factory.SubFactory(OrganizationFactory)
    title = factory.Sequence(lambda n: f"Service {n}")
    description = "Notebooks and pencils for each pupil."
    category = factory.SubFactory(ServiceCategoryFactory)
    service_type = ServiceType.OTHER

    @classmethod
    def _create(cls, model_class, *args, state="draft", **kwargs):
        offering = model_class(**kwargs)
        if state == "scheduled":
            offering.go_live_at = timezone.now() + datetime.timedelta(days=7)
        offering.save()
        revision = offering.save_revision()
        if state in ("published", "scheduled", "change_waiting"):
            revision.publish()
            offering = model_class.objects.get(pk=offering.pk)
        if state == "change_waiting":
            offering.title += ", changed"
            offering.save_revision()
        if state in ("in_moderation", "returned"):
            workflow = load_moderation_workflow().start(offering, UserFactory())
            if state == "returned":
                workflow.current_task_state.reject(user=UserFactory(), comment="Which papers?")
        return model_class.objects.get(pk=offering.pk)


class OfferingReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OfferingReport

    offering = factory.SubFactory(OfferingFactory, published=True)
    message = "The office has moved."


class MenuFileFactory(factory.django.DjangoModelFactory):
    """A menu that somebody has asked for; nobody is making it yet."""

    class Meta:
        model = MenuFile

    class Params:
        made = factory.Trait(content=b"%PDF-1.7", made_at=factory.LazyFunction(timezone.now))

    fingerprint = factory.Sequence(lambda n: f"{n:064}")
    kind = MenuKind.ONE
    language = "en"
    title = "Services"
    services: list[object] = []


class OfferingCountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OfferingCount

    offering = factory.SubFactory(OfferingFactory, published=True)
    kind = CountKind.VIEW
    day = factory.LazyFunction(timezone.localdate)
    n = 1


class OfferingOverlapFactory(factory.django.DjangoModelFactory):
    """A pair as it is found, open or (``different``) already looked at; the two may be given in any order."""

    class Meta:
        model = OfferingOverlap

    class Params:
        different = factory.Trait(
            decided_at=factory.LazyFunction(timezone.now),
            decided_by=factory.SubFactory(UserFactory),
            reason="One lends, the other gives.",
        )

    first = factory.SubFactory(OfferingFactory, published=True)
    second = factory.SubFactory(OfferingFactory, published=True)
    score = 40
    same_type = True
    same_category = False
    regions = ["XII"]
    words = ["pupil"]
    fingerprint = "0" * 64

    @classmethod
    def _create(cls, model_class, *args, first, second, **kwargs):
        first, second = sorted([first, second], key=lambda offering: offering.pk)
        return super()._create(model_class, *args, first=first, second=second, **kwargs)


class RequiredDocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RequiredDocument

    offering = factory.SubFactory(OfferingFactory)
    name = "School record"


class OfferingSourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OfferingSource

    offering = factory.SubFactory(OfferingFactory)
    source_url = "https://example.org/services"


class OfferingTranslationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OfferingTranslation

    offering = factory.SubFactory(OfferingFactory)
    title = "Tulong"


class CatalogModerationTaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CatalogModerationTask

    name = "OOBC reads it"
