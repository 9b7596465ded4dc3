"""What an applicant is told of their case, in the fewest words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from catalog.models import InformationRequest, Objection, ServiceApplication
from portal.notifications.enums import Channel
from portal.notifications.messages import Address, Message, Recipient


class _ToApplicant(Message):
    template = "catalog/messages/application.txt"
    channels = (Channel.EMAIL, Channel.SMS)
    step = ""

    def __init__(self, application: ServiceApplication) -> None:
        self.application = application

    def key(self) -> str:
        return f"{self.application.pk}:{self.application.events.count()}"

    def recipients(self) -> Iterable[Recipient]:
        case = self.application
        return [Address(email=case.applicant_email, phone=case.applicant_phone, language=case.language)]

    def subject(self) -> str:
        return _("News about your application %(reference)s") % {"reference": self.application.spoken_reference}

    def context(self) -> dict[str, Any]:
        return {"case": self.application, "step": self.step, "text": self.application.public_message}


class InformationAsked(_ToApplicant):
    kind = "catalog.information_asked"
    step = "asked"

    def __init__(self, request_row: InformationRequest) -> None:
        super().__init__(request_row.application)
        self.row = request_row

    def context(self) -> dict[str, Any]:
        return {**super().context(), "text": self.row.question, "until": self.row.answer_until}


class TimeExtended(_ToApplicant):
    kind = "catalog.time_extended"
    step = "extended"


class Decided(_ToApplicant):
    kind = "catalog.decided"
    step = "decided"


class WaitlistPlaced(_ToApplicant):
    kind = "catalog.waitlist_placed"
    step = "waitlisted"


class CaseClosed(_ToApplicant):
    kind = "catalog.case_closed"
    step = "closed"


class ObjectionAnswered(_ToApplicant):
    kind = "catalog.objection_answered"
    step = "objection"

    def __init__(self, objection: Objection) -> None:
        super().__init__(objection.application)
        self.objection = objection

    def context(self) -> dict[str, Any]:
        return {**super().context(), "text": self.objection.answer}
