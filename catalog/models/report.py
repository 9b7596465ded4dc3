import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.querysets import OfferingReportQuerySet

from .offering import ServiceOffering


class OfferingReport(models.Model):
    """Somebody tells us that something on a service's page is wrong. No name, no address: only what is wrong."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offering = models.ForeignKey(ServiceOffering, on_delete=models.CASCADE, related_name="reports")
    message = models.TextField(_("what is wrong"), max_length=1000)
    reported_at = models.DateTimeField(_("reported"), auto_now_add=True)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfferingReportQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at"]
        verbose_name = _("report of a mistake")
        verbose_name_plural = _("reports of mistakes")
        constraints = [
            models.CheckConstraint(
                condition=Q(handled_at=None, handled_by=None) | Q(handled_at__isnull=False, handled_by__isnull=False),
                name="catalog_report_handled_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.offering}: {self.message[:60]}"

    @property
    def audit_label(self) -> str:
        """What audit rows, which are kept for good, call this row: nothing of what somebody wrote."""
        return str(self.offering)
