"""A page for all of one kind that stands beside a recommendation: documents, needs, assessments. One more, one less."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
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
from portal.core.sections import Section
from portal.policies.actions import resting
from portal.policies.desk.beneath import page_of
from portal.policies.models import PolicyRecommendation

from .acts import item_named, may_keep, new_item_url
from .forms import AssessmentForm, DocumentForm, ForUserForm, NeedForm
from .sections import assessments_part, documents_part, needs_part


class BesideView(WagtailAdminTemplateMixin, FormView):
    """A POST with ``act=remove`` takes off what it names as ``row``; any other adds what the form says."""

    request: StaffRequest
    kwargs: dict[str, Any]
    form_class: type[ForUserForm]
    template_name = "portal/policies/resting/beside.html"
    header_icon = "doc-full"
    section = ""
    form_title: Any
    button_label: Any = gettext_lazy("Link it")
    added: Any = gettext_lazy("It is linked.")
    removed: Any = gettext_lazy("It is no longer linked.")
    takes_new_items = False

    @cached_property
    def policy(self) -> PolicyRecommendation:
        key: UUID = self.kwargs["pk"]
        row_or_404(PolicyRecommendation, self.request.user, str(key), {"view"})
        found: PolicyRecommendation = PolicyRecommendation.objects.get(pk=key)
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_keep(self.request.user, self.policy):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def part(self) -> Section:
        """What stands there, with the buttons that take it off."""
        raise NotImplementedError

    def named(self, key: str) -> Model | None:
        """The row that somebody takes off."""
        raise NotImplementedError

    def add(self, form: Any) -> None:
        raise NotImplementedError

    def remove(self, row: Any) -> None:
        resting.unrelate(self.policy, row, by=self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("act") != "remove":
            return super().post(request, *args, **kwargs)
        try:
            row = self.named(request.POST.get("row", ""))
        except (ValueError, ValidationError):
            row = None
        if row is not None:
            try:
                self.remove(row)
            except ActionRefused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, self.removed)
        return redirect(request.path)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.add(form)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(self.request, self.added)
            return redirect(self.request.path)
        return self.form_invalid(form)

    def get_page_subtitle(self) -> str:
        return str(self.policy)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("policies_register:index"), "label": _("Recommendations")},
            {"url": page_of(self.policy), "label": str(self.policy)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "media": context["form"].media,
            "part": self.part(),
            "back_url": page_of(self.policy, self.section),
            "new_item_url": new_item_url(self.request.path) if self.takes_new_items else "",
        }


class DocumentsView(BesideView):
    form_class = DocumentForm
    page_title = gettext_lazy("Documents")
    section = "documents"
    form_title = gettext_lazy("Add a document")
    button_label = gettext_lazy("Add it")
    added = gettext_lazy("The document is added.")
    removed = gettext_lazy("The document no longer stands here.")
    takes_new_items = True

    def get_initial(self) -> dict[str, Any]:
        return {"item": item_named(self.request.GET.get("item", ""), self.request.user)}

    def part(self) -> Section:
        return documents_part(self.policy, self.request.user, remove_url=self.request.path)

    def named(self, key: str) -> Model | None:
        return self.policy.documents.filter(pk=key).first()

    def add(self, form: Any) -> None:
        resting.add_document(self.policy, **form.cleaned_data, by=self.request.user)

    def remove(self, row: Any) -> None:
        resting.remove_document(row, by=self.request.user)


class NeedsView(BesideView):
    form_class = NeedForm
    page_title = gettext_lazy("Needs it answers")
    form_title = gettext_lazy("Link a need")
    section = "needs-and-assessments"

    def part(self) -> Section:
        return needs_part(self.policy, self.request.user, remove_url=self.request.path)

    def named(self, key: str) -> Model | None:
        return self.policy.related_needs.filter(pk=key).first()

    def add(self, form: Any) -> None:
        resting.relate(self.policy, form.cleaned_data["need"], by=self.request.user)


class AssessmentsView(BesideView):
    form_class = AssessmentForm
    page_title = gettext_lazy("Assessments it rests on")
    form_title = gettext_lazy("Link an assessment")
    section = "needs-and-assessments"

    def part(self) -> Section:
        return assessments_part(self.policy, self.request.user, remove_url=self.request.path)

    def named(self, key: str) -> Model | None:
        return self.policy.related_assessments.filter(pk=key).first()

    def add(self, form: Any) -> None:
        resting.relate(self.policy, form.cleaned_data["assessment"], by=self.request.user)


def beside_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("documents/<uuid:pk>/", DocumentsView.as_view(), name="documents"),
        path("needs/<uuid:pk>/", NeedsView.as_view(), name="needs"),
        path("assessments/<uuid:pk>/", AssessmentsView.as_view(), name="assessments"),
    ]
    return [path("policies/beside/", include((patterns, "policies_beside")))]
