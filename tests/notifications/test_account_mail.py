import pytest
from django.core import mail

from portal.accounts.mail import AccountMail
from portal.notifications.account_mail import send_account_mail
from portal.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db


def test_account_mail_when_sent_then_goes_through_the_outbox_and_is_forgotten(
    amina, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send_account_mail(
            AccountMail(to="Amina@example.org", subject="Reset", body="https://x/key/", template="reset", user=amina)
        )

    row = OutboxMessage.objects.get()
    assert (row.user, row.address, row.body, row.state) == (amina, "amina@example.org", "", "Sent")
    assert mail.outbox[0].body == "https://x/key/"


def test_account_mail_when_asked_for_twice_then_is_sent_twice(amina):
    letter = AccountMail(to=amina.email, subject="Reset", body="x", template="reset", user=amina)

    send_account_mail(letter)
    send_account_mail(letter)

    assert OutboxMessage.objects.count() == 2
