"""Two offices with people, the office of OOBC, and items of each level."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.organizations.factories import FocalPersonFactory, OrganizationFactory, OrganizationMembershipFactory

from .factories import EvidenceItemFactory

OFFICE_ROLES = ["oobc_staff", "administrator", "oobc_planner", "me_officer", "budget_officer", "ocm_leadership"]


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def health():
    return OrganizationFactory(acronym="MOH", name="Ministry of Health")


@pytest.fixture
def farms():
    return OrganizationFactory(acronym="MAFAR", name="Ministry of Agriculture")


@pytest.fixture
def people(health, farms):
    """One of each kind who may come here, by a word."""
    roles = {role: UserFactory(role=role) for role in OFFICE_ROLES}
    return {
        **roles,
        "editor": OrganizationMembershipFactory(organization=health).user,
        "focal": FocalPersonFactory(membership__organization=health).membership.user,
        "other office": OrganizationMembershipFactory(organization=farms).user,
        "leader": RepresentativeFactory().user,
        "nobody": UserFactory(),
        "public": AnonymousUser(),
    }


@pytest.fixture
def staff(people):
    return people["oobc_staff"]


@pytest.fixture
def editor(people):
    return people["editor"]


@pytest.fixture
def stranger(people):
    return people["other office"]


@pytest.fixture
def items(health):
    """One of each level, by a word; the words of the texts stand nowhere else."""
    return {
        "public": EvidenceItemFactory(title="Census of wells", public=True, text="Households share one pump."),
        "internal": EvidenceItemFactory(title="Notes on boats", text="Fishers lack outriggers."),
        "office": EvidenceItemFactory(
            title="Clinic audit",
            own_office=True,
            office=health,
            with_file=True,
            text="Typhoid was found in the spring.",
        ),
        "withdrawn": EvidenceItemFactory(title="Old audit", office=health, withdrawn=True, text="Cholera was found."),
    }
