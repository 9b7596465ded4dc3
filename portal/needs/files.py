"""The photos and papers of a need: private, and opened by those who may see the need."""

import hashlib
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.access import AnyUser
from portal.core.actions import ActionRefused
from portal.core.models import PrivateFile
from portal.core.uploads import CheckedUpload, attach, store_upload

from .models import Need, NeedFile, NeedSubmitter

MOST_FILES = 5
"""At once."""

CHILDREN_ARE_SEEN = gettext_lazy("Children can be recognised on a photo (these photos are never shown to the public)")


def add_files(
    need: Need, files: Sequence[CheckedUpload | PrivateFile], *, shows_children: bool = False, by: User | None
) -> None:
    """Take files into a need, whose row the caller has locked. They stay private until staff have looked; what shows a
    child, or comes from one, always."""
    if len(files) > MOST_FILES:
        raise ActionRefused(_("Send at most %(most)d files at once.") % {"most": MOST_FILES})
    stays_private = shows_children or NeedSubmitter.objects.filter(need=need, is_minor=True).exists()
    for file in files:
        row = file if isinstance(file, PrivateFile) else store_upload(file, by=by)
        attach(row)
        NeedFile.objects.create(need=need, file=row, shows_children=stays_private)


def were_sent(need: Need, files: Sequence[CheckedUpload]) -> bool:
    """Whether the need has all of these files already."""
    sent = NeedFile.objects.filter(need=need).values_list("file__sha256", flat=True)
    return {hashlib.sha256(file.content).hexdigest() for file in files} <= set(sent)


def files_of_needs(user: AnyUser) -> Q:
    """The private files a person may read because they may see the need: staff, who speaks for its community today, and
    the offices that have it in hand, but for pictures that show children."""
    return Q(pk__in=NeedFile.objects.visible_to(user).values("file"))
