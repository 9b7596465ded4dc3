"""What staff write for the public."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.needs.actions.summarizing import TEXTS
from portal.needs.enums import PlaceTold
from portal.needs.models import Need, NeedSummary
from portal.needs.models.summary import smallest_place


class SummaryForm(forms.ModelForm):
    class Meta:
        model = NeedSummary
        fields = list(TEXTS)
        widgets = {
            "text": forms.Textarea(attrs={"rows": 9}),
            "text_fil": forms.Textarea(attrs={"rows": 9}),
        }

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        smallest = PlaceTold.values.index(smallest_place(need))
        self.fields["place_told"].choices = PlaceTold.choices[smallest:]  # type: ignore[attr-defined]
        if need.community and not need.community.is_named:
            self.fields["place_told"].help_text = _("The community may not be named, so nothing smaller can be told.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {name: value.strip() if isinstance(value, str) else value for name, value in cleaned.items()}


class NoteForm(forms.Form):
    note = forms.CharField(label=_("What is to be mended?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
