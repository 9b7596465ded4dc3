"""The printed menu: what its templates are filled with."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.answers import ServicePage
from catalog.facts import QUESTIONS
from catalog.words import Words, first_sentence
from portal.core.days import long_date
from portal.core.models import ContentVersion
from portal.core.pdf import pdf, qr_code
from portal.organizations.models import Organization

from .columns import HEADINGS
from .kinds import MenuKind

PUBLISHER = "OOBC"
LEFT_OUT = {"access", "figures"}
"""Answers that have a place of their own above the others, or none on paper."""


def printed(entries: Iterable[dict[str, Any]], kind: MenuKind, *, title: str) -> bytes:
    """The document with these entries."""
    services = list(entries)
    now = timezone.localtime()
    facts = {
        "title": title,
        "language": get_language() or settings.LANGUAGE_CODE,
        "count": _count(len(services)),
        "as_of": _as_of(now),
        "contact": _contact_line(),
        "words": _words(),
        "services": services,
    }
    return pdf(f"catalog/menu/{kind.value}.typ", facts, made_at=now)


def entry(service: ServicePage) -> dict[str, Any]:
    """What the printed menu says of one service."""
    answers = [question for question in QUESTIONS if question.name not in LEFT_OUT]
    return {
        **{heading.name: heading.text(service) for heading in HEADINGS},
        "lang": _lang(service.texts["title"]),
        "alert_lang": _lang(service.texts["alert"]),
        "office_short": service.office.short_name if service.office else "",
        "access": {"kind": service.answer.kind, "title": service.answer.title, "more": _line(service.answer.more)},
        "summary": _line(first_sentence(service.texts["description"])),
        "answers": [
            {
                "name": question.name,
                "label": str(question.label),
                "lines": [_line(line) for line in question.lines(service)],
                "missing": _missing(question.name),
            }
            for question in answers
        ],
        "address": service.offering.full_url,
        "qr": list(qr_code(service.offering.full_url)),
    }


def _line(text: Words) -> dict[str, str]:
    return {"text": text.text, "lang": _lang(text)}


def _lang(text: Words) -> str:
    return text.lang or get_language() or settings.LANGUAGE_CODE


def _missing(name: str) -> str:
    """What stands on paper where the office has not said."""
    if name == "contact":
        return _("Not reported. Ask us, and we help you find the right person.")
    return "" if name in ("for_whom", "sources") else _("Not reported – ask the office.")


def _count(number: int) -> str:
    if not number:
        return _("No service fits this choice.")
    return ngettext("%(number)s service", "%(number)s services", number) % {"number": number}


def _as_of(now: datetime.datetime) -> str:
    """The moment, and the number that tells two printed lists apart."""
    return _("As of %(day)s, %(time)s, version %(version)d") % {
        "day": long_date(now.date()),
        "time": time_format(now.time(), "g:i A"),
        "version": ContentVersion.current(),
    }


def _contact_line() -> str:
    """Where readers find the office that keeps the list."""
    office = Organization.objects.filter(acronym=PUBLISHER).first()
    address = settings.WAGTAILADMIN_BASE_URL + reverse("catalog:list")
    known = [str(office), office.address, str(office.contact_phone), office.contact_email] if office else []
    return " · ".join([*(" ".join(part.split()) for part in known if part), address])


def _words() -> dict[str, str]:
    return {
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "contents": _("In this list"),
        "how_to_use": _("Point the camera of a phone at the square beside a service: it opens the newest facts."),
        "may_change": _("Services change. Ask the office before you travel there."),
        "ask_us": _("Questions? Ask us:"),
        "also_called": _("Also called:"),
        "qr": _("Square code that opens the page of this service"),
    }
