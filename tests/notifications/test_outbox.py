import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from portal.notifications.models import OutboxMessage
from portal.notifications.outbox import FIRST_PAUSE, LONGEST_PAUSE, MAX_ATTEMPTS, pause_after, send_due
from tests.at_once import together

pytestmark = pytest.mark.django_db


class Broken(BaseEmailBackend):
    """A mail server that is down."""

    def send_messages(self, email_messages):
        raise smtplib.SMTPServerDisconnected("gone; rcpt somebody@example.org")


class Killed(BaseException):
    """The process ends here: nothing after this runs."""


@pytest.fixture
def letter():
    def make(**fields):
        number = OutboxMessage.objects.count()
        defaults = {
            "kind": "tests.told",
            "key": str(number),
            "channel": "email",
            "address": f"person-{number}@example.org",
            "language": "en",
            "subject": "Something happened",
            "body": "Text",
        }
        return OutboxMessage.objects.create(**{**defaults, **fields})

    return make


def test_sweep_when_something_is_due_then_sends_it_once(letter):
    row = letter()

    sent = [send_due(), send_due()]

    row.refresh_from_db()
    assert sent == [1, 0]
    assert [(m.to, m.subject, m.body) for m in mail.outbox] == [([row.address], "Something happened", "Text")]
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<outbox-{row.pk}@localhost>"
    assert row.sent_at is not None
    assert row.state == "Sent"


def test_sweep_when_next_attempt_lies_ahead_then_waits(letter):
    letter(next_attempt_at=timezone.now() + timedelta(minutes=1))

    assert send_due() == 0
    assert mail.outbox == []


def test_sweep_when_more_is_due_than_a_batch_then_sends_the_batch(letter):
    for _ in range(3):
        letter()

    assert send_due(batch=2) == 2
    assert OutboxMessage.objects.waiting().count() == 1


def test_sweep_when_the_server_is_down_then_backs_off_and_tells_no_address(letter, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    row = letter()
    before = timezone.now()

    assert send_due() == 0

    row.refresh_from_db()
    assert (row.attempts, row.sent_at, row.last_error) == (1, None, "SMTPServerDisconnected")
    assert before + FIRST_PAUSE * 0.75 <= row.next_attempt_at <= timezone.now() + FIRST_PAUSE * 1.25


def test_sweep_when_three_fail_in_a_row_then_leaves_the_rest_untouched(letter, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    for _ in range(5):
        letter()

    send_due()

    assert OutboxMessage.objects.filter(attempts=1).count() == 3
    assert OutboxMessage.objects.filter(attempts=0).count() == 2


def test_sweep_when_the_server_is_back_then_sends_what_waited(letter, settings):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    row = letter()
    send_due()
    settings.EMAIL_BACKEND = working

    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        sent = send_due()

    row.refresh_from_db()
    assert (sent, row.last_error, len(mail.outbox)) == (1, "", 1)


def test_pause_when_attempts_grow_then_grows_to_a_limit():
    pauses = [pause_after(attempts) for attempts in (1, 4, 50)]

    assert FIRST_PAUSE * 0.75 <= pauses[0] <= FIRST_PAUSE * 1.25
    assert FIRST_PAUSE * 27 * 0.75 <= pauses[1] <= FIRST_PAUSE * 27 * 1.25
    assert LONGEST_PAUSE * 0.75 <= pauses[2] <= LONGEST_PAUSE * 1.25


def test_pause_when_asked_twice_then_differs():
    assert len({pause_after(1) for _ in range(20)}) > 1


def test_sweep_when_the_last_attempt_fails_then_gives_up_visibly(letter, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    row = letter(attempts=MAX_ATTEMPTS - 1, is_secret=True)

    send_due()

    assert list(OutboxMessage.objects.given_up()) == [row]
    row.refresh_from_db()
    assert (row.state, row.body) == ("Given up", "")


def test_sweep_when_the_last_attempt_died_with_the_process_then_gives_up(letter):
    row = letter(attempts=MAX_ATTEMPTS)

    assert send_due() == 0

    assert list(OutboxMessage.objects.given_up()) == [row]
    assert mail.outbox == []


def test_sweep_when_text_is_secret_then_forgets_it_once_sent(letter):
    secret, plain = letter(body="https://x/reset/token", is_secret=True), letter()

    send_due()

    secret.refresh_from_db()
    plain.refresh_from_db()
    assert (secret.body, plain.body) == ("", "Text")
    assert "reset/token" in mail.outbox[0].body


def test_sweep_when_killed_before_handing_over_then_next_sweep_sends(letter, monkeypatch):
    letter()

    with monkeypatch.context() as patch:
        patch.setattr("portal.notifications.outbox.deliver", _die)
        with pytest.raises(Killed):
            send_due()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        sent = send_due()

    assert (sent, len(mail.outbox)) == (1, 1)


def test_sweep_when_killed_between_handing_over_and_noting_then_sends_at_most_twice(letter, monkeypatch):
    row = letter()

    with monkeypatch.context() as patch:
        patch.setattr("portal.notifications.outbox._forget_secret", _die)
        with pytest.raises(Killed):
            send_due()
    for minutes in (1, 10, 100):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            send_due()

    assert [m.extra_headers["Message-ID"] for m in mail.outbox] == [f"<outbox-{row.pk}@localhost>"] * 2


def test_sweep_when_a_message_breaks_the_sender_then_the_others_go_at_the_next_sweep(letter, monkeypatch):
    poison, other = letter(), letter()
    real = mail.EmailMessage.send
    monkeypatch.setattr(mail.EmailMessage, "send", lambda m: _die() if m.to == [poison.address] else real(m))

    with pytest.raises(Killed):
        send_due()
    send_due()

    assert [m.to for m in mail.outbox] == [[other.address]]


@pytest.mark.parametrize("address", ["no\nbreaks@example.org", "ñ" * 70 + "@exa mple.org"])
def test_sweep_when_address_cannot_stand_in_a_mail_then_fails_that_row_only(letter, address):
    bad, good = letter(address=address), letter()

    send_due()

    bad.refresh_from_db()
    assert [m.to for m in mail.outbox if m.to != [address]] == [[good.address]]
    assert bad.attempts == 1


def test_sweep_when_address_had_its_fill_then_waits_for_the_hour_to_pass(letter, settings):
    settings.OUTBOX_HOURLY_LIMIT = 2
    first_sent_at = timezone.now() - timedelta(minutes=30)
    for minutes in (0, 10):
        letter(address="full@example.org", sent_at=first_sent_at + timedelta(minutes=minutes))
    held, free = letter(address="full@example.org"), letter(address="free@example.org")

    send_due()

    held.refresh_from_db()
    assert [m.to for m in mail.outbox] == [[free.address]]
    assert (held.attempts, held.next_attempt_at) == (0, first_sent_at + timedelta(hours=1))


@pytest.mark.django_db(transaction=True)
def test_sweeps_when_two_run_at_once_then_each_message_is_sent_once(letter):
    rows = [letter() for _ in range(30)]

    counts = together(send_due, send_due)

    assert sorted(m.to[0] for m in mail.outbox) == sorted(row.address for row in rows)
    assert sum(counts) == 30
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {1}


def _die(*args, **kwargs):
    raise Killed
