import pytest

from tests.accounts.factories import UserFactory


@pytest.fixture
def staff():
    return UserFactory(username="staff", role="oobc_staff")


@pytest.fixture
def leader():
    return UserFactory(username="leader", role="ocm_leadership")


@pytest.fixture
def planner():
    return UserFactory(username="planner", role="oobc_planner")
