"""Who may do what with the register and the people in it. The rows themselves are scoped by ``visible_to``."""

from django.contrib.auth.models import AbstractUser
from django.db.models import Q

from portal.core.access import AnyUser

from .enums import MembershipRole
from .models import MAOFocalPerson, Organization, OrganizationMembership
from .scope import reach_of

_SEE = ["organizations.view_organization", "organizations.view_maofocalperson"]
_KEEP = ["organizations.add_organization", "organizations.change_organization"]
_APPOINT = ["organizations.add_maofocalperson", "organizations.change_maofocalperson"]
_SEE_MEMBERS = ["organizations.view_organizationmembership"]
_GRANT = ["organizations.add_organizationmembership", "organizations.change_organizationmembership"]
# What of their own organization they may change is less than the keepers may: see ``can_keep``.
_SERVE = [*_SEE, *_SEE_MEMBERS, "organizations.change_organization"]

ROLE_PERMISSIONS: dict[str, list[str]] = {
    "mao_editor": _SERVE,
    "mao_focal": _SERVE,
    "oobc_staff": [*_SEE, *_SEE_MEMBERS, *_KEEP, *_APPOINT],
    "oobc_planner": _SEE,
    "budget_officer": _SEE,
    "me_officer": _SEE,
    "ocm_leadership": _SEE,
    "administrator": [*_SEE, *_SEE_MEMBERS, *_KEEP, *_APPOINT, *_GRANT],
}


def can_keep(user: AnyUser) -> bool:
    """Keep the whole register: names, types, who is part of whom, and who is active."""
    return reach_of(user, Organization, "change").everything


def can_change_contacts(user: AnyUser, organization: Organization) -> bool:
    """Say how an organization is reached and what it does: its own people, and those who keep the register."""
    reach = reach_of(user, Organization, "change")
    return reach.everything or organization.pk in reach.organizations


def can_grant_membership(user: AnyUser, *, to: AbstractUser) -> bool:
    """Give a person a role in an organization; nobody gives a role to themselves."""
    return user != to and reach_of(user, OrganizationMembership, "add").everything


def can_appoint_focal_person(user: AnyUser, *, person: AbstractUser) -> bool:
    """Appoint a focal person; nobody appoints themselves."""
    return user != person and reach_of(user, MAOFocalPerson, "add").everything


def can_change_focal_person(user: AnyUser) -> bool:
    return reach_of(user, MAOFocalPerson, "change").everything


def can_end_membership(user: AnyUser, membership: OrganizationMembership) -> bool:
    """End a role: administrators any, OOBC staff those of focal persons."""
    if membership.role == MembershipRole.MAO_FOCAL and can_change_focal_person(user):
        return True
    return reach_of(user, OrganizationMembership, "change").everything


def appointment_papers(user: AnyUser) -> Q:
    """The private files a person may read because they may see the focal person they appoint."""
    return Q(focal_person__in=MAOFocalPerson.objects.visible_to(user))
