"""Assessments (MANA): what an office went out to find, how, where, with whom, and what it found."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.evidence.models import EvidenceItem
from portal.needs.enums import (
    AssessmentLevel,
    AssessmentMethod,
    AssessmentPriority,
    AssessmentStatus,
    AssessmentType,
    TeamRole,
)
from portal.needs.querysets import AssessmentQuerySet, OfAssessmentQuerySet

from .places import Placed, exactly_one_place


def _place_of_level() -> Q:
    """A regional assessment names a region, a provincial one a province, and so on."""
    condition = Q()
    for level in AssessmentLevel:
        condition |= Q(level=level, **{f"{level.place}__isnull": False})
    return condition


class Assessment(Placed):
    """A mapping and needs assessment of one place. Its status changes only by actions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=255)
    assessment_type = models.CharField(
        _("type"), max_length=20, choices=AssessmentType.choices, default=AssessmentType.NEEDS_ASSESSMENT
    )
    level = models.CharField(_("level"), max_length=14, choices=AssessmentLevel.choices)
    methods = ArrayField(
        models.CharField(max_length=13, choices=AssessmentMethod.choices), verbose_name=_("methods"), default=list
    )
    status = models.CharField(
        _("status"),
        max_length=15,
        choices=AssessmentStatus.choices,
        default=AssessmentStatus.PLANNING,
        editable=False,
    )
    priority = models.CharField(
        _("priority"), max_length=8, choices=AssessmentPriority.choices, default=AssessmentPriority.MEDIUM
    )
    objectives = models.TextField(_("what it wants to find out"), blank=True)
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    planned_end = models.DateField(_("planned end"), null=True, blank=True)
    actual_start = models.DateField(_("started on"), null=True, blank=True)
    actual_end = models.DateField(_("ended on"), null=True, blank=True)
    people_reached = models.PositiveIntegerField(_("people who took part"), null=True, blank=True)
    findings = models.TextField(_("findings"), blank=True)
    recommendations = models.TextField(_("recommendations"), blank=True)
    evidence = models.ManyToManyField(
        EvidenceItem, verbose_name=_("evidence"), blank=True, editable=False, related_name="assessments"
    )
    cancel_reason = models.TextField(_("why it was cancelled"), max_length=2000, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("created by"), on_delete=models.PROTECT, related_name="+"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one_place(),
                name="needs_assessment_one_place",
                violation_error_message=_("Choose exactly one place."),
            ),
            models.CheckConstraint(
                condition=Q(planned_start=None) | Q(planned_end=None) | Q(planned_end__gte=F("planned_start")),
                name="needs_assessment_planned_order",
                violation_error_message=_("The planned end cannot be before the planned start."),
            ),
            models.CheckConstraint(
                condition=Q(actual_start=None) | Q(actual_end=None) | Q(actual_end__gte=F("actual_start")),
                name="needs_assessment_actual_order",
                violation_error_message=_("It cannot end before it started."),
            ),
            models.CheckConstraint(
                condition=~Q(status=AssessmentStatus.COMPLETED) | (Q(actual_end__isnull=False) & ~Q(findings="")),
                name="needs_assessment_completed_with_findings",
                violation_error_message=_("A completed assessment has an end and findings."),
            ),
            models.CheckConstraint(
                condition=_place_of_level(),
                name="needs_assessment_place_of_its_level",
                violation_error_message=_("The place does not fit the level."),
            ),
            models.CheckConstraint(
                condition=Q(status=AssessmentStatus.CANCELLED) & ~Q(cancel_reason="")
                | ~Q(status=AssessmentStatus.CANCELLED) & Q(cancel_reason=""),
                name="needs_assessment_cancelled_with_a_reason",
                violation_error_message=_("Say why it is cancelled."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status in AssessmentStatus.open()


class AssessmentMember(models.Model):
    """Somebody of the team of an assessment: a person with an account, and what they do there."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("role"), max_length=10, choices=TeamRole.choices, default=TeamRole.MEMBER)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = acted_by()

    objects = OfAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("member of an assessment's team")
        verbose_name_plural = _("members of assessments' teams")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "user"],
                name="needs_assessment_member_once",
                violation_error_message=_("This person is already in the team."),
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(role=TeamRole.LEAD),
                name="needs_assessment_one_leader",
                violation_error_message=_("The team already has a leader."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def audit_label(self) -> str:
        return str(self.assessment)
