"""The staff screens "Enter an application": choose the service, fill in its pages, check, send, receipt."""

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from catalog.applications import clock
from catalog.applications.filling import BY_STAFF, AlreadySent, pages
from catalog.applications.sending import enter_for_applicant, notice_in_force, send
from catalog.applying.checking import parts
from catalog.applying.receipts import receipt_of
from catalog.applying.steps import Step
from catalog.enums import ApplicationChannel
from catalog.models import ApplicationDraft, ServiceApplication
from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.organizations.scope import Reach, reach_of

from .forms import EnterForm

NAME = "catalog_application_entry"


class EntryView(WagtailAdminTemplateMixin, TemplateView):
    """A screen for people of an office that has the right to enter applications."""

    header_icon = "plus"
    page_title = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.reach.everything and not self.reach.organizations:
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    @cached_property
    def reach(self) -> Reach:
        """Where this person may enter applications."""
        return reach_of(self.user, ServiceApplication, "add")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        desk = {"url": reverse("catalog_applications:index"), "label": _("Applications")}
        return [*super().get_breadcrumbs_items(), desk, {"url": "", "label": self.get_page_title()}]


class DraftView(EntryView):
    """A screen of one draft, for the person who entered it, while they serve its office.

    Another tab or the night may send or erase the draft while the screen is at work: then the same is answered.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except AlreadySent:
            sent = ApplicationDraft.objects.get(pk=self.draft.pk)
            return redirect(f"{NAME}:done", sent.application_id)
        except ApplicationDraft.DoesNotExist as erased:
            raise Http404 from erased

    @cached_property
    def draft(self) -> ApplicationDraft:
        rows = ApplicationDraft.objects.select_related("offering__offering_mao", "form_version", "application")
        if not self.reach.everything:
            rows = rows.filter(offering__offering_mao__in=self.reach.organizations)
        return get_object_or_404(rows, pk=self.kwargs["pk"], filed_by=self.user, channel__in=BY_STAFF)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._gone() or super().get(request, *args, **kwargs)

    def _gone(self) -> HttpResponse | None:
        """Where to, if there is nothing to fill in any more."""
        if self.draft.application_id:
            return redirect(f"{NAME}:done", self.draft.application_id)
        if self.draft.expires_on < clock.today():
            raise Http404
        return None


class EnterView(EntryView):
    template_name = "catalog/admin/entering/enter.html"

    def get_page_title(self) -> str:
        return _("Enter an application")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": self._form(None), **kwargs})

    def _form(self, data: Any) -> EnterForm | None:
        notice = notice_in_force()
        return EnterForm(data, user=self.user, notice=notice) if notice else None

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if form is None or not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            draft, _code = enter_for_applicant(
                form.cleaned_data["form"].offering,
                channel=ApplicationChannel(form.cleaned_data["channel"]),
                received_on=form.cleaned_data["received_on"],
                language=form.cleaned_data["language"],
                by=self.user,
            )
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
            return self.render_to_response(self.get_context_data(form=form))
        return redirect(f"{NAME}:page", draft.pk, pages(draft)[0])


class PageView(DraftView):
    template_name = "catalog/admin/entering/page.html"

    @cached_property
    def step(self) -> Step:
        if self.kwargs["page"] not in pages(self.draft):
            raise Http404
        return Step(self.draft, self.kwargs["page"], self.user)

    def get_page_title(self) -> str:
        return self.step.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": self.step.form(), "step": self.step, **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if gone := self._gone():
            return gone
        step = self.step
        form = step.form(request.POST, request.FILES, is_required="next" in request.POST)
        step.save(form)
        if "remove" in request.POST:
            step.remove(request.POST["remove"])
        if "again" in request.POST or "remove" in request.POST:
            return redirect(request.path)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if step.asks_on(form):
            return redirect(request.path)
        following = Step(step.draft, step.page, None).after
        if request.GET.get("from") == "check" or not following:
            return redirect(f"{NAME}:check", step.draft.pk)
        return redirect(f"{NAME}:page", step.draft.pk, following)


class CheckView(DraftView):
    template_name = "catalog/admin/entering/check.html"

    def get_page_title(self) -> str:
        return _("Check the answers")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = parts(self.draft)
        is_finished = not any(part.is_unfinished for part in found)
        return super().get_context_data(parts=found, draft=self.draft, is_finished=is_finished, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            application = send(self.draft, by=self.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        return redirect(f"{NAME}:done", application.pk)


class DoneView(EntryView):
    """The number to tell the applicant, and the receipt to print."""

    template_name = "catalog/admin/entering/done.html"

    def get_page_title(self) -> str:
        return _("Application received")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = get_object_or_404(ServiceApplication.objects.visible_to(self.user), pk=self.kwargs["pk"])
        receipt = receipt_of(case.pk)
        if receipt is None:
            raise Http404
        with override(case.language):  # the paper is the applicant's
            paper = reverse("applications:receipt_pdf", args=[case.pk])
        return super().get_context_data(receipt=receipt, case=case, paper=paper, **kwargs)
