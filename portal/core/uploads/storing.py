from hashlib import sha256

from django.contrib.auth.models import AbstractUser
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import PrivateFile

from .checking import CheckedUpload, check_upload
from .refusal import UploadRefused


def store_upload(file: UploadedFile | CheckedUpload, *, by: AbstractUser | None) -> PrivateFile:
    """Check a file and keep it in private. ``by`` is None for a person without an account."""
    checked = file if isinstance(file, CheckedUpload) else check_upload(file)
    row = PrivateFile(
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.content),
        sha256=sha256(checked.content).hexdigest(),
        uploaded_by=by,  # type: ignore[misc]  # the user model lies above this room
    )
    row.file.save(checked.name, ContentFile(checked.content))
    return row


def attach(file: PrivateFile) -> None:
    """A record takes this file, in the record's transaction. A file belongs to one record only."""
    if not PrivateFile.objects.filter(pk=file.pk, attached_at=None).update(attached_at=timezone.now()):
        raise UploadRefused(_("This file is already used. Upload it again."))
