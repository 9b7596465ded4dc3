"""An office with three reviewers, and another office."""

from types import SimpleNamespace

import pytest

from catalog.loaders import load_moderation_workflow
from tests.accounts.factories import UserFactory
from tests.catalog.factories import ApplicationFactory, ApplicationFormFactory, OfferingFactory, RefusalReasonFactory
from tests.core.factories import ServiceCategoryFactory
from tests.organizations.factories import OrganizationFactory, OrganizationMembershipFactory


@pytest.fixture
def desk(db, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    return make_desk()


def make_desk():
    """Service ``desk.service`` of office A, which ``editor``, ``focal`` and ``third`` serve; ``stranger`` serves B."""
    load_moderation_workflow()
    ServiceCategoryFactory()
    a, b = OrganizationFactory(acronym="AAA"), OrganizationFactory(acronym="BBB")
    service = OfferingFactory(
        offering_mao=a, title="School kits", published=True, open_now=True, transaction_class="complex"
    )
    ApplicationFormFactory(offering=service)
    return SimpleNamespace(
        a=a,
        b=b,
        service=service,
        editor=OrganizationMembershipFactory(organization=a).user,
        focal=OrganizationMembershipFactory(organization=a, focal=True).user,
        third=OrganizationMembershipFactory(organization=a).user,
        stranger=OrganizationMembershipFactory(organization=b).user,
        moderator=UserFactory(role="oobc_staff"),
        leader=UserFactory(role="ocm_leadership"),
        reason=RefusalReasonFactory(),
        case=lambda **fields: ApplicationFactory(service=service, **fields),
    )
