"""How far rights on evidence reach: all of it, all but what other offices keep to themselves, or own offices'."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import models

from portal.accounts.backends import DATED_GROUPS
from portal.accounts.grants import groups_granting
from portal.accounts.roles import Role
from portal.core.access import AnyUser
from portal.organizations.scope import organizations_by_role

KEEPERS = {Role.OOBC_STAFF.value, Role.ADMINISTRATOR.value}
"""Who keeps the whole repository, also what offices keep to themselves."""


@dataclass(frozen=True)
class Reach:
    everything: bool = False
    common: bool = False
    """What is nobody's own."""

    organizations: frozenset[int] = frozenset()


def reach_of(user: AnyUser, model: type[models.Model], *actions: str) -> Reach:
    """On whose items this person may do any of these acts."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return Reach()
    if user.is_superuser:
        return Reach(everything=True)
    groups = groups_granting(user, model, *actions)
    if groups & KEEPERS:
        return Reach(everything=True)
    served = organizations_by_role(user) if groups & DATED_GROUPS else {}
    return Reach(
        common=bool(groups - DATED_GROUPS),
        organizations=frozenset(key for group in groups for key in served.get(group, ())),
    )
