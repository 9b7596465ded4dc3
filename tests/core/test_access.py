"""Rights on rows: every role against every act, terms that end or have not begun, and every route of every register."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import reverse
from wagtail.permissions import policy_registry

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.communities.models import CommunityRepresentative, OBCCommunity
from portal.communities.viewsets import community_chooser, community_viewset, representative_viewset
from portal.core.access import actions_of, row_or_404, visible
from portal.organizations.choices import OrganizationChoiceField, organizations_for
from portal.organizations.models import MAOFocalPerson, Organization, OrganizationMembership
from portal.organizations.viewsets import (
    focal_person_viewset,
    membership_viewset,
    organization_chooser,
    organization_viewset,
)
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.organizations.factories import (
    FocalPersonFactory,
    OrganizationFactory,
    OrganizationMembershipFactory,
    in_days,
)

pytestmark = pytest.mark.django_db

DATED = {Role.MAO_EDITOR, Role.MAO_FOCAL}
KEEPERS = {Role.OOBC_STAFF, Role.ADMINISTRATOR}
READERS = {Role.OOBC_PLANNER, Role.BUDGET_OFFICER, Role.ME_OFFICER, Role.OCM_LEADERSHIP}
STAFF = KEEPERS | READERS

# Model, act → the roles that may do it anywhere, and those that may do it for their own organization.
MAY: dict[tuple[type, str], tuple[set[str], set[str]]] = {
    (Organization, "view"): (STAFF, DATED),
    (Organization, "add"): (KEEPERS, set()),
    (Organization, "change"): (KEEPERS, DATED),
    (Organization, "delete"): (set(), set()),
    (OrganizationMembership, "view"): (KEEPERS, DATED),
    (OrganizationMembership, "add"): ({Role.ADMINISTRATOR}, set()),
    (OrganizationMembership, "change"): ({Role.ADMINISTRATOR}, set()),
    (OrganizationMembership, "delete"): (set(), set()),
    (MAOFocalPerson, "view"): (STAFF, DATED),
    (MAOFocalPerson, "add"): (KEEPERS, set()),
    (MAOFocalPerson, "change"): (KEEPERS, set()),
    (MAOFocalPerson, "delete"): (set(), set()),
    (OBCCommunity, "view"): (STAFF, {Role.COMMUNITY_REPRESENTATIVE}),
    (OBCCommunity, "add"): (KEEPERS, set()),
    (OBCCommunity, "change"): (KEEPERS, set()),
    (OBCCommunity, "delete"): (set(), set()),
    (CommunityRepresentative, "view"): (KEEPERS, set()),
    (CommunityRepresentative, "add"): (KEEPERS, set()),
    (CommunityRepresentative, "change"): (KEEPERS, set()),
    (CommunityRepresentative, "delete"): (set(), set()),
}


class Ground:
    """The same rows for two owners: those of the person who asks, and those of somebody else."""

    def __init__(self, role):
        self.user = UserFactory(role=role)
        self.own = self._rows(role)
        self.foreign = self._rows(None)

    def _rows(self, role):
        organization = OrganizationFactory()
        community = CommunityFactory()
        if role in DATED:
            focal = {"alternate": True} if role == Role.MAO_FOCAL else {}
            OrganizationMembershipFactory(organization=organization, user=self.user, **focal)
        if role == Role.COMMUNITY_REPRESENTATIVE:
            RepresentativeFactory(community=community, user=self.user)
        focal_person = FocalPersonFactory(membership__organization=organization)
        return {
            Organization: organization,
            OrganizationMembership: focal_person.membership,
            MAOFocalPerson: focal_person,
            OBCCommunity: community,
            CommunityRepresentative: RepresentativeFactory(community=community),
        }


def fresh(user):
    """The person as the next request sees them."""
    return User.objects.get(pk=user.pk)


def may(user, action, row):
    """The answer, which query and policy must give alike."""
    by_query = type(row).objects.permitted(user, action).filter(pk=row.pk).exists()
    by_policy = policy_registry.get_by_type(type(row)).user_has_permission_for_instance(user, action, row)
    assert by_query == by_policy
    return by_query


@pytest.mark.parametrize("role", list(Role))
def test_rights_when_each_role_tries_each_act_then_answer_is_the_table(role):
    ground = Ground(role)
    user = fresh(ground.user)

    found = {
        (model, action): (may(user, action, ground.own[model]), may(user, action, ground.foreign[model]))
        for model, action in MAY
    }

    assert found == {key: (role in anywhere or role in own, role in anywhere) for key, (anywhere, own) in MAY.items()}


def test_rights_when_nobody_is_signed_in_then_none():
    ground = Ground(Role.OOBC_STAFF)

    assert not any(may(AnonymousUser(), action, ground.own[model]) for model, action in MAY)


def test_rights_when_person_is_in_no_group_then_none():
    ground = Ground(Role.OOBC_STAFF)
    nobody = UserFactory()

    assert not any(may(nobody, action, ground.own[model]) for model, action in MAY)


def test_rights_when_superuser_then_all():
    ground = Ground(Role.MAO_EDITOR)
    root = UserFactory(is_superuser=True)

    assert all(may(root, action, ground.foreign[model]) for model, action in MAY)


def end_today(membership):
    membership.end_date = in_days(0)
    membership.save()


def begin_tomorrow(membership):
    membership.start_date = in_days(1)
    membership.save()


def deactivate_person(membership):
    User.objects.filter(pk=membership.user_id).update(is_active=False)


def deactivate_organization(membership):
    Organization.objects.filter(pk=membership.organization_id).update(is_active=False)


def take_group(membership):
    membership.user.groups.clear()


@pytest.mark.parametrize("change", [end_today, begin_tomorrow, deactivate_person, deactivate_organization, take_group])
@pytest.mark.parametrize("role", ["mao_editor", "mao_focal"])
def test_next_request_when_role_no_longer_runs_then_is_refused(client, role, change):
    trait = {"alternate": True} if role == "mao_focal" else {}
    membership = OrganizationMembershipFactory(**trait)
    url = reverse("organization_register:inspect", args=[membership.organization_id])
    client.force_login(membership.user)
    before = client.get(url).status_code

    change(membership)

    assert before == 200
    assert client.get(url).status_code in (302, 404)
    assert not Organization.objects.visible_to(fresh(membership.user)).exists()


@pytest.mark.parametrize(("days", "is_open"), [(0, False), (1, True)])
def test_rights_when_term_has_an_end_then_run_to_the_day_before(days, is_open):
    membership = OrganizationMembershipFactory(end_date=in_days(days))

    assert Organization.objects.visible_to(fresh(membership.user)).exists() is is_open


def test_rights_when_roles_differ_between_organizations_then_each_counts_where_it_stands():
    """An editor's permission reaches where the person is editor, though they are focal person elsewhere."""
    editing = OrganizationMembershipFactory()
    focal = OrganizationMembershipFactory(user=editing.user, alternate=True, end_date=in_days(0))

    user = fresh(editing.user)

    assert may(user, "change", editing.organization)
    assert not may(user, "change", focal.organization)


@pytest.mark.parametrize("role", sorted(READERS))
def test_rights_when_sight_is_office_wide_and_change_is_scoped_then_only_own_changes(role):
    membership = OrganizationMembershipFactory(user=UserFactory(role=role))
    other = OrganizationFactory()
    user = fresh(membership.user)

    assert [may(user, "view", row) for row in (membership.organization, other)] == [True, True]
    assert [may(user, "change", row) for row in (membership.organization, other)] == [True, False]
    with pytest.raises(Http404):
        row_or_404(Organization, user, str(other.pk), {"change"})


def test_rights_when_representation_ends_then_community_is_out_of_reach():
    representation = RepresentativeFactory()
    before = OBCCommunity.objects.visible_to(fresh(representation.user)).exists()

    representation.end_date = in_days(0)
    representation.save()

    assert before
    assert not OBCCommunity.objects.visible_to(fresh(representation.user)).exists()


def test_rights_when_asked_for_many_rows_then_cost_the_same(django_assert_num_queries):
    membership = OrganizationMembershipFactory()
    rows = [membership.organization, *OrganizationFactory.create_batch(5)]
    policy = policy_registry.get_by_type(Organization)
    user = fresh(membership.user)

    with django_assert_num_queries(3):  # organizations and communities served, and what the groups allow
        answers = [policy.user_has_permission_for_instance(user, "change", row) for row in rows]

    assert answers == [True, False, False, False, False, False]


@pytest.mark.parametrize("key", ["", "x", "1 OR 1=1", "99999999999999999999999", "-1", "é"])
def test_row_when_key_is_no_key_then_does_not_exist(key):
    user = UserFactory(role="oobc_staff")

    with pytest.raises(Http404):
        row_or_404(Organization, user, key, {"view"})


class Asking:
    permission_required = "change"


class AskingAny:
    any_permission_required = ["add", "change"]


class Deciding:
    @property
    def permission_required(self):
        return "publish"


@pytest.mark.parametrize(
    ("view", "settings", "actions"),
    [
        (Asking, {}, {"change"}),
        (Asking, {"permission_required": "publish"}, {"publish"}),
        (AskingAny, {}, {"view"}),
        (Deciding, {}, {"view"}),
        (object, {}, {"view"}),
    ],
)
def test_actions_of_view_when_declared_here_or_there_then_are_those(view, settings, actions):
    assert actions_of(view, settings) == actions


# Every route of every register and chooser. A pattern that is not known here fails: say what it does to a foreign row.

VIEWSETS = [
    organization_viewset,
    organization_chooser,
    membership_viewset,
    focal_person_viewset,
    community_viewset,
    community_chooser,
    representative_viewset,
]
ON_A_ROW = {"edit", "history", "history_results", "inspect", "deactivate", "activate", "end", "chosen"}
ON_A_ROW |= {"figures", "access"}
ON_A_PART = {"remove_figure", "remove_access"}
ON_A_LIST = {"index", "index_results", "choose", "choose_results", "chosen_multiple"}
ADDING = {"add"}


ROUTES = [(viewset, pattern) for viewset in VIEWSETS for pattern in viewset.get_urlpatterns()]
NAMES = [viewset.get_url_name(pattern.name) for viewset, pattern in ROUTES]


@pytest.fixture
def foreign():
    """An editor of one MAO, and the rows of another."""
    ground = Ground(Role.MAO_EDITOR)
    return ground.user, ground.foreign, ground.own


@pytest.mark.parametrize(("viewset", "pattern"), ROUTES, ids=NAMES)
def test_route_when_mao_reaches_for_a_foreign_row_then_there_is_none(client, foreign, viewset, pattern):
    user, rows, _own = foreign
    client.force_login(user)
    row = rows[viewset.model]
    name = viewset.get_url_name(pattern.name)

    if pattern.name in ON_A_ROW | ON_A_PART:
        part = [1] if pattern.name in ON_A_PART else []
        url = reverse(name, args=[row.pk, *part])
        assert [client.get(url).status_code, client.post(url, {"on": in_days(0)}).status_code] == [404, 404]
    elif pattern.name in ON_A_LIST:
        for asked in ({}, {"q": "o"}, {"id": row.pk, "multiple": "1"}, {"export": "csv"}, {"export": "xlsx"}):
            answer = client.get(reverse(name), asked)
            shown = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code in (200, 302)
            assert f"/{row.pk}/".encode() not in shown
            assert str(row).encode() not in shown
    elif pattern.name in ADDING:
        assert client.get(reverse(name)).status_code == 302
        assert client.post(reverse(name), {}).status_code == 302
    else:
        pytest.fail(f"{name} is a route this test does not know.")


@pytest.mark.parametrize("viewset", VIEWSETS, ids=lambda viewset: viewset.name)
def test_register_when_asked_for_its_routes_then_has_none_that_deletes(viewset):
    names = {pattern.name for pattern in viewset.get_urlpatterns()}

    assert not names & {"delete", "usage", "copy", "create", "reorder"}


def test_lists_when_opened_by_a_mao_then_show_own_rows_only(client, foreign):
    user, rows, own = foreign
    client.force_login(user)

    for viewset in (organization_viewset, membership_viewset, focal_person_viewset):
        shown = set(client.get(reverse(viewset.get_url_name("index"))).context["object_list"])
        assert own[viewset.model] in shown
        assert rows[viewset.model] not in shown


def test_filter_choices_when_opened_by_a_mao_then_name_own_organization_only(client, foreign):
    user, _rows, own = foreign
    client.force_login(user)

    filters = client.get(reverse("memberships:index")).context["filters"]

    assert list(filters.form.fields["organization"].queryset) == [own[Organization]]


def test_organizations_for_when_role_is_dated_then_are_the_active_ones_served():
    membership = OrganizationMembershipFactory()
    OrganizationMembershipFactory(user=membership.user, organization=OrganizationFactory(deactivated=True))
    OrganizationMembershipFactory(user=membership.user, ended=True)

    found = organizations_for(fresh(membership.user), "change", Organization)

    assert list(found) == [membership.organization]
    assert not organizations_for(fresh(membership.user), "add", Organization).exists()
    assert not organizations_for(None, "change", Organization).exists()


def test_organization_choice_when_a_foreign_key_is_posted_then_is_refused():
    membership = OrganizationMembershipFactory()
    other = OrganizationFactory()
    field = OrganizationChoiceField()

    field.offer(fresh(membership.user), "change", Organization)

    assert list(field.queryset) == [membership.organization]
    assert field.initial == membership.organization_id
    with pytest.raises(Exception, match="valid choice"):
        field.clean(other.pk)


def test_organization_choice_when_row_has_a_deactivated_one_then_it_may_stay():
    old = OrganizationFactory(deactivated=True)
    field = OrganizationChoiceField()

    field.offer(UserFactory(role="oobc_staff"), "change", Organization, present=old.pk)

    assert field.clean(old.pk) == old


def test_visible_when_asked_by_the_machinery_then_is_the_models_own_answer():
    membership = OrganizationMembershipFactory()
    OrganizationFactory()

    assert list(visible(Organization, fresh(membership.user))) == [membership.organization]
