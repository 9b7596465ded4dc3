"""Mails about accounts by way of the outbox: settings name ``send_account_mail`` as ``ACCOUNT_MAIL_SENDER``."""

import uuid

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from portal.accounts.mail import AccountMail
from portal.core.background.sweeps import wake

from .enums import Channel
from .models import OutboxMessage
from .outbox import SWEEP


def send_account_mail(mail: AccountMail) -> None:
    """Queue one rendered mail, an event of its own. Its text may open the account: it is forgotten once sent."""
    OutboxMessage.objects.create(
        kind="accounts.mail",
        key=str(uuid.uuid4()),
        channel=Channel.EMAIL,
        user=mail.user,
        address=mail.to.lower(),
        language=get_language() or settings.LANGUAGE_CODE,
        subject=mail.subject[:250],
        body=mail.body,
        is_secret=True,
    )
    transaction.on_commit(lambda: wake(SWEEP), robust=True)
