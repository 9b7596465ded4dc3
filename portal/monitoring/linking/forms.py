from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.references import read_reference
from portal.monitoring.forms.amounts import PesosField
from portal.needs.models import Need


class LinkForm(forms.Form):
    """A need by its number, and its share."""

    need = forms.CharField(
        label=gettext_lazy("Number of the need"),
        max_length=20,
        help_text=gettext_lazy("Of a need that is linked already, the share is changed."),
    )
    share = PesosField(
        label=gettext_lazy("Share of the money (₱)"),
        min_value=Decimal("0.01"),
        required=False,
        help_text=gettext_lazy("Left empty, it gets its part of what the others leave, by what the needs cost."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_need(self) -> Need:
        reference = read_reference(self.cleaned_data["need"])
        found = Need.objects.visible_to(self.user).filter(reference=reference).first() if reference else None
        if found is None:
            raise forms.ValidationError(_("There is no need with this number."))
        return found
