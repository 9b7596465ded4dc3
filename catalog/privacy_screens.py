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

from catalog.applications.persons import Erased, Person, erase_person, export_person
from catalog.applications.privacy import kept_because
from catalog.applications.references import read_reference
from catalog.permissions import can_answer_persons
from portal.accounts.models import StaffRequest

ZIP_NAME = "personal-data.zip"


class PersonForm(forms.Form):
    contact = forms.CharField(
        label=gettext_lazy("E-mail address or mobile number"),
        help_text=gettext_lazy("As the person gave it in the application. First make sure that it is truly theirs."),
        max_length=254,
    )
    reference = forms.CharField(
        label=gettext_lazy("Number of the application"),
        help_text=gettext_lazy("Only if several persons share this address or number: then that one case is found."),
        max_length=20,
        required=False,
    )

    def clean_reference(self) -> str:
        typed: str = self.cleaned_data["reference"].strip()
        if typed and not read_reference(typed):
            raise forms.ValidationError(_("This is not the number of an application. Look at the receipt again."))
        return typed

    def person(self) -> Person:
        return Person(self.cleaned_data["contact"], self.cleaned_data["reference"])


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
        return super().get_context_data(**{"form": PersonForm(), "was_asked": "cases" in context, **context})


def _erase_form(form: PersonForm) -> EraseForm:
    return EraseForm(initial={name: form.cleaned_data[name] for name in ("contact", "reference")})


def _found(person: Person) -> dict[str, Any]:
    cases = [{"case": case, "kept_because": kept_because(case)} for case in person.cases()]
    helped, drafts = [*person.helped(), *person.helped_drafts()], list(person.drafts())
    can_erase = bool(helped or drafts or any(not row["kept_because"] for row in cases))
    return {
        "cases": cases,
        "helped": helped,
        "drafts": drafts,
        "is_anything": bool(cases or helped or drafts),
        "can_erase": can_erase,
    }


def _tell(request: HttpRequest, erased: Erased) -> None:
    counts = {"cases": erased.cases, "drafts": erased.drafts, "helped": erased.helped}
    messages.success(
        request,
        _("Erased: %(cases)s closed applications, %(drafts)s drafts, %(helped)s times the name of a helper.") % counts,
    )
    if erased.kept:
        numbers = ", ".join(case.spoken_reference for case in erased.kept)
        sentence = _("Not erased yet, because the case is not over: %(numbers)s. Erase again once it is closed.")
        messages.warning(request, sentence % {"numbers": numbers})


class PersonsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_answer_persons(request.user)


def persons_urls() -> list[URLPattern]:
    return [path("privacy/persons/", PersonsView.as_view(), name="catalog_persons")]
