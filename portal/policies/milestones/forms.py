"""What is asked of a milestone."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from portal.accounts.models import User
from portal.organizations.models import Organization
from portal.policies.enums import MilestoneState
from portal.policies.models import PolicyImplementationMilestone, PolicyRecommendation
from portal.policies.people import who_can_answer

LONGEST = 2000


def words_field(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}), **options)


class MilestoneForm(forms.Form):
    title = forms.CharField(
        label=_("Milestone"), max_length=255, help_text=_("What is there then: “Sites are chosen”.")
    )
    description = words_field(_("What will be there then"), required=False)
    target_date = forms.DateField(label=_("Due on"), widget=AdminDateInput)
    responsible_organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Office that answers for it"),
        required=False,
        empty_label=_("No office"),
        help_text=_("Its people see the recommendation and say how far the milestone is."),
    )
    responsible_person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Person who answers for it"),
        required=False,
        empty_label=_("Nobody by name"),
        help_text=_("Name an office or a person, or both."),
    )
    depends_on = forms.ModelMultipleChoiceField(
        PolicyImplementationMilestone.objects.none(),
        label=_("Must be done before"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        policy: PolicyRecommendation,
        milestone: PolicyImplementationMilestone | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        offices = Organization.objects.active()
        if milestone and milestone.responsible_organization_id:
            offices = offices | Organization.objects.filter(pk=milestone.responsible_organization_id)
        fields["responsible_organization"].queryset = offices
        person = who_can_answer(policy)
        if milestone and milestone.responsible_person_id:
            person = person | person.model.objects.filter(pk=milestone.responsible_person_id)
        fields["responsible_person"].queryset = person.distinct()
        others = policy.milestones.exclude(pk=milestone.pk if milestone else None)
        awaited = milestone.depends_on.values("pk") if milestone else policy.milestones.none().values("pk")
        offered = others.exclude(state=MilestoneState.CANCELLED) | others.filter(pk__in=awaited)
        fields["depends_on"].queryset = offered
        if not offered.exists():
            del fields["depends_on"]

    @property
    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        return {"depends_on": [], **self.cleaned_data}


class NoteForm(forms.Form):
    note = words_field(_("How far it is"), help_text=_("The newest report stands on the page; name no private person."))


class CompleteForm(forms.Form):
    on = forms.DateField(label=_("Completed on"), widget=AdminDateInput, initial=timezone.localdate)
    note = words_field(_("What is there now"), required=False)


class ReasonForm(forms.Form):
    reason = words_field(_("Reason"), help_text=_("It stands on the page. Name no private person."))
