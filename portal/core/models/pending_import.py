"""A file that was looked through and waits for somebody to confirm the import: exactly this file, exactly once."""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PendingImportQuerySet(models.QuerySet["PendingImport"]):
    def stale(self) -> Self:
        return self.filter(uploaded_at__lt=timezone.now() - timedelta(days=1))


class PendingImport(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what it imports"), max_length=50)
    file_name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField()
    shown = models.CharField(max_length=64, help_text=_("Fingerprint of the report that was shown."))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    objects = PendingImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("pending import")
        verbose_name_plural = _("pending imports")

    def __str__(self) -> str:
        return self.file_name
