import pytest

from tests.accounts.factories import UserFactory

from .factories import CommunityFactory


@pytest.fixture
def staff():
    return UserFactory(username="staff", role="oobc_staff")


@pytest.fixture
def community():
    return CommunityFactory(name="Maguindanaon of Calumpang")
