import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured

from portal.accounts.backends import DATED_GROUPS
from portal.accounts.permissions import can_open_admin
from portal.accounts.roles import STAFF_ROLES, Role, sync_groups

from .terms import give_term

pytestmark = pytest.mark.django_db

MADE_UP = {"administrator": ["accounts.fly_user"]}
MADE_UP_ROLE = {"wizard": ["accounts.add_user"]}
MADE_UP_APP = {"administrator": ["nowhere.add_user"]}


def test_groups_after_migrating_are_exactly_the_nine() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {
        "mao_editor",
        "mao_focal",
        "oobc_staff",
        "oobc_planner",
        "budget_officer",
        "me_officer",
        "ocm_leadership",
        "administrator",
        "community_representative",
    }


@pytest.mark.parametrize("role", list(Role))
def test_admin_access_is_given_to_every_role_but_representatives(make_user, role) -> None:
    user = make_user("somebody", role)
    give_term(user, role)

    assert can_open_admin(user) is (role in STAFF_ROLES)


@pytest.mark.parametrize("role", sorted(DATED_GROUPS))
def test_admin_access_when_a_dated_role_has_no_term_then_is_not_given(make_user, role) -> None:
    assert not can_open_admin(make_user("somebody", role))


def test_sync_groups_when_somebody_added_a_permission_takes_it_away() -> None:
    extra = Permission.objects.get(codename="delete_user")
    Group.objects.get(name="mao_editor").permissions.add(extra)

    sync_groups()

    assert not Group.objects.get(name="mao_editor").permissions.filter(pk=extra.pk).exists()


@pytest.mark.parametrize(
    ("table", "message"),
    [("MADE_UP", "accounts.fly_user"), ("MADE_UP_ROLE", "wizard"), ("MADE_UP_APP", "nowhere")],
)
def test_sync_groups_when_a_room_misspells_stops_with_its_name(settings, table, message) -> None:
    settings.ROLE_PERMISSIONS = [*settings.ROLE_PERMISSIONS, f"{__name__}.{table}"]

    with pytest.raises(ImproperlyConfigured, match=message):
        sync_groups()


def test_no_role_may_delete_accounts_or_touch_groups() -> None:
    forbidden = Permission.objects.filter(codename__in=["delete_user", "add_group", "change_group", "delete_group"])

    assert not Group.objects.filter(permissions__in=forbidden).exists()
