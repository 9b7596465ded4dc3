"""A service that people can get: who offers it, who may have it, what it gives, and how."""

import datetime
import uuid
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin, WorkflowMixin

from catalog.enums import ApplicationMode, IntakeState, OBCAccess, ServiceType, TransactionClass
from catalog.querysets import ServiceOfferingQuerySet
from portal.core.models import ContentVersion, ServiceCategory
from portal.geography.models import Province, Region
from portal.monitoring.models import MonitoringEntry
from portal.organizations.models import Organization
from search.facade import refresh

# Facts of the row itself, whichever text is live: a revision neither carries nor restores them.
ROW_FACTS = ("last_checked_on", "last_checked_by", "import_key")


class ServiceOffering(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """A program, project or service in the public catalog.

    Its text is editorial: an office drafts, OOBC publishes, and the published text stays until a change is approved.
    It has no lifecycle: ``is_active`` says whether it is still offered, ``intake_state`` whether applications are taken
    today. Money is in pesos. What is null is not known, and pages say so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    import_key = models.SlugField(_("import key"), max_length=100, unique=True, null=True, blank=True, editable=False)
    live = models.BooleanField(_("live"), default=False, editable=False)  # a new row is a draft

    offering_mao = models.ForeignKey(
        Organization, verbose_name=_("office"), on_delete=models.PROTECT, related_name="offerings"
    )
    title = models.CharField(_("name of the service"), max_length=255)
    alternate_name = models.CharField(
        _("other names and acronyms"),
        max_length=255,
        blank=True,
        help_text=_("Official ones, separated by semicolons."),
    )
    keywords = models.CharField(
        _("keywords"), max_length=500, blank=True, help_text=_("Words people use for it. Not shown, only searched.")
    )
    description = models.TextField(_("what you get"), help_text=_("Start with what a person receives."))
    category = models.ForeignKey(
        ServiceCategory, verbose_name=_("category"), on_delete=models.PROTECT, related_name="offerings"
    )
    service_type = models.CharField(_("type of service"), max_length=24, choices=ServiceType.choices)

    obc_access = models.CharField(
        _("can people outside BARMM get it?"), max_length=16, choices=OBCAccess.choices, default=OBCAccess.UNKNOWN
    )
    obc_access_note = models.CharField(_("note on that"), max_length=255, blank=True)
    eligibility_criteria = models.TextField(_("who can apply"), blank=True)
    target_beneficiaries = models.TextField(_("who it is for"), blank=True)
    minimum_age = models.PositiveSmallIntegerField(_("minimum age"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("maximum age"), null=True, blank=True)

    application_mode = models.CharField(
        _("way to apply"), max_length=8, choices=ApplicationMode.choices, default=ApplicationMode.OFFICE
    )
    apply_url = models.URLField(_("address to apply online"), blank=True)
    application_process = models.TextField(_("how to apply"), blank=True)
    required_documents = models.TextField(
        _("papers to bring, in a sentence"), blank=True, help_text=_("Better: list the papers one by one below.")
    )
    application_period = models.CharField(_("when to apply, in words"), max_length=255, blank=True)
    opens_on = models.DateField(_("applications open on"), null=True, blank=True)
    closes_on = models.DateField(_("last day for applications"), null=True, blank=True)
    processing_time = models.CharField(_("how long it takes, in words"), max_length=100, blank=True)
    processing_days = models.PositiveSmallIntegerField(_("working days to decide"), null=True, blank=True)
    transaction_class = models.CharField(
        _("class under RA 11032"), max_length=16, choices=TransactionClass.choices, blank=True
    )
    fees_description = models.CharField(
        _("what it costs"), max_length=255, blank=True, help_text=_("Write “Free” if it costs nothing.")
    )
    benefit_amount_min = models.DecimalField(
        _("smallest amount given (₱)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    benefit_amount_max = models.DecimalField(
        _("largest amount given (₱)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    benefit_note = models.CharField(_("note on the amount"), max_length=255, blank=True)

    geographic_coverage = ParentalManyToManyField(
        Region, verbose_name=_("regions covered"), blank=True, related_name="offerings"
    )
    provinces_covered = ParentalManyToManyField(
        Province, verbose_name=_("provinces covered"), blank=True, related_name="offerings"
    )
    is_nationwide = models.BooleanField(_("offered in the whole country"), default=False)

    annual_budget = models.DecimalField(_("yearly budget (₱)"), max_digits=14, decimal_places=2, null=True, blank=True)
    slots_available = models.PositiveIntegerField(_("slots available"), null=True, blank=True)
    total_beneficiaries_to_date = models.PositiveIntegerField(_("people helped so far"), null=True, blank=True)
    obc_beneficiaries_to_date = models.PositiveIntegerField(
        _("of them from communities outside BARMM"), null=True, blank=True
    )
    beneficiaries_as_of = models.DateField(_("counted on"), null=True, blank=True)

    linked_ppas = models.ManyToManyField(
        MonitoringEntry, verbose_name=_("PPAs that deliver it"), blank=True, editable=False, related_name="offerings"
    )

    website_url = models.URLField(_("website"), blank=True)
    contact_person = models.CharField(_("contact person or desk"), max_length=255, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=50, blank=True)

    is_active = models.BooleanField(
        _("still offered"),
        default=True,
        help_text=_("Clear this when the service has ended. Its page stays and says so."),
    )
    alert_text = models.CharField(
        _("short alert"),
        max_length=255,
        blank=True,
        help_text=_("Shown on top of the page, for example a changed office."),
    )
    alert_until = models.DateField(_("show the alert until"), null=True, blank=True)
    facts_as_of = models.CharField(
        _("newest source is of"),
        max_length=7,
        blank=True,
        validators=[
            RegexValidator(r"^\d{4}(-(0[1-9]|1[0-2]))?$", _("Write a year or a year and month, like 2025-07."))
        ],
        help_text=_("A year or a year and month, like 2025-07."),
    )
    last_checked_on = models.DateField(_("last checked with the office on"), null=True, blank=True, editable=False)
    last_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    check_interval_months = models.PositiveSmallIntegerField(
        _("check again every (months)"), default=6, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    last_updated = models.DateTimeField(_("last updated"), auto_now=True)

    objects = ServiceOfferingQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = _("service")
        verbose_name_plural = _("services")
        permissions = [("check_serviceoffering", "Can set a service as checked")]
        indexes = [
            models.Index(fields=["is_active", "service_type"], name="catalog_active_type"),
            models.Index(fields=["offering_mao", "is_active"], name="catalog_office_active"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="catalog_offering_intake_order",
                violation_error_message=_("Applications cannot close before they open."),
            ),
            models.CheckConstraint(
                condition=Q(benefit_amount_min=None)
                | Q(benefit_amount_max=None)
                | Q(benefit_amount_max__gte=F("benefit_amount_min")),
                name="catalog_offering_amount_order",
                violation_error_message=_("The largest amount cannot be below the smallest."),
            ),
            models.CheckConstraint(
                condition=Q(minimum_age=None) | Q(maximum_age=None) | Q(maximum_age__gte=F("minimum_age")),
                name="catalog_offering_age_order",
                violation_error_message=_("The maximum age cannot be below the minimum age."),
            ),
            models.CheckConstraint(
                condition=Q(total_beneficiaries_to_date=None)
                | Q(obc_beneficiaries_to_date=None)
                | Q(total_beneficiaries_to_date__gte=F("obc_beneficiaries_to_date")),
                name="catalog_offering_obc_within_total",
                violation_error_message=_("People from communities outside BARMM are part of all people helped."),
            ),
            models.CheckConstraint(
                condition=Q(last_checked_on=None) | Q(last_checked_by__isnull=False),
                name="catalog_offering_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(annual_budget=None) | Q(annual_budget__gte=0),
                name="catalog_offering_budget_not_negative",
                violation_error_message=_("A budget cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalog:detail", args=[self.pk])

    @property
    def full_url(self) -> str:
        return f"{settings.WAGTAILADMIN_BASE_URL}{self.get_absolute_url()}"

    @property
    def url(self) -> str | None:
        """Where the live text stands; Wagtail's listings link to it."""
        return self.get_absolute_url() if self.live else None

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.application_mode == ApplicationMode.ONLINE and not self.apply_url and not self.has_form_in_use:
            errors["apply_url"] = _("Say at which address people apply online, or publish an application form for it.")
        limit = TransactionClass(self.transaction_class).working_days if self.transaction_class else None
        if limit and self.processing_days and self.processing_days > limit:
            errors["processing_days"] = _("The law allows %(limit)d working days for this class.") % {"limit": limit}
        if errors:
            raise ValidationError(errors)

    @property
    def office(self) -> Organization:
        """Whose text it is."""
        return self.offering_mao

    # ---- Editorial state -------------------------------------------------------------------------------------------

    def check_complete(self) -> None:
        """``ValidationError`` with all that readers would miss in this text."""
        self.full_clean()
        self.check_papers({paper.pk for paper in self.document_rows.all()})

    def check_papers(self, kept: set[int | None]) -> None:
        """``ValidationError`` if a paper would go that the form in use asks for. ``kept`` are the keys of the rest."""
        form = getattr(self, "application_form", None)
        version = form.current if form else None
        questions = version.definition.questions() if version else []
        asked = {
            question.paper: question.label for question in questions if question.paper and question.paper not in kept
        }
        words = _(
            "“%(paper)s” cannot be removed: the form in use (%(form)s) asks for it under “%(question)s”. "
            "First take that question out of the form and publish the form."
        )
        gone = RequiredDocument.objects.filter(offering=self.pk, pk__in=asked) if asked else []
        if told := [words % {"paper": paper, "form": form, "question": asked[paper.pk]} for paper in gone]:
            raise ValidationError(told)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        offering = super().with_content_json(content)
        for name in ROW_FACTS:
            setattr(offering, name, getattr(self, name))
        return offering

    @transaction.atomic
    def publish(self, *args: Any, **kwargs: Any) -> None:
        super().publish(*args, **kwargs)
        self._public_text_changed()

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        super().unpublish(*args, **kwargs)
        self._public_text_changed()

    def _public_text_changed(self) -> None:
        from catalog.search_index import SERVICES  # the index reads this model

        refresh(SERVICES, [self.pk])
        ContentVersion.bump()

    @property
    def approved_schedule(self) -> bool:
        """Whether a version waits for its day; a listing brings the answer along (``with_editorial_state``)."""
        if hasattr(self, "has_schedule"):
            return bool(self.has_schedule)
        return bool(super().approved_schedule)

    # ---- Public facts ----------------------------------------------------------------------------------------------

    def intake_state(self, on: datetime.date | None = None) -> IntakeState:
        """Whether applications are taken on this day (default: today in Manila)."""
        on = on or timezone.localdate()
        if not self.is_active:
            return IntakeState.ENDED
        if self.application_mode in (ApplicationMode.LIST, ApplicationMode.NONE):
            return IntakeState.NO_APPLICATION
        if self.opens_on is None and self.closes_on is None:
            return IntakeState.NOT_STATED
        if self.opens_on and on < self.opens_on:
            return IntakeState.OPENS_LATER
        if self.closes_on and on > self.closes_on:
            return IntakeState.CLOSED
        return IntakeState.OPEN

    @property
    def is_applied_for_here(self) -> bool:
        """Whether people can apply on this portal today. Whoever shows many brings ``application_form`` along."""
        form = getattr(self, "application_form", None)
        is_in_use = bool(form and form.live) and self.live
        return is_in_use and self.intake_state() in (IntakeState.OPEN, IntakeState.NOT_STATED)

    @property
    def alert(self) -> str:
        """The alert, while it lasts."""
        if self.alert_until and timezone.localdate() > self.alert_until:
            return ""
        return self.alert_text

    @property
    def other_names(self) -> list[str]:
        return [name.strip() for name in self.alternate_name.split(";") if name.strip()]

    def text(self, name: str) -> str:
        """A text field in the language of the page, or in English where nobody has translated it yet."""
        for translation in self.translations.all():
            if translation.language == get_language():
                return getattr(translation, name) or getattr(self, name)
        return str(getattr(self, name))

    @property
    def has_form_in_use(self) -> bool:
        """Whether people can apply for it by a form of this portal."""
        form = getattr(self, "application_form", None)
        return bool(form and form.live)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from catalog.views import preview  # the page is built on this model

        return preview(request, self)


class RequiredDocument(Orderable):
    """A paper that applicants bring or send."""

    offering = ParentalKey(ServiceOffering, on_delete=models.CASCADE, related_name="document_rows")
    name = models.CharField(_("paper"), max_length=255)
    note = models.CharField(_("note"), max_length=255, blank=True, help_text=_("Where to get it, how many copies."))
    is_optional = models.BooleanField(_("only if you have it"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("required paper")
        verbose_name_plural = _("required papers")

    def __str__(self) -> str:
        return self.name


class OfferingSource(Orderable):
    """A page on which the facts are published."""

    offering = ParentalKey(ServiceOffering, on_delete=models.CASCADE, related_name="sources")
    source_url = models.URLField(_("source page"), max_length=500)

    class Meta(Orderable.Meta):
        verbose_name = _("source page")
        verbose_name_plural = _("source pages")

    def __str__(self) -> str:
        return self.source_url


class OfferingTranslation(models.Model):
    """The texts of an offering in another language; what is empty is shown in English."""

    TEXTS = ("title", "description", "eligibility_criteria", "target_beneficiaries", "application_process")

    offering = ParentalKey(ServiceOffering, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=5, choices=[("fil", _("Filipino"))], default="fil")
    title = models.CharField(_("name of the service"), max_length=255, blank=True)
    description = models.TextField(_("what you get"), blank=True)
    eligibility_criteria = models.TextField(_("who can apply"), blank=True)
    target_beneficiaries = models.TextField(_("who it is for"), blank=True)
    application_process = models.TextField(_("how to apply"), blank=True)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(fields=["offering", "language"], name="catalog_translation_once_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.get_language_display()}: {self.offering}"
