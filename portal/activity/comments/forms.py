"""What people fill in to comment, to report and to moderate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.text import plain

from .enums import Reason
from .models import LONGEST_TEXT

BAD_SIGN = _("There is a sign in the text that we cannot keep. Please type it again.")
TOO_LONG = _("Write it shorter: at most %(limit_value)d letters and signs.")


class CommentForm(forms.Form):
    use_required_attribute = False

    text = forms.CharField(
        label=_("Your comment"),
        help_text=_("Please write no telephone numbers, and no private things about other people."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write something first."),
            "max_length": TOO_LONG,
            "null_characters_not_allowed": BAD_SIGN,
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A browser's own limit would cut off silently what is pasted.
        self.fields["text"].widget.attrs.pop("maxlength", None)

    def clean_text(self) -> str:
        text = plain(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        return text


class ReportForm(forms.Form):
    use_required_attribute = False

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
