"""People, organizations, and who serves them."""

from datetime import timedelta

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.accounts.models import User
from portal.core.models import Sector
from portal.organizations.models import MAOFocalPerson, Organization, OrganizationMembership


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        deactivated = factory.Trait(is_active=False)

    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda person: f"{person.username}@example.org")
    first_name = "Amina"
    last_name = factory.Sequence(lambda n: f"Sali {n}")

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        """``UserFactory(roles=["oobc_staff"])``: the groups they are in."""
        if extracted:
            self.groups.set(Group.objects.filter(name__in=extracted))


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = Sector
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"sector-{n}")
    name = factory.LazyAttribute(lambda sector: sector.code.capitalize())


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    class Params:
        national = factory.Trait(organization_type="nga", kind="")
        deactivated = factory.Trait(is_active=False)

    acronym = factory.Sequence(lambda n: f"MAO{n}")
    name = factory.Sequence(lambda n: f"Ministry {n}")
    organization_type = "bmoa"
    kind = "ministry"


class MembershipFactory(DjangoModelFactory):
    """A role in force since a month, with its group; an editor's unless a trait says otherwise."""

    class Meta:
        model = OrganizationMembership
        skip_postgeneration_save = True

    class Params:
        primary = factory.Trait(role="mao_focal", focal_role="primary")
        alternate = factory.Trait(role="mao_focal", focal_role="alternate")
        ended = factory.Trait(end_date=factory.LazyFunction(timezone.localdate))
        future = factory.Trait(start_date=factory.LazyFunction(lambda: in_days(1)))

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)
    role = "mao_editor"
    start_date = factory.LazyFunction(lambda: in_days(-30))

    @factory.post_generation
    def group(self, create, extracted, **kwargs):
        self.user.groups.add(Group.objects.get(name=self.role))


class FocalPersonFactory(DjangoModelFactory):
    class Meta:
        model = MAOFocalPerson

    membership = factory.SubFactory(MembershipFactory, primary=True)
    designation = "Director"
    contact_email = factory.LazyAttribute(lambda person: person.membership.user.email)
    appointed_date = factory.LazyAttribute(lambda person: person.membership.start_date)
