"""One need, however it was found; what staff think of it; who sent it; and the files that came with it."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.core.models import NeedCategory, PrivateFile
from portal.core.references import spoken_reference
from portal.evidence.models import EvidenceItem
from portal.needs import scoring
from portal.needs.enums import Feasibility, NeedChannel, NeedStatus, SubmissionType, Urgency
from portal.needs.querysets import NeedFileQuerySet, NeedQuerySet, OfReviewQuerySet

from .assessment import Assessment
from .places import Placed, exactly_one_place

LONGEST_DESCRIPTION = 5000


class Need(Placed):
    """Something a community lacks. Its text may be personal: the public reads the moderated ``NeedSummary`` instead.

    It changes only by actions. Staff rate it, never who sent it; the score is the one function in ``scoring``, kept
    with the version of its weights (``NeedScoring`` keeps every earlier one).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=8, unique=True, editable=False)
    client_key = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    """Made where the form was filled in: the same need sent twice has the same key."""

    submission_type = models.CharField(_("pathway"), max_length=19, choices=SubmissionType.choices, editable=False)
    status = models.CharField(
        _("status"), max_length=11, choices=NeedStatus.choices, default=NeedStatus.IDENTIFIED, editable=False
    )
    title = models.CharField(_("title"), max_length=255)
    description = models.TextField(_("description"), max_length=LONGEST_DESCRIPTION)
    category = models.ForeignKey(
        NeedCategory, verbose_name=_("category"), on_delete=models.PROTECT, related_name="needs"
    )
    geographic_scope = models.CharField(_("where exactly"), max_length=255, blank=True)
    evidence_sources = models.TextField(_("how do you know?"), max_length=2000, blank=True)
    assessment = models.ForeignKey(
        Assessment, verbose_name=_("assessment"), on_delete=models.PROTECT, null=True, blank=True, related_name="needs"
    )
    evidence = models.ManyToManyField(
        EvidenceItem, verbose_name=_("evidence"), blank=True, editable=False, related_name="needs"
    )
    affected_population = models.PositiveIntegerField(_("people affected"), null=True, blank=True)
    estimated_cost = models.DecimalField(
        _("estimated cost (₱)"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    # Sent by the community
    suggested_urgency = models.CharField(
        _("how soon, in the community's view"), max_length=11, choices=Urgency.choices, blank=True
    )
    submitted_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="submitted_needs",
    )
    submission_date = models.DateField(_("received on"), null=True, blank=True, editable=False)
    written_at = models.DateTimeField(_("written at, by the phone's clock"), null=True, blank=True, editable=False)
    channel = models.CharField(_("how it arrived"), max_length=11, choices=NeedChannel.choices, blank=True)
    is_held = models.BooleanField(_("held"), default=False, editable=False)
    """It arrived in a burst: kept, and out of the queue until somebody has looked."""

    # Found by an assessment
    identified_by = acted_by(verbose_name=_("entered by"))

    # The clock
    due_on = models.DateField(_("answer due on"), null=True, blank=True, editable=False)
    paused_on = models.DateField(_("clock stands since"), null=True, blank=True, editable=False)
    paused_days = models.PositiveSmallIntegerField(_("days for which the clock stood"), default=0, editable=False)
    reviewed_at = models.DateTimeField(_("first decided at"), null=True, blank=True, editable=False)

    # The review
    assigned_to = acted_by(verbose_name=_("reviewer"))
    status_before = models.CharField(
        _("status before it was put off"), max_length=11, choices=NeedStatus.choices, blank=True, editable=False
    )
    review_again_on = models.DateField(_("review again on"), null=True, blank=True, editable=False)
    duplicate_of = models.ForeignKey(
        "self",
        verbose_name=_("followed under"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duplicates",
    )

    # Staff's rating
    urgency_level = models.CharField(_("urgency"), max_length=11, choices=Urgency.choices, blank=True)
    impact_severity = models.PositiveSmallIntegerField(
        _("impact, 1 (low) to 5 (high)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    feasibility = models.CharField(_("feasibility"), max_length=9, choices=Feasibility.choices, blank=True)
    gida = models.BooleanField(_("geographically isolated"), null=True, blank=True)
    conflict_affected = models.BooleanField(_("affected by armed conflict"), null=True, blank=True)
    high_poverty = models.BooleanField(_("high poverty"), null=True, blank=True)
    unserved_3y = models.BooleanField(_("without a government program for three years"), null=True, blank=True)
    rated_at = models.DateTimeField(_("rated at"), null=True, blank=True, editable=False)
    rated_by = acted_by(verbose_name=_("rated by"))
    priority_score = models.DecimalField(
        _("priority score"), max_digits=3, decimal_places=2, null=True, blank=True, editable=False
    )
    weights_version = models.PositiveSmallIntegerField(_("version of the weights"), null=True, editable=False)

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        permissions = [
            ("review_need", "Can review, rate and decide needs"),
            ("forward_need", "Can forward needs to offices"),
            ("submit_need", "Can send needs of own communities"),
            ("answer_need", "Can answer needs forwarded to own office"),
        ]
        indexes = [
            models.Index(fields=["submission_type", "status"], name="needs_pathway"),
            models.Index(fields=["due_on"], condition=Q(reviewed_at=None), name="needs_due"),
            models.Index(F("priority_score").desc(nulls_last=True), "status", name="needs_score"),
            models.Index(fields=["community", "status"], name="needs_community"),
            models.Index(fields=["submission_date"], name="needs_received"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one_place(),
                name="needs_one_place",
                violation_error_message=_("Choose exactly one place."),
            ),
            models.CheckConstraint(
                condition=Q(
                    submission_type=SubmissionType.ASSESSMENT_DRIVEN,
                    assessment__isnull=False,
                    identified_by__isnull=False,
                    submission_date=None,
                    due_on=None,
                    channel="",
                )
                | (
                    Q(
                        submission_type=SubmissionType.COMMUNITY_SUBMITTED,
                        community__isnull=False,
                        submission_date__isnull=False,
                        submitted_by_user__isnull=False,
                        due_on__isnull=False,
                    )
                    & ~Q(channel="")
                ),
                name="needs_two_pathways",
                violation_error_message=_(
                    "A need is either found by an assessment or sent by a community and somebody who answers for it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status=NeedStatus.DEFERRED, review_again_on__isnull=False) & ~Q(status_before="")
                | ~Q(status=NeedStatus.DEFERRED) & Q(review_again_on=None, status_before=""),
                name="needs_put_off_comes_back",
                violation_error_message=_("A need is put off until a day."),
            ),
            models.CheckConstraint(
                condition=Q(status=NeedStatus.DUPLICATE, duplicate_of__isnull=False)
                | ~Q(status=NeedStatus.DUPLICATE) & Q(duplicate_of=None),
                name="needs_duplicate_of_another",
            ),
            models.CheckConstraint(condition=~Q(duplicate_of=F("pk")), name="needs_no_duplicate_of_itself"),
            models.CheckConstraint(
                condition=Q(paused_on=None) | Q(status=NeedStatus.IDENTIFIED, due_on__isnull=False),
                name="needs_clock_stands_in_review",
            ),
            models.CheckConstraint(
                condition=Q(rated_at=None, rated_by=None) | Q(rated_at__isnull=False, rated_by__isnull=False),
                name="needs_rated_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(rated_at__isnull=False) | Q(urgency_level="", impact_severity=None, feasibility=""),
                name="needs_rating_has_a_rater",
            ),
            models.CheckConstraint(
                condition=Q(priority_score=None, weights_version=None)
                | Q(priority_score__range=(1, 5), weights_version__isnull=False, rated_at__isnull=False),
                name="needs_score_of_a_rating",
            ),
            models.CheckConstraint(
                condition=Q(impact_severity=None) | Q(impact_severity__range=(1, 5)), name="needs_impact_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(estimated_cost=None) | Q(estimated_cost__gte=0), name="needs_cost_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(status=NeedStatus.PRIORITIZED) | Q(priority_score__isnull=False),
                name="needs_prioritized_with_a_score",
                violation_error_message=_("Rate the need before it is prioritized."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_label(self) -> str:
        """What audit rows, which are kept for good, call this row: people name others in titles."""
        return self.spoken_reference

    def get_absolute_url(self) -> str:
        return reverse("needs_register:inspect", args=[self.pk])

    @property
    def spoken_reference(self) -> str:
        """The reference in two groups, as it is printed and read aloud: ``7K3M-XQ4P``."""
        return spoken_reference(self.reference)

    @property
    def is_community_submitted(self) -> bool:
        return self.submission_type == SubmissionType.COMMUNITY_SUBMITTED

    @property
    def is_open(self) -> bool:
        return self.status not in NeedStatus.ended()

    @property
    def inputs(self) -> scoring.Inputs:
        """What the score is made of."""
        return scoring.Inputs(
            urgency=self.urgency_level,
            impact_severity=self.impact_severity,
            feasibility=self.feasibility,
            affected_population=self.affected_population,
            equity={name: getattr(self, name) for name in scoring.Equity.values},
        )


class NeedScoring(models.Model):
    """One rating with its inputs and the score it gave: never changed, so that every earlier score can be explained."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="scorings")
    inputs = models.JSONField()
    """Urgency, impact, feasibility, people and the equity flags, by name."""

    weights_version = models.PositiveSmallIntegerField()
    value = models.DecimalField(_("priority score"), max_digits=3, decimal_places=2, null=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = acted_by(verbose_name=_("by"))

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("scoring of a need")
        verbose_name_plural = _("scorings of needs")

    def __str__(self) -> str:
        return f"{self.need.spoken_reference}: {self.value}"


class NeedSubmitter(models.Model):
    """Who speaks behind a need that a facilitator entered: no account, only a way to be reached. Never public.

    Of somebody under age no name is kept.
    """

    need = models.OneToOneField(Need, on_delete=models.PROTECT, related_name="submitter")
    name = models.CharField(_("name"), max_length=255, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("mobile number"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    is_minor = models.BooleanField(_("under 18"), default=False)
    consented_at = models.DateTimeField(_("consent given at"))
    erased_at = models.DateTimeField(_("personal data erased at"), null=True, blank=True)

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("person behind a need")
        verbose_name_plural = _("persons behind needs")
        constraints = [
            models.CheckConstraint(condition=Q(is_minor=False) | Q(name=""), name="needs_minor_without_a_name"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name="", email="", phone=""), name="needs_submitter_erased_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return str(self.need.spoken_reference)


class NeedFile(models.Model):
    """A photo or paper that came with a need: private until staff have looked and publish it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    shows_children = models.BooleanField(_("children can be recognised"), default=False)
    added_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    published_at = models.DateTimeField(_("shown to the public since"), null=True, blank=True)
    published_by = acted_by(verbose_name=_("shown by"))

    objects = NeedFileQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("file of a need")
        verbose_name_plural = _("files of needs")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False, shows_children=False),
                name="needs_file_published_without_children",
                violation_error_message=_("A picture on which children can be recognised stays private."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
