"""The receipt: what the law asks of it (number, office, receiving officer, date and time), and what comes next."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.applications.receiving import hour_is_known
from catalog.models import ServiceApplication
from catalog.words import Words, words
from portal.core.days import long_date
from portal.core.pdf import pdf, qr_code


@dataclass(frozen=True)
class Receipt:
    case: ServiceApplication

    @property
    def number(self) -> str:
        return self.case.spoken_reference

    @property
    def spelled(self) -> str:
        """Letter by letter, for who hears it: ``7, K, 3, M, X, Q, 4, P``."""
        return ", ".join(self.case.reference)

    @property
    def service(self) -> Words:
        return words(self.case.service, "title")

    @property
    def office(self) -> str:
        return str(self.case.service.offering_mao)

    @property
    def received_by(self) -> str:
        return self.case.receiving_unit

    @property
    def received_at(self) -> str:
        moment = timezone.localtime(self.case.received_at)
        day = long_date(moment.date())
        if not hour_is_known(self.case):
            return day
        return _("%(day)s, %(time)s") % {"day": day, "time": time_format(moment.time(), "g:i A")}

    @property
    def due_on(self) -> str:
        return long_date(self.case.due_on)

    @property
    def channel(self) -> str:
        return str(self.case.get_channel_display())

    @property
    def notices(self) -> str:
        """Who is told what happens."""
        if self.case.applicant_email and self.case.applicant_phone:
            return _("The applicant, by e-mail and text message")
        if self.case.applicant_email:
            return _("The applicant, by e-mail")
        if self.case.applicant_phone:
            return _("The applicant, by text message")
        if self.case.helper_contact:
            return _("The helper")
        if self.case.filed_by_id:
            return _("Who filed it: no address or number of the applicant was given")
        return _("Nobody: no e-mail address or number was given. Ask the office with your number.")

    @property
    def has_mail(self) -> bool:
        return bool(self.case.applicant_email)

    @property
    def facts(self) -> list[tuple[str, str]]:
        return [
            (_("Service"), self.service.text),
            (_("Office"), self.office),
            (_("Received by"), self.received_by),
            (_("Date and time"), self.received_at),
            (_("The office decides by"), self.due_on),
            (_("Came in"), self.channel),
            (_("Who gets notices"), self.notices),
        ]

    @property
    def next_steps(self) -> list[str]:
        return [
            _("The office reads your application. If something is missing, it asks you, and its time stands still."),
            _("You get a message when the office has decided."),
            _("With your number and your e-mail address or mobile number you can look up at any time where it stands."),
        ]


def receipt_of(application: UUID) -> Receipt | None:
    rows = ServiceApplication.objects.select_related("service__offering_mao")
    case = rows.prefetch_related("service__translations").filter(pk=application, anonymized_at=None).first()
    return Receipt(case) if case else None


def as_pdf(receipt: Receipt) -> bytes:
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("applications:track")
    facts = {
        "title": _("Receipt of an application"),
        "language": get_language() or settings.LANGUAGE_CODE,
        "number": receipt.number,
        "facts": [{"term": term, "text": text} for term, text in receipt.facts],
        "next": receipt.next_steps,
        "words": {
            "number": _("Your number"),
            "next": _("What happens next"),
            "track": _("Look up where it stands:"),
            "keep": _("Keep this paper. Nobody can look up your application without the number."),
            "qr": _("Square code that opens the page where you look it up"),
        },
        "address": address,
        "qr": list(qr_code(address)),
    }
    return pdf("portal/core/receipt.typ", facts, made_at=receipt.case.received_at)
