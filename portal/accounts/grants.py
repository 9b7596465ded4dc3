"""What a person's groups allow today, group by group: a permission reaches as far as the group it came through."""

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AbstractUser
from django.db import models

from portal.core.access import asked_once

from .backends import groups_in_force


def permissions_by_group(user: AbstractUser) -> dict[str, set[str]]:
    """The permission names of each group that counts for this person today."""
    return asked_once(user, "permissions_by_group", lambda: _read(user))


def groups_granting(user: AbstractUser, model: type[models.Model], *actions: str) -> set[str]:
    """The groups through which this person may do any of these acts on rows of this model."""
    opts = model._meta
    wanted = {f"{opts.app_label}.{get_permission_codename(action, opts)}" for action in actions}
    return {group for group, allowed in permissions_by_group(user).items() if allowed & wanted}


def _read(user: AbstractUser) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    rows = groups_in_force(user).values_list("name", "permissions__content_type__app_label", "permissions__codename")
    for group, app_label, codename in rows:
        found.setdefault(group, set()).add(f"{app_label}.{codename}")
    return found
