"""The mail of a developer's checkout: kept as files instead of sent, and read at ``/dev/mail/``.

Files, so that what the worker sends is seen by every web process, and a rolled back transaction loses none.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage as ParsedMail
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache

SHOWN = 200
NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{32}")


class EmailBackend(BaseEmailBackend):
    """Keeps each mail as one file, whose name begins with its moment."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = settings.DEV_MAIL_ROOT
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex}"
            unfinished = folder / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class KeptMail:
    name: str
    kept_at: datetime
    to: str
    sender: str
    subject: str
    text: str

    @classmethod
    def read(cls, file: Path) -> "KeptMail":
        mail = message_from_bytes(file.read_bytes(), _class=ParsedMail, policy=default)
        body = mail.get_body(("plain", "html"))
        return cls(
            name=file.stem,
            kept_at=datetime.strptime(file.stem.split("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
            to=str(mail["To"] or ""),
            sender=str(mail["From"] or ""),
            subject=str(mail["Subject"] or ""),
            text=body.get_content() if body else "",
        )


@never_cache
def mail_list(request: HttpRequest) -> HttpResponse:
    """The latest mails, newest first."""
    files = sorted(settings.DEV_MAIL_ROOT.glob("*.eml"), reverse=True)[:SHOWN]
    mails = [KeptMail.read(file) for file in files]
    return render(request, "portal/notifications/dev_mail/mail_list.html", {"mails": mails})


@never_cache
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    file = settings.DEV_MAIL_ROOT / f"{name}.eml"
    if not NAME.fullmatch(name) or not file.exists():
        raise Http404
    return render(request, "portal/notifications/dev_mail/mail_detail.html", {"mail": KeptMail.read(file)})


app_name = "dev_mail"
urlpatterns = [
    path("", mail_list, name="list"),
    path("<slug:name>/", mail_detail, name="detail"),
]
