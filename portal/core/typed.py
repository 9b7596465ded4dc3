"""What people type into public forms, refused in plain words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

BAD_SIGN = _("There is a sign in the text that we cannot keep. Please type it again.")
TOO_LONG = _("Write it shorter: at most %(limit_value)d letters and signs.")


class Line(forms.CharField):
    """A text of one line."""

    def __init__(self, **kwargs: Any) -> None:
        given = kwargs.pop("error_messages", {})
        super().__init__(**{"max_length": 255, **kwargs})
        self.error_messages |= {"max_length": TOO_LONG, "null_characters_not_allowed": BAD_SIGN, **given}


class Words(Line):
    """A text of a few sentences."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 6}), "max_length": 5000, **kwargs})
