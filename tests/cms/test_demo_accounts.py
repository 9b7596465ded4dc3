import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.demo import DemoAccount
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.communities.demo import ARENA_BLANCO, CALUMPANG
from tests.geography.factories import BarangayFactory
from tests.organizations.factories import OrganizationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]

granted: list[str] = []


def a_room_with_accounts() -> list[DemoAccount]:
    return [DemoAccount(Role.MAO_EDITOR, "mhsd", 1, "Aisha", "Salik", grant=lambda user: granted.append(user.username))]


@pytest.fixture
def ground() -> None:
    """The offices and places that the accounts of the rooms belong to."""
    for acronym in ("MBHTE", "MSSD"):
        OrganizationFactory(acronym=acronym)
    for psgc in (CALUMPANG, ARENA_BLANCO):
        BarangayFactory(psgc=psgc)


def listed() -> list[dict[str, str]]:
    out = StringIO()
    call_command("demo_accounts", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_demo_accounts_opens_two_people_of_each_office_role_and_no_superuser() -> None:
    rows = listed()

    names = [row["username"] for row in rows]
    assert len(names) == len(set(names)) == User.objects.count()
    for role, scope in (
        ("oobc_staff", "oobc"),
        ("oobc_planner", "oobc"),
        ("budget_officer", "oobc"),
        ("me_officer", "oobc"),
        ("ocm_leadership", "ocm"),
        ("administrator", "oobc"),
    ):
        assert {f"{role}-{scope}-1", f"{role}-{scope}-2"} <= set(names)
    assert not User.objects.filter(is_superuser=True).exists()


def test_demo_accounts_sign_in_with_the_printed_password(client) -> None:
    row = next(row for row in listed() if row["role"] == "ocm_leadership")

    client.post("/accounts/login/", {"login": row["username"], "password": row["password"]})

    assert client.get("/admin/").status_code == 200


def test_demo_accounts_again_puts_back_what_was_changed() -> None:
    first = listed()
    user = User.objects.get(username="oobc_staff-oobc-1")
    user.is_active, user.is_superuser = False, True
    user.set_password("changed by somebody")
    user.save()
    user.groups.clear()

    assert listed() == first
    user.refresh_from_db()
    assert (user.is_active, user.is_superuser) == (True, False)
    assert user.check_password("Demo-oobc_staff-oobc-1-2026")
    assert [group.name for group in user.groups.all()] == ["oobc_staff"]


def test_demo_accounts_of_a_room_get_their_scope(settings) -> None:
    settings.DEMO_ACCOUNT_SOURCES = [f"{__name__}.a_room_with_accounts"]

    rows = listed()

    assert [(row["role"], row["scope"], row["username"]) for row in rows] == [
        ("mao_editor", "mhsd", "mao_editor-mhsd-1")
    ]
    assert granted == ["mao_editor-mhsd-1"]


def test_demo_accounts_where_they_are_not_allowed_are_refused(settings) -> None:
    settings.DEMO_ALLOWED = False

    with pytest.raises(CommandError, match="refused"):
        call_command("demo_accounts")

    assert not User.objects.exists()
