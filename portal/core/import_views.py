"""An import in two steps: look through the file and show everything it would do, then do exactly that, once.

A room extends ``ImportView`` and names its import function. The file is kept between the steps (``PendingImport``). The
confirmed run happens in one transaction and is undone if it would do anything else than what was shown, because the
register changed meanwhile.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django import forms
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from .importing import MAX_BYTES, ImportColumn, ImportRefused, Report
from .models import PendingImport


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("An Excel workbook (.xlsx), CSV or JSON file, at most 7 MB and 5,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.json"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 7 MB: split it."))
        return file


class ImportView(WagtailAdminTemplateMixin, View):
    """GET asks for a file, POST with a file shows what it would do, POST with ``confirm`` does it."""

    kind: str
    """What is imported: ties a kept file to this screen."""

    columns: Callable[[], Iterable[ImportColumn]]
    run: Callable[..., Report]
    """``run(file, by=user, dry_run=bool)``; may raise ImportRefused."""

    index_url_name: str
    index_label: Any
    template_name = "portal/core/import.html"
    page_title = gettext_lazy("Import")
    header_icon = "upload"

    def is_allowed(self, user: AbstractUser) -> bool:
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_allowed(request.user):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(form=ImportForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "confirm" in request.POST:
            return self._confirm(request.POST["confirm"])
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form=form)
        upload = form.cleaned_data["file"]
        content = upload.read()
        try:
            report = self._run(upload.name, content, dry_run=True)
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
            return self._show(form=form)
        pending = self._keep(upload.name, content, report) if report.ok and _does_something(report) else None
        return self._show(form=ImportForm(), report=report, pending=pending, file_name=upload.name)

    def _confirm(self, key: str) -> HttpResponse:
        user = self.request.user
        with transaction.atomic():
            mine = PendingImport.objects.select_for_update().filter(kind=self.kind, uploaded_by=user)
            pending = mine.filter(pk=key).first() if _is_uuid(key) else None
            if pending is None:
                messages.warning(
                    self.request, _("This file was already imported, or is no longer kept. Choose it again.")
                )
                return redirect(self.request.path)
            shown = pending.shown
            report = self._run_or_undo(pending)
            if report.ok and fingerprint(report) == shown:
                pending.delete()
                messages.success(self.request, self._summary(report))
                return redirect(reverse(self.index_url_name))
            if report.ok:
                pending.shown = fingerprint(report)
                pending.save(update_fields=["shown"])
        messages.warning(
            self.request, _("Nothing was imported: the register has changed since the check. Look again and confirm.")
        )
        return self._show(
            form=ImportForm(),
            report=report,
            pending=pending if report.ok and _does_something(report) else None,
            file_name=pending.file_name,
        )

    def _run_or_undo(self, pending: PendingImport) -> Report:
        """The real run, undone where it differs from what the person confirmed."""
        sure = transaction.savepoint()
        report = self._run(pending.file_name, bytes(pending.content), dry_run=False)
        if fingerprint(report) == pending.shown:
            transaction.savepoint_commit(sure)
        else:
            transaction.savepoint_rollback(sure)
        return report

    def _run(self, name: str, content: bytes, *, dry_run: bool) -> Report:
        file: IO[bytes] = BytesIO(content)
        file.name = name  # type: ignore[misc]
        return self.run(file, by=self.request.user, dry_run=dry_run)

    def _keep(self, name: str, content: bytes, report: Report) -> PendingImport:
        PendingImport.objects.stale().delete()
        return PendingImport.objects.create(
            kind=self.kind,
            # The ending says how to read it; a longer name is cut before it.
            file_name=Path(name).stem[:200] + Path(name).suffix,
            content=content,
            shown=fingerprint(report),
            uploaded_by=self.request.user,
        )

    def _summary(self, report: Report) -> str:
        return _("Imported: %(created)d new, %(changed)d changed, %(unchanged)d unchanged.") % {
            "created": len(report.created),
            "changed": len(report.changed),
            "unchanged": report.unchanged,
        }

    def _show(self, **context: Any) -> HttpResponse:
        shown = {"report": None, "pending": None, "file_name": "", "columns": self.columns(), **context}
        return self.render_to_response(self.get_context_data(**shown))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.index_url_name), "label": self.index_label}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]


def fingerprint(report: Report) -> str:
    """The same for two runs that do the same: new and changed rows with their fields, and how many stay."""
    rows = [
        [kind, row.row, row.label, [[change.field, str(change.old), str(change.new)] for change in row.fields]]
        for kind, changes in (("created", report.created), ("changed", report.changed))
        for row in changes
    ]
    return hashlib.sha256(json.dumps([rows, report.unchanged, len(report.errors)]).encode()).hexdigest()


def _does_something(report: Report) -> bool:
    return bool(report.created or report.changed)


def _is_uuid(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True
