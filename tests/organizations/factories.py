"""Organizations, and who serves them."""

from datetime import timedelta

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.organizations.enums import FocalRole, MembershipRole, OrganizationType
from portal.organizations.models import MAOFocalPerson, Organization, OrganizationMembership
from tests.accounts.factories import UserFactory


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    class Params:
        national = factory.Trait(organization_type=OrganizationType.NGA, kind="")
        deactivated = factory.Trait(is_active=False)

    acronym = factory.Sequence(lambda n: f"MAO{n}")
    name = factory.Sequence(lambda n: f"Ministry number {n}")
    organization_type = OrganizationType.BMOA
    kind = "ministry"


class OrganizationMembershipFactory(DjangoModelFactory):
    """A role in force since a month, with its group; an editor's unless a trait says otherwise."""

    class Meta:
        model = OrganizationMembership
        skip_postgeneration_save = True

    class Params:
        focal = factory.Trait(role=MembershipRole.MAO_FOCAL, focal_role=FocalRole.PRIMARY)
        alternate = factory.Trait(role=MembershipRole.MAO_FOCAL, focal_role=FocalRole.ALTERNATE)
        ended = factory.Trait(end_date=factory.LazyFunction(timezone.localdate))
        future = factory.Trait(start_date=factory.LazyFunction(lambda: in_days(1)))

    organization = factory.SubFactory(OrganizationFactory)
    role = MembershipRole.MAO_EDITOR
    user = factory.SubFactory(UserFactory)
    start_date = factory.LazyFunction(lambda: in_days(-30))

    @factory.post_generation
    def group(self, create, extracted, **kwargs):
        """Also of a person who was there before."""
        self.user.groups.add(Group.objects.get(name=self.role))


class FocalPersonFactory(DjangoModelFactory):
    """A primary focal person in force; ``membership__alternate=True`` and the like for others."""

    class Meta:
        model = MAOFocalPerson

    membership = factory.SubFactory(OrganizationMembershipFactory, focal=True)
    designation = "Director"
    contact_email = factory.LazyAttribute(lambda person: person.membership.user.email)
    appointed_date = factory.LazyAttribute(lambda person: person.membership.start_date)
