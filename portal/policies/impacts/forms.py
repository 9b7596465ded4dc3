"""What is asked of an impact."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from portal.policies.enums import Grade, ImpactDirection, ImpactType

from .words import in_words

SIGNS = str.maketrans("", "", "₱, \u00a0")


class NumberField(forms.DecimalField):
    """Takes commas, blanks and the peso sign; shows what is known with commas, so that millions can be read."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 18, "decimal_places": 4, "required": False, **options})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.translate(SIGNS) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return in_words(value) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}


class ImpactForm(forms.Form):
    title = forms.CharField(
        label=_("What is measured"), max_length=255, help_text=_("“Scholars who finish their course”, one thing.")
    )
    unit = forms.CharField(label=_("Unit"), max_length=50, help_text=_("“persons”, “₱ a month”, “percent”."))
    type = forms.ChoiceField(label=_("Kind of impact"), choices=ImpactType.choices)
    direction = forms.ChoiceField(label=_("Direction"), choices=ImpactDirection.choices, widget=forms.RadioSelect)
    baseline = NumberField(label=_("Before"), help_text=_("Leave empty what nobody knows; zero is a number."))
    target = NumberField(label=_("Target"))
    current = NumberField(label=_("Now"))
    final = NumberField(label=_("At the end"), help_text=_("Once nothing more is expected of it."))
    measured_on = forms.DateField(label=_("Measured on"), required=False, widget=AdminDateInput)
    data_quality = forms.ChoiceField(label=_("Quality of the data"), choices=Grade.choices)
    confidence = forms.ChoiceField(label=_("How sure it is due to this"), choices=Grade.choices)
    method = forms.CharField(
        label=_("How it was measured, and what else may have caused it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
