import datetime

import factory

from portal.organizations.enums import FocalRole, MembershipRole, OrganizationType
from portal.organizations.models import Organization, OrganizationMembership
from tests.accounts.factories import UserFactory


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization

    acronym = factory.Sequence(lambda n: f"MAO{n}")
    name = factory.Sequence(lambda n: f"Ministry number {n}")
    organization_type = OrganizationType.BMOA


class OrganizationMembershipFactory(factory.django.DjangoModelFactory):
    """An editor in force; ``focal=True`` makes a primary focal person."""

    class Meta:
        model = OrganizationMembership

    class Params:
        focal = factory.Trait(role=MembershipRole.MAO_FOCAL, focal_role=FocalRole.PRIMARY)

    organization = factory.SubFactory(OrganizationFactory)
    role = MembershipRole.MAO_EDITOR
    user = factory.SubFactory(UserFactory, role=factory.SelfAttribute("..role"))
    start_date = datetime.date(2020, 1, 1)
