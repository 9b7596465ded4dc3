"""A need that was validated, two offices with their people, and OOBC."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.needs.models import Forwarding, Need
from portal.organizations.models import Organization
from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.needs.factories import ForwardingFactory, NeedFactory
from tests.organizations.factories import FocalPersonFactory, OrganizationFactory, OrganizationMembershipFactory


@dataclass
class Office:
    itself: Organization
    focal: User
    alternate: User
    editor: User


@dataclass
class Offices:
    a: Office
    b: Office
    staff: User
    leader: User
    need: Need

    def asked(self, office: Office | None = None, **traits: Any) -> Forwarding:
        """A forwarding of the need to office A, unless another is named."""
        mao = (office or self.a).itself
        return ForwardingFactory(**{"need": self.need, "mao": mao, "forwarded_by": self.staff, **traits})


def make_offices() -> Offices:
    representation = RepresentativeFactory()
    need = NeedFactory(
        validated=True,
        community=representation.community,
        submitted_by_user=representation.user,
        title="A well for Sitio Lomboy",
    )
    return Offices(
        a=make_office("MOH", "Ministry of Health"),
        b=make_office("MPW", "Ministry of Public Works"),
        staff=UserFactory(role=Role.OOBC_STAFF),
        leader=representation.user,
        need=need,
    )


def make_office(acronym: str, name: str) -> Office:
    itself = OrganizationFactory(acronym=acronym, name=name)
    return Office(
        itself,
        focal=FocalPersonFactory(membership__organization=itself).membership.user,
        alternate=OrganizationMembershipFactory(organization=itself, alternate=True).user,
        editor=OrganizationMembershipFactory(organization=itself).user,
    )


@pytest.fixture
def offices(db, settings) -> Offices:
    settings.STAFF_SECOND_FACTOR = "optional"
    return make_offices()


@pytest.fixture
def signed_in():
    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of
