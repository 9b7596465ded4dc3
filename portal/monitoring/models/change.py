"""Changes of what was approved: asked for by one person, decided by another."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.monitoring.enums import ChangeState
from portal.monitoring.querysets import OfPPAQuerySet

from .ppa import MonitoringEntry


class ChangeRequest(models.Model):
    """A change of an approved PPA with old and new values, and a reason on both sides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.PROTECT, related_name="changes")
    changes = models.JSONField()
    """What changes: a list of ``{"field", "line", "old", "new"}``; money and days as text, unknown is empty.

    Of money the field is ``amount`` and ``line`` the key of the line; for a new line it is a mapping that describes it.
    """

    reason = models.TextField(_("why it should change"), max_length=2000)
    state = models.CharField(
        _("state"), max_length=9, choices=ChangeState.choices, default=ChangeState.ASKED, editable=False
    )
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    asked_by = acted_by(verbose_name=_("asked by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = acted_by(verbose_name=_("decided by"))
    decision_reason = models.TextField(_("why it was decided so"), max_length=2000, blank=True)

    objects = OfPPAQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        constraints = [
            models.UniqueConstraint(
                fields=["ppa"],
                condition=Q(state=ChangeState.ASKED),
                name="monitoring_one_open_change",
                violation_error_message=_("A change of this PPA already waits for a decision."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="monitoring_change_with_a_reason"),
            models.CheckConstraint(
                condition=Q(state=ChangeState.ASKED, decided_at=None, decided_by=None)
                | ~Q(state=ChangeState.ASKED) & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="monitoring_change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ChangeState.APPROVED, ChangeState.REFUSED])
                | ~Q(decision_reason="") & ~Q(decided_by=F("asked_by")),
                name="monitoring_change_decided_by_another",
                violation_error_message=_("Somebody else decides, and says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ppa}, {self.asked_at:%Y-%m-%d}"
