"""Making a recommendation, and writing its text: a draft of the whole, or of a change."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer

from portal.accounts.models import StaffRequest
from portal.core.registers import OverValuesMixin, RegisterCreateView, RegisterEditView
from portal.policies.actions import writing
from portal.policies.enums import PolicyStatus
from portal.policies.models import PolicyRecommendation

MORE = "more"
"""The button that saves and comes back with more empty fields."""


def address_after(request: HttpRequest, policy: PolicyRecommendation) -> str:
    page = "edit" if MORE in request.POST else "inspect"
    return reverse(f"policies_register:{page}", args=[policy.pk])


class AddPolicyView(RegisterCreateView):
    request: StaffRequest
    template_name = "portal/policies/desk/write.html"
    success_message = gettext_lazy("%(object)s is a draft. Hand it in once it says all.")

    def get_page_title(self) -> str:
        return _("Write a recommendation")

    def save_instance(self) -> PolicyRecommendation:
        return writing.add(values=self.form.values, key=self.form.cleaned_data["key"], by=self.request.user)

    def get_success_url(self) -> str:
        return address_after(self.request, self.object)

    def get_side_panels(self) -> MediaContainer:
        return MediaContainer([])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "policy": None}


class WriteView(OverValuesMixin, RegisterEditView):
    """Over the newest draft. What the public reads stays until somebody else publishes the change."""

    request: StaffRequest
    template_name = "portal/policies/desk/write.html"
    success_message = gettext_lazy("The draft of %(object)s is saved. Hand it in once it says all.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policy = self.get_object()
        if policy.status in PolicyStatus.ended():
            messages.warning(request, _("It has come to its end: its text stays as it is."))
            return redirect("policies_register:inspect", policy.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_object(self, queryset: Any = None) -> PolicyRecommendation:
        policy: PolicyRecommendation = super().get_object(queryset)
        newest: PolicyRecommendation = policy.get_latest_revision_as_object()
        return newest

    def get_page_title(self) -> str:
        return _("Write the text")

    def mark(self) -> str:
        return writing.draft_mark(self.object)

    def save_instance(self) -> PolicyRecommendation:
        shown = self.form.cleaned_data["shown"]
        return writing.write(self.object, values=self.form.values, shown=shown, by=self.request.user)

    def get_success_url(self) -> str:
        return address_after(self.request, self.object)

    def get_side_panels(self) -> MediaContainer:
        return MediaContainer([])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "policy": self.object}
