"""Links that are mailed or texted to somebody without an account, and that open one row once."""

import datetime
import hashlib
import secrets
from typing import Any, Self

from django.db import models
from django.utils import timezone

LINK_LIVES = datetime.timedelta(hours=24)
LINKS_AN_HOUR = 3


class OneUseLinkQuerySet(models.QuerySet[Any]):
    def of_token(self, token: str) -> Self:
        """Used or not."""
        return self.filter(token_hash=_hash(token))

    def usable(self) -> Self:
        return self.filter(used_at=None, expires_at__gt=timezone.now())

    def are_enough(self) -> bool:
        """Whether as many of these were made within the last hour as are sent at most."""
        since = timezone.now() - datetime.timedelta(hours=1)
        return self.filter(made_at__gt=since).count() >= LINKS_AN_HOUR

    def make(self, **of: Any) -> str:
        """A new link; its token, which stands nowhere but in what is sent."""
        token = secrets.token_urlsafe(32)
        self.create(token_hash=_hash(token), expires_at=timezone.now() + LINK_LIVES, **of)
        return token

    def use_up(self, token: str) -> Any:
        """The link of this token, used from now on; None if it was used, is too old, or never was."""
        link = self.of_token(token).usable().select_for_update(of=("self",)).first()
        if link:
            link.used_at = timezone.now()
            link.save(update_fields=["used_at"])
        return link


class OneUseLink(models.Model):
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
