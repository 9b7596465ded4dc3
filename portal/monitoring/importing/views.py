"""The pages of an import: choose a file, say what its columns are, look, confirm, take back."""

import io
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.models import StaffRequest
from portal.core.actions import ActionRefused
from portal.core.importing import ImportRefused, spelled
from portal.core.tables import csv_response, xlsx_response
from portal.monitoring.actions.undoing_import import can_undo
from portal.monitoring.enums import ImportKind, ImportMode, ImportState
from portal.monitoring.models import ImportAlias, ImportRun
from portal.organizations.models import Organization

from . import running
from .forms import ColumnsForm, ConfirmForm, FileForm, NamesForm, UndoForm
from .reading import samples
from .report import SHOWN, has_work, problems_of, unknown_names
from .running import can_import, header_of, kinds_for, lines_of_run, offered_columns
from .tables import export_table, ppas_to_export, problems_table, rows_to_export, write_template

TITLE = gettext_lazy("Import from a sheet")
RUNS_A_PAGE = 20
ROUTE = "monitoring_import"


class ImportView(View):
    """Every address asks whether this person imports anything at all."""

    request: Any
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def run(self) -> ImportRun:
        runs = ImportRun.objects.visible_to(self.request.user).select_related("office", "file", "started_by")
        found: ImportRun = get_object_or_404(runs, pk=self.kwargs["pk"])
        return found

    @property
    def is_own(self) -> bool:
        return self.run.started_by_id == self.request.user.pk

    def at(self, step: str = "run") -> str:
        return reverse(f"{ROUTE}:{step}", args=[self.run.pk])


class ImportPage(ImportView, WagtailAdminTemplateMixin, TemplateView):
    page_title: Any = TITLE
    header_icon = "upload"
    breadcrumbs_items: ClassVar = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("monitoring_ppas:index"), "label": gettext_lazy("PPAs")},
        {"url": reverse_lazy(f"{ROUTE}:index"), "label": TITLE},
    ]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        last = {"url": "", "label": self.run.file_name} if "pk" in self.kwargs else None
        return [*self.breadcrumbs_items, *([last] if last else [])]


class ChooseView(ImportPage):
    """GET also lists what was imported before."""

    template_name = "portal/monitoring/importing/choose.html"

    def post(self, request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FileForm(request.POST, request.FILES, user=request.user)
        if form.is_valid():
            data = form.cleaned_data
            try:
                run = running.upload(
                    data["file"], kind=ImportKind(data["kind"]), office=data["office"], by=request.user
                )
            except (ActionRefused, ImportRefused) as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect(f"{ROUTE}:columns", pk=run.pk)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = ImportRun.objects.visible_to(self.request.user).select_related("office", "started_by")
        return super().get_context_data(
            **{"form": FileForm(user=self.request.user), **kwargs},
            page=Paginator(runs, RUNS_A_PAGE).get_page(self.request.GET.get("p")),
            kinds=[(kind, kind.label) for kind in kinds_for(self.request.user)],
        )


class ColumnsView(ImportPage):
    template_name = "portal/monitoring/importing/columns.html"
    page_title = gettext_lazy("What its columns are")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_import(request.user):
            raise PermissionDenied
        if not self.is_own or self.run.state not in (ImportState.UPLOADED, ImportState.CHECKED):
            return redirect(self.at())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.lines = lines_of_run(self.run, by=self.request.user)
        except (ActionRefused, ImportRefused) as refusal:
            messages.error(request, str(refusal))
            return redirect(f"{ROUTE}:index")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            self.lines = lines_of_run(self.run, by=self.request.user)
            return self.render_to_response(self.get_context_data(form=form))
        try:
            running.choose(self.run, columns=form.columns, for_all=form.for_all, by=self.request.user)
            running.check(self.run)
        except (ActionRefused, ImportRefused) as refusal:
            messages.error(request, str(refusal))
        return redirect(self.at())

    def form(self, data: Any = None) -> ColumnsForm:
        for_all = {name: value for name, value in self.run.chosen.get("all", {}).items() if value is not None}
        return ColumnsForm(
            data, run=self.run, header=header_of(self.run), offered=offered_columns(self.run), initial=for_all
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.form()
        found = samples(self.lines, header_of(self.run))
        columns = [(*column, sample) for column, sample in zip(form.column_fields(), found, strict=True)]
        return super().get_context_data(**{"form": form, **kwargs}, run=self.run, columns=columns)


class RunView(ImportPage):
    """Where a file stands: being checked, what it would do, being imported, what it did. POST confirms."""

    template_name = "portal/monitoring/importing/run.html"

    @property
    def page_title(self) -> str:
        return {
            ImportState.CHECKED: _("What it would do"),
            ImportState.IMPORTED: _("What was imported"),
            ImportState.UNDONE: _("What was taken back"),
        }.get(ImportState(self.run.state), str(ImportState(self.run.state).label))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.run.state == ImportState.UPLOADED and self.is_own and not self.run.problem:
            return redirect(self.at("columns"))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_own:
            return redirect(self.at())
        try:
            if "names" in request.POST:
                self._keep_names(request)
            else:
                self._carry_out(request)
        except (ActionRefused, ImportRefused) as refusal:
            messages.error(request, str(refusal))
        return redirect(self.at())

    def _carry_out(self, request: HttpRequest) -> None:
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            raise ActionRefused(_("Look at the check, and confirm it again."))
        mode = ImportMode(form.cleaned_data["mode"])
        running.carry_out(self.run, mode=mode, fingerprint=form.cleaned_data["fingerprint"])
        if self.run.state == ImportState.IMPORTED:
            messages.success(request, summary(self.run.report))

    @transaction.atomic
    def _keep_names(self, request: HttpRequest) -> None:
        form = NamesForm(request.POST, names=unknown_names(self.run.report), office=self.run.office)
        if not form.is_valid() or not form.meanings:
            raise ActionRefused(_("Choose what at least one of the names means."))
        for column, value, meaning in form.meanings:
            ImportAlias.objects.update_or_create(
                office=self.run.office,
                column=column,
                spelling=spelled(value)[:255],
                defaults={"meaning": meaning, "saved_by": self.request.user},
            )
        running.check(self.run)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run, report = self.run, self.run.report
        names = unknown_names(report) if run.state == ImportState.CHECKED and self.is_own else []
        problems = problems_of(report)
        mode = ImportMode.ROWS if problems else ImportMode.ALL
        confirm = ConfirmForm(initial={"fingerprint": report.get("fingerprint", ""), "mode": mode})
        return super().get_context_data(
            **kwargs,
            run=run,
            report=report,
            is_own=self.is_own,
            summary=summary(report) if report else "",
            problems=problems[:SHOWN],
            problem_count=len(problems),
            shown=SHOWN,
            has_work=has_work(report),
            confirm=confirm,
            names=NamesForm(names=names, office=run.office) if names else None,
            may_undo=run.state == ImportState.IMPORTED and can_undo(self.request.user, run),
            built=report.get("undo", {}).get("built", []) if run.state == ImportState.IMPORTED else [],
            left=report.get("undo", {}).get("left", []),
            columns_url=self.at("columns"),
            errors_url=self.at("errors"),
            undo_url=self.at("undo"),
            progress_url=self.at("progress"),
        )


class UndoView(ImportPage):
    template_name = "portal/monitoring/importing/undo.html"
    page_title = gettext_lazy("Take the import back")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_import(request.user):
            raise PermissionDenied
        if self.run.state != ImportState.IMPORTED or not can_undo(request.user, self.run):
            return redirect(self.at())
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = UndoForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            running.take_back(
                self.run, reason=form.cleaned_data["reason"], leave=form.cleaned_data["leave"], by=request.user
            )
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        if self.run.state == ImportState.UNDONE:
            messages.success(request, _("The import is taken back."))
        return redirect(self.at())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": UndoForm(), **kwargs}, run=self.run, back_url=self.at())


class ProgressView(ImportView):
    """How far it has come; the page asks until the work is done."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        run = self.run
        answer = JsonResponse({"working": run.is_working, "done": run.done, "total": run.total})
        answer["Cache-Control"] = "no-store"
        return answer


class ErrorsView(ImportView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return csv_response(problems_table(problems_of(self.run.report)), "import-errors")


class WorkbookView(ImportView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind = kind_or_404(self.kwargs["kind"])
        workbook = io.BytesIO()
        write_template(kind, workbook)
        workbook.seek(0)
        response = FileResponse(workbook, as_attachment=True, filename=f"{kind}-to-fill-in.xlsx")
        response["Cache-Control"] = "private, no-store"
        return response


class ExportView(ImportView):
    """What is in the portal, under the headers of the import; of an office or a year if the address says so."""

    def get(self, request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind = kind_or_404(self.kwargs["kind"])
        year, office = request.GET.get("year", ""), request.GET.get("office", "")
        ppas = ppas_to_export(
            request.user,
            office=Organization.objects.filter(pk=office).first() if office.isdecimal() else None,
            year=int(year) if year.isdecimal() and len(year) == 4 else None,
        )
        answer = csv_response if request.GET.get("export") == "csv" else xlsx_response
        return answer(export_table(kind, rows_to_export(kind, ppas)), f"{kind}-to-mend")


def kind_or_404(named: str) -> ImportKind:
    try:
        return ImportKind(named)
    except ValueError:
        raise Http404 from None


def summary(report: dict[str, Any]) -> str:
    """The outcome in one sentence, the same before and after."""
    made, changed, unchanged = report.get("made_count", 0), report.get("changed_count", 0), report.get("unchanged", 0)
    return _("%(made)s, %(changed)s, %(unchanged)s.") % {
        "made": ngettext("%s new", "%s new", made) % _number(made),
        "changed": ngettext("%s changed", "%s changed", changed) % _number(changed),
        "unchanged": ngettext("%s unchanged", "%s unchanged", unchanged) % _number(unchanged),
    }


def _number(number: int) -> str:
    return number_format(number, force_grouping=True)
