"""Why somebody took a step with a PPA, in their own words: the audit record holds only the key of these."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.monitoring.querysets import OfPPAQuerySet

from .ppa import MonitoringEntry


class GivenReason(models.Model):
    """The reason that was given for one step: kept after the PPA has moved on, and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.PROTECT, related_name="given_reasons")
    text = models.TextField(_("reason"), max_length=2000)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = acted_by(verbose_name=_("by"))

    objects = OfPPAQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        verbose_name = _("reason of a step")
        verbose_name_plural = _("reasons of steps")
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="monitoring_reason_not_empty")]

    def __str__(self) -> str:
        return f"{self.ppa}, {self.at:%Y-%m-%d}"
