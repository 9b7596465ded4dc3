"""What people fill in to follow an application and to act on it. What is wrong is said in the words of the page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.typed import BAD_SIGN, Words
from portal.core.uploads import PrivateFilesField

MOST_FILES = 5


class TrackForm(forms.Form):
    """Both fields take anything: whether it can be right is not told here."""

    use_required_attribute = False

    reference = forms.CharField(
        label=_("Number of the application"),
        help_text=_("The 8 letters and digits on your receipt, such as 7K3M-XQ4P."),
        error_messages={"required": _("Write the number of the application.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "short"}
        ),
    )
    contact = forms.CharField(
        label=_("E-mail address or mobile number"),
        help_text=_("One that was given in the application: yours, or that of the person who helped."),
        error_messages={"required": _("Write the e-mail address or the mobile number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["null_characters_not_allowed"] = BAD_SIGN


class ReplyForm(forms.Form):
    use_required_attribute = False

    text = Words(label=_("Your answer"), required=False)
    papers = PrivateFilesField(
        most=MOST_FILES,
        label=_("Papers"),
        required=False,
        help_text=_("Up to 5 files: PDF, JPEG, PNG, DOCX or XLSX, at most 7 MB each."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["text"] and not cleaned["papers"]:
            self.add_error("text", _("Write an answer, or add a paper."))
        return cleaned


class ObjectionForm(forms.Form):
    use_required_attribute = False

    text = Words(
        label=_("Why is the decision wrong?"),
        help_text=_("Say what the office overlooked or understood differently from you."),
        error_messages={"required": _("Write why the decision is wrong.")},
    )


SCORES = [
    (5, _("Very good")),
    (4, _("Good")),
    (3, _("Neither good nor bad")),
    (2, _("Bad")),
    (1, _("Very bad")),
]


class SatisfactionForm(forms.Form):
    use_required_attribute = False

    score = forms.TypedChoiceField(
        label=_("How did the office handle your application?"),
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
    comment = Words(
        label=_("Do you want to say why?"),
        help_text=_("Please write no names, numbers or addresses here."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
