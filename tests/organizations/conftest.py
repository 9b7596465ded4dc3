import pytest

from tests.accounts.factories import UserFactory

from .factories import OrganizationFactory, OrganizationMembershipFactory


@pytest.fixture
def administrator():
    return UserFactory(username="administrator", role="administrator")


@pytest.fixture
def staff():
    return UserFactory(username="staff", role="oobc_staff")


@pytest.fixture
def health():
    return OrganizationFactory(acronym="MOH", name="Ministry of Health")


@pytest.fixture
def works():
    return OrganizationFactory(acronym="MPW", name="Ministry of Public Works")


@pytest.fixture
def editor(health):
    """Edits for the Ministry of Health today."""
    return OrganizationMembershipFactory(organization=health, user__username="editor").user
