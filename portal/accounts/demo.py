"""Demonstration accounts: what a room gives to settings.DEMO_ACCOUNT_SOURCES."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group
from django.utils.crypto import get_random_string

from .models import User
from .roles import Role


def no_grant(user: User) -> None:
    """For roles that hold for the whole office: the group says everything."""


@dataclass(frozen=True)
class DemoAccount:
    """One account, named ``<role>-<scope>-<n>``. ``grant`` gives the scope (a membership row), and may run again."""

    role: Role
    scope: str
    number: int
    first_name: str
    last_name: str
    grant: Callable[[User], None] = no_grant

    @property
    def username(self) -> str:
        return f"{self.role}-{self.scope}-{self.number}"

    @property
    def email(self) -> str:
        return f"{self.username}@demo.invalid"

    @property
    def password(self) -> str:
        """Known to everybody who reads this: such accounts are refused outside of demonstrations."""
        return f"Demo-{self.username}-2026"


def open_demo_account(account: DemoAccount) -> User:
    """Open the account, or put it back as it was described. Never a superuser."""
    user, _created = User.objects.update_or_create(
        username=account.username,
        defaults={
            "email": account.email,
            "first_name": account.first_name,
            "last_name": account.last_name,
            "is_active": True,
            "is_staff": False,
            "is_superuser": False,
        },
    )
    if not (user.has_usable_password() and user.check_password(account.password)):
        # Known to everybody, so the slow hashing of real passwords would protect nothing; sign-in replaces it.
        user.password = PBKDF2PasswordHasher().encode(account.password, get_random_string(22), iterations=1000)
        user.save(update_fields=["password"])
    user.groups.set(Group.objects.filter(name=account.role))
    account.grant(user)
    return user
