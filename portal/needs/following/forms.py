"""What people fill in to follow a need and to answer what is asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.typed import BAD_SIGN, Words
from portal.core.uploads import PrivateFilesField
from portal.needs.files import CHILDREN_ARE_SEEN, MOST_FILES


class FollowForm(forms.Form):
    """Both fields take anything: whether it can be right is not told here."""

    use_required_attribute = False

    reference = forms.CharField(
        label=_("Number of the need"),
        help_text=_("The 8 letters and digits that you were given, such as 7K3M-XQ4P."),
        error_messages={"required": _("Write the number of the need.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "short"}
        ),
    )
    contact = forms.CharField(
        label=_("Mobile number or e-mail address"),
        help_text=_("The one that was written down when the need was entered."),
        error_messages={"required": _("Write the mobile number or the e-mail address.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["null_characters_not_allowed"] = BAD_SIGN


class AnswerForm(forms.Form):
    use_required_attribute = False

    text = Words(label=_("Your answer"), required=False)
    papers = PrivateFilesField(
        most=MOST_FILES,
        label=_("Photos and papers"),
        required=False,
        help_text=_("Up to 5 files: PDF, JPEG, PNG, DOCX or XLSX, at most 7 MB each."),
    )
    shows_children = forms.BooleanField(label=CHILDREN_ARE_SEEN, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["text"] and not cleaned["papers"]:
            self.add_error("text", _("Write an answer, or add a photo or paper."))
        return cleaned
