"""The forms of ceilings. They check what was typed; the actions do the rest."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from portal.monitoring.enums import CeilingMode
from portal.monitoring.forms.amounts import PesosField
from portal.monitoring.models import CeilingManagement, MonitoringEntry

MODES = [
    (CeilingMode.BLOCK, _("Refuse what does not fit")),
    (CeilingMode.WARN, _("Only warn")),
]

FREE = ["ceiling_amount", "threshold", "mode", "note"]


class RoomForm(WagtailAdminModelForm):
    """The room there is, and what happens when it is used up."""

    ceiling_amount = PesosField(label=_("Ceiling (₱)"), min_value=0)
    mode = forms.ChoiceField(label=_("When it is full"), choices=MODES, initial=CeilingMode.BLOCK)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["threshold"].help_text = _("0.90: who asks for more is warned once nine tenths are taken.")


class CeilingForm(RoomForm):
    class Meta:
        model = CeilingManagement
        fields = ["fiscal_year", "source", "sector", *FREE]


class ChangeCeilingForm(RoomForm):
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
        if not ppas.exists():
            field.empty_label = _("No PPA asks for room of this ceiling now")
