"""What the desk asks of a reviewer, one form an act."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from catalog.enums import ObjectionOutcome, Recommendation
from catalog.models import RefusalReason, ServiceApplication
from portal.accounts.models import User
from portal.core.colleagues import ColleagueField
from portal.core.references import read_reference

from .same_person import may_be_the_same
from .workload import colleagues_in

LONGEST = 5000


def _words(label: Any, *, rows: int = 5, **options: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST, widget=area, **options)


class CaseForm(forms.Form):
    """Knows its case, and carries what the reviewer was shown."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: ServiceApplication, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user


class ApproveForm(CaseForm):
    message = _words(
        gettext_lazy("Message to the applicant"),
        required=False,
        help_text=gettext_lazy("What happens next: when and where to come, what to bring. The applicant reads it."),
    )
    with_ppa = forms.BooleanField(
        label=gettext_lazy("Also make a draft PPA of it"),
        required=False,
        help_text=gettext_lazy("Without money or the applicant's name. For help that is a project of its own."),
    )


class RejectForm(CaseForm):
    reason = forms.ModelChoiceField(
        label=gettext_lazy("Reason"), queryset=RefusalReason.objects.filter(is_active=True), widget=forms.RadioSelect
    )
    message = _words(
        gettext_lazy("Message to the applicant"),
        help_text=gettext_lazy("Why, in plain words, and what they can do now. The applicant reads it."),
    )


class AskForm(CaseForm):
    question = _words(
        gettext_lazy("What is missing?"),
        help_text=gettext_lazy("Name each paper or answer you need. The applicant reads it."),
    )
    answer_until = forms.DateField(label=gettext_lazy("Answer until"), widget=AdminDateInput)


class ExtendForm(CaseForm):
    reason = _words(
        gettext_lazy("Why does the office need more time?"),
        help_text=gettext_lazy("In plain words, without names of others. The law has the applicant told in writing."),
    )


class NoteForm(CaseForm):
    text = _words(gettext_lazy("Note"), help_text=gettext_lazy("Only your office reads it."))


class AssignForm(CaseForm):
    to = ColleagueField(label=gettext_lazy("Assign to"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(colleagues_in(self.case.service.offering_mao))  # type: ignore[attr-defined]


class AskReviewForm(CaseForm):
    of = ColleagueField(label=gettext_lazy("Who?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].offer(colleagues_in(self.case.service.offering_mao))  # type: ignore[attr-defined]


class ReviewForm(CaseForm):
    """Points for each criterion of the form, then the advice."""

    recommendation = forms.ChoiceField(
        label=gettext_lazy("Your advice"), choices=Recommendation.choices, widget=forms.RadioSelect
    )
    comment = _words(gettext_lazy("Comment"), rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = self.case.form_version.definition.criteria
        for criterion in self.criteria:
            self.fields[f"points_{criterion.code}"] = forms.IntegerField(
                label=criterion.name,
                min_value=0,
                max_value=criterion.maximum,
                help_text=_("From 0 to %(maximum)s points.") % {"maximum": criterion.maximum},
            )
        self.order_fields([f"points_{criterion.code}" for criterion in self.criteria])

    @property
    def points(self) -> dict[str, int]:
        return {criterion.code: self.cleaned_data[f"points_{criterion.code}"] for criterion in self.criteria}


class DuplicateForm(CaseForm):
    of = forms.CharField(
        label=gettext_lazy("Number of the other application"),
        max_length=20,
        help_text=gettext_lazy("The one that goes on. This one is closed, and the applicant is told."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = list(may_be_the_same(self.case)[:2])
        if len(others) == 1:
            self.fields["of"].initial = others[0].spoken_reference

    def clean_of(self) -> ServiceApplication:
        reference = read_reference(self.cleaned_data["of"])
        own = ServiceApplication.objects.visible_to(self.user).select_related("service")
        other = own.filter(reference=reference).first() if reference else None
        if other is None:
            raise forms.ValidationError(_("Your office has no application with this number."))
        return other


class ObjectionForm(CaseForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What becomes of it?"), choices=ObjectionOutcome.choices, widget=forms.RadioSelect
    )
    answer = _words(gettext_lazy("Answer to the applicant"), help_text=gettext_lazy("Why, in plain words."))


class PaperForm(CaseForm):
    paper = forms.UUIDField(widget=forms.HiddenInput)
    accepted = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes", widget=forms.HiddenInput
    )
