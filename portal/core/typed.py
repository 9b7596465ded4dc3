"""What people type into public forms, refused in plain words."""

import datetime
import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

BAD_SIGN = _("There is a sign in the text that we cannot keep. Please type it again.")
PESO_SIGN = re.compile(r"(?i)^(₱|php|p)\s*")
NUMBER = re.compile(r"\d{1,3}(,\d{3})+|\d+")
AMOUNT = re.compile(rf"({NUMBER.pattern})(\.\d{{1,2}})?")
TOO_LONG = _("Write it shorter: at most %(limit_value)d letters and signs.")


class Line(forms.CharField):
    """A text of one line."""

    def __init__(self, **kwargs: Any) -> None:
        given = kwargs.pop("error_messages", {})
        super().__init__(**{"max_length": 255, **kwargs})
        self.error_messages |= {"max_length": TOO_LONG, "null_characters_not_allowed": BAD_SIGN, **given}

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}  # a browser's own limit would cut off silently what is pasted


class Words(Line):
    """A text of a few sentences."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 6}), "max_length": 5000, **kwargs})


class _Typed(forms.CharField):
    """A number as people write it, with commas and blanks."""

    widget = forms.TextInput

    def __init__(self, *, largest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.largest = largest

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off", "class": "short"}

    def read(self, value: Any, form: re.Pattern[str], example: Any) -> Decimal | None:
        typed = re.sub(r"\s", "", PESO_SIGN.sub("", super().clean(value).strip()))
        if not typed:
            return None
        if not typed.isascii() or not form.fullmatch(typed):
            raise forms.ValidationError(example, code="invalid")
        number = Decimal(typed.replace(",", ""))
        if number > self.largest:
            raise forms.ValidationError(
                _("Write a smaller number: at most %(most)s.") % {"most": f"{self.largest:,}"}, code="too_large"
            )
        return number


class WholeNumber(_Typed):
    def clean(self, value: Any) -> int | None:
        number = self.read(value, NUMBER, _("Write a number in digits, for example 120."))
        return None if number is None else int(number)


class Pesos(_Typed):
    def clean(self, value: Any) -> Decimal | None:
        return self.read(value, AMOUNT, _("Write an amount in pesos, for example 12,500."))


class Key(forms.UUIDField):
    """What a form made for itself, unseen: one that is no key is none."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> UUID | None:
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None


class Moment(forms.DateTimeField):
    """A time that a phone noted, unseen: one that cannot be, or that lies ahead, is none."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> datetime.datetime | None:
        try:
            moment = super().clean(value)
        except (forms.ValidationError, OverflowError):
            return None
        return moment if moment and moment <= timezone.now() else None
