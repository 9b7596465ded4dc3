"""Upload, look at what it would do, confirm: the file between the two requests.

``keep`` takes a copy, ``kept_file`` finds it again for the same person and purpose, and ``used_once`` hands it out in
one transaction: the bytes that were checked are the bytes that are used, and a double click has one effect.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.actions import ActionRefused
from portal.core.importing import MAX_BYTES
from portal.core.models import KeptFile

KEPT_FOR = timedelta(hours=24)


def keep(file: IO[bytes], *, purpose: str, by: Any) -> KeptFile:
    """Take a private copy of an uploaded file; what others left behind and has expired goes at the same time."""
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ActionRefused(_("The file is larger than 7 MB: split it."))
    KeptFile.objects.expired().delete()
    return KeptFile.objects.create(
        purpose=purpose,
        name=_short(getattr(file, "name", None) or "file"),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        kept_by=by,
        expires_at=timezone.now() + KEPT_FOR,
    )


def kept_file(key: Any, *, purpose: str, by: Any) -> KeptFile:
    """The file as it was kept; refused when it is somebody else's, too old, or used already."""
    return _usable(KeptFile.objects.kept_for(by, purpose), key)


@contextmanager
def used_once(key: Any, *, purpose: str, by: Any) -> Iterator[KeptFile]:
    """The file inside one transaction. Unless the block fails, nobody can use it a second time."""
    with transaction.atomic():
        kept = _usable(KeptFile.objects.kept_for(by, purpose).select_for_update(), key)
        if hashlib.sha256(kept.content).hexdigest() != kept.sha256:
            raise ActionRefused(_("The stored file is not the one that was checked. Choose the file again."))
        yield kept
        kept.used_at = timezone.now()
        kept.content = b""
        kept.save(update_fields=["used_at", "content"])


def _usable(files: Any, key: Any) -> KeptFile:
    try:
        kept = files.filter(pk=key).first()
    except ValidationError:
        kept = None
    if kept is None:
        raise ActionRefused(_("The checked file is no longer here. Choose the file again."))
    if kept.used_at:
        raise ActionRefused(_("This file was imported already. Nothing was done a second time."))
    return kept


def _short(name: str) -> str:
    """A name that fits its column and keeps its ending, by which the reader knows the kind of file."""
    return name if len(name) <= 255 else name[:200] + name[-50:]
