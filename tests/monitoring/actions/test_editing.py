"""Drafts: made once, written by their office, with their rows; and the teams of PPAs."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.monitoring.actions import editing
from portal.monitoring.enums import PPAStatus, TeamRole
from portal.monitoring.models import MonitoringEntry
from tests.communities.factories import CommunityFactory
from tests.geography.factories import MunicipalityFactory, RegionFactory
from tests.monitoring.conftest import acts_on, audit, fresh
from tests.organizations.factories import OrganizationFactory


def add(desk, by=None, **values):
    return editing.add(office=desk.office, values={"title": "A well", **values}, by=by or desk.focal)


def test_add_when_everything_is_given_then_all_of_it_is_kept(desk):
    community, town, region = CommunityFactory(), MunicipalityFactory(), RegionFactory()
    partner = OrganizationFactory()

    ppa = add(
        desk,
        planned_start=datetime.date(2026, 1, 5),
        target_beneficiaries=100,
        partner_organizations=[partner],
        places=[community, town, region],
        tags=[("gad", Decimal("50.00"), "Women lead it."), ("sdg", None, "")],
        groups=[("female", 60, None), ("youth", None, 0)],
    )

    row = fresh(ppa)
    assert (row.status, row.created_by, row.lead_organization) == (PPAStatus.DRAFT, desk.focal, desk.office)
    assert {place.place for place in row.places.all()} == {community, town, region}
    assert {tag.tag: tag.amount for tag in row.tags.all()} == {"gad": Decimal("50.00"), "sdg": None}
    assert {group.group: (group.target, group.actual) for group in row.beneficiary_groups.all()} == {
        "female": (60, None),
        "youth": (None, 0),
    }
    assert list(row.partner_organizations.all()) == [partner]
    assert audit(ppa, "add").data["after"]["title"] == "A well"


def test_add_when_sent_twice_then_is_one_draft(desk):
    key = uuid.uuid4()

    first, second = (editing.add(office=desk.office, values={"title": "A well"}, key=key, by=desk.focal) for _ in "ab")

    assert first == second
    assert MonitoringEntry.objects.count() == 1


def test_add_when_the_key_is_somebody_elses_then_theirs_stays_as_it_is(desk):
    other = desk.ppa(created_by=desk.planner)

    with pytest.raises(ValidationError):
        editing.add(office=desk.office, values={"title": "Mine"}, key=other.pk, by=desk.focal)

    assert fresh(other).title == other.title


def test_add_when_the_office_is_another_then_is_refused(desk):
    with pytest.raises(ActionRefused, match="of this office"):
        add(desk, by=desk.stranger)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"target_beneficiaries": 1, "target_obc": 2},
        {"planned_start": datetime.date(2026, 2, 1), "planned_end": datetime.date(2026, 1, 1)},
    ],
)
def test_add_when_a_value_does_not_fit_then_nothing_is_made(desk, wrong):
    with pytest.raises(ValidationError):
        add(desk, **wrong)

    assert not MonitoringEntry.objects.exists()


def test_change_when_values_differ_then_before_and_after_are_on_record(desk):
    ppa = desk.ppa(title="A well")
    town, other = CommunityFactory(), CommunityFactory()
    editing.change(ppa, values={"places": [town], "tags": [("gad", Decimal(5), "")]}, by=desk.editor)

    editing.change(ppa, values={"title": "Two wells", "places": [other], "tags": []}, by=desk.editor)

    row = fresh(ppa)
    assert (row.title, [place.place for place in row.places.all()], list(row.tags.all())) == ("Two wells", [other], [])
    data = [entry.data for entry in row_entries(ppa)][-1]
    assert (data["before"]["title"], data["after"]["title"]) == ("A well", "Two wells")
    assert data["before"]["tags"] == ["Gender and development (GAD): 5.00"]
    assert data["before"]["places"] != data["after"]["places"]


def row_entries(ppa):
    return ModelLogEntry.objects.filter(object_id=str(ppa.pk), action="monitoring.change").order_by("timestamp", "pk")


def test_change_when_nothing_differs_then_nothing_is_on_record(desk):
    ppa = desk.ppa(title="A well")

    editing.change(ppa, values={"title": "A well", "places": [], "tags": [], "groups": []}, by=desk.focal)

    assert acts_on(ppa) == []


def test_change_when_a_long_text_is_written_then_the_record_says_only_that(desk):
    ppa = desk.ppa()

    editing.change(ppa, values={"description": "Amina leads it."}, by=desk.focal)

    assert "Amina" not in str(audit(ppa, "change_texts").data)
    assert fresh(ppa).description == "Amina leads it."


@pytest.mark.parametrize("trait", ["proposed", "under_review", "approved", "enacted", "completed"])
def test_change_when_no_draft_any_more_then_is_refused(desk, trait):
    with pytest.raises(ActionRefused, match="What was proposed stands"):
        editing.change(desk.ppa(**{trait: True}), values={"title": "Other"}, by=desk.focal)


def test_change_when_people_were_reached_then_a_group_keeps_the_number(desk):
    ppa = desk.ppa(in_execution=True)

    editing.report_reached(ppa, beneficiaries=80, obc=None, groups={"female": 50, "male": None}, by=desk.editor)

    row = fresh(ppa)
    assert (row.actual_beneficiaries, row.actual_obc) == (80, None)
    assert [(group.group, group.target, group.actual) for group in row.beneficiary_groups.all()] == [
        ("female", None, 50)
    ]
    assert audit(ppa, "report_reached").data["after"]["actual_beneficiaries"] == 80


def test_report_reached_when_more_obc_than_all_then_is_refused(desk):
    with pytest.raises(ValidationError, match="cannot be more than all"):
        editing.report_reached(desk.ppa(in_execution=True), beneficiaries=1, obc=2, groups={}, by=desk.focal)


def test_report_reached_when_no_act_has_granted_it_then_is_refused(desk):
    with pytest.raises(ActionRefused, match="before an act"):
        editing.report_reached(desk.ppa(approved=True), beneficiaries=1, obc=None, groups={}, by=desk.focal)


# ---- The whole and its parts -----------------------------------------------------------------------------------------


def part_of(desk, whole, office=None):
    return editing.add(office=office or desk.office, parent=whole, values={"title": "A part"}, by=desk.planner)


def test_part_when_added_then_belongs_to_the_whole(desk):
    whole = desk.ppa(amount=None)

    part = part_of(desk, whole)

    assert list(whole.children.all()) == [part]


def test_part_when_the_whole_cannot_have_one_then_is_refused_and_says_why(desk):
    with_money, ended, part = desk.ppa(), desk.ppa(amount=None, rejected=True), part_of(desk, desk.ppa(amount=None))
    sentences = {with_money: "has money on its parts alone", ended: "has ended", part: "Parts have no parts"}

    for whole, sentence in sentences.items():
        with pytest.raises(ActionRefused, match=sentence):
            part_of(desk, whole)
    with pytest.raises(ActionRefused, match="same office"):
        part_of(desk, desk.ppa(amount=None), office=OrganizationFactory())


# ---- The team --------------------------------------------------------------------------------------------------------


def test_team_when_set_then_is_these_people_and_on_record(desk):
    ppa = desk.ppa(in_execution=True)
    editing.set_team(ppa, members=[(desk.focal, TeamRole.LEAD), (desk.editor, TeamRole.MEMBER)], by=desk.focal)

    editing.set_team(ppa, members=[(desk.editor, TeamRole.LEAD)], by=desk.focal)
    editing.set_team(ppa, members=[(desk.editor, TeamRole.LEAD)], by=desk.focal)

    assert [(member.user, member.role) for member in ppa.team.all()] == [(desk.editor, "lead")]
    assert acts_on(ppa) == ["set_team", "set_team"]


@pytest.mark.parametrize(
    ("roles", "sentence"), [(["lead", "lead"], "One person leads"), (["member", None], "Name each person once")]
)
def test_team_when_two_lead_or_one_stands_twice_then_is_refused(desk, roles, sentence):
    people = [desk.focal, desk.focal if roles[1] is None else desk.editor]
    members = [(person, TeamRole(role or "member")) for person, role in zip(people, roles, strict=True)]

    with pytest.raises(ActionRefused, match=sentence):
        editing.set_team(desk.ppa(), members=members, by=desk.focal)


def test_team_when_the_ppa_has_ended_then_stays(desk):
    with pytest.raises(ActionRefused, match="stays on record"):
        editing.set_team(desk.ppa(completed=True), members=[], by=desk.focal)
