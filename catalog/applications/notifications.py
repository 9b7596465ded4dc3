"""What applicants are told about their case."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from catalog.models import ApplicationDraft, ServiceApplication
from catalog.words import long_date
from portal.notifications.enums import Channel
from portal.notifications.messages import Address, Message, Recipient

from .codes import spoken


class ApplicationReceived(Message):
    """The receipt, to the applicant."""

    kind = "catalog.application_received"
    template = "catalog/messages/application_received.txt"
    channels = (Channel.EMAIL, Channel.SMS)

    def __init__(self, application: ServiceApplication) -> None:
        self.application = application

    def key(self) -> str:
        return str(self.application.pk)

    def recipients(self) -> Iterable[Recipient]:
        case = self.application
        return [Address(email=case.applicant_email, phone=case.applicant_phone, language=case.language)]

    def subject(self) -> str:
        return _("Application %(number)s received") % {"number": self.application.spoken_reference}

    def context(self) -> dict[str, Any]:
        return {"case": self.application, "due_on": long_date(self.application.due_on)}

    def path(self) -> str:
        return "/applications/track/"


class DraftLink(Message):
    """The link by which somebody goes on with a draft."""

    kind = "catalog.draft_link"
    template = "catalog/messages/draft_link.txt"
    channels = (Channel.EMAIL,)
    is_secret = True

    def __init__(self, draft: ApplicationDraft, code: str, email: str) -> None:
        self.draft, self.code, self.email = draft, code, email
        self.once = get_random_string(8)

    def key(self) -> str:
        return f"{self.draft.pk}:{self.once}"

    def recipients(self) -> Iterable[Recipient]:
        return [Address(email=self.email, language=self.draft.language)]

    def subject(self) -> str:
        return _("Go on with your application")

    def context(self) -> dict[str, Any]:
        return {"code": spoken(self.code), "expires_on": long_date(self.draft.expires_on)}

    def path(self) -> str:
        return reverse("applications:resume_code", args=[self.code])
