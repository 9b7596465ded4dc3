"""The form in which staff put a message in other words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from .editing import EditableMessage
from .models import MessageTemplate
from .sms import LENGTH, plain_sms, sms_length
from .wording import Wording, fill, problems


class WordsForm(forms.ModelForm):
    class Meta:
        model = MessageTemplate
        fields = ["subject", "text", "sms"]
        widgets = {"text": AdminAutoHeightTextInput, "sms": AdminAutoHeightTextInput}
        help_texts = {
            "subject": gettext_lazy("Others may see it on the phone: it names no person, service or reason."),
            "text": gettext_lazy(
                "The greeting, the link and the name of the portal stand around it. An empty line begins a paragraph."
            ),
            "sms": gettext_lazy("At most 160 signs with its gaps filled; it names no person, service or reason."),
        }

    def __init__(self, *args: Any, entry: EditableMessage, **kwargs: Any) -> None:
        self.entry = entry
        super().__init__(*args, **kwargs)
        if entry.has_sms:
            self.fields["sms"].required = True
        else:
            del self.fields["sms"]

    @property
    def wording(self) -> Wording:
        """The words as they were typed."""
        data = self.cleaned_data
        return Wording(subject=data["subject"], text=data["text"], sms=data.get("sms", ""))

    def clean_subject(self) -> str:
        return self._checked("subject", personal=False)

    def clean_text(self) -> str:
        text = self._checked("text", personal=True).replace("\r\n", "\n")
        for name, gap in self.entry.message.placeholders.items():
            if gap.is_needed and f"{{{name}}}" not in text:
                raise ValidationError(
                    _("Put {%(name)s} somewhere: without it people are not told this: %(about)s.")
                    % {"name": name, "about": gap.about}
                )
        return text

    def clean_sms(self) -> str:
        sms = self._checked("sms", personal=False)
        examples = {name: gap.example for name, gap in self.entry.message.placeholders.items()}
        length = sms_length(plain_sms(fill(sms, examples)))
        if length > LENGTH:
            raise ValidationError(
                _("With its gaps filled it has %(length)s signs. An SMS holds 160; make it shorter.")
                % {"length": length}
            )
        return plain_sms(sms)

    def _checked(self, name: str, *, personal: bool) -> str:
        words: str = self.cleaned_data[name]
        found = list(dict.fromkeys(problems(words, self.entry.message.placeholders, personal=personal)))
        if found:
            raise ValidationError(found)
        return words
