"""Who may look after the outbox."""

from django.contrib.auth.models import AbstractUser, AnonymousUser

from portal.accounts.roles import Role

from .alert_rules import rules

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


def can_see_alerts(user: AbstractUser | AnonymousUser) -> bool:
    """Whether any rule looks at rows of a kind that this person may see."""
    labels = (rule.model.lower().split(".") for rule in rules())
    return any(user.has_perm(f"{app}.view_{name}") for app, name in dict.fromkeys(map(tuple, labels)))
