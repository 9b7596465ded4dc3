import datetime
from decimal import Decimal

import factory
from django.utils import timezone

from catalog.enums import ApplicationChannel, CountKind, EventKind, OBCAccess, ServiceType
from catalog.form_builder.definitions import streams_of
from catalog.loaders import load_moderation_workflow
from catalog.menu.kinds import MenuKind
from catalog.models import (
    ApplicationDraft,
    ApplicationEvent,
    ApplicationFile,
    ApplicationForm,
    CaseLink,
    CaseNote,
    CaseReview,
    CatalogModerationTask,
    DataProtectionOfficer,
    FormVersion,
    InformationRequest,
    MenuFile,
    Objection,
    OfferingCount,
    OfferingOverlap,
    OfferingReport,
    OfferingSource,
    OfferingTranslation,
    PrivacyNotice,
    RefusalReason,
    RequiredDocument,
    Satisfaction,
    ServiceApplication,
    ServiceFigures,
    ServiceOffering,
)
from catalog.questions import Bilingual, Choice, Condition, Definition, Kind, Question, Section
from portal.core.references import new_reference
from tests.accounts.factories import UserFactory
from tests.core.factories import PrivateFileFactory, ServiceCategoryFactory
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


def a_definition():
    """Two pages: whether one studies, and only then where; then why."""
    studies = Question("studies", Kind.YES_NO, Bilingual("Do you study?", "Nag-aaral ba kayo?"))
    school = Question(
        "school",
        Kind.SHORT,
        Bilingual("Name of the school", "Pangalan ng paaralan"),
        reason=Bilingual("To ask the school"),
        is_personal=True,
        show_if=Condition("studies", ("yes",)),
    )
    level = Question(
        "level",
        Kind.CHOICE,
        Bilingual("Level"),
        choices=(Choice("senior_high", Bilingual("Senior high school")), Choice("college", Bilingual("College"))),
    )
    why = Question("why", Kind.LONG, Bilingual("Why do you need it?"), is_required=False)
    return Definition(
        sections=(
            Section(Bilingual("Your studies"), (studies, school)),
            Section(Bilingual("Your plan"), (level, why), show_if=Condition("studies", ("yes",))),
        )
    )


class ApplicationFormFactory(factory.django.DjangoModelFactory):
    """A form in use, with its first version."""

    class Meta:
        model = ApplicationForm
        skip_postgeneration_save = True

    class Params:
        in_use = True

    offering = factory.SubFactory(OfferingFactory, published=True, open_now=True, transaction_class="complex")
    live = factory.SelfAttribute("in_use")
    receiving_unit = "Records Officer, Scholarship Division"

    @factory.post_generation
    def definition(form, create, extracted, **kwargs):
        definition = extracted or a_definition()
        for name, stream in streams_of(definition).items():
            setattr(form, name, stream)
        form.save()
        if form.live:
            FormVersionFactory(form=form, content=definition.to_json())


class FormVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FormVersion

    form = factory.SubFactory(ApplicationFormFactory, in_use=False)
    number = factory.LazyAttribute(lambda version: version.form.versions.count() + 1)
    content = factory.LazyFunction(lambda: a_definition().to_json())


class PrivacyNoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PrivacyNotice
        django_get_or_create = ["number"]

    number = 1
    text = "We keep what you write only as long as the office needs it."
    text_fil = "Itinatago namin ang isinulat ninyo hangga't kailangan ng opisina."
    in_force_from = datetime.date(2026, 1, 1)


class DataProtectionOfficerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DataProtectionOfficer

    contact = "Datu Invented, dpo@example.org"


class RefusalReasonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RefusalReason
        django_get_or_create = ["code"]

    code = "papers_missing"
    name = "Papers are missing"


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A case just received, unless a trait says otherwise. Its persons are invented."""

    class Meta:
        model = ServiceApplication

    class Params:
        under_review = factory.Trait(status="under_review", reviewer=factory.SubFactory(UserFactory))
        decided = factory.Trait(
            decided_at=factory.LazyFunction(timezone.now), decided_by=factory.SubFactory(UserFactory)
        )
        approved = factory.Trait(decided=True, status="approved", waiting_on="nobody")
        completed = factory.Trait(
            decided=True, status="completed", waiting_on="nobody", closed_at=factory.LazyFunction(timezone.now)
        )
        rejected = factory.Trait(
            decided=True,
            status="rejected",
            waiting_on="nobody",
            closed_at=factory.LazyFunction(timezone.now),
            refusal_reason=factory.SubFactory(RefusalReasonFactory),
            public_message="The school certificate is missing.",
        )
        withdrawn = factory.Trait(
            closed_at=factory.LazyFunction(timezone.now), closed_reason="withdrawn", waiting_on="nobody"
        )
        late = factory.Trait(application_date=_day(-40), due_on=_day(-10))

    reference = factory.LazyFunction(new_reference)
    form_version = factory.LazyAttribute(
        lambda case: (
            case.service.application_form.current
            if hasattr(case.service, "application_form")
            else ApplicationFormFactory(offering=case.service).current
        )
    )
    service = factory.SubFactory(OfferingFactory, published=True, open_now=True, transaction_class="complex")
    answers = factory.LazyFunction(lambda: {"studies": "yes", "school": "Notre Dame", "level": "college"})
    applicant_name = "Amina Sali"
    applicant_email = factory.Sequence(lambda n: f"amina{n}@example.org")
    channel = ApplicationChannel.ONLINE
    privacy_notice = factory.SubFactory(PrivacyNoticeFactory)
    consented_at = factory.LazyFunction(timezone.now)
    application_date = factory.LazyFunction(timezone.localdate)
    received_at = factory.LazyFunction(timezone.now)
    receiving_unit = "Records Officer, Scholarship Division"
    due_on = _day(10)


class ApplicationDraftFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApplicationDraft

    code_hash = factory.Sequence(lambda n: f"{n:064}")
    form_version = factory.LazyAttribute(lambda draft: ApplicationFormFactory(offering=draft.offering).current)
    offering = factory.SubFactory(OfferingFactory, published=True, open_now=True, transaction_class="complex")
    privacy_notice = factory.SubFactory(PrivacyNoticeFactory)
    consented_at = factory.LazyFunction(timezone.now)
    channel = ApplicationChannel.ONLINE
    expires_on = _day(30)


class ApplicationFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApplicationFile

    application = factory.SubFactory(ApplicationFactory)
    question = "certificate"
    file = factory.SubFactory(PrivateFileFactory)


class ApplicationEventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApplicationEvent

    application = factory.SubFactory(ApplicationFactory)
    kind = EventKind.RECEIVED


class InformationRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InformationRequest

    application = factory.SubFactory(ApplicationFactory, under_review=True)
    question = "Please send the second page of the certificate."
    answer_until = _day(10)


class CaseNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseNote

    application = factory.SubFactory(ApplicationFactory)
    text = "The school has confirmed it by telephone."


class CaseReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseReview

    application = factory.SubFactory(ApplicationFactory)
    reviewer = factory.SubFactory(UserFactory)


class ObjectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objection

    application = factory.SubFactory(ApplicationFactory, rejected=True)
    text = "I had sent the certificate."
    due_on = _day(7)


class CaseLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseLink

    application = factory.SubFactory(ApplicationFactory)
    token_hash = factory.Sequence(lambda n: f"{n:064}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=1))


class SatisfactionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Satisfaction

    application = factory.SubFactory(ApplicationFactory, completed=True)
    score = 4


class ServiceFiguresFactory(factory.django.DjangoModelFactory):
    """What was counted tonight of a service with many cases."""

    class Meta:
        model = ServiceFigures

    offering = factory.SubFactory(OfferingFactory, published=True)
    counted_on = factory.LazyFunction(timezone.localdate)
    received = 40
    decided = 30
    approved = 20
    median_days = Decimal("6.5")
    on_time = 27
    late = 3
