"""The staff screens of the notice: its versions, a new one, and one that is not in force yet."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from catalog.models import PrivacyNotice
from catalog.permissions import can_keep_privacy_notice
from portal.accounts.models import StaffRequest
from portal.core.actions import ActionRefused

from . import actions


class NoticeForm(forms.ModelForm):
    class Meta:
        model = PrivacyNotice
        fields = ["in_force_from", "text", "text_fil"]
        widgets = {
            "in_force_from": AdminDateInput,
            "text": AdminAutoHeightTextInput,
            "text_fil": AdminAutoHeightTextInput,
        }
        help_texts = {
            "in_force_from": gettext_lazy("From this day on people read it, and it never changes any more."),
            "text": gettext_lazy("Plain words. An empty line begins a paragraph, whose first line is its heading."),
        }


class NoticePage(WagtailAdminTemplateMixin):
    header_icon = "lock"
    page_title: Any = gettext_lazy("Privacy notice")
    _show_breadcrumbs = True
    breadcrumbs_items = [
        {"url": reverse_lazy("wagtailadmin_home"), "label": gettext_lazy("Home")},
        {"url": reverse_lazy("privacy_notices:list"), "label": gettext_lazy("Privacy notice")},
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_keep_privacy_notice(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class NoticeList(NoticePage, TemplateView):
    template_name = "catalog/admin/privacy_notice_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notices = list(PrivacyNotice.objects.all())
        current = next((notice for notice in notices if notice.was_shown), None)
        return super().get_context_data(
            notices=notices, current=current, may_add=not notices or notices[0].was_shown, **kwargs
        )


class WriteNotice(NoticePage, FormView):
    request: StaffRequest
    template_name = "portal/core/act.html"
    form_class = NoticeForm
    is_serious = False
    button_label = gettext_lazy("Save")

    @cached_property
    def object(self) -> PrivacyNotice | None:
        """The version that is changed; none if a new one is written."""
        pk = self.kwargs.get("pk")
        return get_object_or_404(PrivacyNotice, pk=pk) if pk else None

    def get_page_title(self) -> str:
        return _("Change version") if self.object else _("New version")

    @property
    def explanation(self) -> list[str]:
        return [_("Who applied before agreed to the version of that time; it is kept and can still be read.")]

    def get_form_kwargs(self) -> dict[str, Any]:
        source = self.object or PrivacyNotice.objects.first()
        words = {"text": source.text, "text_fil": source.text_fil} if source else {}
        day = {"in_force_from": self.object.in_force_from} if self.object else {}
        return {**super().get_form_kwargs(), "initial": words | day}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = PrivacyNotice.objects.first()
        return super().get_context_data(
            view=self,
            object=self.object.number if self.object else (newest.number if newest else 0) + 1,
            back_url=reverse("privacy_notices:list"),
            **kwargs,
        )

    def form_valid(self, form: NoticeForm) -> HttpResponse:
        try:
            notice = self._save(form.cleaned_data)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Version %(number)s is saved.") % {"number": notice.number})
        return redirect("privacy_notices:list")

    def _save(self, data: dict[str, Any]) -> PrivacyNotice:
        if self.object:
            return actions.change_version(self.object, **data, by=self.request.user)
        return actions.add_version(**data, by=self.request.user)


app_name = "privacy_notices"
urlpatterns = [
    path("privacy-notice/", NoticeList.as_view(), name="list"),
    path("privacy-notice/new/", WriteNotice.as_view(), name="add"),
    path("privacy-notice/<int:pk>/", WriteNotice.as_view(), name="edit"),
]
