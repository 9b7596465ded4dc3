"""Photos and papers of a form that is not sent yet: kept for a day, so that a correction asks for none again."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.core.models import PrivateFile
from portal.core.uploads import CheckedUpload, discard, store_upload

MOST_KEPT = 30
"""Of one person: whoever has more of them lying about chooses the files again."""


def keep(uploads: Sequence[CheckedUpload], *, by: User) -> list[PrivateFile]:
    """Store what came with a form that has to be shown again."""
    lying = _of(by).count()
    return [store_upload(upload, by=by) for upload in uploads] if lying + len(uploads) <= MOST_KEPT else []


def kept(keys: Iterable[str], *, by: User) -> list[PrivateFile]:
    """Those of these files that this person sent with an earlier try of the form, in order."""
    wanted = list(dict.fromkeys(filter(None, map(_key, keys))))
    found = _of(by).in_bulk(wanted) if wanted else {}
    return [found[key] for key in wanted if key in found]


def let_go(files: Iterable[PrivateFile]) -> None:
    for file in files:
        discard(file)


def _of(user: User) -> QuerySet[PrivateFile]:
    return PrivateFile.objects.filter(uploaded_by=user, attached_at=None, discarded_at=None)


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
