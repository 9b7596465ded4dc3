"""Terms in force, for the roles that count only while one runs."""

from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.communities.factories import RepresentativeFactory
from tests.organizations.factories import OrganizationMembershipFactory


def give_term(user: User, role: str) -> None:
    """Nothing for the roles that hold for the whole office."""
    if role == Role.MAO_EDITOR:
        OrganizationMembershipFactory(user=user)
    elif role == Role.MAO_FOCAL:
        OrganizationMembershipFactory(user=user, focal=True)
    elif role == Role.COMMUNITY_REPRESENTATIVE:
        RepresentativeFactory(user=user)
