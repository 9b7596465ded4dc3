import factory

from portal.monitoring.models import MonitoringEntry
from tests.accounts.factories import UserFactory
from tests.organizations.factories import OrganizationFactory


class MonitoringEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MonitoringEntry

    title = factory.Sequence(lambda n: f"Project {n}")
    lead_organization = factory.SubFactory(OrganizationFactory)
    created_by = factory.SubFactory(UserFactory)
