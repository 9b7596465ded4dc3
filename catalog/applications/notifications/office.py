"""What an office is told about its cases: a notice on the site at once, and one mail a day that lists them.
Who is asked in person is mailed at once.

Neither holds a name or an answer; both lead to the case, which opens only for those who may read it.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from catalog.models import CaseReview, InformationRequest, Objection, ServiceApplication
from catalog.people import desk_of
from portal.notifications.enums import Channel
from portal.notifications.messages import Address, Message, Recipient


class ToOffice(Message):
    """A message about one case, to those who work on the cases of its office."""

    channels = (Channel.INBOX, Channel.EMAIL)
    is_digested = True

    def __init__(self, application: ServiceApplication) -> None:
        self.application = application

    def key(self) -> str:
        return str(self.application.pk)

    def recipients(self) -> Iterable[Recipient]:
        """The office's own people; its mailbox if it has none. Nobody else may read its cases."""
        office = self.application.service.offering_mao
        people = list(desk_of(office))
        return people or ([Address(email=office.contact_email, name=str(office))] if office.contact_email else [])

    def context(self) -> dict[str, Any]:
        return {"application": self.application, "service": self.application.service}

    def path(self) -> str:
        return self.application.get_absolute_url()

    def _reviewer_first(self) -> Iterable[Recipient]:
        """The reviewer alone, while that person still works for the office; else everybody."""
        people = list(ToOffice.recipients(self))
        return [person for person in people if person == self.application.reviewer] or people


class ApplicationArrived(ToOffice):
    """Tells the office of a new application."""

    kind = "catalog.application_arrived"
    template = "catalog/messages/application_arrived.txt"

    def subject(self) -> str:
        return _("New application %(reference)s") % {"reference": self.application}


class InformationGiven(ToOffice):
    """Tells the reviewer that the applicant has answered, so that the clock runs again."""

    kind = "catalog.information_given"
    template = "catalog/messages/information_given.txt"

    def __init__(self, request_row: InformationRequest) -> None:
        super().__init__(request_row.application)
        self.request_row = request_row

    def key(self) -> str:
        return str(self.request_row.pk)

    def recipients(self) -> Iterable[Recipient]:
        return self._reviewer_first()

    def subject(self) -> str:
        return _("Answer to your question on %(reference)s") % {"reference": self.application}


class ObjectionReceived(ToOffice):
    """Tells the office of an objection: somebody other than who decided answers it."""

    kind = "catalog.objection_received"
    template = "catalog/messages/objection_received.txt"

    def __init__(self, objection: Objection) -> None:
        super().__init__(objection.application)
        self.objection = objection

    def subject(self) -> str:
        return _("Objection on %(reference)s") % {"reference": self.application}

    def context(self) -> dict[str, Any]:
        return {**super().context(), "due_on": self.objection.due_on}


class ReviewAsked(ToOffice):
    """Tells a colleague, and nobody else, that somebody asks them for points and advice; at once, by mail too."""

    kind = "catalog.review_asked"
    template = "catalog/messages/review_asked.txt"
    is_digested = False

    def __init__(self, review: CaseReview) -> None:
        super().__init__(review.application)
        self.review = review

    def key(self) -> str:
        return f"{self.application.pk}:{self.review.pk}"

    def recipients(self) -> Iterable[Recipient]:
        return [self.review.reviewer]

    def subject(self) -> str:
        return _("Your review is asked for: %(reference)s") % {"reference": self.application}


class DueSoon(ToOffice):
    """Reminds the reviewer that a decision is due within two working days."""

    kind = "catalog.application_due_soon"
    template = "catalog/messages/application_due_soon.txt"

    def key(self) -> str:
        return _once_a_due_day(self.application)

    def recipients(self) -> Iterable[Recipient]:
        return self._reviewer_first()

    def subject(self) -> str:
        return _("Due soon: %(reference)s") % {"reference": self.application}


class Overdue(ToOffice):
    """Tells the whole office that a decision is late."""

    kind = "catalog.application_overdue"
    template = "catalog/messages/application_overdue.txt"

    def key(self) -> str:
        return _once_a_due_day(self.application)

    def subject(self) -> str:
        return _("Late: %(reference)s") % {"reference": self.application}


def _once_a_due_day(application: ServiceApplication) -> str:
    return f"{application.pk}:{application.due_on:%Y%m%d}"
