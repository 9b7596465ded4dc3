"""The same act on several cases: who they are is shown first, then what became of each."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.applications import clock, deciding
from catalog.models import ServiceApplication
from portal.core.access import BulkResult
from portal.core.colleagues import ColleagueField
from portal.core.many import ManyView
from portal.organizations.models import Organization
from portal.organizations.scope import reach_of

from .forms import RejectForm, _words
from .letters import NOTHING_GOES, READERS, letters_of
from .words import due_in_words, state_of
from .workload import colleagues_in

PREVIEW = gettext_lazy("See what the first of them will read")


class ManyForm(forms.Form):
    """Which cases, and what of them was shown, stand beside it in the page: see ``portal.core.many``."""

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
        self.fields["to"].offer(colleagues_in(self.offices[0]))  # type: ignore[attr-defined]


class CasesView(ManyView):
    """Cases of one office at a time. GET asks, POST does it."""

    template_name = "catalog/admin/desk/many.html"
    model = ServiceApplication
    index_url_name = "catalog_applications:index"
    index_label = gettext_lazy("Applications")
    none_chosen = gettext_lazy("Choose at least one case first.")
    needs: str
    readers, nothing_goes = READERS, NOTHING_GOES

    def is_allowed(self) -> bool:
        return bool(reach_of(self.request.user, ServiceApplication, self.needs).organizations)

    def own_rows(self) -> Any:
        own = ServiceApplication.objects.permitted(self.request.user, self.needs)
        return own.select_related("service", "reviewer", "service__offering_mao").order_by("due_on", "pk")

    def problem(self) -> Any:
        return super().problem() or (_("Choose cases of one office at a time.") if len(self.offices) > 1 else "")

    @cached_property
    def offices(self) -> list[Organization]:
        return list({case.service.offering_mao_id: case.service.offering_mao for case in self.rows}.values())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "offices": self.offices}

    def letters_of(self, case: ServiceApplication, form: Any) -> Sequence[Any]:
        return letters_of(lambda: self.act([case], form), case)

    def lines(self) -> list[Any]:
        closed, today = clock.holidays(), clock.today()
        return [
            (case, state_of(case), due_in_words(case, closed, today), deciding.version_of(case)) for case in self.rows
        ]


class AssignManyView(CasesView):
    form_class = AssignManyForm
    needs = "change"
    page_title = gettext_lazy("Assign cases")
    button_label = gettext_lazy("Assign them")
    done = gettext_lazy("Assigned")

    def act(self, cases: list[ServiceApplication], form: Any) -> list[BulkResult]:
        return deciding.assign_many(cases, to=form.cleaned_data["to"], by=self.actor)


class ApproveManyView(CasesView):
    form_class = ApproveManyForm
    needs = "decide"
    page_title = gettext_lazy("Approve cases")
    button_label = gettext_lazy("Approve them")
    done = gettext_lazy("Approved, the applicant is told")
    preview_label = PREVIEW

    def act(self, cases: list[ServiceApplication], form: Any) -> list[BulkResult]:
        data = form.cleaned_data
        return deciding.approve_many(
            cases, message=data["message"], with_ppa=data["with_ppa"], shown=self.shown, by=self.actor
        )


class RejectManyView(CasesView):
    form_class = RejectManyForm
    needs = "decide"
    page_title = gettext_lazy("Do not approve cases")
    button_label = gettext_lazy("Do not approve them")
    done = gettext_lazy("Not approved, the applicant is told")
    preview_label = PREVIEW
    is_serious = True

    def act(self, cases: list[ServiceApplication], form: Any) -> list[BulkResult]:
        data = form.cleaned_data
        return deciding.reject_many(
            cases, reason=data["reason"], message=data["message"], shown=self.shown, by=self.actor
        )
