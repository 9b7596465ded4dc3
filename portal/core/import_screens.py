"""The staff screen of an import, the same in every room: choose a file, see what it would do, confirm.

A room describes its importer and registers the addresses::

    SCREEN = ImportScreen(
        name="catalog_import",
        path="services/import/",
        title=_("Import services"),
        run=lambda file, by, dry_run: import_offerings(file, by=by, dry_run=dry_run),
        may_import=can_import,
        write_example=write_example,
        done_url_name="wagtailsnippets_catalog_serviceoffering:list",
    )
    hooks.register("register_admin_urls", SCREEN.urls)

A screen whose rows go under one row of a register has that row's key in its ``path`` and names a ``bound`` function: it
makes the screen for that row, for the person who asks (``dataclasses.replace(screen, run=…, …)``), or raises Http404.

The check is the real run, undone. What is confirmed is bound twice: to the bytes (``portal.core.kept_files``) and to
what the page showed, by the report's fingerprint. If the rows changed in between, nothing is written and the page shows
the new outcome.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import IO, Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.core.actions import ActionRefused
from portal.core.importing import MAX_ROWS, CellError, ImportRefused, Report
from portal.core.kept_files import keep, kept_file, used_once
from portal.core.models import KeptFile
from portal.core.tables import Column, Table, csv_response

SHOWN = 200
"""Rows and errors a page lists of each kind; the CSV has all errors."""

ERROR_COLUMNS = [
    Column("row", gettext_lazy("Row"), kind="number"),
    Column("column", gettext_lazy("Column")),
    Column("value", gettext_lazy("What it holds")),
    Column("message", gettext_lazy("What is wrong")),
]


@dataclass(frozen=True)
class ImportScreen:
    """What a room says about its importer."""

    name: str
    path: str
    title: Any
    run: Callable[[IO[bytes], Any, bool], Report]
    """Called with the file, the person and whether to undo everything."""
    may_import: Callable[[Any], bool]
    write_example: Callable[[IO[bytes]], None]
    """Writes the example workbook into an open file."""
    done_url_name: str
    introduction: Any = ""
    icon: str = "upload"
    example_name: str = "example.xlsx"
    most_rows: int = MAX_ROWS
    """What ``run`` takes at once: the page says so."""

    bound: "Callable[..., ImportScreen] | None" = None
    """Called with the person, and by name with what stands in the path."""

    arguments: dict[str, Any] = field(default_factory=dict)
    """What stands in the path, once the screen is bound."""

    @property
    def purpose(self) -> str:
        """For what a file is kept: one that was checked for one row cannot be confirmed for another."""
        return ":".join([self.name, *(str(value) for value in self.arguments.values())])[:50]

    def address(self, step: str = "", **more: Any) -> str:
        return reverse(f"{self.name}_{step}" if step else self.name, kwargs={**self.arguments, **more})

    def urls(self) -> list[URLPattern]:
        return [
            path(self.path, ChooseView.as_view(screen=self), name=self.name),
            path(f"{self.path}example/", ExampleView.as_view(screen=self), name=f"{self.name}_example"),
            path(f"{self.path}<uuid:key>/", CheckView.as_view(screen=self), name=f"{self.name}_check"),
            path(f"{self.path}<uuid:key>/errors/", ErrorsView.as_view(screen=self), name=f"{self.name}_errors"),
        ]

    def done_url(self) -> str:
        return reverse(self.done_url_name, kwargs=self.arguments)


class Outdated(Exception):
    """What the import would do now is not what the page showed."""


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.json"}),
    )

    def __init__(self, *args: Any, most_rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "An Excel workbook (.xlsx), CSV or JSON file, at most 7 MB and %(rows)s rows."
        ) % {"rows": number_format(most_rows, force_grouping=True)}


class ImportView(View):
    """Every address of a screen asks the same right."""

    screen: ClassVar[ImportScreen | None] = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.own_screen.may_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def own_screen(self) -> ImportScreen:
        assert self.screen is not None  # noqa: S101 - urls() always gives one
        if self.screen.bound is None:
            return self.screen
        arguments = {name: value for name, value in self.kwargs.items() if name != "key"}
        return replace(self.screen.bound(self.request.user, **arguments), arguments=arguments)

    def kept(self) -> KeptFile:
        return kept_file(self.kwargs["key"], purpose=self.own_screen.purpose, by=self.request.user)

    def refused(self, sentence: object) -> HttpResponse:
        messages.error(self.request, str(sentence))
        return redirect(self.own_screen.address())

    def checked(self, kept: KeptFile) -> Report:
        return self.own_screen.run(kept.open(), self.request.user, True)


class ImportPage(ImportView, WagtailAdminTemplateMixin, TemplateView):
    @property
    def page_title(self) -> str:
        return str(self.own_screen.title)

    @property
    def header_icon(self) -> str:
        return self.own_screen.icon

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            screen=self.own_screen,
            choose_url=self.own_screen.address(),
            example_url=self.own_screen.address("example"),
            **kwargs,
        )


class ChooseView(ImportPage):
    template_name = "portal/core/import_choose.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": FileForm(most_rows=self.own_screen.most_rows)} | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = FileForm(request.POST, request.FILES, most_rows=self.own_screen.most_rows)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            kept = keep(form.cleaned_data["file"], purpose=self.own_screen.purpose, by=request.user)
        except ActionRefused as refusal:
            return self.refused(refusal)
        return redirect(self.own_screen.address("check", key=kept.pk))


class CheckView(ImportPage):
    """GET runs the import and undoes it; POST runs it."""

    template_name = "portal/core/import_check.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            kept = self.kept()
            report = self.checked(kept)
        except (ActionRefused, ImportRefused) as refusal:
            return self.refused(refusal)
        return self.render_to_response(self.get_context_data(kept=kept, report=report))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            report = self.confirmed(request.POST.get("fingerprint", ""))
        except (ActionRefused, ImportRefused) as refusal:
            return self.refused(refusal)
        except Outdated:
            messages.warning(
                request,
                _("Since the check somebody changed what this file is about. Nothing was imported: look again below."),
            )
            return redirect(request.path)
        messages.success(request, summary(report))
        return redirect(self.own_screen.done_url())

    def confirmed(self, fingerprint: str) -> Report:
        """Import the checked file, once, if it does exactly what the page showed."""
        with used_once(self.kwargs["key"], purpose=self.own_screen.purpose, by=self.request.user) as kept:
            report = self.own_screen.run(kept.open(), self.request.user, False)
            if report.errors or report.fingerprint != fingerprint:
                raise Outdated
        return report

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report: Report = kwargs["report"]
        return super().get_context_data(
            summary=summary(report),
            errors=report.errors[:SHOWN],
            created=report.created[:SHOWN],
            changed=report.changed[:SHOWN],
            shown=SHOWN,
            has_work=bool(report.created or report.changed),
            errors_url=self.own_screen.address("errors", key=self.kwargs["key"]),
            **kwargs,
        )


class ErrorsView(ImportView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            report = self.checked(self.kept())
        except (ActionRefused, ImportRefused) as refusal:
            return self.refused(refusal)
        return csv_response(errors_table(report.errors), f"{self.own_screen.name}-errors")


class ExampleView(ImportView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        workbook = io.BytesIO()
        self.own_screen.write_example(workbook)
        workbook.seek(0)
        response = FileResponse(workbook, as_attachment=True, filename=self.own_screen.example_name)
        response["Cache-Control"] = "private, no-store"
        return response


def errors_table(errors: list[CellError]) -> Table:
    return Table(ERROR_COLUMNS, errors, title=_("Errors"))


def summary(report: Report) -> str:
    """The outcome in one sentence, the same before and after the confirmation."""
    return _("%(new)s, %(changed)s, %(unchanged)s.") % {
        "new": ngettext("%d new", "%d new", len(report.created)) % len(report.created),
        "changed": ngettext("%d changed", "%d changed", len(report.changed)) % len(report.changed),
        "unchanged": ngettext("%d unchanged", "%d unchanged", report.unchanged) % report.unchanged,
    }
