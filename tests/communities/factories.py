"""Communities in real places, and who speaks for them."""

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.communities.models import (
    CommunityFigure,
    CommunityGroup,
    CommunityRepresentative,
    EthnolinguisticGroup,
    OBCCommunity,
    RepresentationRequest,
    ServiceAccess,
)
from portal.core.references import new_reference
from tests.accounts.factories import UserFactory
from tests.geography.factories import BarangayFactory
from tests.organizations.factories import in_days


class CommunityFactory(DjangoModelFactory):
    class Meta:
        model = OBCCommunity

    class Params:
        deactivated = factory.Trait(is_active=False)
        named = factory.Trait(publicity="named")
        hidden = factory.Trait(publicity="hidden")

    name = factory.Sequence(lambda n: f"Community {n}")
    barangay = factory.SubFactory(BarangayFactory)


class EthnolinguisticGroupFactory(DjangoModelFactory):
    class Meta:
        model = EthnolinguisticGroup
        django_get_or_create = ["code"]

    code = "maguindanaon"
    name = factory.LazyAttribute(lambda group: group.code.capitalize())


class CommunityGroupFactory(DjangoModelFactory):
    class Meta:
        model = CommunityGroup

    class Params:
        primary = factory.Trait(is_primary=True)

    community = factory.SubFactory(CommunityFactory)
    group = factory.SubFactory(EthnolinguisticGroupFactory)


class CommunityFigureFactory(DjangoModelFactory):
    """A count of people of half a year ago, from the barangay's records."""

    class Meta:
        model = CommunityFigure

    class Params:
        stale = factory.Trait(as_of=factory.LazyFunction(lambda: in_days(-4 * 366)))

    community = factory.SubFactory(CommunityFactory)
    measure = "population"
    value = 1240
    as_of = factory.LazyFunction(lambda: in_days(-180))
    source = "barangay"


class ServiceAccessFactory(DjangoModelFactory):
    class Meta:
        model = ServiceAccess

    community = factory.SubFactory(CommunityFactory)
    service = "water"
    state = "limited"
    as_of = factory.LazyFunction(lambda: in_days(-180))
    source = "assessment"


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


class RepresentationRequestFactory(DjangoModelFactory):
    """A request that came in today and waits."""

    class Meta:
        model = RepresentationRequest

    class Params:
        held = factory.Trait(status="held")
        refused = factory.Trait(
            status="refused",
            refusal_reason="Nobody there knows you.",
            decided_by=factory.SubFactory(UserFactory),
            decided_at=factory.LazyFunction(timezone.now),
        )
        verified = factory.Trait(
            status="verified",
            representation=factory.SubFactory(RepresentativeFactory),
            decided_by=factory.SubFactory(UserFactory),
            decided_at=factory.LazyFunction(timezone.now),
        )

    reference = factory.LazyFunction(new_reference)
    name = "Bai Norma Ali"
    email = factory.Sequence(lambda n: f"norma-{n}@example.org")
    phone = "+639171234567"
    barangay = factory.SubFactory(BarangayFactory)
    community_name = "Sitio Lumintang"
    reason = "The elders chose me."
    consented_at = factory.LazyFunction(timezone.now)
