"""Which needs a PPA answers, with which part of its money, and how that is justified."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.evidence.models import EvidenceItem
from portal.monitoring.querysets import OfPPAQuerySet
from portal.needs.models import Need

from .money import amount_field
from .ppa import MonitoringEntry


class NeedAddressed(models.Model):
    """A PPA answers a need. Without a share of its own the need gets its part of what the others leave."""

    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.PROTECT, related_name="needs_addressed")
    need = models.ForeignKey(Need, verbose_name=_("need"), on_delete=models.PROTECT, related_name="addressed_by")
    share = amount_field(_("share of the money (₱)"), null=True, blank=True)
    linked_at = models.DateTimeField(_("linked at"), auto_now_add=True)
    linked_by = acted_by(verbose_name=_("linked by"))

    objects = OfPPAQuerySet.as_manager()

    class Meta:
        ordering = ["linked_at"]
        verbose_name = _("need that a PPA answers")
        verbose_name_plural = _("needs that PPAs answer")
        constraints = [
            models.UniqueConstraint(
                fields=["ppa", "need"],
                name="monitoring_need_once",
                violation_error_message=_("This PPA already answers this need."),
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0),
                name="monitoring_need_share_not_negative",
                violation_error_message=_("A share cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ppa}, {self.need.spoken_reference}"


class BudgetJustification(models.Model):
    """Why a PPA deserves its money: what the needs show, in words that staff may change. One for each PPA."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ppa = models.OneToOneField(MonitoringEntry, on_delete=models.PROTECT, related_name="justification")
    evidence_summary = models.TextField(_("what the needs show"), max_length=5000, blank=True)
    rationale = models.TextField(_("why this, and why now"), max_length=5000)
    expected_results = models.TextField(_("what will be better"), max_length=5000, blank=True)
    without_needs_reason = models.TextField(_("why it answers no need of the register"), max_length=1000, blank=True)
    """The warning kept on record: a PPA that answers no need was let pass, and why."""

    documents = models.ManyToManyField(
        EvidenceItem, verbose_name=_("documents"), blank=True, related_name="justifications"
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    updated_by = acted_by(verbose_name=_("changed by"))

    objects = OfPPAQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget justification")
        verbose_name_plural = _("budget justifications")

    def __str__(self) -> str:
        return str(self.ppa)
