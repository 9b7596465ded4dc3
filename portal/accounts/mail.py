"""Mails about accounts. Who carries them away is a setting: the outbox lies above this room."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from .models import User


@dataclass(frozen=True)
class AccountMail:
    """One rendered mail. ``template`` says which; ``user`` is None for an address that has no account."""

    to: str
    subject: str
    body: str
    template: str
    user: User | None = None


def send_account_mail(template: str, *, to: str, context: Mapping[str, Any], user: User | None = None) -> None:
    """Render ``<template>_subject.txt`` and ``…_message.txt``; settings.ACCOUNT_MAIL_SENDER carries them away."""
    full_context = {"site_name": settings.WAGTAIL_SITE_NAME, "site_url": settings.WAGTAILADMIN_BASE_URL, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", full_context).split())
    body = render_to_string(f"{template}_message.txt", full_context).strip() + "\n"
    sender = import_string(settings.ACCOUNT_MAIL_SENDER)
    sender(AccountMail(to=to, subject=subject, body=body, template=template, user=user))


def send_now(mail: AccountMail) -> None:
    """The plainest sender: Django's mail, within the request."""
    send_mail(mail.subject, mail.body, None, [mail.to])
