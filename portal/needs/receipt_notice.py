"""What whoever sent a need is told at once: that it arrived, its number, and the day by which OOBC answers.

The subject of a mail and the whole of an SMS may be read by others who hold the phone: they name the office, the
number and the day, never a person or what the need says. The text of a mail is forgotten once it is sent.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.days import short_date
from portal.notifications.enums import Channel
from portal.notifications.messages import Address, Recipient, WordedMessage
from portal.notifications.wording import Wording

from .models import Need
from .notifications import placeholders
from .people import reachable_submitter, told_of

OF_IT = {name: placeholders.OF_A_NEED[name] for name in ("reference", "title", "link")}


def person_behind(need: Need) -> Address | None:
    """Who has no account and left a way to be reached."""
    person = reachable_submitter(need)
    if person is None:
        return None
    return Address(email=person.email, phone=person.phone, name=person.name, language=person.language)


class _AboutNeed(WordedMessage):
    channels: ClassVar[tuple[Channel, ...]] = (Channel.INBOX, Channel.EMAIL, Channel.SMS)
    is_secret = True

    def __init__(self, need: Need) -> None:
        self.need = need

    def key(self) -> str:
        return str(self.need.pk)

    def values(self) -> Mapping[str, str]:
        return {
            "reference": self.need.spoken_reference,
            "due_day": short_date(self.need.due_on) if self.need.due_on else "",
            "title": self.need.title,
        }


class NeedReceived(_AboutNeed):
    """The receipt: to the person behind the need, else to who sent it."""

    kind = "needs.received"
    placeholders = {**OF_IT, **placeholders.OF_A_RECEIPT}

    def recipients(self) -> Iterable[Recipient]:
        return told_of(self.need)

    def path_for(self, recipient: Recipient) -> str:
        if isinstance(recipient, Address):
            return reverse("needs:follow")
        return reverse("needs:receipt", args=[self.need.pk])

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("The need {reference} was received"),
            text=_(
                "OOBC has received this need: {title}\n\n"
                "Number: {reference}\n"
                "You get an answer by: {due_day}\n\n"
                "Keep the number. The page below leads to where the need stands at any time."
            ),
            sms=_("OOBC: need {reference} received. Answer by {due_day}. Follow it: {link}"),
        )


class NeedLinkMail(_AboutNeed):
    """Gives the person behind a need the link that opens it, once. Who has no mail gets it by SMS."""

    kind = "needs.link"
    channels = (Channel.EMAIL, Channel.SMS)
    placeholders = {name: OF_IT[name] for name in ("reference", "link")}

    def __init__(self, need: Need, token: str) -> None:
        super().__init__(need)
        self.token = token

    def key(self) -> str:
        return hashlib.sha256(self.token.encode()).hexdigest()[:32]

    def recipients(self) -> Iterable[Recipient]:
        person = person_behind(self.need)
        if person and person.email and person.phone:
            return [Address(email=person.email, name=person.name, language=person.language)]
        return [person] if person else []

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("The link to need {reference}"),
            text=_(
                "With the link below you can read the need {reference}, and answer what OOBC asks. It works once, and "
                "for one day. Do not give it to anybody.\n\n"
                "If you did not ask for it, you can forget this mail. Nobody has read your need."
            ),
            sms=_("Need {reference}, works once: {link}"),
        )

    def path(self) -> str:
        return reverse("needs:open", args=[self.token])
