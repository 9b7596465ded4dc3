"""Files that are nobody's business but their owners': applicants' papers, evidence, appointment papers."""

import uuid
from functools import reduce
from operator import or_
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


def private_storage() -> Storage:
    return storages["private"]


def random_path(instance: "PrivateFile", filename: str) -> str:
    """A storage name that tells nothing; two letters of it make the folder, so that none grows too large."""
    name = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
    return f"{name[:2]}/{name}"


class Scan(models.TextChoices):
    """What the virus scanner said of a file."""

    NOT_SCANNED = "not_scanned", _("Not scanned: the portal has no virus scanner")
    PENDING = "pending", _("Waits for the virus scan")
    CLEAN = "clean", _("No virus found")
    INFECTED = "infected", _("Holds a virus: nobody can open it")
    FAILED = "failed", _("Could not be scanned yet; it is tried again")


class PrivateFileQuerySet(models.QuerySet["PrivateFile"]):
    def to_scan(self) -> Self:
        """What a scanner has not yet spoken about: what was never tried first, then what was tried longest ago."""
        waiting = self.filter(scan__in=[Scan.NOT_SCANNED, Scan.PENDING, Scan.FAILED], discarded_at=None)
        return waiting.order_by(models.F("scanned_at").asc(nulls_first=True), "uploaded_at")

    def visible_to(self, user: AbstractUser | AnonymousUser) -> Self:
        """Files this person may read: fresh uploads of their own, and what any rule of settings.PRIVATE_FILE_RULES
        grants. A rule is a function ``(user) -> Q``; being a superuser grants nothing."""
        if not user.is_authenticated:
            return self.none()
        own_and_fresh = Q(uploaded_by=user, attached_at=None)
        rules = [import_string(path)(user) for path in settings.PRIVATE_FILE_RULES]
        return self.filter(reduce(or_, rules, own_and_fresh), discarded_at=None).distinct()


class PrivateFile(models.Model):
    """One uploaded file, made inert by ``portal.core.uploads``. Nothing but ``store_upload`` makes these rows.

    ``attached_at`` is set by the room whose record takes the file; from then on only that room's rule grants it.
    A discarded file is seen by nobody; its row goes when its bytes are gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(_("file"), storage=private_storage, upload_to=random_path, editable=False)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    attached_at = models.DateTimeField(_("attached at"), null=True, blank=True, editable=False)
    scan = models.CharField(
        _("virus scan"), max_length=11, choices=Scan.choices, default=Scan.NOT_SCANNED, editable=False
    )
    scanned_at = models.DateTimeField(_("last scanned at"), null=True, blank=True, editable=False)
    discarded_at = models.DateTimeField(_("discarded at"), null=True, blank=True, editable=False)

    objects = PrivateFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("private file")
        verbose_name_plural = _("private files")
        indexes = [
            models.Index(fields=["discarded_at"], condition=Q(discarded_at__isnull=False), name="core_file_discarded")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_opened(self) -> bool:
        """Whether the scanner let it pass. Where there is no scanner, what was never scanned may be opened."""
        unscanned_is_fine = self.scan == Scan.NOT_SCANNED and settings.VIRUS_SCANNER == "none"
        return self.scan == Scan.CLEAN or unscanned_is_fine

    @property
    def audit_label(self) -> str:
        """What audit rows, which are kept for good, call this row: people name files after themselves."""
        return f"File {self.pk}"
