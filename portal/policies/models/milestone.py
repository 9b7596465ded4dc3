"""The steps by which a recommendation is carried out, and who answers for each."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.organizations.models import Organization
from portal.policies.enums import MilestoneState
from portal.policies.querysets import MilestoneQuerySet

from .policy import PolicyRecommendation


class PolicyImplementationMilestone(models.Model):
    """One step with its day. Late, and by how many days, follows from its dates."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.ForeignKey(PolicyRecommendation, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=255)
    description = models.TextField(_("what will be there then"), max_length=2000, blank=True)
    target_date = models.DateField(_("due on"))
    actual_completion_date = models.DateField(_("completed on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=11, choices=MilestoneState.choices, default=MilestoneState.NOT_STARTED
    )
    responsible_organization = models.ForeignKey(
        Organization,
        verbose_name=_("office that answers for it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="policy_milestones",
    )
    responsible_person = acted_by(verbose_name=_("person who answers for it"))
    depends_on = models.ManyToManyField(
        "self", verbose_name=_("must be done before"), symmetrical=False, blank=True, related_name="followed_by"
    )
    notes = models.TextField(_("notes"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = acted_by(verbose_name=_("created by"), editable=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["target_date", "title"]
        verbose_name = _("milestone of a recommendation")
        verbose_name_plural = _("milestones of recommendations")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MilestoneState.COMPLETED, actual_completion_date__isnull=False)
                | (~Q(state=MilestoneState.COMPLETED) & Q(actual_completion_date=None)),
                name="policies_milestone_completed_on_a_day",
                violation_error_message=_("Say on which day it was completed."),
            ),
            models.CheckConstraint(
                condition=Q(responsible_organization__isnull=False) | Q(responsible_person__isnull=False),
                name="policies_milestone_has_somebody",
                violation_error_message=_("Name an office or a person who answers for it."),
            ),
            models.UniqueConstraint(
                F("policy"),
                F("title"),
                name="policies_milestone_once",
                violation_error_message=_("This recommendation already has this milestone."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("policies_milestones:inspect", args=[self.pk])

    def days_late(self, on: datetime.date | None = None) -> int:
        """Days between its target and its end, or today; 0 where it is on time or was given up."""
        if self.state == MilestoneState.CANCELLED:
            return 0
        until = self.actual_completion_date or on or timezone.localdate()
        return max(0, (until - self.target_date).days)
