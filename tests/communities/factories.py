"""Communities in real places, and who speaks for them."""

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.communities.models import CommunityRepresentative, OBCCommunity
from tests.accounts.factories import UserFactory
from tests.geography.factories import BarangayFactory
from tests.organizations.factories import in_days


class CommunityFactory(DjangoModelFactory):
    class Meta:
        model = OBCCommunity

    class Params:
        deactivated = factory.Trait(is_active=False)

    name = factory.Sequence(lambda n: f"Community {n}")
    barangay = factory.SubFactory(BarangayFactory)


class RepresentativeFactory(DjangoModelFactory):
    """A term in force since a month, with its group."""

    class Meta:
        model = CommunityRepresentative
        skip_postgeneration_save = True

    class Params:
        ended = factory.Trait(end_date=factory.LazyFunction(timezone.localdate))
        future = factory.Trait(start_date=factory.LazyFunction(lambda: in_days(1)))

    community = factory.SubFactory(CommunityFactory)
    user = factory.SubFactory(UserFactory)
    start_date = factory.LazyFunction(lambda: in_days(-30))

    @factory.post_generation
    def group(self, create, extracted, **kwargs):
        self.user.groups.add(Group.objects.get(name="community_representative"))
