"""How far a person's rights reach: everywhere, or to the organizations they serve today."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models

from portal.accounts.backends import DATED_GROUPS, groups_in_force
from portal.core.access import AnyUser, asked_once


@dataclass(frozen=True)
class Reach:
    everything: bool = False
    organizations: frozenset[int] = frozenset()


NOWHERE = Reach()
EVERYWHERE = Reach(everything=True)


@dataclass(frozen=True)
class Grants:
    """What a person's groups allow, and on which organizations each dated role stands."""

    permissions: dict[str, set[str]] = field(default_factory=dict)  # group → permission names
    organizations: dict[str, set[int]] = field(default_factory=dict)  # dated group → organizations

    def reach(self, names: Iterable[str]) -> Reach:
        wanted = set(names)
        groups = [group for group, allowed in self.permissions.items() if allowed & wanted]
        if any(group not in DATED_GROUPS for group in groups):
            return EVERYWHERE
        return Reach(organizations=frozenset(key for group in groups for key in self.organizations.get(group, ())))


def reach_of(user: AnyUser, model: type[models.Model], *actions: str) -> Reach:
    """Where this person may do any of these acts on rows of this model."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return NOWHERE
    if user.is_superuser:
        return EVERYWHERE
    opts = model._meta
    return grants_of(user).reach(f"{opts.app_label}.{get_permission_codename(action, opts)}" for action in actions)


def grants_of(user: AbstractUser) -> Grants:
    return asked_once(user, "grants", lambda: _read_grants(user))


def roles_in_force(user: AbstractUser) -> Iterable[str]:
    """The membership roles this person holds today; group names."""
    return organizations_by_role(user).keys()


def organizations_by_role(user: AbstractUser) -> dict[str, set[int]]:
    """The active organizations this person serves today, by role."""
    return asked_once(user, "organizations_by_role", lambda: _read_memberships(user))


def _read_grants(user: AbstractUser) -> Grants:
    permissions: dict[str, set[str]] = {}
    rows = groups_in_force(user).values_list("name", "permissions__content_type__app_label", "permissions__codename")
    for group, app_label, codename in rows:
        permissions.setdefault(group, set()).add(f"{app_label}.{codename}")
    return Grants(permissions, organizations_by_role(user))


def _read_memberships(user: AbstractUser) -> dict[str, set[int]]:
    from .models import OrganizationMembership  # models need this module for their querysets

    found: dict[str, set[int]] = {}
    memberships = OrganizationMembership.objects.in_force().filter(user=user, organization__is_active=True)
    for role, organization in memberships.values_list("role", "organization_id"):
        found.setdefault(role, set()).add(organization)
    return found
