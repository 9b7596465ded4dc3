"""The PPA: what an office does, with which it answers needs and delivers services."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.organizations.models import Organization

from .enums import PPAStatus
from .querysets import MonitoringEntryQuerySet


class MonitoringEntry(models.Model):
    """A program, project or activity of an office, on screen "PPA". Its status changes only by actions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=255)
    lead_organization = models.ForeignKey(
        Organization, verbose_name=_("office"), on_delete=models.PROTECT, related_name="ppas"
    )
    status = models.CharField(
        _("status"), max_length=16, choices=PPAStatus.choices, default=PPAStatus.DRAFT, editable=False
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("created by"), on_delete=models.PROTECT, related_name="+"
    )

    objects = MonitoringEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("PPA")
        verbose_name_plural = _("PPAs")

    def __str__(self) -> str:
        return self.title
