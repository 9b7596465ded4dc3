"""Permissions from groups, where roles with a term count only while a term runs."""

from collections.abc import Callable, Iterable
from functools import cache

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group, Permission
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from .sign_in import SignInBackend

# Groups whose screens open only with a dated row in force, on an organization or a community.
DATED_GROUPS = frozenset({"mao_editor", "mao_focal", "community_representative"})


@cache
def _sources() -> tuple[Callable[[AbstractUser], Iterable[str]], ...]:
    return tuple(import_string(path) for path in settings.DATED_ROLE_SOURCES)


def groups_in_force(user: AbstractUser) -> QuerySet[Group]:
    """The groups that count for this person today."""
    in_force = {name for source in _sources() for name in source(user)}
    return Group.objects.filter(user=user.pk).filter(~Q(name__in=DATED_GROUPS) | Q(name__in=in_force))


class PortalBackend(SignInBackend):
    """A group with a term gives nothing before it starts or after it ends."""

    def _get_group_permissions(self, user_obj: AbstractUser) -> QuerySet[Permission]:
        return Permission.objects.filter(group__in=groups_in_force(user_obj))
