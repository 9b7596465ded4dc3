"""What people do with their notices, and staff with the words of messages and with those that were given up."""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.background.sweeps import wake

from .models import InboxMessage, MessageTemplate, OutboxMessage
from .outbox import SWEEP
from .wording import Wording


def mark_read(*, notice: InboxMessage, by: User) -> None:
    """The person has read their notice. The first time counts."""
    InboxMessage.objects.visible_to(by).unread().filter(pk=notice.pk).update(read_at=timezone.now())


def mark_all_read(*, by: User) -> int:
    """The person has read all their notices; how many were unread."""
    return InboxMessage.objects.visible_to(by).unread().update(read_at=timezone.now())


@transaction.atomic
def try_again(*, message: OutboxMessage, by: User) -> None:
    """Send a message after all that was given up."""
    message = OutboxMessage.objects.select_for_update().get(pk=message.pk)
    if not message.given_up_at:
        raise ActionRefused(_("This message is sent, or still being tried."))
    if message.is_secret:
        raise ActionRefused(_("The text of this message was forgotten. Have the person ask for it again."))
    message.given_up_at = None
    message.attempts = 0
    message.next_attempt_at = timezone.now()
    message.save(update_fields=["given_up_at", "attempts", "next_attempt_at"])
    log(message, "notifications.try_again", user=by)
    transaction.on_commit(lambda: wake(SWEEP), robust=True)


@transaction.atomic
def change_words(*, kind: str, language: str, wording: Wording, by: User) -> MessageTemplate:
    """Say a kind of message in other words from now on. The history keeps every version."""
    template, _is_new = MessageTemplate.objects.update_or_create(kind=kind, language=language, defaults=asdict(wording))
    log(template, "notifications.change_words", user=by, data={"kind": kind, "language": language, **asdict(wording)})
    return template


@transaction.atomic
def back_to_builtin_words(*, kind: str, language: str, by: User) -> None:
    """Say a kind of message as it comes with the portal again; done twice, it stays so."""
    template = MessageTemplate.objects.filter(kind=kind, language=language).first()
    if template:
        log(template, "notifications.builtin_words", user=by, data={"kind": kind, "language": language})
        template.delete()
