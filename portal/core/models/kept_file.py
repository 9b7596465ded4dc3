import io
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class KeptFileQuerySet(models.QuerySet[Any]):
    def expired(self) -> Self:
        return self.filter(expires_at__lte=timezone.now())

    def kept_for(self, user: Any, purpose: str) -> Self:
        """What this person may still see of the files kept for this purpose: their own, for a while."""
        return self.filter(kept_by=user, purpose=purpose, expires_at__gt=timezone.now())


class KeptFile(models.Model):
    """A file that somebody uploaded and has not confirmed yet, in private and for a short time.

    It lies in the database: every web process reads the same bytes, and a transaction can use it exactly once. When it
    has been used its content goes at once; the row stays until it expires, so that a second click is told the truth.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(_("purpose"), max_length=50)
    name = models.CharField(_("file name"), max_length=255)
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kept_at = models.DateTimeField(_("kept"), auto_now_add=True)
    expires_at = models.DateTimeField(_("kept until"), db_index=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    objects = KeptFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept file")
        verbose_name_plural = _("kept files")

    def __str__(self) -> str:
        return self.name

    def open(self) -> io.BytesIO:
        """The content as an open file that knows its name, as an upload does."""
        file = io.BytesIO(self.content)
        file.name = self.name
        return file
