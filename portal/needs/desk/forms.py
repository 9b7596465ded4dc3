"""What the desk asks of a reviewer, one form an act."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from portal.accounts.models import User
from portal.core.colleagues import ColleagueField
from portal.core.references import read_reference
from portal.needs.enums import AssessmentStatus, Equity, Feasibility, Urgency
from portal.needs.models import Assessment, Need
from portal.needs.people import reviewers_of

from .workload import with_workload

LONGEST = 2000


def words_field(label: Any, *, rows: int = 5, max_length: int = LONGEST, **options: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=max_length, widget=area, **options)


def reason_field(label: Any) -> forms.CharField:
    """A reason stands on the page of the community, and on the public one where the need has one."""
    return words_field(
        label,
        help_text=gettext_lazy(
            "The community reads it as you write it, and so does the public if the need is on the public list. Use "
            "plain words, and name no person."
        ),
    )


class NeedForm(forms.Form):
    """Knows its need, and carries what the reviewer was shown."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, need: Need, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need, self.user = need, user


class ReasonForm(NeedForm):
    reason = reason_field(gettext_lazy("Reason"))


class DeferForm(ReasonForm):
    review_again_on = forms.DateField(
        label=gettext_lazy("Look at it again on"),
        widget=AdminDateInput,
        help_text=gettext_lazy("On this day it comes back to the queue by itself. The community reads the day."),
    )


class AskForm(NeedForm):
    question = words_field(
        gettext_lazy("What do you want to know?"),
        help_text=gettext_lazy("Name each thing you need. The community reads it as you write it."),
    )
    answer_until = forms.DateField(label=gettext_lazy("Answer until"), widget=AdminDateInput)


class AnswerForm(NeedForm):
    text = words_field(gettext_lazy("What they answered"), max_length=5000)


class NoteForm(NeedForm):
    text = words_field(
        gettext_lazy("Note"), max_length=5000, help_text=gettext_lazy("Only staff read it: no community and no office.")
    )


class AssignForm(NeedForm):
    to = ColleagueField(label=gettext_lazy("Reviewer"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(with_workload(reviewers_of(self.need)))  # type: ignore[attr-defined]


KNOWN = [("", gettext_lazy("Not known")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
IMPACT = [
    (5, gettext_lazy("5: lives are at risk, or it holds everybody back")),
    (4, gettext_lazy("4: it harms most families")),
    (3, gettext_lazy("3: it harms some families, or all of them now and then")),
    (2, gettext_lazy("2: it is a burden, and people manage")),
    (1, gettext_lazy("1: it would be good to have")),
]


class RateForm(NeedForm):
    """What staff think of it. What is not known is left open: it then does not count, for or against."""

    urgency_level = forms.ChoiceField(label=gettext_lazy("Urgency"), choices=Urgency.choices, widget=forms.RadioSelect)
    impact_severity = forms.TypedChoiceField(
        label=gettext_lazy("Impact"), choices=IMPACT, coerce=int, widget=forms.RadioSelect
    )
    feasibility = forms.ChoiceField(
        label=gettext_lazy("Feasibility"),
        choices=[("", gettext_lazy("Not known")), *Feasibility.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    affected_population = forms.IntegerField(
        label=gettext_lazy("People affected"),
        required=False,
        min_value=0,
        max_value=50_000_000,
        help_text=gettext_lazy("As far as it is known. Empty means not known, and does not count as none."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for flag in Equity:
            self.fields[flag.value] = forms.ChoiceField(
                label=flag.label, choices=KNOWN, required=False, widget=forms.RadioSelect
            )

    @property
    def rating(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("urgency_level", "impact_severity", "feasibility", "affected_population")
        known = {"yes": True, "no": False}
        return {**{name: data[name] for name in names}, **{flag: known.get(data[flag]) for flag in Equity.values}}

    @staticmethod
    def as_it_is(need: Need) -> dict[str, Any]:
        """The rating that the need has, for the fields."""
        flags = {True: "yes", False: "no", None: ""}
        return {
            "urgency_level": need.urgency_level,
            "impact_severity": need.impact_severity,
            "feasibility": need.feasibility,
            "affected_population": need.affected_population,
            **{flag: flags[getattr(need, flag)] for flag in Equity.values},
        }


class LinkForm(NeedForm):
    assessment = forms.ModelChoiceField(
        label=gettext_lazy("Assessment"),
        queryset=Assessment.objects.none(),
        help_text=gettext_lazy("Those of its region, the newest first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Assessment.objects.visible_to(self.user).exclude(status=AssessmentStatus.CANCELLED)
        offered = seen.in_region(self.need.in_region).order_by("-created_at", "pk")
        self.fields["assessment"].queryset = offered  # type: ignore[attr-defined]


class DuplicateForm(NeedForm):
    of = forms.CharField(
        label=gettext_lazy("Number of the other need"),
        max_length=20,
        help_text=gettext_lazy("The one that goes on. Who sent this one is told to follow that one."),
    )
    reason = words_field(
        gettext_lazy("Reason"),
        rows=3,
        required=False,
        help_text=gettext_lazy(
            "The community and the public read it. Left empty, they read that the same need is there already."
        ),
    )

    def clean_of(self) -> Need:
        reference = read_reference(self.cleaned_data["of"])
        other = Need.objects.visible_to(self.user).filter(reference=reference).first() if reference else None
        if other is None:
            raise forms.ValidationError(_("There is no need with this number."))
        return other
