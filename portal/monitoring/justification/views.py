"""Writing the justification, attaching its documents, and printing it."""

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django.views.generic.edit import FormView
from wagtail.admin import messages

from portal.accounts.models import StaffRequest
from portal.core.actions import ActionRefused
from portal.core.registers import OverValuesMixin, RefusalMixin
from portal.core.sections import Section
from portal.evidence.attached import attached_section
from portal.evidence.models import EvidenceItem
from portal.monitoring.actions.justifying import (
    attach_document,
    detach_document,
    justification_mark,
    justify,
)
from portal.monitoring.linking.rows import needs_of
from portal.monitoring.linking.views import OfPPAMixin
from portal.monitoring.models import BudgetJustification, MonitoringEntry
from portal.needs.attaching.views import EvidencePage

from .evidence import summary_of
from .forms import JustifyForm
from .printing import as_pdf
from .section import may_justify


def justification_of(ppa: MonitoringEntry) -> BudgetJustification | None:
    return BudgetJustification.objects.filter(ppa=ppa).first()


class JustifyView(OfPPAMixin, OverValuesMixin, RefusalMixin, FormView):
    """The summary of what the needs show is filled in while nobody has written one, and again when asked."""

    request: StaffRequest
    form_class = JustifyForm
    template_name = "portal/monitoring/justification/write.html"
    page_title = gettext_lazy("Budget justification")
    header_icon = "doc-full"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_justify(self.request.user, self.ppa):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def linked(self) -> list[Any]:
        return needs_of(self.ppa, self.request.user)

    @cached_property
    def row(self) -> BudgetJustification | None:
        return justification_of(self.ppa)

    def mark(self) -> str:
        return justification_mark(self.row)

    def read_again(self) -> None:
        del self.row

    def get_initial(self) -> dict[str, Any]:
        row = self.row
        names = ("evidence_summary", "rationale", "expected_results", "without_needs_reason")
        initial = {name: getattr(row, name) for name in names} if row else {}
        if "fill" in self.request.GET or not initial.get("evidence_summary"):
            initial["evidence_summary"] = summary_of(self.ppa)
        return initial

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "answers_needs": bool(self.linked)}

    def form_valid(self, form: JustifyForm) -> HttpResponse:
        try:
            justify(self.ppa, **form.cleaned_data, by=self.request.user)
        except ActionRefused as refusal:
            self.refuse(form, refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("The justification is kept."))
        return redirect(self.ppa.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        link_url = reverse("monitoring_linking:needs", args=[self.ppa.pk])
        return {**super().get_context_data(**kwargs), "ppa": self.ppa, "needs": self.linked, "link_url": link_url}


class DocumentsView(EvidencePage):
    """Its documents are items of the evidence repository."""

    model = MonitoringEntry
    register = "monitoring_ppas"
    page_title = gettext_lazy("Documents of the justification")
    acts = (attach_document, detach_document)

    @cached_property
    def may_attach(self) -> bool:
        return may_justify(self.request.user, self.object)

    def _section(self) -> Section:
        row = justification_of(self.object)
        documents = row.documents.all() if row else EvidenceItem.objects.none()
        return attached_section(documents, self.request.user, detach_url=self.request.path if self.may_attach else "")


class PrintView(OfPPAMixin, View):
    """For everybody who may see the PPA."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = justification_of(self.ppa)
        if row is None:
            raise Http404
        row.ppa = self.ppa
        response = HttpResponse(as_pdf(row, self.request.user), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="justification-{row.ppa_id}.pdf"'
        return response


def justification_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("<uuid:pk>/", JustifyView.as_view(), name="write"),
        path("<uuid:pk>/documents/", DocumentsView.as_view(), name="documents"),
        path("<uuid:pk>/print/", PrintView.as_view(), name="print"),
    ]
    return [path("programs/justification/", include((patterns, "monitoring_justification")))]
