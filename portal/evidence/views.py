"""The one public page of this room: the file of a public item."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.uploads.views import as_download

from .models import EvidenceItem


@require_safe
def public_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file of an item that anybody may see; kept by no cache, as tomorrow it may not be public.

    Where there is none, where it is not public, and where no virus scanner has let it pass yet, the same 404.
    """
    item = EvidenceItem.objects.public().select_related("file").filter(pk=pk).first()
    file = item.file if item else None
    if file is None or file.discarded_at or not file.may_be_opened:
        raise Http404(_("There is no such file."))
    return as_download(file)
