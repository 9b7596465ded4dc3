from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .querysets import AccountManager


class User(AbstractUser):
    """A person with an account. What they may do comes from groups and from dated membership rows.

    Accounts are closed (``is_active``), never deleted: the audit record points to them. The closed account of somebody
    who spoke for communities only is emptied when they ask to be forgotten.
    """

    email = models.EmailField(_("e-mail address"))

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_once",
                violation_error_message=_("Another account uses this e-mail address."),
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_user_username_once",
                violation_error_message=_("Another account uses this username."),
            ),
        ]
        permissions = [("invite_representative", "Can invite community representatives")]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def audit_label(self) -> str:
        """What audit rows, which are kept for good, call this row: no name, and no username made of one."""
        return f"Account {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()  # allauth looks addresses up in lower case
        super().save(*args, **kwargs)


class StaffRequest(HttpRequest):
    """A request behind the sign-in: its user is a person."""

    user: User
