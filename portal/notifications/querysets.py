from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from .alert_rules import rules
from .wording import wording_problems

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AbstractUser

    from .messages import Message
    from .models import Alert, InboxMessage, MessageTemplate, OutboxMessage  # noqa: F401 - named in quotes below
    from .wording import Wording


class OutboxQuerySet(QuerySet["OutboxMessage"]):
    def waiting(self) -> "OutboxQuerySet":
        """Neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def due(self, at: datetime | None = None) -> "OutboxQuerySet":
        """Waiting, and their next attempt has come; the longest due first."""
        return self.waiting().filter(next_attempt_at__lte=at or timezone.now()).order_by("next_attempt_at", "pk")

    def sent(self) -> "OutboxQuerySet":
        return self.exclude(sent_at=None)

    def given_up(self) -> "OutboxQuerySet":
        """Those no machine will try again: somebody must look."""
        return self.exclude(given_up_at=None)


class InboxQuerySet(QuerySet["InboxMessage"]):
    def visible_to(self, user: "AbstractBaseUser | AnonymousUser") -> "InboxQuerySet":
        """A person's own notices; nobody sees another's."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def unread(self) -> "InboxQuerySet":
        return self.filter(read_at=None)

    def waiting_for_digest(self) -> "InboxQuerySet":
        """Not yet in a daily mail; what was read in the meantime needs none."""
        return self.filter(waits_for_digest=True)


class AlertQuerySet(QuerySet["Alert"]):
    def open(self) -> "AlertQuerySet":
        """What the facts have not cleared."""
        return self.filter(cleared_at=None)

    def cleared(self) -> "AlertQuerySet":
        return self.exclude(cleared_at=None)

    def visible_to(self, user: "AbstractUser | AnonymousUser") -> "AlertQuerySet":
        """Alerts about rows that this person may see."""
        seen = Q(pk__in=[])
        for rule in rules():
            keys = rule.visible_to(user).order_by().values(text_key=Cast("pk", CharField()))
            seen |= Q(rule=rule.code, object_id__in=keys)
        return self.filter(seen)


class MessageTemplateQuerySet(QuerySet["MessageTemplate"]):
    def of_message(self, message: "Message") -> dict[str, "Wording"]:
        """The office's own words for it by language, as far as they can be filled; the rest is said as built in."""
        if not message.placeholders:
            return {}
        rows = self.filter(kind=message.kind)
        return {
            row.language: row.wording for row in rows if not any(wording_problems(row.wording, message.placeholders))
        }
