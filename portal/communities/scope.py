"""Whose community a person may act for: those they represent today, or all for staff."""

from collections.abc import Iterable

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models

from portal.core.access import AnyUser, asked_once

ROLE = "community_representative"


def communities_of(user: AnyUser, model: type[models.Model], *actions: str) -> frozenset[int] | None:
    """The communities on whose rows this person may do any of these acts; None means all of them."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return frozenset()
    opts = model._meta
    names = [f"{opts.app_label}.{get_permission_codename(action, opts)}" for action in actions]
    if any(user.has_perm(name) for name in names):
        return None
    return represented_by(user)


def represented_by(user: AbstractUser) -> frozenset[int]:
    """The active communities this person represents today."""
    return asked_once(user, "represented_communities", lambda: _read_terms(user))


def roles_in_force(user: AbstractUser) -> Iterable[str]:
    return [ROLE] if represented_by(user) else []


def _read_terms(user: AbstractUser) -> frozenset[int]:
    from .models import CommunityRepresentative  # models need this module for their querysets

    terms = CommunityRepresentative.objects.in_force().filter(user=user, community__is_active=True)
    return frozenset(terms.values_list("community_id", flat=True))
