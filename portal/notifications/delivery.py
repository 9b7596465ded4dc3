"""Handing one message over to the world: mail by Django's mail backend, SMS by a gateway."""

import smtplib
from urllib.parse import urlsplit

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import EmailMessage

from .enums import Channel
from .models import OutboxMessage
from .sms_gateway import NotHandedOver, send_sms


class DeliveryFailed(Exception):
    """The message did not go out; it may at another time."""


def deliver(message: OutboxMessage) -> None:
    """Hand the message over, or say why it could not be."""
    if message.channel == Channel.EMAIL:
        _send_mail(message)
    else:
        _send_sms(message)


def _send_mail(message: OutboxMessage) -> None:
    mail = EmailMessage(message.subject, message.body, to=[message.address], headers=_headers(message))
    try:
        mail.send()
    except (smtplib.SMTPException, AnymailError, OSError, UnicodeError, ValueError) as error:
        # UnicodeError and ValueError: an address or a subject that cannot stand in a mail.
        raise DeliveryFailed(_reason(error)) from error


def _send_sms(message: OutboxMessage) -> None:
    try:
        send_sms(settings.SMS_URL, message.address, message.body)
    except NotHandedOver as error:
        raise DeliveryFailed(str(error)) from error


def _headers(message: OutboxMessage) -> dict[str, str]:
    """The identity is the row's own, so that a message sent twice is seen to be the same one."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    return {"Message-ID": f"<outbox-{message.pk}@{host}>", "Auto-Submitted": "auto-generated"}


def _reason(error: Exception) -> str:
    """What went wrong, without the address and the text that some servers repeat."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None) or ""
    return f"{type(error).__name__} {code}".strip()
