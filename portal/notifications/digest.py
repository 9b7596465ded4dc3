"""The daily mail: one for each person, of what they were told on the site and have not read yet."""

from collections.abc import Iterable
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from portal.accounts.models import User

from . import enqueue
from .enums import Channel
from .messages import Message, Recipient, absolute_url
from .models import InboxMessage, OutboxMessage


class DailyMail(Message):
    """Lists what waits in a person's inbox since the last daily mail."""

    kind = "notifications.daily_mail"
    template = "portal/notifications/messages/daily_mail.txt"
    channels = (Channel.EMAIL,)

    def __init__(self, user: User, notices: list[InboxMessage], *, day: str) -> None:
        self.user, self.notices, self.day = user, notices, day

    def key(self) -> str:
        return f"{self.user.pk}:{self.day}"

    def recipients(self) -> Iterable[Recipient]:
        return [self.user]

    def subject(self) -> str:
        number = len(self.notices)
        return ngettext("%(number)s new notice", "%(number)s new notices", number) % {"number": number}

    def context(self) -> dict[str, object]:
        return {"lines": [(notice, absolute_url(notice.path)) for notice in self.notices]}


@transaction.atomic
def send_daily_mails() -> int:
    """Queue today's mails; how many. Run again, it finds what came since, and mails it tomorrow."""
    day = f"{timezone.localdate():%Y-%m-%d}"
    waiting = InboxMessage.objects.waiting_for_digest().select_for_update(skip_locked=True, of=("self",))
    notices = list(waiting.select_related("user").order_by("user", "pk"))
    mailed_today = _mailed(day, {notice.user_id for notice in notices})
    ready = [notice for notice in notices if notice.user_id not in mailed_today]
    mails = 0
    for user, own in groupby(ready, key=lambda notice: notice.user):
        if unread := [notice for notice in own if notice.is_unread]:
            enqueue(DailyMail(user, unread, day=day))
            mails += 1
    InboxMessage.objects.filter(pk__in=[notice.pk for notice in ready]).update(waits_for_digest=False)
    return mails


def _mailed(day: str, users: set[int]) -> set[int]:
    """Those of these users who have had their mail of the day."""
    keys = {f"{user}:{day}": user for user in users}
    sent = OutboxMessage.objects.filter(kind=DailyMail.kind, key__in=keys).values_list("key", flat=True)
    return {keys[key] for key in sent}
