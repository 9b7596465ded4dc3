import pytest

from .factories import MembershipFactory, OrganizationFactory, UserFactory


@pytest.fixture
def administrator():
    return UserFactory(username="administrator", roles=["administrator"])


@pytest.fixture
def staff():
    return UserFactory(username="staff", roles=["oobc_staff"])


@pytest.fixture
def health():
    return OrganizationFactory(acronym="MOH", name="Ministry of Health")


@pytest.fixture
def works():
    return OrganizationFactory(acronym="MPW", name="Ministry of Public Works")


@pytest.fixture
def editor(health):
    """Edits for the Ministry of Health today."""
    return MembershipFactory(organization=health, user__username="editor").user
