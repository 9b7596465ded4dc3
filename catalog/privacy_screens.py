"""Requests of persons (RA 10173): administrators find what is theirs, hand out a copy and erase it.

Whom it is about is sent by POST and never stands in an address, a session or a log.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from catalog.permissions import can_answer_persons
from portal.accounts.models import StaffRequest
from portal.core.persons import Asked, Outcome, erase_person, export_person, find_person
from portal.core.references import read_reference

ZIP_NAME = "personal-data.zip"


class PersonForm(forms.Form):
    contact = forms.CharField(
        label=gettext_lazy("E-mail address or mobile number"),
        help_text=gettext_lazy("As the person gave it. First make sure that it is truly theirs."),
        max_length=254,
    )
    reference = forms.CharField(
        label=gettext_lazy("Number of the application, need or request"),
        help_text=gettext_lazy("Only if several persons share this address or number: then that one case is found."),
        max_length=20,
        required=False,
    )

    def clean_reference(self) -> str:
        typed: str = self.cleaned_data["reference"].strip()
        if typed and not read_reference(typed):
            raise forms.ValidationError(_("This is not the number of an application. Look at the receipt again."))
        return typed

    def person(self) -> Asked:
        return Asked(self.cleaned_data["contact"], self.cleaned_data["reference"])


class EraseForm(PersonForm):
    """The same person, found before; typed once more because what is erased does not come back."""

    again = forms.CharField(
        label=gettext_lazy("To confirm, type the e-mail address or mobile number once more"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("contact", "reference"):
            self.fields[name].widget = forms.HiddenInput()

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"].strip()
        if again.lower() != self.cleaned_data.get("contact", "").lower():
            raise forms.ValidationError(_("This is not the same as above. Nothing was erased."))
        return again


class PersonsView(WagtailAdminTemplateMixin, TemplateView):
    request: StaffRequest
    template_name = "catalog/admin/persons.html"
    page_title = gettext_lazy("Requests of persons")
    header_icon = "user"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_answer_persons(request.user):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        act = {"erase": self._erase, "download": self._download}.get(request.POST.get("act", ""), self._find)
        return act()

    def _find(self) -> HttpResponse:
        form = PersonForm(self.request.POST)
        if not form.is_valid():
            return self._answer(form=form)
        return self._answer(form=form, **_found(form.person()), erase_form=_erase_form(form))

    def _download(self) -> HttpResponseBase:
        form = PersonForm(self.request.POST)
        if not form.is_valid():
            return self._answer(form=form)
        content = export_person(form.person(), by=self.request.user)
        return FileResponse(content, as_attachment=True, filename=ZIP_NAME, content_type="application/zip")

    def _erase(self) -> HttpResponse:
        form = EraseForm(self.request.POST)
        if form.is_valid():
            _tell(self.request, erase_person(form.person(), by=self.request.user))
            return redirect("catalog_persons")
        looked_for = PersonForm(self.request.POST)
        if not looked_for.is_valid():
            return self._answer(form=looked_for)
        return self._answer(form=looked_for, **_found(looked_for.person()), erase_form=form)

    def _answer(self, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**context))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": PersonForm(), "was_asked": "findings" in context, **context})


def _erase_form(form: PersonForm) -> EraseForm:
    return EraseForm(initial={name: form.cleaned_data[name] for name in ("contact", "reference")})


def _found(person: Asked) -> dict[str, Any]:
    findings = find_person(person)
    return {"findings": findings, "can_erase": any(finding.can_erase for finding in findings)}


def _tell(request: HttpRequest, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.done:
            messages.success(request, outcome.done)
        if outcome.kept:
            messages.warning(request, outcome.kept)


class PersonsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_answer_persons(request.user)


def persons_urls() -> list[URLPattern]:
    return [path("privacy/persons/", PersonsView.as_view(), name="catalog_persons")]
