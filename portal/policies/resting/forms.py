"""What is asked when something is linked with a recommendation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.references import read_reference
from portal.evidence.choices import EvidenceField
from portal.evidence.enums import Reliability
from portal.needs.models import Assessment, Need
from portal.policies.enums import DocumentType, EvidenceType


class ForUserForm(forms.Form):
    """Offers what this person may see."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if "item" in self.fields:
            self.fields["item"].offer(user)  # type: ignore[attr-defined]


class EvidenceForm(ForUserForm):
    item = EvidenceField(label=gettext_lazy("Evidence"))
    type = forms.ChoiceField(label=gettext_lazy("Kind of proof"), choices=EvidenceType.choices)
    finding = forms.CharField(
        label=gettext_lazy("What it shows for this recommendation"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class VerifyForm(forms.Form):
    reliability = forms.ChoiceField(
        label=gettext_lazy("How reliable it is for this"),
        choices=[choice for choice in Reliability.choices if choice[0] != Reliability.UNVERIFIED],
        widget=forms.RadioSelect,
    )


class DocumentForm(ForUserForm):
    item = EvidenceField(label=gettext_lazy("Document"))
    type = forms.ChoiceField(label=gettext_lazy("Kind of document"), choices=DocumentType.choices)


class NeedForm(ForUserForm):
    need = forms.CharField(label=gettext_lazy("Number of the need"), max_length=20)

    def clean_need(self) -> Need:
        reference = read_reference(self.cleaned_data["need"])
        found = Need.objects.visible_to(self.user).filter(reference=reference).first() if reference else None
        if found is None:
            raise forms.ValidationError(_("There is no need with this number."))
        return found


class AssessmentForm(ForUserForm):
    assessment = forms.ModelChoiceField(Assessment.objects.none(), label=gettext_lazy("Assessment"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assessment"]
        field.queryset = Assessment.objects.visible_to(self.user).order_by("title", "pk")
