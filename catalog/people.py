"""Whom a service concerns: those who keep its text true, and those who publish it."""

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.organizations.models import Organization, OrganizationMembership

MODERATORS = "oobc_staff"


def moderators() -> QuerySet[User]:
    return get_user_model().objects.filter(is_active=True, groups__name=MODERATORS).distinct()


def keepers_of(organization: Organization) -> QuerySet[User]:
    """The people who keep an office's services: its editors and focal persons, OOBC's moderators if it has none."""
    own = desk_of(organization)
    return own if own.exists() else moderators()


def desk_of(organization: Organization) -> QuerySet[User]:
    """The people who work on the applications to an office: its own, never somebody else's."""
    memberships = OrganizationMembership.objects.in_force().filter(organization=organization)
    return get_user_model().objects.filter(is_active=True, pk__in=memberships.values("user"))
