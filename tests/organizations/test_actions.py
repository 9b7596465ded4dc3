"""What people do with the register: the effect, each refusal, the audit row, the notice."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from portal.notifications.models import InboxMessage, OutboxMessage
from portal.organizations import actions
from portal.organizations.models import MAOFocalPerson, Organization, OrganizationMembership
from tests.accounts.factories import UserFactory
from tests.at_once import together
from tests.core.factories import SectorFactory

from .factories import FocalPersonFactory, OrganizationFactory, OrganizationMembershipFactory, in_days

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def audit(row):
    """The acts recorded about this row, newest first."""
    return [(entry.action, entry.user_id, entry.data) for entry in ModelLogEntry.objects.for_instance(row)]


def told():
    return sorted(InboxMessage.objects.values_list("kind", "user__username"))


# The register


def test_add_when_keeper_then_is_recorded_and_cached_pages_are_dropped(staff):
    sector = SectorFactory()
    version = ContentVersion.current()

    organization = actions.add_organization(
        by=staff, values={"name": "Ministry of Health", "organization_type": "bmoa", "sectors": [sector]}
    )

    ((action, by, data),) = audit(organization)
    assert list(organization.sectors.all()) == [sector]
    assert organization.sort_name == "ministry of health"
    assert (action, by) == ("organizations.add", staff.pk)
    assert data["after"]["name"] == "Ministry of Health"
    assert data["after"]["sectors"] == [sector.pk]
    assert ContentVersion.current() == version + 1


@pytest.mark.parametrize(
    "role", ["mao_editor", "mao_focal", "oobc_planner", "budget_officer", "me_officer", "ocm_leadership"]
)
def test_add_when_role_does_not_keep_the_register_then_is_refused(role):
    person = UserFactory(role=role)

    with pytest.raises(ActionRefused, match="may not add"):
        actions.add_organization(by=person, values={"name": "Mine", "organization_type": "ngo"})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": "ministry  of HEALTH", "organization_type": "bmoa"}, "has this name"),
        ({"name": "Other", "acronym": "moh", "organization_type": "nga"}, "has this acronym"),
        ({"name": "Other", "kind": "ministry", "organization_type": "nga"}, "Only a BARMM"),
        ({"name": "", "organization_type": "nga"}, "cannot be blank"),
        ({"name": "Other", "organization_type": "nga", "contact_email": "no"}, "valid email"),
    ],
)
def test_add_when_a_value_does_not_fit_then_is_refused_in_words(staff, health, values, message):
    with pytest.raises(ValidationError, match=message):
        actions.add_organization(by=staff, values=values)


def test_change_when_keeper_then_before_and_after_are_recorded(staff, health):
    actions.change_organization(health, by=staff, values={"name": "Ministry of Public Health", "acronym": "MOH"})

    health.refresh_from_db()
    ((action, by, data),) = audit(health)
    assert (health.name, health.sort_name) == ("Ministry of Public Health", "ministry of public health")
    assert (action, by) == ("organizations.change", staff.pk)
    assert data == {"before": {"name": "Ministry of Health"}, "after": {"name": "Ministry of Public Health"}}


def test_change_when_contact_of_a_person_then_audit_row_names_the_field_only(editor, health):
    actions.change_organization(health, by=editor, values={"contact_person": "Dr. Amina Sali"})

    ((action, _by, data),) = audit(health)
    assert action == "organizations.change_texts"
    assert data == {"texts": "contact person"}


def test_change_when_nothing_differs_then_nothing_is_recorded(staff, health):
    version = ContentVersion.current()

    actions.change_organization(health, by=staff, values={"name": health.name, "sectors": []})

    assert audit(health) == []
    assert ContentVersion.current() == version


@pytest.mark.parametrize(
    "values", [{"name": "Mine"}, {"kind": "office"}, {"organization_type": "nga"}, {"mandate": "All"}]
)
def test_change_when_own_people_change_more_than_contacts_then_is_refused(editor, health, values):
    with pytest.raises(ActionRefused, match="how your organization is reached"):
        actions.change_organization(health, by=editor, values={"address": "Cotabato City", **values})

    health.refresh_from_db()
    assert (health.name, health.address) == ("Ministry of Health", "")


def test_change_when_organization_is_foreign_then_is_refused(editor, works):
    with pytest.raises(ActionRefused, match="may not change"):
        actions.change_organization(works, by=editor, values={"address": "Cotabato City"})


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_change_when_organization_would_be_part_of_itself_then_is_refused(staff, health, steps):
    below = health
    for _step in range(steps):
        below = OrganizationFactory(parent=below)

    with pytest.raises(ActionRefused, match="part of itself"):
        actions.change_organization(health, by=staff, values={"parent": below})


def test_change_when_field_is_not_written_here_then_is_an_error(staff, health):
    with pytest.raises(ValueError, match="is_active"):
        actions.change_organization(health, by=staff, values={"is_active": False})


def test_deactivate_when_keeper_then_people_of_today_are_told(staff, health, editor):
    OrganizationMembershipFactory(organization=health, ended=True)

    actions.deactivate_organization(health, by=staff)

    health.refresh_from_db()
    assert not health.is_active
    assert audit(health) == [
        ("organizations.deactivate", staff.pk, {"before": {"is_active": True}, "after": {"is_active": False}})
    ]
    assert told() == [("organizations.deactivated", "editor")]


def test_activate_when_keeper_then_is_active_and_told(staff, health, editor):
    actions.deactivate_organization(health, by=staff)
    InboxMessage.objects.all().delete()

    actions.activate_organization(health, by=staff)

    health.refresh_from_db()
    assert health.is_active
    assert told() == [("organizations.activated", "editor")]


def test_deactivate_when_done_again_then_people_are_told_again(staff, health, editor):
    for _time in range(2):
        actions.deactivate_organization(health, by=staff)
        actions.activate_organization(health, by=staff)

    assert len(told()) == 4


def test_deactivate_when_refused_then_says_why(staff, editor, health):
    with pytest.raises(ActionRefused, match="may not"):
        actions.deactivate_organization(health, by=editor)
    office = OrganizationFactory(parent=health)
    with pytest.raises(ActionRefused, match="1 active office"):
        actions.deactivate_organization(health, by=staff)
    actions.deactivate_organization(office, by=staff)
    actions.deactivate_organization(health, by=staff)
    with pytest.raises(ActionRefused, match="already deactivated"):
        actions.deactivate_organization(health, by=staff)
    with pytest.raises(ActionRefused, match="activate it first"):
        actions.activate_organization(office, by=staff)
    with pytest.raises(ActionRefused, match="may not"):
        actions.activate_organization(health, by=UserFactory(role="oobc_planner"))
    actions.activate_organization(health, by=staff)
    with pytest.raises(ActionRefused, match="already active"):
        actions.activate_organization(health, by=staff)


# Roles


def grant(organization, person, by, **changes):
    return actions.grant_membership(
        organization, to=person, **{"role": "mao_editor", "start_date": TODAY(), "by": by, **changes}
    )


def test_grant_when_administrator_then_role_group_audit_and_notice(administrator, health):
    person = UserFactory(username="new")

    membership = grant(health, person, administrator)

    assert list(Organization.objects.visible_to(person)) == [health]
    assert [group.name for group in person.groups.all()] == ["mao_editor"]
    assert audit(membership) == [
        (
            "organizations.grant",
            administrator.pk,
            {
                "after": {
                    "organization": health.pk,
                    "user": person.pk,
                    "role": "mao_editor",
                    "focal_role": "",
                    "start_date": TODAY().isoformat(),
                    "end_date": None,
                }
            },
        )
    ]
    assert told() == [("organizations.membership_granted", "new")]
    assert OutboxMessage.objects.get().address == person.email


def test_grant_when_recorded_then_audit_label_names_no_person(administrator, health):
    membership = grant(health, UserFactory(), administrator)

    assert ModelLogEntry.objects.for_instance(membership).get().label == "Editor, MOH"


@pytest.mark.parametrize("role", ["oobc_staff", "mao_focal", "ocm_leadership", "oobc_planner"])
def test_grant_when_not_an_administrator_then_is_refused(health, role):
    with pytest.raises(ActionRefused, match="may not give"):
        grant(health, UserFactory(), UserFactory(role=role))


def test_grant_when_administrator_gives_to_themselves_then_is_refused(administrator, health):
    with pytest.raises(ActionRefused, match="themselves"):
        grant(health, administrator, administrator)

    assert not OrganizationMembership.objects.exists()


@pytest.mark.parametrize(
    ("organization", "person", "changes", "message"),
    [
        ({}, {}, {"role": "mao_focal"}, "Appoint a focal person"),
        ({"deactivated": True}, {}, {}, "is deactivated"),
        ({}, {"is_active": False}, {}, "account of .* is deactivated"),
    ],
)
def test_grant_when_it_does_not_fit_then_is_refused(administrator, organization, person, changes, message):
    with pytest.raises(ActionRefused, match=message):
        grant(OrganizationFactory(**organization), UserFactory(**person), administrator, **changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "already has this role"),
        ({"start_date": in_days(10)}, "already has this role"),
        ({"start_date": in_days(-90), "end_date": in_days(-60)}, None),
        ({"start_date": in_days(5), "end_date": in_days(3)}, "cannot end before it starts"),
        ({"role": "administrator"}, "not a valid choice"),
    ],
)
def test_grant_when_terms_overlap_or_are_odd_then_is_refused_in_words(administrator, editor, health, changes, message):
    if message is None:
        assert grant(health, editor, administrator, **changes).pk
        return
    with pytest.raises((ValidationError, ActionRefused), match=message):
        grant(health, editor, administrator, **changes)


def test_end_when_administrator_then_rights_stop_and_group_goes(administrator, editor, health):
    membership = OrganizationMembership.objects.get(user=editor)

    actions.end_membership(membership, by=administrator)

    membership.refresh_from_db()
    assert membership.end_date == TODAY()
    assert not editor.groups.exists()
    assert audit(membership) == [
        (
            "organizations.end",
            administrator.pk,
            {"before": {"end_date": None}, "after": {"end_date": TODAY().isoformat()}},
        )
    ]
    assert told() == [("organizations.membership_ended", "editor")]


def test_end_when_another_role_runs_elsewhere_then_group_stays(administrator, editor, health):
    OrganizationMembershipFactory(user=editor, future=True)

    actions.end_membership(OrganizationMembership.objects.get(organization=health), by=administrator)

    assert editor.groups.filter(name="mao_editor").exists()


def test_end_when_term_has_not_begun_then_never_begins(administrator):
    membership = OrganizationMembershipFactory(future=True)

    ended = actions.end_membership(membership, by=administrator)

    assert ended.end_date == ended.start_date
    assert not OrganizationMembership.objects.still_to_run().exists()
    assert not ended.user.groups.exists()


@pytest.mark.parametrize(
    ("traits", "on", "message"),
    [
        ({"ended": True}, 0, "already ended"),
        ({}, -1, "today or a later day"),
        ({"end_date": in_days(5)}, 9, "ends before that"),
    ],
)
def test_end_when_day_does_not_fit_then_is_refused(administrator, traits, on, message):
    membership = OrganizationMembershipFactory(**traits)

    with pytest.raises(ActionRefused, match=message):
        actions.end_membership(membership, on=in_days(on), by=administrator)


@pytest.mark.parametrize(
    ("role", "may_editor", "may_focal"),
    [
        ("administrator", True, True),
        ("oobc_staff", False, True),
        ("oobc_planner", False, False),
        ("ocm_leadership", False, False),
        ("mao_editor", False, False),
        ("mao_focal", False, False),
    ],
)
def test_end_when_each_role_tries_then_only_these_may(role, may_editor, may_focal):
    person = UserFactory(role=role)
    memberships = OrganizationMembershipFactory(), OrganizationMembershipFactory(focal=True)

    found = []
    for membership in memberships:
        try:
            actions.end_membership(membership, by=person)
        except ActionRefused:
            found.append(False)
        else:
            found.append(True)

    assert found == [may_editor, may_focal]


# Focal persons


def appoint(organization, person, by, **changes):
    values = {
        "focal_role": "primary",
        "designation": "Director",
        "contact_email": "focal@example.org",
        "start_date": TODAY(),
        **changes,
    }
    return actions.appoint_focal_person(organization, person=person, by=by, **values)


def test_appoint_when_staff_then_role_group_audit_and_notice(staff, health):
    person = UserFactory(username="new")

    focal = appoint(health, person, staff, contact_phone="+639171234567")

    membership = focal.membership
    assert (membership.role, membership.focal_role, membership.start_date) == ("mao_focal", "primary", TODAY())
    assert [group.name for group in person.groups.all()] == ["mao_focal"]
    ((action, by, data),) = audit(focal)
    assert (action, by) == ("organizations.appoint", staff.pk)
    assert data["after"]["user"] == person.pk
    assert "contact_email" not in data["after"]
    assert told() == [("organizations.focal_person_appointed", "new")]


def test_appoint_when_there_is_a_primary_then_asks_for_hand_over(staff, health):
    FocalPersonFactory(membership__organization=health)

    with pytest.raises(ActionRefused, match="hand over"):
        appoint(health, UserFactory(), staff)

    assert MAOFocalPerson.objects.count() == 1


@pytest.mark.parametrize("days", [0, 7])
def test_appoint_when_handing_over_then_former_ends_the_day_the_new_one_begins(staff, health, days):
    former = FocalPersonFactory(membership__organization=health, membership__user__username="former").membership

    focal = appoint(health, UserFactory(username="new"), staff, start_date=in_days(days), hand_over=True)

    former.refresh_from_db()
    assert former.end_date == focal.membership.start_date == in_days(days)
    assert former.user.groups.exists() is (days > 0)
    assert told() == [("organizations.focal_person_appointed", "new"), ("organizations.membership_ended", "former")]


def test_appoint_when_alternate_becomes_primary_then_is_no_longer_alternate(staff, health):
    alternate = OrganizationMembershipFactory(organization=health, alternate=True)

    focal = appoint(health, alternate.user, staff)

    alternate.refresh_from_db()
    assert alternate.end_date == TODAY()
    assert list(OrganizationMembership.objects.in_force()) == [focal.membership]
    assert alternate.user.groups.filter(name="mao_focal").exists()


def test_appoint_when_alternates_then_several_serve_at_once(staff, health):
    for _person in range(2):
        appoint(health, UserFactory(), staff, focal_role="alternate")

    assert OrganizationMembership.objects.in_force().count() == 2


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("administrator", True),
        ("oobc_staff", True),
        ("oobc_planner", False),
        ("budget_officer", False),
        ("me_officer", False),
        ("ocm_leadership", False),
        ("mao_editor", False),
        ("mao_focal", False),
    ],
)
def test_appoint_when_each_role_tries_then_only_these_may(health, role, may):
    person = UserFactory(role=role)

    if may:
        assert appoint(health, UserFactory(), person).pk
    else:
        with pytest.raises(ActionRefused, match="may not appoint"):
            appoint(health, UserFactory(), person)


def test_appoint_when_it_does_not_fit_then_is_refused(staff, health):
    with pytest.raises(ActionRefused, match="themselves"):
        appoint(health, staff, staff)
    with pytest.raises(ActionRefused, match="Only a BARMM"):
        appoint(OrganizationFactory(national=True), UserFactory(), staff)
    with pytest.raises(ActionRefused, match="is deactivated"):
        appoint(OrganizationFactory(deactivated=True), UserFactory(), staff)
    with pytest.raises(ActionRefused, match="is deactivated"):
        appoint(health, UserFactory(is_active=False), staff)
    with pytest.raises(ValidationError, match="valid email"):
        appoint(health, UserFactory(), staff, contact_email="nobody")
    assert not OrganizationMembership.objects.exists()


def test_appoint_when_handing_over_in_the_past_then_is_refused(staff, health):
    former = FocalPersonFactory(membership__organization=health).membership

    with pytest.raises(ActionRefused, match="today or a later day"):
        appoint(health, UserFactory(), staff, start_date=in_days(-5), hand_over=True)

    former.refresh_from_db()
    assert former.end_date is None


def test_appoint_when_clicked_twice_then_one_appointment(staff, health):
    person = UserFactory()
    appoint(health, person, staff)

    with pytest.raises(ValidationError, match="already has this role"):
        appoint(health, person, staff)

    assert OrganizationMembership.objects.count() == 1


def test_change_focal_person_when_not_allowed_then_is_refused(editor):
    focal = FocalPersonFactory()

    with pytest.raises(ActionRefused, match="may not change"):
        actions.change_focal_person(
            focal,
            designation="X",
            contact_email="x@example.org",
            contact_phone="",
            appointed_date=TODAY(),
            by=editor,
        )


# Constraints, by raw rows


def term(organization, user, **changes):
    return OrganizationMembership(
        **{"organization": organization, "user": user, "role": "mao_editor", "start_date": TODAY(), **changes}
    )


@pytest.mark.parametrize(
    ("first", "second", "constraint"),
    [
        (
            {"role": "mao_focal", "focal_role": "primary"},
            {"role": "mao_focal", "focal_role": "primary", "start_date": in_days(9)},
            "one_primary",
        ),
        ({}, {"start_date": in_days(9)}, "once_at_a_time"),
        ({}, {"focal_role": "primary"}, "focal_role_only_focal"),
        ({}, {"role": "mao_focal"}, "focal_role_only_focal"),
        ({}, {"end_date": in_days(-1)}, "term_order"),
    ],
)
def test_database_when_rows_contradict_then_refuses(health, first, second, constraint):
    person = UserFactory()
    term(health, person, **first).save()
    other = UserFactory() if constraint == "one_primary" else person

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        term(health, other, **second).save()


def test_database_when_terms_touch_but_do_not_overlap_then_takes_both(health):
    person = UserFactory()
    term(health, person, end_date=in_days(5)).save()

    term(health, person, start_date=in_days(5)).save()

    assert OrganizationMembership.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_primaries_when_two_are_appointed_at_the_same_moment_then_one_is(health, staff):
    people = [UserFactory(), UserFactory()]

    outcomes = together(
        *[lambda person=person: appoint(health, person, staff) for person in people],
        refusals=(ActionRefused, ValidationError),
    )

    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert "hand over" in str(refusal)
    assert OrganizationMembership.objects.in_force().filter(focal_role="primary").count() == 1


@pytest.mark.django_db(transaction=True)
def test_primaries_when_inserted_raw_at_the_same_moment_then_one_stays(health):
    terms = [term(health, UserFactory(), role="mao_focal", focal_role="primary") for _ in range(2)]

    outcomes = together(
        *[each.save for each in terms],
        refusals=(IntegrityError, OperationalError),  # two that wait for each other: PostgreSQL ends one
    )

    [refusal] = filter(None, outcomes)
    assert "organizations_one_primary_at_a_time" in str(refusal) or "deadlock" in str(refusal)
    assert OrganizationMembership.objects.count() == 1


def test_add_when_another_request_was_faster_then_constraint_speaks(staff, health, monkeypatch):
    """Validation saw no such acronym; the database does."""
    monkeypatch.setattr(Organization, "validate_constraints", lambda self, exclude=None: None)

    with pytest.raises(ActionRefused, match="Another organization has this acronym"):
        actions.add_organization(by=staff, values={"name": "Other", "acronym": "MOH", "organization_type": "nga"})
