"""One page for all the needs of a PPA: which it answers, with which share, one more, one less."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.models import StaffRequest
from portal.core.access import row_or_404
from portal.core.actions import ActionRefused
from portal.core.text import whole_number
from portal.monitoring.actions.linking import LINKABLE, link, unlink
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.permissions import can_link
from portal.needs.desk.words import pesos_in_words
from portal.needs.models import Need

from .forms import LinkForm
from .rows import needs_of


class OfPPAMixin(WagtailAdminTemplateMixin):
    """A page about one PPA that the person may see."""

    kwargs: dict[str, Any]
    header_icon = "tasks"

    @cached_property
    def ppa(self) -> MonitoringEntry:
        key: UUID = self.kwargs["pk"]
        row_or_404(MonitoringEntry, self.request.user, str(key), {"view"})
        found: MonitoringEntry = MonitoringEntry.objects.select_related("lead_organization", "sector").get(pk=key)
        return found

    def get_page_subtitle(self) -> str:
        return str(self.ppa)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("monitoring_ppas:index"), "label": _("PPAs")},
            {"url": self.ppa.get_absolute_url(), "label": str(self.ppa)},
            {"url": "", "label": self.get_page_title()},
        ]


class LinkNeedsView(OfPPAMixin, FormView):
    """A POST with ``act=unlink`` takes the need with this key off; any other links the one with this number."""

    request: StaffRequest
    form_class = LinkForm
    template_name = "portal/monitoring/linking/link.html"
    page_title = gettext_lazy("Needs it answers")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.ppa.status not in LINKABLE or not can_link(self.request.user, self.ppa):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("act") != "unlink":
            return super().post(request, *args, **kwargs)
        rows = self.ppa.needs_addressed.filter(pk=whole_number(request.POST.get("row")) or 0)
        row = rows.select_related("need").first()
        if row:
            try:
                unlink(self.ppa, row.need, by=self.request.user)
            except ActionRefused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("%(need)s is no longer linked.") % {"need": row.need.spoken_reference})
        return redirect(request.path)

    def get_initial(self) -> dict[str, Any]:
        return {"need": self.request.GET.get("need", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: LinkForm) -> HttpResponse:
        need: Need = form.cleaned_data["need"]
        try:
            link(self.ppa, need, share=form.cleaned_data["share"], by=self.request.user)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("%(need)s is linked.") % {"need": need.spoken_reference})
        return redirect(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = list(self.ppa.lines.all())
        return {
            **super().get_context_data(**kwargs),
            "ppa": self.ppa,
            "facts": [
                (_("PPA"), self.ppa),
                (_("Office"), self.ppa.lead_organization),
                (_("Status"), self.ppa.get_status_display()),
                (_("Its money (₱)"), pesos_in_words(sum(line.amount for line in lines)) if lines else ""),
            ],
            "needs": needs_of(self.ppa, self.request.user),
        }


def linking_urls() -> list[URLPattern | URLResolver]:
    patterns = [path("<uuid:pk>/", LinkNeedsView.as_view(), name="needs")]
    return [path("programs/linking/", include((patterns, "monitoring_linking")))]
