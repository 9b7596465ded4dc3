"""The public offices and demonstration people that come with the portal."""

import time

import pytest

from portal.accounts.demo import open_demo_account
from portal.core.models import Sector
from portal.organizations.demo import mao_accounts
from portal.organizations.loaders import load_organizations
from portal.organizations.models import MAOFocalPerson, Organization, OrganizationMembership
from tests.core.factories import SectorFactory

from .factories import OrganizationFactory, in_days

pytestmark = pytest.mark.django_db

SECTORS = ["economic", "social", "infrastructure", "environment", "governance", "peace_security"]


@pytest.fixture
def sectors():
    Sector.objects.all().delete()
    return [SectorFactory(code=code) for code in SECTORS]


def load():
    (loaded,) = load_organizations()
    return loaded


def test_load_when_register_is_empty_then_all_offices_stand_once(sectors):
    loaded = load()

    assert (loaded.rows, loaded.created) == (67, 67)
    assert Organization.objects.maos().exclude(kind="").count() == 44
    assert Organization.objects.filter(organization_type="nga").count() == 21
    assert Organization.objects.filter(name__icontains="Basic, Higher").count() == 1


def test_load_when_offices_are_part_of_others_then_are_linked(sectors):
    load()

    parents = dict(Organization.objects.exclude(parent=None).values_list("acronym", "parent__acronym"))
    assert parents["OOBC"] == "OCM"
    assert parents["MBHTE-TESD"] == "MBHTE"
    assert parents["DTI-SB Corp"] == "DTI"
    assert parents["DA-BFAR"] == "DA"
    assert "DOST-SEI" not in parents


def test_load_when_offices_have_sectors_then_are_linked(sectors):
    load()

    ocm = Organization.objects.get(acronym="OCM")
    assert {sector.code for sector in ocm.sectors.all()} == {"governance", "social"}
    assert ocm.sort_name == "office of the chief minister"


def test_load_when_run_again_then_keeps_what_people_edited(sectors):
    load()
    Organization.objects.filter(acronym="MOH").update(name="Health Ministry", is_active=False)
    Organization.objects.filter(acronym="PSA").update(acronym="PSA-PH")
    Organization.objects.get(acronym="OCM").sectors.clear()

    loaded = load()

    moh = Organization.objects.get(acronym="MOH")
    assert (loaded.created, loaded.changed) == (0, 0)
    assert (moh.name, moh.is_active) == ("Health Ministry", False)
    assert not Organization.objects.get(acronym="OCM").sectors.exists()
    assert Organization.objects.count() == 67


def test_load_when_an_office_is_there_already_then_others_may_be_part_of_it(sectors):
    dti = OrganizationFactory(acronym="DTI", name="Trade", national=True)

    load()

    assert Organization.objects.get(acronym="DTI-SB Corp").parent == dti


def test_load_when_measured_then_takes_less_than_three_seconds(sectors, django_assert_max_num_queries):
    begin = time.monotonic()

    with django_assert_max_num_queries(12):
        load()

    assert time.monotonic() - begin < 3


def test_demo_people_when_opened_then_two_maos_have_editor_primary_and_alternate(sectors):
    load()

    for account in mao_accounts():
        open_demo_account(account)

    roles = OrganizationMembership.objects.in_force().values_list("organization__acronym", "role", "focal_role")
    assert sorted(roles) == [
        (mao, *role)
        for mao in ("MBHTE", "MSSD")
        for role in (("mao_editor", ""), ("mao_focal", "alternate"), ("mao_focal", "primary"))
    ]
    assert {account.username for account in mao_accounts()} >= {"mao_editor-mbhte-1", "mao_focal-mssd-2"}


def test_demo_people_when_opened_again_then_nothing_is_added_and_ended_roles_are_given_back(sectors):
    load()
    for _time in range(2):
        for account in mao_accounts():
            open_demo_account(account)
    unchanged = OrganizationMembership.objects.count()
    OrganizationMembership.objects.filter(role="mao_editor").update(end_date=in_days(0))

    for account in mao_accounts():
        open_demo_account(account)

    assert unchanged == 6
    assert OrganizationMembership.objects.in_force().count() == 6
    assert MAOFocalPerson.objects.count() == 4
