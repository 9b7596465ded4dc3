"""The messages whose words staff may change: each room lists its own in a setting."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.module_loading import import_string

from .enums import Channel
from .messages import WordedMessage
from .wording import Wording, fill


@dataclass(frozen=True)
class EditableMessage:
    """One kind of message, as staff know it."""

    message: type[WordedMessage]
    title: Any
    about: Any

    @property
    def kind(self) -> str:
        return self.message.kind

    @property
    def has_sms(self) -> bool:
        return Channel.SMS in self.message.channels

    def builtin(self, language: str) -> Wording:
        """The words that come with the portal."""
        with translation.override(language):
            wording = self.message.wording()
        return Wording(subject=str(wording.subject), text=str(wording.text), sms=str(wording.sms))

    def example(self, wording: Wording) -> Wording:
        """What these words look like, with invented data in their gaps."""
        values = {name: gap.example for name, gap in self.message.placeholders.items()}
        return Wording(
            subject=fill(wording.subject, values), text=fill(wording.text, values), sms=fill(wording.sms, values)
        )


def editable_messages() -> list[EditableMessage]:
    """All of them, in the order of the rooms' lists."""
    return [entry for path in settings.EDITABLE_MESSAGES for entry in import_string(path)]


def editable_message(kind: str) -> EditableMessage | None:
    return next((entry for entry in editable_messages() if entry.kind == kind), None)


def languages() -> dict[str, str]:
    """Those in which people are told."""
    return {code: str(name) for code, name in settings.LANGUAGES}
