import pytest
from wagtail.models import ModelLogEntry

from tests.accounts.factories import UserFactory
from tests.cms.conftest import _empty_caches, pages  # noqa: F401 - what public pages stand on

from .factories import CommunityFactory


@pytest.fixture
def staff():
    return UserFactory(username="staff", role="oobc_staff")


@pytest.fixture
def community():
    return CommunityFactory(name="Maguindanaon of Calumpang")


@pytest.fixture
def audit():
    """What was recorded of one kind of act."""
    return lambda action: [entry.data for entry in ModelLogEntry.objects.filter(action=action)]
