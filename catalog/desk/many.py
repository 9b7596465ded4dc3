"""The same act on several cases: who they are is shown first, then what became of each."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from catalog.applications import clock, deciding
from catalog.models import ServiceApplication
from portal.core.access import BulkResult
from portal.organizations.models import Organization
from portal.organizations.scope import reach_of

from .forms import ColleagueField, RejectForm, _words
from .letters import letters_of
from .words import due_in_words, state_of

MOST = 200
PREFIX = "shown-"


class ManyForm(forms.Form):
    """Which cases, and what of them was shown, stand beside it in the page: see ``ManyView``."""

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = offices


class MessageForm(ManyForm):
    message = _words(
        gettext_lazy("One message to all of them"),
        help_text=gettext_lazy("Each of them reads it. So nothing that is about one of them only."),
    )
    is_checked = forms.BooleanField(
        label=gettext_lazy("I have read the message once more, and it is right for each case in the list."),
        error_messages={"required": gettext_lazy("Read the message once more, then say so here.")},
    )


class ApproveManyForm(MessageForm):
    field_order = ["message", "with_ppa", "is_checked"]
    with_ppa = forms.BooleanField(label=gettext_lazy("Also make a draft PPA of each"), required=False)


class RejectManyForm(MessageForm):
    field_order = ["reason", "message", "is_checked"]
    reason = forms.ModelChoiceField(
        label=gettext_lazy("Reason"),
        queryset=RejectForm.base_fields["reason"].queryset,  # type: ignore[attr-defined]
        widget=forms.RadioSelect,
    )


class AssignManyForm(ManyForm):
    to = ColleagueField(label=gettext_lazy("Assign to"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(self.offices[0])  # type: ignore[attr-defined]


class ManyView(WagtailAdminTemplateMixin, FormView):
    """GET asks and lists the cases, POST does it. Cases of others are never named."""

    template_name = "catalog/admin/desk/many.html"
    header_icon = "tasks"
    needs: str
    button_label: Any
    done: Any
    tells_applicant = False
    is_serious = False
    letters: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not reach_of(request.user, ServiceApplication, self.needs).organizations:
            raise PermissionDenied
        if not self.cases:
            messages.warning(request, _("Choose at least one case first."))
            return redirect("catalog_applications:index")
        if len(self.offices) > 1:
            messages.warning(request, _("Choose cases of one office at a time."))
            return redirect("catalog_applications:index")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def cases(self) -> list[ServiceApplication]:
        """The chosen ones that are this person's, by their due day."""
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        keys = list(_keys(data.getlist("id")))
        own = ServiceApplication.objects.permitted(self.request.user, self.needs).filter(pk__in=keys)
        return list(own.select_related("service", "reviewer", "service__offering_mao").order_by("due_on", "pk")[:MOST])

    @cached_property
    def offices(self) -> list[Organization]:
        return list({case.service.offering_mao_id: case.service.offering_mao for case in self.cases}.values())

    @property
    def display_name(self) -> Any:
        """What the page of results calls the act."""
        return self.page_title

    @property
    def actor(self) -> Any:
        return self.request.user

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "offices": self.offices}

    def act(self, cases: list[ServiceApplication], form: Any) -> list[BulkResult]:
        raise NotImplementedError

    @property
    def shown(self) -> dict[str, str]:
        """What the list said of each case when it was confirmed."""
        sent = self.request.POST.items()
        return {name.removeprefix(PREFIX): str(mark) for name, mark in sent if name.startswith(PREFIX)}

    def form_valid(self, form: Any) -> HttpResponse:
        if self.tells_applicant and "preview" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, letters=self._example(form)))
        results = self.act(self.cases, form)
        context = {
            "results": results,
            "done_count": sum(not result.refusal for result in results),
            "action": self,
            "next": reverse("catalog_applications:index"),
            "header_icon": self.header_icon,
        }
        return render(self.request, "portal/core/bulk_results.html", context)

    def _example(self, form: Any) -> Sequence[Any]:
        """What the first of them who would be told would read."""
        for case in self.cases:
            letters = letters_of(lambda case=case: self.act([case], form), case)  # type: ignore[misc]
            if letters:
                return letters
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        closed, today = clock.holidays(), clock.today()
        lines = [
            (case, state_of(case), due_in_words(case, closed, today), deciding.version_of(case)) for case in self.cases
        ]
        return {"letters": None, **super().get_context_data(**kwargs), "lines": lines, "view": self, "prefix": PREFIX}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        queue = {"url": reverse("catalog_applications:index"), "label": _("Applications")}
        return [*self.breadcrumbs_items, queue, {"url": "", "label": self.get_page_title()}]


class AssignManyView(ManyView):
    form_class = AssignManyForm
    needs = "change"
    page_title = gettext_lazy("Assign cases")
    button_label = gettext_lazy("Assign them")
    done = gettext_lazy("Assigned")

    def act(self, cases: list[ServiceApplication], form: Any) -> list[BulkResult]:
        return deciding.assign_many(cases, to=form.cleaned_data["to"], by=self.actor)


class ApproveManyView(ManyView):
    form_class = ApproveManyForm
    needs = "decide"
    page_title = gettext_lazy("Approve cases")
    button_label = gettext_lazy("Approve them")
    done = gettext_lazy("Approved, the applicant is told")
    tells_applicant = True

    def act(self, cases: list[ServiceApplication], form: Any) -> list[BulkResult]:
        data = form.cleaned_data
        return deciding.approve_many(
            cases, message=data["message"], with_ppa=data["with_ppa"], shown=self.shown, by=self.actor
        )


class RejectManyView(ManyView):
    form_class = RejectManyForm
    needs = "decide"
    page_title = gettext_lazy("Do not approve cases")
    button_label = gettext_lazy("Do not approve them")
    done = gettext_lazy("Not approved, the applicant is told")
    tells_applicant = True
    is_serious = True

    def act(self, cases: list[ServiceApplication], form: Any) -> list[BulkResult]:
        data = form.cleaned_data
        return deciding.reject_many(
            cases, reason=data["reason"], message=data["message"], shown=self.shown, by=self.actor
        )


def _keys(typed: list[str]) -> Iterator[Any]:
    for key in typed[:MOST]:
        try:
            yield ServiceApplication._meta.pk.to_python(key)
        except ValidationError:
            continue
