"""The forms of ceilings. They check what was typed; the actions do the rest."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from portal.monitoring.models import CeilingManagement, MonitoringEntry

FREE = ["ceiling_amount", "threshold", "mode", "note"]


class CeilingForm(WagtailAdminModelForm):
    class Meta:
        model = CeilingManagement
        fields = ["fiscal_year", "source", "sector", *FREE]


class ChangeCeilingForm(WagtailAdminModelForm):
    """The year, source and sector are what the ceiling is: another one is another ceiling."""

    reason = forms.CharField(
        label=_("Why it changes"),
        max_length=500,
        help_text=_("It stays on record for good. Name no person."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = CeilingManagement
        fields = FREE


class AllowForm(forms.Form):
    """Which PPA, among those that ask for room."""

    ppa = forms.ModelChoiceField(MonitoringEntry.objects.none(), label=_("PPA"))
    reason = forms.CharField(
        label=_("Why it may go above the ceiling"),
        max_length=500,
        help_text=_("It stays on record for good. Name no person."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, ppas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["ppa"]
        field.queryset = ppas
