from typing import Self

from django.contrib.auth.models import AbstractUser, AnonymousUser, UserManager
from django.db import models
from django.db.models import Case, Q, Value, When


class AccountQuerySet(models.QuerySet["AbstractUser"]):
    def manageable_by(self, user: AbstractUser | AnonymousUser) -> Self:
        """The accounts this person may see and keep on staff screens."""
        if not (user.has_perm("accounts.change_user") or user.has_perm("accounts.add_user")):
            return self.none()
        return self if user.is_superuser else self.filter(is_superuser=False)

    def called(self, login: str) -> Self:
        """The account that signs in with this e-mail address or username, at most one."""
        login = login.strip()
        by_email = Q(email__iexact=login)
        matching = self.filter(by_email | Q(username__iexact=login))
        return matching.order_by(Case(When(by_email, then=Value(0)), default=Value(1)))[:1]


class AccountManager(UserManager.from_queryset(AccountQuerySet)):  # type: ignore[misc]
    pass
