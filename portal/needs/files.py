"""The photos and papers of a need: private, and opened by those who may see the need."""

import hashlib
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.access import AnyUser
from portal.core.actions import ActionRefused
from portal.core.uploads import CheckedUpload, attach, store_upload

from .models import Need, NeedFile, NeedSubmitter

MOST_AT_ONCE = 5


def add_files(
    need: Need, files: Sequence[CheckedUpload], *, shows_children: bool = False, by: User | None
) -> list[NeedFile]:
    """Take files into a need, whose row the caller has locked. What comes from a child stays private in any case."""
    if len(files) > MOST_AT_ONCE:
        raise ActionRefused(_("Send at most %(most)d files at once.") % {"most": MOST_AT_ONCE})
    is_private = shows_children or NeedSubmitter.objects.filter(need=need, is_minor=True).exists()
    return [_add(need, file, is_private, by=by) for file in files]


def _add(need: Need, upload: CheckedUpload, is_private: bool, *, by: User | None) -> NeedFile:
    file = store_upload(upload, by=by)
    attach(file)
    return NeedFile.objects.create(need=need, file=file, shows_children=is_private)


def were_sent(need: Need, files: Sequence[CheckedUpload]) -> bool:
    """Whether the need has all of these files already."""
    sent = NeedFile.objects.filter(need=need).values_list("file__sha256", flat=True)
    return {hashlib.sha256(file.content).hexdigest() for file in files} <= set(sent)


def files_of_needs(user: AnyUser) -> Q:
    """The private files a person may read because they may see the need: staff, who speaks for its community today, and
    the offices that have it in hand, but for pictures that show children."""
    return Q(pk__in=NeedFile.objects.visible_to(user).values("file"))
