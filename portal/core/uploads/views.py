from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.audit import record
from portal.core.models import PrivateFile


@require_safe
def download(request: HttpRequest, pk: UUID) -> FileResponse:
    """A private file, always as a download, to who may read it. To others, and where nothing is, the same 404."""
    row = PrivateFile.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404(_("There is no such file."))
    record(row, "core.read_file", by=request.user)  # type: ignore[arg-type]
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response
