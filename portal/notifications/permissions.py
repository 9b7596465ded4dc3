"""Who may look after the outbox."""

from django.contrib.auth.models import AbstractUser, AnonymousUser

from portal.accounts.roles import Role

ROLE_PERMISSIONS = {
    Role.ADMINISTRATOR: ["notifications.view_outboxmessage", "notifications.change_outboxmessage"],
}


def can_see_outbox(user: AbstractUser | AnonymousUser) -> bool:
    return user.has_perm("notifications.view_outboxmessage")


def can_try_again(user: AbstractUser | AnonymousUser) -> bool:
    return user.has_perm("notifications.change_outboxmessage")
