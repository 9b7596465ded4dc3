"""Ceilings: how much money of a source PPAs of a year may take."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.core.models import FundingSource, Sector
from portal.monitoring.enums import CeilingMode, CeilingState
from portal.monitoring.querysets import CeilingQuerySet, OfCeilingQuerySet

from .money import amount_field
from .ppa import MonitoringEntry


class CeilingManagement(models.Model):
    """A limit on the money lines of one year and source, and of one sector if it names one.

    What is used, left and exceeded is computed. The row is the gate: who changes money that it binds locks it first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    source = models.ForeignKey(
        FundingSource, verbose_name=_("funding source"), on_delete=models.PROTECT, related_name="ceilings"
    )
    sector = models.ForeignKey(
        Sector,
        verbose_name=_("sector"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ceilings",
        help_text=_("Leave empty for all sectors of the source."),
    )
    ceiling_amount = amount_field(_("ceiling (₱)"))
    threshold = models.DecimalField(
        _("warn from (share of the ceiling)"), max_digits=3, decimal_places=2, default=Decimal("0.90")
    )
    mode = models.CharField(_("when it is full"), max_length=5, choices=CeilingMode.choices, default=CeilingMode.BLOCK)
    told_state = models.CharField(max_length=8, choices=CeilingState.choices, default=CeilingState.OK, editable=False)
    """The state that people were last told of: an alert goes out only when it rises above this."""

    note = models.CharField(_("where it comes from"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = acted_by(verbose_name=_("created by"))

    objects = CeilingQuerySet.as_manager()

    class Meta:
        ordering = ["-fiscal_year", "source", "sector"]
        verbose_name = _("ceiling")
        verbose_name_plural = _("ceilings")
        permissions = [("override_ceilingmanagement", "Can let a PPA go above a ceiling, with a reason")]
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "source", "sector"],
                nulls_distinct=False,
                name="monitoring_ceiling_once",
                violation_error_message=_("There already is a ceiling for this year, source and sector."),
            ),
            models.CheckConstraint(
                condition=Q(ceiling_amount__gte=0),
                name="monitoring_ceiling_not_negative",
                violation_error_message=_("A ceiling cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(threshold__gt=0, threshold__lte=1),
                name="monitoring_ceiling_threshold",
                violation_error_message=_("The warning begins above 0 and at 1 at most."),
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(str(part) for part in (self.fiscal_year, self.source, self.sector) if part)


class CeilingOverride(models.Model):
    """A budget officer let a PPA take more than a ceiling had left: who, why, and by how much."""

    ceiling = models.ForeignKey(CeilingManagement, on_delete=models.PROTECT, related_name="overrides")
    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.PROTECT, related_name="ceiling_overrides")
    excess = amount_field(_("above the ceiling by (₱)"))
    reason = models.CharField(_("reason"), max_length=500)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = acted_by(verbose_name=_("by"))

    objects = OfCeilingQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("override of a ceiling")
        verbose_name_plural = _("overrides of ceilings")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="monitoring_override_with_a_reason",
                violation_error_message=_("Give the reason."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ceiling}, {self.ppa}"
