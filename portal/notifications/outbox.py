"""The sweep that sends what waits in the outbox.

Each message is claimed in a transaction of its own, which puts off its next attempt; then it is handed over; then it
is noted as sent. So two sweeps never send one message, no transaction waits for a mail server, and a process that
dies leaves a message that the next sweep takes up. Only a death between handing over and noting sends one twice.
"""

import logging
import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .delivery import DeliveryFailed, deliver
from .models import OutboxMessage

logger = logging.getLogger(__name__)

SWEEP = f"{__name__}.send_due"
BATCH = 200
FIRST_PAUSE = timedelta(seconds=40)
LONGEST_PAUSE = timedelta(hours=6)
MAX_ATTEMPTS = 16  # with these pauses, given up after about two and a half days
FAILURES_IN_A_ROW = 3  # then the way out is down, and the rest can wait for the next sweep
VOLUME_WINDOW = timedelta(hours=1)


def send_due(batch: int = BATCH) -> int:
    """Send what is due, at most so many; the number sent."""
    sent = failures = 0
    while sent < batch and failures < FAILURES_IN_A_ROW:
        message = _claim()
        if message is None:
            break
        if _try(message):
            sent, failures = sent + 1, 0
        else:
            failures += 1
    return sent


def something_is_due() -> bool:
    """Whether a sweep would find anything."""
    return OutboxMessage.objects.due().exists()


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: thrice as long each time, up to a limit, and never to the second.

    The spread keeps messages that failed together from coming back together.
    """
    pause = min(FIRST_PAUSE * 3 ** min(attempts - 1, 20), LONGEST_PAUSE)
    return pause * random.uniform(0.75, 1.25)  # noqa: S311 - spread, not secrecy


@transaction.atomic
def _claim() -> OutboxMessage | None:
    """Take the longest due message that may go now and put off its next attempt, so that nobody else takes it."""
    now = timezone.now()
    due = OutboxMessage.objects.due(now).select_for_update(skip_locked=True)
    while message := due.first():
        if message.attempts >= MAX_ATTEMPTS:  # its last attempt ended with the process
            _give_up(message)
        elif free_at := _address_is_full_until(message, now):
            message.next_attempt_at = free_at
            message.save(update_fields=["next_attempt_at"])
        else:
            message.attempts += 1
            message.next_attempt_at = now + pause_after(message.attempts)
            message.save(update_fields=["attempts", "next_attempt_at"])
            return message
    return None


def _address_is_full_until(message: OutboxMessage, now: datetime) -> datetime | None:
    """When this address may get mail again, if it had its fill for the hour."""
    recent = OutboxMessage.objects.filter(
        channel=message.channel, address=message.address, sent_at__gt=now - VOLUME_WINDOW
    ).order_by("-sent_at")
    last_place = settings.OUTBOX_HOURLY_LIMIT - 1
    free_at = recent.values_list(F("sent_at") + VOLUME_WINDOW, flat=True)
    return next(iter(free_at[last_place : last_place + 1]), None)


def _try(message: OutboxMessage) -> bool:
    """Hand the message over and note what came of it; whether it went out."""
    try:
        deliver(message)
    except DeliveryFailed as failure:
        message.last_error = str(failure)[:500]
        message.save(update_fields=["last_error"])
        logger.warning("outbox message %s not sent, attempt %s", message.pk, message.attempts)
        if message.attempts >= MAX_ATTEMPTS:
            _give_up(message)
        return False
    message.sent_at = timezone.now()
    message.last_error = ""
    _forget_secret(message)
    # Not save(): the row may have been erased with its person meanwhile.
    OutboxMessage.objects.filter(pk=message.pk).update(
        sent_at=message.sent_at, last_error=message.last_error, body=message.body
    )
    return True


def _give_up(message: OutboxMessage) -> None:
    message.given_up_at = timezone.now()
    _forget_secret(message)
    message.save(update_fields=["given_up_at", "body"])
    logger.error("outbox message %s given up after %s attempts", message.pk, message.attempts)


def _forget_secret(message: OutboxMessage) -> None:
    if message.is_secret:
        message.body = ""
