"""From a message to rows: one for each person and channel, once for each event."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template import Context, Engine
from django.utils import translation
from wagtail.users.models import UserProfile

from portal.accounts.models import User
from portal.core.background.sweeps import wake

from .enums import Channel
from .messages import Address, Message, Recipient, WordedMessage, absolute_url
from .models import InboxMessage, MessageTemplate, OutboxMessage
from .outbox import SWEEP
from .sms import plain_sms
from .sms_gateway import NONE as NO_GATEWAY
from .wording import Wording

FRAME = "portal/notifications/messages/frame.txt"


@transaction.atomic
def enqueue(message: Message) -> None:
    """Queue what must be told, in the caller's transaction; the same message told twice is sent once."""
    notices: list[InboxMessage] = []
    outgoing: list[OutboxMessage] = []
    own_words = MessageTemplate.objects.of_message(message)
    for recipient, language in _with_language(_reachable(message)):
        with translation.override(language):
            words = _words(message, recipient, own_words.get(language))
            if Channel.INBOX in message.channels and not isinstance(recipient, Address):
                notices.append(_notice(message, recipient, words))
            if isinstance(recipient, Address) or not message.is_digested:
                outgoing.extend(_outgoing(message, recipient, words))
    InboxMessage.objects.bulk_create(notices, ignore_conflicts=True)
    OutboxMessage.objects.bulk_create(outgoing, ignore_conflicts=True)
    if outgoing:
        transaction.on_commit(lambda: wake(SWEEP), robust=True)


def _reachable(message: Message) -> list[Recipient]:
    """Everybody once, in the order named; deactivated users are left out."""
    return [person for person in dict.fromkeys(message.recipients()) if isinstance(person, Address) or person.is_active]


def _with_language(people: list[Recipient]) -> Iterator[tuple[Recipient, str]]:
    """Each with the language they chose, else the site's."""
    users = [person.pk for person in people if not isinstance(person, Address)]
    chosen = dict(UserProfile.objects.filter(user__in=users).values_list("user_id", "preferred_language"))
    for person in people:
        language = person.language if isinstance(person, Address) else chosen.get(person.pk)
        yield person, language or settings.LANGUAGE_CODE


def _words(message: Message, recipient: Recipient, own: Wording | None) -> Wording:
    """What to tell this recipient, in the active language: in the words of the office's own choice, if it has any."""
    if isinstance(message, WordedMessage):
        words = message.in_words(own or message.wording(), recipient)
    else:
        words = Wording(
            subject=str(message.subject()), text=_plain(message.template, {**message.context(), "recipient": recipient})
        )
    return replace(words, subject=" ".join(words.subject.split())[:250])


def _plain(template: str, context: dict[str, Any]) -> str:
    """Plain text is kept as it is; whoever shows it in a page escapes it there."""
    return Engine.get_default().get_template(template).render(Context(context, autoescape=False)).strip()


def _notice(message: Message, user: User, words: Wording) -> InboxMessage:
    return InboxMessage(
        user=user,
        kind=message.kind,
        key=message.key(),
        subject=words.subject,
        body=words.text,
        path=message.path_for(user),
        waits_for_digest=message.is_digested,
    )


def _outgoing(message: Message, recipient: Recipient, words: Wording) -> Iterator[OutboxMessage]:
    url = absolute_url(message.path_for(recipient))
    email, phone = recipient.email.lower(), getattr(recipient, "phone", "")
    if Channel.EMAIL in message.channels and email:
        name = recipient.name if isinstance(recipient, Address) else recipient.get_full_name()
        letter = _plain(FRAME, {"name": name, "text": words.text, "url": url, "site": settings.WAGTAILADMIN_BASE_URL})
        yield _row(message, recipient, Channel.EMAIL, email, words.subject, letter)
    if Channel.SMS in message.channels and phone and settings.SMS_URL != NO_GATEWAY:
        sms = plain_sms(words.sms or f"{words.subject} {url}")
        yield _row(message, recipient, Channel.SMS, phone, words.subject, sms)


def _row(
    message: Message, recipient: Recipient, channel: Channel, address: str, subject: str, body: str
) -> OutboxMessage:
    return OutboxMessage(
        kind=message.kind,
        key=message.key(),
        channel=channel,
        user=None if isinstance(recipient, Address) else recipient,
        address=address,
        language=translation.get_language(),
        subject=subject,
        body=body,
        is_secret=message.is_secret,
    )
