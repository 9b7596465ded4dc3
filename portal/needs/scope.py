"""How far rights on needs reach: everywhere, to the communities somebody represents, to the offices they serve."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import models

from portal.accounts.backends import DATED_GROUPS
from portal.accounts.grants import groups_granting
from portal.communities.scope import ROLE, represented_by
from portal.core.access import AnyUser
from portal.organizations.scope import organizations_by_role


@dataclass(frozen=True)
class Reach:
    everything: bool = False
    communities: frozenset[int] = frozenset()
    organizations: frozenset[int] = frozenset()


def reach_of(user: AnyUser, model: type[models.Model], *actions: str) -> Reach:
    """On whose rows of this model this person may do any of these acts."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return Reach()
    if user.is_superuser:
        return Reach(everything=True)
    groups = groups_granting(user, model, *actions)
    if groups - DATED_GROUPS:
        return Reach(everything=True)
    served = organizations_by_role(user) if groups else {}
    return Reach(
        communities=represented_by(user) if ROLE in groups else frozenset(),
        organizations=frozenset(key for group in groups for key in served.get(group, ())),
    )
