from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from portal.communities.models import OBCCommunity
from portal.communities.viewsets import barangay_chooser, community_chooser
from portal.core.team_forms import TeamRows
from portal.geography.models import Barangay, Municipality, Province, Region
from portal.needs.enums import AssessmentMethod, AssessmentStatus, TeamRole
from portal.needs.models import Assessment
from portal.needs.people import assessors

from .choosers import municipality_chooser
from .levels import misfits


class AssessmentForm(WagtailAdminModelForm):
    methods = forms.MultipleChoiceField(
        label=_("Methods"), choices=AssessmentMethod.choices, widget=forms.CheckboxSelectMultiple
    )
    region = forms.ModelChoiceField(Region.objects.valid(), label=_("Region"), required=False)
    province = forms.ModelChoiceField(Province.objects.valid(), label=_("Province or independent city"), required=False)
    municipality = forms.ModelChoiceField(Municipality.objects.valid(), label=_("City or municipality"), required=False)
    barangay = forms.ModelChoiceField(Barangay.objects.valid(), label=_("Barangay"), required=False)
    community = forms.ModelChoiceField(OBCCommunity.objects.none(), label=_("Community"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].widget = municipality_chooser.widget_class()
        self.fields["barangay"].widget = barangay_chooser.widget_class()
        self.fields["community"].widget = community_chooser.widget_class()
        if self.for_user is not None:
            self.fields["community"].queryset = OBCCommunity.objects.visible_to(self.for_user).active()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, message in misfits(data.get("level"), data).items():
            if name not in self.errors:
                self.add_error(name, message)
        return data

    class Meta(WagtailAdminModelForm.Meta):
        model = Assessment
        fields = [
            "title",
            "assessment_type",
            "level",
            "region",
            "province",
            "municipality",
            "barangay",
            "community",
            "methods",
            "priority",
            "objectives",
            "planned_start",
            "planned_end",
            "actual_start",
            "actual_end",
            "people_reached",
            "findings",
            "recommendations",
        ]


class GoOnForm(forms.Form):
    to = forms.ChoiceField(label=_("Next step"))
    actual_start = forms.DateField(
        label=_("Began on"),
        widget=AdminDateInput,
        required=False,
        help_text=_("Needed from data collection on: the first day of work at the place."),
    )

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = AssessmentStatus(assessment.status).later
        steps = self.fields["to"]
        steps.choices = [(status.value, status.label) for status in later]  # type: ignore[attr-defined]
        self.fields["actual_start"].initial = assessment.actual_start


class CompleteForm(forms.Form):
    actual_start = forms.DateField(label=_("Began on"), widget=AdminDateInput)
    actual_end = forms.DateField(label=_("Ended on"), widget=AdminDateInput, initial=timezone.localdate)
    people_reached = forms.IntegerField(label=_("People who took part"), min_value=0, required=False)
    findings = forms.CharField(label=_("Findings"), widget=forms.Textarea(attrs={"rows": 8}))
    recommendations = forms.CharField(
        label=_("Recommendations"), widget=forms.Textarea(attrs={"rows": 5}), required=False
    )

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        initial = {name: value for name in self.base_fields if (value := getattr(assessment, name)) not in (None, "")}
        super().__init__(*args, **{**kwargs, "initial": initial})


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it cancelled?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For staff. Name no persons."),
    )

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class TeamForm(TeamRows):
    roles, member_role = TeamRole, TeamRole.MEMBER

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = list(assessment.team.select_related("user"))
        people = [*assessors(), *(member.user for member in team)]
        self.add_rows(team, {str(person.pk): person for person in people})
