"""Who decided what about a recommendation, and about which version of its text."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from portal.core.fields import acted_by
from portal.evidence.models import EvidenceItem
from portal.policies.enums import DecisionKind
from portal.policies.querysets import OfPolicyQuerySet

from .policy import PolicyRecommendation


class PolicyDecision(models.Model):
    """One decision, kept for good. A binding one names the version of the text that was shown to who decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.ForeignKey(PolicyRecommendation, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(_("decision"), max_length=11, choices=DecisionKind.choices)
    revision = models.ForeignKey(
        Revision, verbose_name=_("version"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(_("decided on"))
    """The day of the act; it may be recorded later."""

    document = models.ForeignKey(
        EvidenceItem, verbose_name=_("document"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    act = models.CharField(_("act or resolution"), max_length=255, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    by = acted_by(verbose_name=_("by"))

    objects = OfPolicyQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("decision on a recommendation")
        verbose_name_plural = _("decisions on recommendations")
        constraints = [
            models.CheckConstraint(
                condition=Q(revision__isnull=False) | ~Q(kind__in=DecisionKind.binding()),
                name="policies_decision_binds_to_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DecisionKind.APPROVED) | (Q(document__isnull=False) & ~Q(act="")),
                name="policies_approval_has_its_act",
                violation_error_message=_("Name the act of Parliament and add its document."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=DecisionKind.with_reason()) | ~Q(reason=""),
                name="policies_decision_with_reason",
                violation_error_message=_("Give the reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.decided_on}"
