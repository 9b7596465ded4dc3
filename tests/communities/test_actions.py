"""What people do with communities and those who speak for them: the effect, each refusal, the audit row, the notice."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.communities import actions
from portal.communities.models import CommunityRepresentative, OBCCommunity
from portal.core.actions import ActionRefused
from portal.notifications.models import InboxMessage
from tests.accounts.factories import UserFactory
from tests.geography.factories import BarangayFactory
from tests.organizations.factories import in_days

from .factories import CommunityFactory, RepresentativeFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
OTHERS = [
    "mao_editor",
    "mao_focal",
    "oobc_planner",
    "budget_officer",
    "me_officer",
    "ocm_leadership",
    "community_representative",
]


def audit(row):
    return [(entry.action, entry.user_id, entry.data) for entry in ModelLogEntry.objects.for_instance(row)]


def told():
    return list(InboxMessage.objects.values_list("kind", "user__username"))


def test_add_when_staff_then_is_recorded(staff):
    barangay = BarangayFactory()

    community = actions.add_community(name="Sama of Arena Blanco", barangay=barangay, by=staff)

    assert community.sort_name == "sama of arena blanco"
    assert audit(community) == [
        (
            "communities.add",
            staff.pk,
            {"after": {"name": "Sama of Arena Blanco", "barangay": barangay.pk, "publicity": "unnamed"}},
        )
    ]


def test_add_when_barangay_has_that_name_then_is_refused_in_words(staff, community):
    with pytest.raises(ValidationError, match="already has a community of this name"):
        actions.add_community(name="maguindanaon of  Calumpang", barangay=community.barangay, by=staff)


def test_change_when_staff_then_before_and_after_are_recorded(staff, community):
    actions.change_community(community, name="Iranun of Calumpang", barangay=community.barangay, by=staff)

    community.refresh_from_db()
    assert community.name == "Iranun of Calumpang"
    assert audit(community) == [
        (
            "communities.change",
            staff.pk,
            {"before": {"name": "Maguindanaon of Calumpang"}, "after": {"name": "Iranun of Calumpang"}},
        )
    ]


def test_change_when_nothing_differs_then_nothing_is_recorded(staff, community):
    actions.change_community(community, name=community.name, barangay=community.barangay, by=staff)

    assert audit(community) == []


def test_deactivate_and_activate_when_staff_then_are_recorded(staff, community):
    actions.deactivate_community(community, by=staff)
    with pytest.raises(ActionRefused, match="already deactivated"):
        actions.deactivate_community(community, by=staff)
    actions.activate_community(community, by=staff)
    with pytest.raises(ActionRefused, match="already active"):
        actions.activate_community(community, by=staff)

    assert [action for action, _by, _data in audit(community)] == ["communities.activate", "communities.deactivate"]


@pytest.mark.parametrize("role", OTHERS)
def test_every_act_when_role_does_not_keep_communities_then_is_refused(role, community):
    person = UserFactory(role=role)
    representation = RepresentativeFactory(community=community)

    for act in (
        lambda: actions.add_community(name="New", barangay=community.barangay, by=person),
        lambda: actions.change_community(community, name="New", barangay=community.barangay, by=person),
        lambda: actions.deactivate_community(community, by=person),
        lambda: actions.activate_community(community, by=person),
        lambda: actions.appoint_representative(community, person=UserFactory(), start_date=TODAY(), by=person),
        lambda: actions.end_representation(representation, by=person),
    ):
        with pytest.raises(ActionRefused, match="may not"):
            act()


@pytest.mark.parametrize("role", ["oobc_staff", "administrator"])
def test_appoint_when_keeper_then_rights_group_audit_and_notice(role, community):
    keeper = UserFactory(role=role)
    person = UserFactory(username="new")

    representation = actions.appoint_representative(community, person=person, start_date=TODAY(), by=keeper)

    assert list(OBCCommunity.objects.represented_by(person)) == [community]
    assert person.groups.filter(name="community_representative").exists()
    ((action, by, data),) = audit(representation)
    assert (action, by) == ("communities.appoint", keeper.pk)
    assert data["after"]["user"] == person.pk
    assert told() == [("communities.representative_appointed", "new")]
    assert ModelLogEntry.objects.for_instance(representation).get().label == community.name


def test_appoint_when_it_does_not_fit_then_is_refused(staff, community):
    with pytest.raises(ActionRefused, match="themselves"):
        actions.appoint_representative(community, person=staff, start_date=TODAY(), by=staff)
    with pytest.raises(ActionRefused, match="is deactivated"):
        actions.appoint_representative(
            CommunityFactory(deactivated=True), person=UserFactory(), start_date=TODAY(), by=staff
        )
    with pytest.raises(ActionRefused, match="account of"):
        actions.appoint_representative(community, person=UserFactory(is_active=False), start_date=TODAY(), by=staff)
    with pytest.raises(ValidationError, match="cannot end before it starts"):
        actions.appoint_representative(
            community, person=UserFactory(), start_date=TODAY(), end_date=in_days(-1), by=staff
        )
    assert not CommunityRepresentative.objects.exists()


def test_appoint_when_clicked_twice_then_one_term(staff, community):
    person = UserFactory()
    actions.appoint_representative(community, person=person, start_date=TODAY(), by=staff)

    with pytest.raises(ValidationError, match="already represents"):
        actions.appoint_representative(community, person=person, start_date=TODAY(), by=staff)

    assert CommunityRepresentative.objects.count() == 1


def test_end_when_staff_then_rights_stop_and_group_goes(staff):
    representation = RepresentativeFactory(user__username="gone")

    actions.end_representation(representation, by=staff)

    representation.refresh_from_db()
    assert representation.end_date == TODAY()
    assert not representation.user.groups.exists()
    assert audit(representation) == [
        ("communities.end", staff.pk, {"before": {"end_date": None}, "after": {"end_date": TODAY().isoformat()}})
    ]
    assert told() == [("communities.representation_ended", "gone")]


def test_end_when_person_represents_another_community_then_group_stays(staff):
    representation = RepresentativeFactory()
    RepresentativeFactory(user=representation.user)

    actions.end_representation(representation, by=staff)

    assert representation.user.groups.filter(name="community_representative").exists()


@pytest.mark.parametrize(
    ("traits", "on", "message"),
    [
        ({"ended": True}, 0, "already ended"),
        ({}, -1, "today or a later day"),
        ({"end_date": in_days(5)}, 9, "ends before that"),
    ],
)
def test_end_when_day_does_not_fit_then_is_refused(staff, traits, on, message):
    representation = RepresentativeFactory(**traits)

    with pytest.raises(ActionRefused, match=message):
        actions.end_representation(representation, on=in_days(on), by=staff)


def test_database_when_terms_overlap_then_refuses(community):
    representation = RepresentativeFactory(community=community)

    with pytest.raises(IntegrityError, match="once_at_a_time"), transaction.atomic():
        CommunityRepresentative.objects.create(community=community, user=representation.user, start_date=in_days(3))
