import pytest

from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def staff():
    return UserFactory(role="oobc_staff")


@pytest.fixture
def representation():
    return RepresentativeFactory(community__name="Maguindanaon of Calumpang")
