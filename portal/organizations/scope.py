"""How far a person's rights reach: everywhere, or to the organizations they serve today."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models

from portal.accounts.backends import DATED_GROUPS
from portal.accounts.grants import groups_granting
from portal.core.access import AnyUser, asked_once


@dataclass(frozen=True)
class Reach:
    everything: bool = False
    organizations: frozenset[int] = frozenset()


NOWHERE = Reach()
EVERYWHERE = Reach(everything=True)


def reach_of(user: AnyUser, model: type[models.Model], *actions: str) -> Reach:
    """Where this person may do any of these acts on rows of this model.

    A permission that comes through an office-wide group reaches everything; one that comes through a role with a term
    reaches only the organizations where that very role is in force today.
    """
    if isinstance(user, AnonymousUser) or not user.is_active:
        return NOWHERE
    if user.is_superuser:
        return EVERYWHERE
    groups = groups_granting(user, model, *actions)
    if groups - DATED_GROUPS:
        return EVERYWHERE
    served = organizations_by_role(user)
    return Reach(organizations=frozenset(key for group in groups for key in served.get(group, ())))


def roles_in_force(user: AbstractUser) -> Iterable[str]:
    """The membership roles this person holds today; group names."""
    return organizations_by_role(user).keys()


def organizations_by_role(user: AbstractUser) -> dict[str, set[int]]:
    """The active organizations this person serves today, by role."""
    return asked_once(user, "organizations_by_role", lambda: _read_memberships(user))


def _read_memberships(user: AbstractUser) -> dict[str, set[int]]:
    from .models import OrganizationMembership  # models need this module for their querysets

    found: dict[str, set[int]] = {}
    memberships = OrganizationMembership.objects.in_force().filter(user=user, organization__is_active=True)
    for role, organization in memberships.values_list("role", "organization_id"):
        found.setdefault(role, set()).add(organization)
    return found
