from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.audit import record
from portal.core.models import PrivateFile
from portal.core.models.private_file import Scan


@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """A private file, always as a download, to who may read it. To others, and where nothing is, the same 404.

    Who may read it is told in words when the virus scanner did not let it pass, and gets nothing of it.
    """
    row = PrivateFile.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404(_("There is no such file."))
    if not row.may_be_opened:
        return _not_opened(request, row)
    record(row, "core.read_file", by=request.user)  # type: ignore[arg-type]
    return as_download(row)


def as_download(row: PrivateFile) -> FileResponse:
    """The bytes, saved and never shown by a browser, and kept by no cache; for who may have them."""
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def _not_opened(request: HttpRequest, row: PrivateFile) -> HttpResponse:
    is_infected = row.scan == Scan.INFECTED
    context = {"is_infected": is_infected}
    response = render(request, "portal/core/file_not_opened.html", context, status=403 if is_infected else 409)
    add_never_cache_headers(response)
    return response
