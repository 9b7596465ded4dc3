"""Who may look after the outbox."""

from django.contrib.auth.models import AbstractUser, AnonymousUser

from portal.accounts.roles import Role

_WORDS = "notifications.change_messagetemplate"

ROLE_PERMISSIONS = {
    Role.ADMINISTRATOR: ["notifications.view_outboxmessage", "notifications.change_outboxmessage", _WORDS],
    Role.OOBC_STAFF: [_WORDS],
}


def can_see_outbox(user: AbstractUser | AnonymousUser) -> bool:
    return user.has_perm("notifications.view_outboxmessage")


def can_try_again(user: AbstractUser | AnonymousUser) -> bool:
    return user.has_perm("notifications.change_outboxmessage")


def can_change_words(user: AbstractUser | AnonymousUser) -> bool:
    return user.has_perm(_WORDS)
