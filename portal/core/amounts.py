"""Pesos as people write them."""

from decimal import Decimal
from typing import Any

from django import forms

SIGNS = str.maketrans("", "", "₱, \u00a0")


class PesosField(forms.DecimalField):
    """Takes commas, blanks and the peso sign; shows what is known with commas, so that millions can be read."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 2, **options})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.translate(SIGNS) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,.2f}" if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}
