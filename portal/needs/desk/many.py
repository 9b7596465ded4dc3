"""The same act on several needs: which they are is shown first, then what became of each."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from portal.core.access import BulkResult
from portal.core.colleagues import ColleagueField
from portal.core.many import ManyView
from portal.needs import clock
from portal.needs.actions import many
from portal.needs.models import Need
from portal.needs.people import reviewers
from portal.needs.permissions import can_review_any

from .forms import reason_field
from .letters import NOTHING_GOES, READERS, letters_of
from .words import due_in_words, place_of, state_of
from .workload import with_workload

PREVIEW = gettext_lazy("See what the first community will read")


class AssignManyForm(forms.Form):
    to = ColleagueField(label=gettext_lazy("Reviewer"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(with_workload(reviewers()))  # type: ignore[attr-defined]


class RejectManyForm(forms.Form):
    reason = reason_field(gettext_lazy("One reason for all of them"))
    is_checked = forms.BooleanField(
        label=gettext_lazy("I have read the reason once more, and it is right for each need in the list."),
        error_messages={"required": gettext_lazy("Read the reason once more, then say so here.")},
    )


class DeferManyForm(RejectManyForm):
    field_order = ["reason", "review_again_on", "is_checked"]
    review_again_on = forms.DateField(label=gettext_lazy("Look at them again on"), widget=AdminDateInput)


class NeedsView(ManyView):
    template_name = "portal/needs/desk/many.html"
    form_class: type[forms.Form] = forms.Form
    model = Need
    index_url_name = "needs_register:index"
    index_label = gettext_lazy("Review queue")
    none_chosen = gettext_lazy("Choose at least one need first.")
    readers, nothing_goes = READERS, NOTHING_GOES

    def is_allowed(self) -> bool:
        return can_review_any(self.request.user)

    def own_rows(self) -> Any:
        rows = Need.objects.permitted(self.request.user, "review").with_place()
        return rows.select_related("assigned_to").order_by("due_on", "pk")

    def letters_of(self, need: Need, form: Any) -> Sequence[Any]:
        return letters_of(lambda: self.act([need], form), need)

    def name_of(self, need: Need) -> str:
        return f"{need.spoken_reference}, {need.title}"

    def lines(self) -> list[Any]:
        today, versions = clock.today(), many.versions_of(self.rows)
        return [
            (need, place_of(need), state_of(need), due_in_words(need, today), versions[str(need.pk)])
            for need in self.rows
        ]


class AssignManyView(NeedsView):
    form_class = AssignManyForm
    page_title = gettext_lazy("Assign needs")
    button_label = gettext_lazy("Assign them")
    done = gettext_lazy("Assigned")

    def act(self, rows: list[Need], form: Any) -> list[BulkResult]:
        return many.assign_many(rows, to=form.cleaned_data["to"], by=self.actor)


class ReleaseManyView(NeedsView):
    page_title = gettext_lazy("Let needs into the queue")
    button_label = gettext_lazy("Let them in")
    done = gettext_lazy("In the queue")

    def act(self, rows: list[Need], form: Any) -> list[BulkResult]:
        return many.release_many(rows, by=self.actor)


class ValidateManyView(NeedsView):
    page_title = gettext_lazy("Validate needs")
    button_label = gettext_lazy("Validate them")
    done = gettext_lazy("Validated, the community is told")
    preview_label = PREVIEW

    def act(self, rows: list[Need], form: Any) -> list[BulkResult]:
        return many.validate_many(rows, shown=self.shown, by=self.actor)


class DeferManyView(NeedsView):
    form_class = DeferManyForm
    page_title = gettext_lazy("Put needs off")
    button_label = gettext_lazy("Put them off")
    done = gettext_lazy("Put off, the community is told why and until when")
    preview_label = PREVIEW

    def act(self, rows: list[Need], form: Any) -> list[BulkResult]:
        data = form.cleaned_data
        return many.defer_many(
            rows, reason=data["reason"], review_again_on=data["review_again_on"], shown=self.shown, by=self.actor
        )


class RejectManyView(NeedsView):
    form_class = RejectManyForm
    page_title = gettext_lazy("Do not take needs up")
    button_label = gettext_lazy("Do not take them up")
    done = gettext_lazy("Not taken up, the community is told why")
    preview_label = PREVIEW
    is_serious = True

    def act(self, rows: list[Need], form: Any) -> list[BulkResult]:
        return many.reject_many(rows, reason=form.cleaned_data["reason"], shown=self.shown, by=self.actor)
