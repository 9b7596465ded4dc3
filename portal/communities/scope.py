"""Whose community a person may act for: those they represent today, or all for staff."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models

from portal.accounts.grants import groups_granting
from portal.core.access import AnyUser, asked_once

ROLE = "community_representative"


@dataclass(frozen=True)
class Reach:
    everything: bool = False
    communities: frozenset[int] = frozenset()


def reach_of(user: AnyUser, model: type[models.Model], *actions: str) -> Reach:
    """On whose rows of this model this person may do any of these acts."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return Reach()
    if user.is_superuser:
        return Reach(everything=True)
    groups = groups_granting(user, model, *actions)
    if groups - {ROLE}:
        return Reach(everything=True)
    return Reach(communities=represented_by(user) if groups else frozenset())


def represented_by(user: AnyUser) -> frozenset[int]:
    """The active communities this person represents today."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return frozenset()
    return asked_once(user, "represented_communities", lambda: _read_terms(user))


def roles_in_force(user: AbstractUser) -> Iterable[str]:
    return [ROLE] if represented_by(user) else []


def _read_terms(user: AbstractUser) -> frozenset[int]:
    from .models import CommunityRepresentative  # models need this module for their querysets

    terms = CommunityRepresentative.objects.in_force().filter(user=user, community__is_active=True)
    return frozenset(terms.values_list("community_id", flat=True))
