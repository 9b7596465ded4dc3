import pytest
from django.core import mail
from django.db import transaction
from wagtail.users.models import UserProfile

from portal.notifications import enqueue
from portal.notifications.enums import Channel
from portal.notifications.messages import Address
from portal.notifications.models import InboxMessage, OutboxMessage

pytestmark = pytest.mark.django_db


def test_enqueue_when_told_to_a_user_then_writes_a_notice_and_a_mail(told, amina):
    enqueue(told(to=[amina], about="/catalog/"))

    notice, letter = InboxMessage.objects.get(), OutboxMessage.objects.get()
    assert (notice.user, notice.subject, notice.path) == (amina, "Something happened", "/catalog/")
    assert (letter.user, letter.address, letter.channel) == (amina, "amina@example.org", Channel.EMAIL)
    assert letter.body.startswith("Dear Amina Sali,\n")
    assert "Text & <more>" in letter.body
    assert "http://localhost:8000/catalog/" in letter.body


def test_enqueue_when_the_same_event_is_told_twice_then_has_one_effect(told, amina):
    enqueue(told(to=[amina, amina]))
    enqueue(told(to=[amina]))

    assert (InboxMessage.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_enqueue_when_another_event_is_told_then_writes_again(told, amina):
    enqueue(told(to=[amina], event="1"))
    enqueue(told(to=[amina], event="2"))

    assert (InboxMessage.objects.count(), OutboxMessage.objects.count()) == (2, 2)


def test_enqueue_when_caller_rolls_back_then_leaves_no_row_and_sends_nothing(
    told, amina, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        enqueue(told(to=[amina]))
        transaction.set_rollback(True)

    assert (InboxMessage.objects.count(), OutboxMessage.objects.count(), mail.outbox) == (0, 0, [])


def test_enqueue_when_caller_commits_then_the_hint_sends_at_once(told, amina, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(told(to=[amina]))

    assert [letter.to for letter in mail.outbox] == [["amina@example.org"]]


def test_enqueue_when_recipient_is_a_bare_address_then_mails_without_a_notice(told):
    enqueue(told(to=[Address(email="Office@example.org", name="The desk")]))

    letter = OutboxMessage.objects.get()
    assert (letter.user, letter.address) == (None, "office@example.org")
    assert letter.body.startswith("Dear The desk,")
    assert not InboxMessage.objects.exists()


def test_enqueue_when_user_is_deactivated_then_tells_nobody(told, amina):
    amina.is_active = False

    enqueue(told(to=[amina]))

    assert not OutboxMessage.objects.exists()


def test_enqueue_when_user_reads_filipino_then_row_is_in_filipino(told, amina):
    UserProfile.objects.create(user=amina, preferred_language="fil")

    enqueue(told(to=[amina]))

    assert OutboxMessage.objects.get().language == "fil"


def test_enqueue_when_no_sms_gateway_then_queues_no_sms(told, settings):
    somebody = Address(phone="+639171234567")

    enqueue(told(to=[somebody], channels=(Channel.SMS,), event="before"))
    settings.SMS_URL = "console"
    enqueue(told(to=[somebody], channels=(Channel.SMS,), event="after", about="/x/"))

    sms = OutboxMessage.objects.get()
    assert (sms.key, sms.address, sms.body) == (
        "after",
        "+639171234567",
        "Something happened http://localhost:8000/x/",
    )


def test_enqueue_when_told_to_many_then_queries_do_not_grow(told, amina, basit, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(5):  # savepoint, languages, notices, mails, release
        enqueue(told(to=[amina]))
    with transaction.atomic(), django_assert_num_queries(5):
        enqueue(told(to=[amina, basit], event="2"))
