"""What a recommendation rests on, what was written about it, and what it changed."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.evidence.enums import Reliability
from portal.evidence.models import EvidenceItem
from portal.policies.enums import DocumentType, EvidenceType, Grade, ImpactDirection, ImpactType
from portal.policies.querysets import EvidenceLinkQuerySet, ImpactQuerySet, OfItemQuerySet

from .policy import PolicyRecommendation


class PolicyEvidence(models.Model):
    """An item of the repository as proof for a recommendation. Who added it does not verify it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.ForeignKey(PolicyRecommendation, on_delete=models.CASCADE, related_name="evidence_links")
    item = models.ForeignKey(
        EvidenceItem, verbose_name=_("evidence"), on_delete=models.PROTECT, related_name="policy_links"
    )
    type = models.CharField(_("kind of proof"), max_length=24, choices=EvidenceType.choices)
    reliability = models.CharField(
        _("reliability for this"), max_length=10, choices=Reliability.choices, default=Reliability.UNVERIFIED
    )
    finding = models.TextField(_("what it shows for this recommendation"), max_length=2000)
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    added_by = acted_by(verbose_name=_("added by"))
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True, editable=False)
    verified_by = acted_by(verbose_name=_("verified by"), editable=False)

    objects = EvidenceLinkQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("evidence of a recommendation")
        verbose_name_plural = _("evidence of recommendations")
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "item"],
                name="policies_evidence_once",
                violation_error_message=_("This recommendation already names this evidence."),
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None, verified_by=None)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="policies_evidence_verified_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None) | ~Q(verified_by=F("added_by")),
                name="policies_evidence_verified_by_another",
                violation_error_message=_("Somebody else must verify what you added."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)


class PolicyDocument(models.Model):
    """A paper about a recommendation: a brief, an order, the act. Who may open it is said by the item."""

    policy = models.ForeignKey(PolicyRecommendation, on_delete=models.CASCADE, related_name="documents")
    item = models.ForeignKey(
        EvidenceItem, verbose_name=_("document"), on_delete=models.PROTECT, related_name="policy_documents"
    )
    type = models.CharField(_("kind of document"), max_length=19, choices=DocumentType.choices)
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    added_by = acted_by(verbose_name=_("added by"))

    objects = OfItemQuerySet.as_manager()

    class Meta:
        ordering = ["type", "added_at"]
        verbose_name = _("document of a recommendation")
        verbose_name_plural = _("documents of recommendations")
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "item"],
                name="policies_document_once",
                violation_error_message=_("This recommendation already has this document."),
            )
        ]

    def __str__(self) -> str:
        return str(self.item)


class PolicyImpact(models.Model):
    """What a recommendation changed: a number before, the one that was meant, the one that is, and the last one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.ForeignKey(PolicyRecommendation, on_delete=models.CASCADE, related_name="impacts")
    type = models.CharField(_("kind of impact"), max_length=14, choices=ImpactType.choices)
    title = models.CharField(_("what is measured"), max_length=255)
    unit = models.CharField(_("unit"), max_length=50)
    direction = models.CharField(
        _("direction"),
        max_length=8,
        choices=ImpactDirection.choices,
        default=ImpactDirection.INCREASE,
    )
    baseline = models.DecimalField(_("before"), max_digits=18, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=4, null=True, blank=True)
    current = models.DecimalField(_("now"), max_digits=18, decimal_places=4, null=True, blank=True)
    final = models.DecimalField(_("at the end"), max_digits=18, decimal_places=4, null=True, blank=True)
    measured_on = models.DateField(_("measured on"), null=True, blank=True)
    data_quality = models.CharField(_("quality of the data"), max_length=6, choices=Grade.choices)
    confidence = models.CharField(_("how sure it is due to this"), max_length=6, choices=Grade.choices)
    method = models.TextField(_("how it was measured, and what else may have caused it"), max_length=2000, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now=True)
    recorded_by = acted_by(verbose_name=_("recorded by"))

    objects = ImpactQuerySet.as_manager()

    class Meta:
        ordering = ["type", "title"]
        verbose_name = _("impact of a recommendation")
        verbose_name_plural = _("impacts of recommendations")
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "title"],
                name="policies_impact_once",
                violation_error_message=_("This impact is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(current=None, final=None) | Q(measured_on__isnull=False),
                name="policies_impact_measured_on_a_day",
                violation_error_message=_("Say on which day it was measured."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("policies_impacts:inspect", args=[self.pk])
