"""A consultation, assembly, workshop or visit; who led it, and what needs it raised."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.communities.models import OBCCommunity
from portal.core.fields import acted_by
from portal.engagement.enums import (
    EngagementStatus,
    EngagementType,
    FacilitatorRole,
    ParticipationLevel,
)
from portal.engagement.querysets import EngagementQuerySet, OfEngagementQuerySet
from portal.evidence.models import EvidenceItem
from portal.needs.models import Need
from portal.needs.models.places import Placed, exactly_one_place
from portal.organizations.models import Organization


class StakeholderEngagement(Placed):
    """One time at which the office met people of communities. Its status changes only by actions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=255)
    engagement_type = models.CharField(_("type"), max_length=18, choices=EngagementType.choices)
    participation_level = models.CharField(
        _("how far people were let in (IAP2)"), max_length=11, choices=ParticipationLevel.choices
    )
    status = models.CharField(
        _("status"), max_length=11, choices=EngagementStatus.choices, default=EngagementStatus.PLANNED, editable=False
    )
    status_reason = models.CharField(_("why"), max_length=500, blank=True, editable=False)
    """Why it was postponed or cancelled."""

    communities = models.ManyToManyField(
        OBCCommunity, verbose_name=_("communities"), blank=True, related_name="engagements"
    )
    organizations = models.ManyToManyField(
        Organization, verbose_name=_("organizations that take part"), blank=True, related_name="engagements"
    )
    planned_start = models.DateField(_("planned from"), null=True, blank=True)
    planned_end = models.DateField(_("planned until"), null=True, blank=True)
    actual_start = models.DateField(_("began on"), null=True, blank=True, editable=False)
    actual_end = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    venue = models.CharField(_("venue"), max_length=255, blank=True)
    objectives = models.TextField(_("what it is for"), max_length=5000, blank=True)
    agenda = models.TextField(_("agenda"), max_length=5000, blank=True)
    minutes = models.TextField(_("minutes"), max_length=20000, blank=True)
    outcome = models.TextField(_("outcome, as the communities read it"), max_length=5000, blank=True)
    budget = models.DecimalField(_("budget (₱)"), max_digits=14, decimal_places=2, null=True, blank=True)
    cost = models.DecimalField(_("cost (₱)"), max_digits=14, decimal_places=2, null=True, blank=True)
    needs_raised = models.ManyToManyField(
        Need,
        verbose_name=_("needs raised"),
        through="NeedRaised",
        through_fields=("engagement", "need"),
        related_name="raised_at",
    )
    evidence = models.ManyToManyField(
        EvidenceItem, verbose_name=_("evidence"), blank=True, editable=False, related_name="engagements"
    )
    """Its papers: agenda, minutes, reports, attendance sheets. Each says itself who may see it."""

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("created by"), on_delete=models.PROTECT, related_name="+"
    )

    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        indexes = [models.Index(fields=["status", "actual_start"], name="engagement_status_start")]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one_place(),
                name="engagement_one_place",
                violation_error_message=_("Choose exactly one place."),
            ),
            models.CheckConstraint(
                condition=Q(planned_end=None) | Q(planned_start__isnull=False, planned_end__gte=F("planned_start")),
                name="engagement_planned_order",
                violation_error_message=_("The planned end cannot be before the planned start."),
            ),
            models.CheckConstraint(
                condition=Q(actual_end=None) | Q(actual_start__isnull=False, actual_end__gte=F("actual_start")),
                name="engagement_actual_order",
                violation_error_message=_("It cannot end before it began."),
            ),
            models.CheckConstraint(
                condition=~Q(status=EngagementStatus.SCHEDULED) | Q(planned_start__isnull=False),
                name="engagement_scheduled_has_a_day",
                violation_error_message=_("A scheduled engagement has a day."),
            ),
            models.CheckConstraint(
                condition=~Q(status=EngagementStatus.COMPLETED) | (Q(actual_end__isnull=False) & ~Q(outcome="")),
                name="engagement_completed_with_an_outcome",
                violation_error_message=_("A completed engagement has an end and an outcome."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[EngagementStatus.POSTPONED, EngagementStatus.CANCELLED])
                | ~Q(status_reason=""),
                name="engagement_put_off_for_a_reason",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=(Q(budget=None) | Q(budget__gte=0)) & (Q(cost=None) | Q(cost__gte=0)),
                name="engagement_money_not_negative",
                violation_error_message=_("An amount cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("engagement_register:inspect", args=[self.pk])

    @property
    def audit_label(self) -> str:
        """What audit rows, which are kept for good, call this row: titles may name people."""
        return f"{self._meta.verbose_name} {str(self.pk)[:8]}"

    @property
    def is_open(self) -> bool:
        return self.status in EngagementStatus.open()

    @property
    def has_ended(self) -> bool:
        return self.status == EngagementStatus.COMPLETED

    @property
    def starts_on(self) -> object:
        """When it began, or is to begin; None while no day is known."""
        return self.actual_start or self.planned_start

    @property
    def may_begin(self) -> bool:
        return self.status in (EngagementStatus.PLANNED, EngagementStatus.SCHEDULED) and bool(
            self.planned_start is None or self.planned_start <= timezone.localdate()
        )


class EngagementFacilitator(models.Model):
    """Who led or helped: somebody with an account, or an organization that sent people."""

    engagement = models.ForeignKey(StakeholderEngagement, on_delete=models.CASCADE, related_name="facilitators")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    organization = models.ForeignKey(
        Organization, verbose_name=_("organization"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(_("role"), max_length=21, choices=FacilitatorRole.choices)

    objects = OfEngagementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("facilitator")
        verbose_name_plural = _("facilitators")
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, organization__isnull=False) | Q(user__isnull=False, organization=None),
                name="engagement_facilitator_person_or_organization",
                violation_error_message=_("Name a person or an organization, not both."),
            ),
            models.UniqueConstraint(
                fields=["engagement", "user", "organization", "role"],
                nulls_distinct=False,
                name="engagement_facilitator_once",
                violation_error_message=_("This is written down already."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()

    @property
    def who(self) -> str:
        return str(self.user or self.organization)


class NeedRaised(models.Model):
    """A need that people voiced at an engagement. The need knows nothing of it: the later room owns the link."""

    engagement = models.ForeignKey(StakeholderEngagement, on_delete=models.CASCADE, related_name="raised")
    need = models.ForeignKey(Need, verbose_name=_("need"), on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(_("linked at"), auto_now_add=True)
    linked_by = acted_by(verbose_name=_("linked by"))

    objects = OfEngagementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("need raised")
        verbose_name_plural = _("needs raised")
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "need"],
                name="engagement_need_raised_once",
                violation_error_message=_("This need is written down already."),
            )
        ]

    def __str__(self) -> str:
        return self.need.spoken_reference
