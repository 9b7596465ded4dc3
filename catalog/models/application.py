"""An application: a person asks an office for a service, and the office answers in time.

Treat every row as sensitive personal information (RA 10173): that somebody applies here already tells their religion
and origin. Rows hold personal text only in the fields that ``catalog.applications.privacy`` erases.
"""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.applications.querysets import ApplicationQuerySet, OfApplicationQuerySet
from catalog.enums import (
    ApplicationChannel,
    ApplicationStatus,
    ClosedReason,
    EventKind,
    ObjectionOutcome,
    Recommendation,
    Sex,
    WaitingOn,
)
from portal.communities.models import OBCCommunity
from portal.core.fields import acted_by
from portal.core.models import OneUseLink, PrivateFile
from portal.core.models.one_use_link import OneUseLinkQuerySet
from portal.core.models.reference import ReferenceRow
from portal.core.references import spoken_reference
from portal.geography.models import Region
from portal.monitoring.models import MonitoringEntry

from .form import FormVersion
from .offering import ServiceOffering
from .privacy_notice import PrivacyNotice


class RefusalReason(ReferenceRow):
    """A reason for which applications are not approved; the office adds its own words to it."""

    class Meta(ReferenceRow.Meta):
        verbose_name = _("reason of refusal")
        verbose_name_plural = _("reasons of refusal")


class ServiceApplication(models.Model):
    """One person's application for one service. It changes only by actions; it never rides in a revision."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=8, unique=True, editable=False)
    service = models.ForeignKey(
        ServiceOffering, verbose_name=_("service"), on_delete=models.PROTECT, related_name="applications"
    )
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="applications")
    answers = models.JSONField(_("answers"), default=dict)

    applicant_name = models.CharField(_("name of the applicant"), max_length=255, blank=True)
    applicant_email = models.EmailField(_("e-mail address"), blank=True)
    applicant_phone = models.CharField(_("mobile number"), max_length=20, blank=True)
    applicant_sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices, blank=True)
    applicant_region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    applicant_community = models.ForeignKey(
        OBCCommunity,
        verbose_name=_("community"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
    )
    shared_with_community = models.BooleanField(_("shared with the community's representatives"), default=False)
    language = models.CharField(_("language"), max_length=5, default="en")

    channel = models.CharField(_("how it came in"), max_length=8, choices=ApplicationChannel.choices)
    filed_by = acted_by(verbose_name=_("filed by"))
    helper_name = models.CharField(_("name of the helper"), max_length=255, blank=True)
    helper_contact = models.CharField(_("e-mail or number of the helper"), max_length=254, blank=True)
    helper_relation = models.CharField(_("how the helper knows the applicant"), max_length=255, blank=True)
    privacy_notice = models.ForeignKey(PrivacyNotice, on_delete=models.PROTECT, related_name="+")
    consented_at = models.DateTimeField(_("agreed to the privacy notice at"))

    application_date = models.DateField(_("date of the application"))
    received_at = models.DateTimeField(_("received at"))
    received_by = acted_by(verbose_name=_("received by"))
    receiving_unit = models.CharField(_("receiving officer or desk"), max_length=255)

    status = models.CharField(
        _("status"), max_length=12, choices=ApplicationStatus.choices, default=ApplicationStatus.SUBMITTED
    )
    waiting_on = models.CharField(_("waiting for"), max_length=9, choices=WaitingOn.choices, default=WaitingOn.OFFICE)
    due_on = models.DateField(_("due on"))
    """The legal day, without the days of a pause that still runs."""

    paused_on = models.DateField(_("clock stands since"), null=True, blank=True)
    paused_days = models.PositiveSmallIntegerField(_("working days the clock stood"), default=0)
    extended_on = models.DateField(_("more time taken on"), null=True, blank=True)
    extension_reason = models.TextField(_("why more time was taken"), blank=True)
    reviewer = acted_by(verbose_name=_("reviewer"))
    review_notes = models.TextField(_("notes of the review"), blank=True)
    waitlisted_at = models.DateTimeField(_("on the waiting list since"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = acted_by(verbose_name=_("decided by"))
    refusal_reason = models.ForeignKey(
        RefusalReason,
        verbose_name=_("reason of refusal"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
    )
    public_message = models.TextField(_("message to the applicant"), blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_reason = models.CharField(
        _("closed without a decision because"), max_length=9, choices=ClosedReason.choices, blank=True
    )
    resulting_ppa = models.OneToOneField(
        MonitoringEntry,
        verbose_name=_("resulting PPA"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="from_application",
    )
    files_erased_at = models.DateTimeField(_("files erased at"), null=True, blank=True)
    anonymized_at = models.DateTimeField(_("personal data erased at"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "received_at"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        permissions = [
            ("decide_serviceapplication", "Can decide applications"),
            ("count_serviceapplication", "Can see figures of applications"),
            ("erase_serviceapplication", "Can hand out and erase the data of one person"),
        ]
        indexes = [
            models.Index(fields=["service", "status"], name="catalog_application_status"),
            models.Index(fields=["due_on"], condition=Q(closed_at=None), name="catalog_application_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ApplicationStatus.undecided(), decided_at=None, decided_by=None)
                | Q(
                    status__in=["approved", "rejected", "completed"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="catalog_application_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status="rejected", refusal_reason__isnull=False)
                | ~Q(status="rejected") & Q(refusal_reason=None),
                name="catalog_application_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_reason="") | Q(closed_at__isnull=False, status__in=ApplicationStatus.undecided()),
                name="catalog_application_closed_reason_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(paused_on=None) | Q(waiting_on="applicant", closed_at=None),
                name="catalog_application_clock_stands_for_the_applicant",
            ),
            models.CheckConstraint(
                condition=Q(resulting_ppa=None) | Q(status__in=ApplicationStatus.holding_a_slot()),
                name="catalog_application_ppa_of_an_approved",
            ),
            models.CheckConstraint(
                condition=Q(anonymized_at=None)
                | Q(
                    applicant_name="",
                    applicant_email="",
                    applicant_phone="",
                    helper_name="",
                    helper_contact="",
                    review_notes="",
                    extension_reason="",
                    answers={},
                    closed_at__isnull=False,
                ),
                name="catalog_application_anonymized_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("application_date")), name="catalog_application_due_later"
            ),
        ]

    def __str__(self) -> str:
        return self.spoken_reference

    def get_absolute_url(self) -> str:
        return reverse("catalog_applications:inspect", args=[self.pk])

    @property
    def spoken_reference(self) -> str:
        """The reference in two groups, as it is printed and read aloud: ``7K3M-XQ4P``."""
        return spoken_reference(self.reference)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_undecided(self) -> bool:
        """It waits for a decision: the same rows as ``ApplicationQuerySet.undecided``."""
        return self.is_open and self.status in ApplicationStatus.undecided()


class ApplicationDraft(models.Model):
    """An application that is being filled in. Known by its code alone; it lives 30 days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code_hash = models.CharField(max_length=64, unique=True)
    offering = models.ForeignKey(ServiceOffering, on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    privacy_notice = models.ForeignKey(PrivacyNotice, on_delete=models.PROTECT, related_name="+")
    consented_at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=ApplicationChannel.choices)
    filed_by = acted_by()
    language = models.CharField(max_length=5, default="en")
    about = models.JSONField(default=dict)
    """Who applies and who helps, as typed: what ``ServiceApplication`` keeps in its own fields."""

    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)
    expires_on = models.DateField()
    application = models.OneToOneField(
        ServiceApplication, on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )
    """What became of it once it was sent; its text is gone then."""

    class Meta:
        verbose_name = _("draft of an application")
        verbose_name_plural = _("drafts of applications")
        constraints = [
            models.CheckConstraint(
                condition=Q(application=None) | Q(about={}, answers={}), name="catalog_draft_sent_is_empty"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ApplicationFile(models.Model):
    """A paper that an applicant sent: of a draft, then of the application made from it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(ApplicationDraft, on_delete=models.CASCADE, null=True, blank=True, related_name="files")
    application = models.ForeignKey(
        ServiceApplication, on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    question = models.CharField(max_length=100)
    """The name of the file question, or empty for what was sent with an answer to the office."""

    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    is_accepted = models.BooleanField(_("accepted"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    checked_by = acted_by(verbose_name=_("checked by"))

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["added_at"]
        verbose_name = _("paper of an application")
        verbose_name_plural = _("papers of applications")
        constraints = [
            models.CheckConstraint(
                condition=Q(draft=None, application__isnull=False) | Q(draft__isnull=False, application=None),
                name="catalog_file_of_a_draft_or_an_application",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None, is_accepted=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False, is_accepted__isnull=False),
                name="catalog_file_checked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ApplicationEvent(models.Model):
    """A step of a case: never changed or deleted, and without a word of personal text."""

    application = models.ForeignKey(ServiceApplication, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what happened"), max_length=20, choices=EventKind.choices)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = acted_by(verbose_name=_("by"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("step of an application")
        verbose_name_plural = _("steps of applications")
        indexes = [models.Index(fields=["application", "kind"], name="catalog_event_kind")]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_kind_display()}"


class InformationRequest(models.Model):
    """The office asks the applicant for something; the clock stands until the answer, for so long at most."""

    application = models.ForeignKey(ServiceApplication, on_delete=models.PROTECT, related_name="information_requests")
    question = models.TextField(_("what is missing"), blank=True)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    asked_by = acted_by(verbose_name=_("asked by"))
    answer_until = models.DateField(_("answer until"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("request for information")
        verbose_name_plural = _("requests for information")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at=None),
                name="catalog_information_asked_once_at_a_time",
                violation_error_message=_("The office already waits for an answer."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self._meta.verbose_name}"


class CaseNote(models.Model):
    """What staff write to each other about a case; never shown outside the office."""

    application = models.ForeignKey(ServiceApplication, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"), blank=True)
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    written_by = acted_by(verbose_name=_("written by"))

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("note on an application")
        verbose_name_plural = _("notes on applications")

    def __str__(self) -> str:
        return f"{self.application}: {self._meta.verbose_name}"


class CaseReview(models.Model):
    """One reviewer's points and advice. Others see it once they have sent their own."""

    application = models.ForeignKey(ServiceApplication, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reviewer"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    points = models.JSONField(_("points"), default=dict)
    """Points by the code of the criterion."""

    recommendation = models.CharField(_("advice"), max_length=7, choices=Recommendation.choices, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("review of an application")
        verbose_name_plural = _("reviews of applications")
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="catalog_review_once_a_reviewer"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | ~Q(recommendation=""), name="catalog_review_sent_with_advice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self._meta.verbose_name}"


class Objection(models.Model):
    """The applicant disagrees with a refusal. Somebody else answers it, by a day of its own."""

    application = models.OneToOneField(ServiceApplication, on_delete=models.PROTECT, related_name="objection")
    text = models.TextField(_("why"), blank=True)
    filed_at = models.DateTimeField(_("received at"), auto_now_add=True)
    due_on = models.DateField(_("due on"))
    outcome = models.CharField(_("outcome"), max_length=6, choices=ObjectionOutcome.choices, blank=True)
    answer = models.TextField(_("answer to the applicant"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = acted_by(verbose_name=_("answered by"))

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["due_on"]
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, outcome="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome=""),
                name="catalog_objection_answered_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self._meta.verbose_name}"


class CaseLink(OneUseLink):
    """A mailed link that opens the fuller view of one case, once."""

    application = models.ForeignKey(ServiceApplication, on_delete=models.CASCADE, related_name="links")

    objects = OneUseLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a case")
        verbose_name_plural = _("links to cases")

    def __str__(self) -> str:
        return f"{self.application}: {self._meta.verbose_name}"


class Satisfaction(models.Model):
    """What somebody says of how their case was handled, once, after it closed."""

    application = models.OneToOneField(ServiceApplication, on_delete=models.PROTECT, related_name="satisfaction")
    score = models.PositiveSmallIntegerField(_("score"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer on satisfaction")
        verbose_name_plural = _("answers on satisfaction")
        constraints = [
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="catalog_satisfaction_one_to_five")
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.score}"
