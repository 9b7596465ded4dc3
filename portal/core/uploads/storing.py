from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.models import AbstractUser
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.background.sweeps import wake
from portal.core.models import PrivateFile
from portal.core.models.private_file import Scan, private_storage

from . import scanning
from .checking import CheckedUpload, check_upload
from .refusal import UploadRefused

DELETING = f"{__name__}.delete_discarded"
KEEP_UNUSED = timedelta(days=1)
"""How long an upload that no record took, or bytes that no row knows, may lie: a form is long sent by then."""


def store_upload(file: UploadedFile | CheckedUpload, *, by: AbstractUser | None) -> PrivateFile:
    """Check a file and keep it in private. ``by`` is None for a person without an account."""
    checked = file if isinstance(file, CheckedUpload) else check_upload(file)
    row = PrivateFile(
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.content),
        sha256=sha256(checked.content).hexdigest(),
        uploaded_by=by,  # type: ignore[misc]  # the user model lies above this room
        scan=Scan.PENDING if scanning.is_on() else Scan.NOT_SCANNED,
    )
    row.file.save(checked.name, ContentFile(checked.content))
    if scanning.is_on():
        transaction.on_commit(lambda: wake(scanning.SWEEP), robust=True)
    return row


def attach(file: PrivateFile) -> None:
    """A record takes this file, in the record's transaction. A file belongs to one record only."""
    if not PrivateFile.objects.filter(pk=file.pk, attached_at=None).update(attached_at=timezone.now()):
        raise UploadRefused(_("This file is already used. Upload it again."))


def discard(file: PrivateFile) -> None:
    """Nobody has this file any more, from the commit on. Its name goes at once, its bytes and its row right after.

    The record that held it must have let go of it. A process that dies in between leaves the row to the sweep.
    """
    PrivateFile.objects.filter(pk=file.pk).update(name="", sha256="", discarded_at=timezone.now())
    transaction.on_commit(lambda: wake(DELETING), robust=True)


def delete_discarded() -> int:
    """Delete the bytes of each discarded file, then its row; the number of files."""
    discarded = list(PrivateFile.objects.filter(discarded_at__isnull=False))
    for file in discarded:
        file.file.delete(save=False)
        file.delete()
    return len(discarded)


def something_is_discarded() -> bool:
    return PrivateFile.objects.filter(discarded_at__isnull=False).exists()


def forget_unused() -> None:
    """Discard uploads that no record took, and delete bytes that no row knows: what a broken-off request left."""
    before = timezone.now() - KEEP_UNUSED
    for file in PrivateFile.objects.filter(attached_at=None, discarded_at=None, uploaded_at__lt=before):
        discard(file)
    storage = private_storage()
    for folder in _folders(storage):
        paths = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
        known = set(PrivateFile.objects.filter(file__in=paths).values_list("file", flat=True))
        for path in paths - known:
            if storage.get_modified_time(path) < before:
                storage.delete(path)


def _folders(storage: Storage) -> list[str]:
    try:
        return storage.listdir("")[0]
    except FileNotFoundError:  # nothing was ever kept on this disk
        return []
