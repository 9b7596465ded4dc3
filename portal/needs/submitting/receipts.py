"""The receipt of a need: its number, the day by which OOBC answers, and what comes next."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.core.days import long_date
from portal.core.pdf import pdf, qr_code
from portal.needs.models import Need
from portal.needs.receipt_notice import person_behind
from portal.notifications.messages import Address


@dataclass(frozen=True)
class Receipt:
    need: Need

    @property
    def number(self) -> str:
        return self.need.spoken_reference

    @property
    def spelled(self) -> str:
        """Letter by letter, for who hears it: ``7, K, 3, M, X, Q, 4, P``."""
        return ", ".join(self.need.reference)

    @property
    def due_on(self) -> str:
        return long_date(self.need.due_on) if self.need.due_on else ""

    @cached_property
    def person(self) -> Address | None:
        """Who follows it without an account."""
        return person_behind(self.need)

    @property
    def is_for_somebody(self) -> bool:
        return hasattr(self.need, "submitter")

    @property
    def notices(self) -> str:
        """Who is told what happens."""
        if self.person is None:
            if self.is_for_somebody:
                return _("Who entered it: no mobile number or e-mail address of the person was given")
            return _("Who sent it, on this site and by e-mail")
        if self.person.email and self.person.phone:
            return _("The person, by e-mail and text message")
        return _("The person, by e-mail") if self.person.email else _("The person, by text message")

    @property
    def facts(self) -> list[tuple[str, str]]:
        need = self.need
        community = need.community
        files = need.files.count()
        came_along = ngettext("%(n)d file", "%(n)d files", files) % {"n": files} if files else _("None")
        return [
            (_("Community"), f"{community}, {community.place}" if community else ""),
            (_("What it is about"), need.category.label),
            (_("Received"), long_date(need.submission_date) if need.submission_date else ""),
            (_("OOBC answers by"), self.due_on),
            (_("Photos and papers"), came_along),
            (_("Who gets notices"), self.notices),
        ]

    @property
    def next_steps(self) -> list[str]:
        return [
            _("OOBC reads what you wrote. If something is missing, it asks, and its 30 days stand still meanwhile."),
            _("OOBC checks the need and rates how urgent it is beside the other needs."),
            _("If an office can help, OOBC asks that office. You are told at each step."),
            self.looking_up,
        ]

    @property
    def looking_up(self) -> str:
        if self.person:
            return _("With the number, and the mobile number or e-mail address, you can look up where the need stands.")
        if self.is_for_somebody:
            return _("Call OOBC and say the number to hear where the need stands.")
        return _("Under “My community” you can see at any time where the need stands.")

    @property
    def path(self) -> str:
        """Of the page that says where the need stands, to whom it concerns."""
        return reverse("needs:follow" if self.is_for_somebody else "communities:dashboard")


def as_pdf(receipt: Receipt) -> bytes:
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + receipt.path
    facts = {
        "title": _("Receipt of a need"),
        "language": get_language() or settings.LANGUAGE_CODE,
        "number": receipt.number,
        "facts": [{"term": term, "text": text} for term, text in receipt.facts],
        "next": receipt.next_steps,
        "words": {
            "number": _("Your number"),
            "next": _("What happens next"),
            "track": _("Look up where it stands:"),
            "keep": _("Keep this paper, and say the number when you ask about the need."),
            "qr": _("Square code that opens the page where you look it up"),
        },
        "address": address,
        "qr": list(qr_code(address)),
    }
    return pdf("portal/core/receipt.typ", facts, made_at=receipt.need.created_at)
