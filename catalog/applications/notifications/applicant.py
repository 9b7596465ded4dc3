"""What an applicant is told: by mail and SMS, in the language of the case.

The subject of a mail and the whole of an SMS may be read by others who hold the phone: they name the office and the
number of the case, never a person, a service or a reason. The text of a mail is forgotten once it is sent.
"""

import hashlib
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.applications.codes import spoken
from catalog.applications.receiving import hour_is_known
from catalog.enums import ApplicationStatus, ClosedReason, ObjectionOutcome
from catalog.models import ApplicationDraft, InformationRequest, Objection, ServiceApplication
from catalog.words import words
from portal.core.days import short_date
from portal.notifications.enums import Channel
from portal.notifications.messages import Address, Recipient, WordedMessage
from portal.notifications.wording import Gap, Wording

from . import placeholders

SHORT_NAME = 20
"""Characters of an office's name in an SMS."""


class ToApplicant(WordedMessage):
    """A message about one case, to whom the receipt said gets its notices.

    Its key begins with that of the case, so that what is about a case can be found; only that of a link does not.
    """

    channels = (Channel.EMAIL, Channel.SMS)
    is_secret = True
    placeholders: ClassVar[Mapping[str, Gap]] = placeholders.OF_A_CASE

    def __new__(cls, row: Any, *args: Any) -> Self:
        return super().__new__(cls.for_outcome(row))

    def __init__(self, application: ServiceApplication) -> None:
        self.application = application

    @classmethod
    def for_outcome(cls, row: Any) -> type[Self]:
        """The kind of message that fits how it went; where there is one only, itself."""
        return cls

    def key(self) -> str:
        return str(self.application.pk)

    def recipients(self) -> Iterable[Recipient]:
        return told_of(self.application)

    def values(self) -> dict[str, str]:
        office = self.application.service.offering_mao
        return {
            "reference": self.application.spoken_reference,
            "office": office.name,
            "office_short": _short(office.short_name),
            "office_phone": office.contact_phone.as_national if office.contact_phone else "",
            "service": words(self.application.service, "title").text,
            "due_day": short_date(self.application.due_on),
        }

    def path(self) -> str:
        return reverse("applications:track")


def told_of(application: ServiceApplication) -> list[Recipient]:
    """Who gets the notices of a case: the applicant, else the helper, else the account that filed it."""
    if application.applicant_email or application.applicant_phone:
        return [
            Address(
                email=application.applicant_email,
                phone=application.applicant_phone,
                name=application.applicant_name,
                language=application.language,
            )
        ]
    if contact := application.helper_contact:
        way = {"email": contact} if "@" in contact else {"phone": contact}
        return [Address(**way, name=application.helper_name, language=application.language)]
    return [application.filed_by] if application.filed_by else []


class ApplicationReceived(ToApplicant):
    """Tells the applicant that the office has the application, and its number."""

    kind = "catalog.application_received"
    placeholders = {**placeholders.OF_A_CASE, **placeholders.OF_A_RECEIPT}

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Application {reference} was received"),
            text=_(
                "{office} has received your application for “{service}”.\n\n"
                "Number: {reference}\n"
                "Received: {received_at}, by {received_by}\n"
                "You get an answer by: {due_day}\n\n"
                "Keep the number. With it and the e-mail address or mobile number you gave, you can see at any time "
                "where your application stands.\n\n"
                "Questions? Call {office_phone}."
            ),
            sms=_("{office_short}: application {reference} received. Answer by {due_day}. Follow it: {link}"),
        )

    def values(self) -> dict[str, str]:
        received_at = timezone.localtime(self.application.received_at)
        hour = f", {date_format(received_at, 'g:i A')}" if hour_is_known(self.application) else ""
        return {
            **super().values(),
            "received_at": f"{short_date(received_at.date())}{hour}",
            "received_by": self.application.receiving_unit,
        }


class InformationAsked(ToApplicant):
    """Tells the applicant that the office needs something more, and by when."""

    kind = "catalog.information_asked"
    placeholders = {**placeholders.OF_A_CASE, **placeholders.OF_A_QUESTION}

    def __init__(self, request_row: InformationRequest) -> None:
        super().__init__(request_row.application)
        self.request_row = request_row

    def key(self) -> str:
        return f"{self.application.pk}:{self.request_row.pk}"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Application {reference}: the office asks you something"),
            text=_(
                "{office} needs something more before it can decide on your application {reference}:\n\n"
                "{question}\n\n"
                "Please answer by {answer_day}. If no answer comes by then, the application is closed. You can apply "
                "again.\n\n"
                "Open the page below with your number to answer. Questions? Call {office} or come to its desk."
            ),
            sms=_("{office_short} asks you something about application {reference}. Answer by {answer_day}: {link}"),
        )

    def values(self) -> dict[str, str]:
        return {
            **super().values(),
            "question": self.request_row.question,
            "answer_day": short_date(self.request_row.answer_until),
        }


class AnswerReminder(InformationAsked):
    """Reminds the applicant, at half time, that the office still waits for an answer."""

    kind = "catalog.answer_reminder"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Application {reference}: the office still waits for your answer"),
            text=_(
                "{office} asked you something about your application {reference} and has no answer yet:\n\n"
                "{question}\n\n"
                "Please answer by {answer_day}. If no answer comes by then, the application is closed.\n\n"
                "Open the page below with your number to answer. If you cannot, call {office} or come to its desk."
            ),
            sms=_("{office_short} waits for your answer on application {reference} until {answer_day}: {link}"),
        )


class TimeExtended(ToApplicant):
    """Tells the applicant that the office takes more time, which it may once, and why; the SMS leaves the why out."""

    kind = "catalog.time_extended"
    placeholders = {**placeholders.OF_A_CASE, **placeholders.OF_MORE_TIME}

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Application {reference}: the office needs more time"),
            text=_(
                "{office} needs more time for your application {reference}. You get an answer by {due_day}. The office "
                "may take more time once only.\n\n"
                "The office says why: {reason}"
            ),
            sms=_("{office_short} needs more time for application {reference}. Answer by {due_day}. {link}"),
        )

    def values(self) -> dict[str, str]:
        return {**super().values(), "reason": self.application.extension_reason}


class WaitlistPlaced(ToApplicant):
    """Tells the applicant that all places are taken and the application waits for one."""

    kind = "catalog.waitlist_placed"

    def key(self) -> str:
        return _key(self.application, self.application.waitlisted_at)

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Application {reference} is on the waiting list"),
            text=_(
                "All places of “{service}” are taken. Your application {reference} is on the waiting list of "
                "{office}. You are told when a place becomes free. You need not do anything."
            ),
            sms=_("{office_short}: application {reference} is on the waiting list. You need not do anything. {link}"),
        )


class Decided(ToApplicant):
    """Tells the applicant how the office decided; the SMS says only that it did."""

    placeholders = {**placeholders.OF_A_CASE, **placeholders.OF_A_DECISION}

    @classmethod
    def for_outcome(cls, row: ServiceApplication) -> Any:
        return {ApplicationStatus.APPROVED: Approved, ApplicationStatus.REJECTED: NotApproved}[
            ApplicationStatus(row.status)
        ]

    def key(self) -> str:
        return _key(self.application, self.application.decided_at)

    def values(self) -> dict[str, str]:
        reason = self.application.refusal_reason
        return {
            **super().values(),
            "message": self.application.public_message,
            "reason": reason.label if reason else "",
        }


class Approved(Decided):
    """Tells the applicant that the application is approved."""

    kind = "catalog.application_approved"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Application {reference}: the office has decided"),
            text=_(
                "{office} has approved your application {reference} for “{service}”.\n\n"
                "{message}\n\n"
                "Questions? Call {office_phone}."
            ),
            sms=_("{office_short} has decided on application {reference}. Read the answer: {link}"),
        )


class NotApproved(Decided):
    """Tells the applicant that the application is not approved, why, and how to object."""

    kind = "catalog.application_rejected"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Application {reference}: the office has decided"),
            text=_(
                "{office} has not approved your application {reference} for “{service}”.\n\n"
                "Reason: {reason}\n\n"
                "{message}\n\n"
                "If you think this is wrong, you can object: open the page below with your number. Somebody else in "
                "the office looks at it again.\n\n"
                "Questions? Call {office_phone}."
            ),
            sms=_("{office_short} has decided on application {reference}. Read the answer: {link}"),
        )


class CaseClosed(ToApplicant):
    """Tells the applicant that the case is closed, in words that fit why."""

    @classmethod
    def for_outcome(cls, row: ServiceApplication) -> Any:
        kinds = {
            ClosedReason.WITHDRAWN.value: Withdrawn,
            ClosedReason.EXPIRED.value: Expired,
            ClosedReason.DUPLICATE.value: Duplicate,
        }
        return kinds.get(row.closed_reason, Completed)


class Completed(CaseClosed):
    """Tells the applicant that the service was given, and asks how it went."""

    kind = "catalog.application_completed"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Application {reference} is completed"),
            text=_(
                "{office} has completed your application {reference} for “{service}”.\n\n"
                "How did it go? Open the page below with your number and tell the office. It takes one minute."
            ),
            sms=_("{office_short}: application {reference} is completed. Tell us how it went: {link}"),
        )


class Withdrawn(CaseClosed):
    """Confirms to the applicant that the application is taken back."""

    kind = "catalog.application_withdrawn"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Application {reference} is taken back"),
            text=_(
                "You have taken back your application {reference}. {office} does not work on it any more. You can "
                "apply again at any time.\n\n"
                "If you did not do this, call {office} or come to its desk."
            ),
            sms=_("{office_short}: application {reference} is taken back. Not you? Tell the office. {link}"),
        )


class Expired(CaseClosed):
    """Tells the applicant that the case is closed because no answer came."""

    kind = "catalog.application_expired"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Application {reference} is closed"),
            text=_(
                "{office} asked you something about your application {reference}, and no answer came in time. So the "
                "application is closed. Nothing was decided about it. You can apply again at any time.\n\n"
                "Questions? Call {office_phone}."
            ),
            sms=_("{office_short}: application {reference} is closed, no answer came. You can apply again. {link}"),
        )


class Duplicate(CaseClosed):
    """Tells the applicant that the case is closed because the same application is there already."""

    kind = "catalog.application_duplicate"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Application {reference} is closed"),
            text=_(
                "You have sent {office} the same application before. The office works on that one, so {reference} is "
                "closed. You lose nothing by it.\n\n"
                "If this is not right, call {office} or come to its desk."
            ),
            sms=_("{office_short}: application {reference} is closed; the same one came before. {link}"),
        )


class ObjectionAnswered(ToApplicant):
    """Tells the applicant what came of the objection."""

    placeholders = {**placeholders.OF_A_CASE, **placeholders.OF_AN_OBJECTION}

    def __init__(self, objection: Objection) -> None:
        super().__init__(objection.application)
        self.objection = objection

    @classmethod
    def for_outcome(cls, row: Objection) -> Any:
        return {ObjectionOutcome.UPHELD: ObjectionUpheld, ObjectionOutcome.KEPT: ObjectionKept}[
            ObjectionOutcome(row.outcome)
        ]

    def values(self) -> dict[str, str]:
        return {**super().values(), "answer": self.objection.answer}


class ObjectionUpheld(ObjectionAnswered):
    """Tells the applicant that the decision is taken back and the case reviewed again."""

    kind = "catalog.objection_upheld"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Application {reference}: your objection is answered"),
            text=_(
                "{office} has looked at your objection. It takes back its decision and reviews your application "
                "{reference} again. You get an answer by {due_day}.\n\n"
                "{answer}"
            ),
            sms=_("{office_short} has answered your objection on application {reference}. Read it: {link}"),
        )


class ObjectionKept(ObjectionAnswered):
    """Tells the applicant that the decision stays."""

    kind = "catalog.objection_kept"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Application {reference}: your objection is answered"),
            text=_(
                "{office} has looked at your objection. Its decision on your application {reference} stays.\n\n{answer}"
            ),
            sms=_("{office_short} has answered your objection on application {reference}. Read it: {link}"),
        )


class CaseLinkMail(ToApplicant):
    """Gives the applicant the link that opens the case, once. Who has no mail gets it by SMS."""

    kind = "catalog.case_link"

    def __init__(self, application: ServiceApplication, token: str) -> None:
        super().__init__(application)
        self.token = token

    def key(self) -> str:
        return hashlib.sha256(self.token.encode()).hexdigest()[:32]

    def recipients(self) -> Iterable[Recipient]:
        for person in told_of(self.application):
            if isinstance(person, Address) and person.email and person.phone:
                yield Address(email=person.email, name=person.name, language=person.language)
            else:
                yield person

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("The link to application {reference}"),
            text=_(
                "With the link below you can read your application {reference} at {office}, and answer its "
                "questions. It works once, and for one day. Do not give it to anybody.\n\n"
                "If you did not ask for it, you can forget this mail. Nobody has read your application."
            ),
            sms=_("Application {reference}, works once: {link}"),
        )

    def path(self) -> str:
        return reverse("applications:case", args=[self.token])


class DraftLink(WordedMessage):
    """Gives whoever fills in an application the way back to it."""

    kind = "catalog.draft_link"
    channels = (Channel.EMAIL,)
    is_secret = True
    placeholders = placeholders.OF_A_DRAFT

    def __init__(self, draft: ApplicationDraft, code: str, email: str) -> None:
        self.draft, self.code, self.email = draft, code, email

    def key(self) -> str:
        """A double click is one mail; who asks again a minute later gets another."""
        return f"{self.draft.pk}:{timezone.now():%Y%m%dT%H%M}"

    def recipients(self) -> Iterable[Recipient]:
        return [Address(email=self.email, language=self.draft.language)]

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Go on with your application"),
            text=_(
                "You have begun an application for “{service}” at {office}. Open the link below to go on where you "
                "stopped.\n\n"
                "You can also type this code on the page “Go on with an application”: {code}\n\n"
                "What you wrote is kept until {kept_until}. It is not sent yet: the office does not see it. If you did "
                "not ask for this mail, you can forget it."
            ),
        )

    def values(self) -> dict[str, str]:
        return {**_of_draft(self.draft), "code": spoken(self.code)}

    def path(self) -> str:
        return reverse("applications:resume_code", args=[self.code])


class DraftReminder(DraftLink):
    """Reminds somebody, once, of an application that was begun and not sent."""

    kind = "catalog.draft_reminder"

    def key(self) -> str:
        return str(self.draft.pk)

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Your application is not sent yet"),
            text=_(
                "You have begun an application for “{service}” at {office}, and not sent it. The office does not see "
                "it.\n\n"
                "Open the link below to go on where you stopped. What you wrote is kept until {kept_until}; then it "
                "is deleted.\n\n"
                "If you do not need it, do nothing. We do not remind you again."
            ),
        )


def _short(name: str) -> str:
    """As much of an office's name as an SMS has room for, in whole words if it can be."""
    return name if len(name) <= SHORT_NAME else textwrap.shorten(name[: SHORT_NAME + 1], SHORT_NAME, placeholder="")


def _of_draft(draft: ApplicationDraft) -> dict[str, str]:
    return {
        "service": words(draft.offering, "title").text,
        "office": draft.offering.offering_mao.name,
        "kept_until": short_date(draft.expires_on),
    }


def _key(application: ServiceApplication, moment: Any) -> str:
    """The case and a moment of it: what can happen again is told again, a retry is not."""
    return f"{application.pk}:{moment:%Y%m%dT%H%M%S%f}"
