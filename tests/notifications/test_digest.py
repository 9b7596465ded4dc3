"""One mail a day of what is new in the inbox, and none of what was read."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from portal.notifications import enqueue
from portal.notifications.digest import send_daily_mails
from portal.notifications.enums import Channel
from portal.notifications.messages import Address
from portal.notifications.models import InboxMessage, OutboxMessage

pytestmark = pytest.mark.django_db


def at(day):
    return time_machine.travel(datetime.datetime(2026, 11, day, 0, 15, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def digested(told):
    def make(to, event, **fields):
        message = told(to=to, event=event, **fields)
        message.is_digested = True
        enqueue(message)

    return make


def test_digested_when_told_then_a_notice_stands_at_once_and_no_mail_leaves(digested, amina):
    digested([amina], "1")

    assert InboxMessage.objects.get().waits_for_digest
    assert not OutboxMessage.objects.exists()


def test_digested_when_told_to_a_mailbox_then_is_mailed_at_once(digested):
    digested([Address(email="desk@example.org")], "1")

    assert [row.address for row in OutboxMessage.objects.all()] == ["desk@example.org"]


def test_daily_mail_when_two_are_new_then_lists_both_with_their_links(digested, amina, basit):
    digested([amina, basit], "1", about="/first/")
    digested([amina], "2", about="/second/")

    with at(24):
        sent = send_daily_mails()

    assert sent == 2
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert letters["amina@example.org"].subject == "2 new notices"
    assert "http://localhost:8000/first/" in letters["amina@example.org"].body
    assert "http://localhost:8000/second/" in letters["amina@example.org"].body
    assert "/second/" not in letters["basit@example.org"].body


def test_daily_mail_when_swept_twice_then_is_sent_once(digested, amina):
    digested([amina], "1")

    with at(24):
        sent = [send_daily_mails(), send_daily_mails()]
    with at(25):
        sent.append(send_daily_mails())

    assert sent == [1, 0, 0]
    assert len(mail.outbox) == 1


def test_daily_mail_when_more_comes_on_the_same_day_then_waits_for_the_next(digested, amina):
    digested([amina], "1")
    with at(24):
        send_daily_mails()
        digested([amina], "2")
        sent = [send_daily_mails()]

    with at(25):
        sent.append(send_daily_mails())

    assert sent == [0, 1]
    assert [letter.subject for letter in mail.outbox] == ["1 new notice"] * 2


def test_daily_mail_when_all_was_read_then_is_not_sent(digested, amina):
    digested([amina], "1")
    InboxMessage.objects.update(read_at=timezone.now())

    with at(24):
        assert send_daily_mails() == 0

    assert mail.outbox == []
    assert not InboxMessage.objects.waiting_for_digest().exists()


def test_daily_mail_when_other_kinds_were_told_then_does_not_list_them(told, amina):
    enqueue(told(to=[amina], channels=(Channel.INBOX,)))

    assert send_daily_mails() == 0
