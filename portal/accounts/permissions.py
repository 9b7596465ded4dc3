"""Who may open, change and close accounts."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser, AnonymousUser

from .roles import STAFF_ROLES, Role

ROLE_PERMISSIONS: dict[str, list[str]] = {role: ["wagtailadmin.access_admin"] for role in STAFF_ROLES}
ROLE_PERMISSIONS[Role.ADMINISTRATOR] += ["accounts.add_user", "accounts.change_user"]
ROLE_PERMISSIONS[Role.OOBC_STAFF] += ["accounts.invite_representative"]


def can_invite(user: AbstractUser | AnonymousUser, roles: Iterable[str]) -> bool:
    """Administrators invite anybody; OOBC staff invite the representatives whose request they verified."""
    if user.has_perm("accounts.add_user"):
        return True
    return user.has_perm("accounts.invite_representative") and set(roles) == {Role.COMMUNITY_REPRESENTATIVE}


def can_manage(user: AbstractUser | AnonymousUser, account: AbstractUser) -> bool:
    """A superuser's account is beyond the reach of everybody but superusers."""
    return user.has_perm("accounts.change_user") and (user.is_superuser or not account.is_superuser)


def can_open_admin(user: AbstractUser | AnonymousUser) -> bool:
    return user.has_perm("wagtailadmin.access_admin")
