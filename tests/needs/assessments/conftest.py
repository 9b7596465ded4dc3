import pytest

from portal.needs.enums import AssessmentLevel
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory
from tests.core.factories import NeedCategoryFactory
from tests.geography.factories import BarangayFactory, MunicipalityFactory, ProvinceFactory, RegionFactory
from tests.needs.factories import AssessmentFactory


@pytest.fixture
def staff():
    return UserFactory(username="staff", role="oobc_staff")


@pytest.fixture
def planner():
    return UserFactory(username="planner", role="oobc_planner")


@pytest.fixture
def health():
    return NeedCategoryFactory()


@pytest.fixture
def water():
    return NeedCategoryFactory(code="infrastructure", name="Infrastructure", name_fil="Imprastruktura")


@pytest.fixture
def region():
    return RegionFactory(code="XII")


@pytest.fixture
def sarangani(region):
    return ProvinceFactory(name="Sarangani", region=region, psgc="1208000000")


@pytest.fixture
def glan(sarangani):
    return MunicipalityFactory(psgc="1208003000", name="Glan", province=sarangani, level="mun")


@pytest.fixture
def calabanit(glan):
    """A community in a barangay of Glan."""
    return CommunityFactory(name="Sama of Calabanit", barangay=BarangayFactory(name="Calabanit", municipality=glan))


@pytest.fixture
def assessment(sarangani):
    """Of all of Sarangani."""
    return AssessmentFactory(title="Water in Sarangani", level=AssessmentLevel.PROVINCIAL, province=sarangani)
