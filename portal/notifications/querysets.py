from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from .models import InboxMessage, OutboxMessage  # noqa: F401 - named in quotes below


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
