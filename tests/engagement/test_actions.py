"""Engagements: planned, held, counted, heard, followed up; each act with what refuses it."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.core.models import PrivateFile
from portal.engagement.actions import hearing, keeping, moving
from portal.engagement.enums import (
    EngagementStatus,
    EngagementType,
    FacilitatorRole,
    FeedbackType,
    Measure,
    ParticipationLevel,
)
from portal.engagement.models import ConsultationFeedback, EngagementTracking, NeedRaised, StakeholderEngagement
from portal.engagement.permissions import can_give_feedback, can_keep
from portal.needs.actions.attaching import attach
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.geography.factories import ProvinceFactory
from tests.needs.factories import NeedFactory
from tests.organizations.factories import OrganizationFactory, OrganizationMembershipFactory

from .factories import EngagementFactory, FacilitatorFactory, FeedbackFactory, NeedRaisedFactory, in_days

TODAY = timezone.localdate
Status = EngagementStatus


def given(**changed):
    return {
        "title": "Water at Purok 3",
        "engagement_type": EngagementType.FOCUS_GROUP,
        "participation_level": ParticipationLevel.INVOLVE,
        "province": ProvinceFactory(),
        **changed,
    }


def entries(row):
    found = ModelLogEntry.objects.filter(object_id=str(row.pk)).order_by("pk")
    return [(entry.action, entry.data) for entry in found]


# ---- Planning and moving ---------------------------------------------------------------------------------------------


def test_engagement_when_planned_then_stands_with_its_lists_and_is_recorded_without_words(staff):
    community, office = CommunityFactory(), OrganizationFactory()

    made = keeping.plan(**given(objectives="Quetzal"), communities=[community], organizations=[office], by=staff)

    assert (made.status, made.created_by) == (Status.PLANNED, staff)
    assert (list(made.communities.all()), list(made.organizations.all())) == ([community], [office])
    ((action, data),) = entries(made)
    assert action == "engagement.plan"
    assert "Quetzal" not in str(data)
    assert "Purok" not in str(data)


@pytest.mark.parametrize(
    "odd",
    [
        {"province": None},
        {"region": True},
        {"planned_start": in_days(2), "planned_end": in_days(1)},
        {"planned_end": in_days(1)},
        {"budget": -1},
    ],
)
def test_engagement_when_something_does_not_fit_then_is_refused(staff, odd):
    wrong = given(**odd)
    if odd.get("region"):
        wrong["region"] = wrong["province"].region

    with pytest.raises(ValidationError):
        keeping.plan(**wrong, by=staff)


def test_engagement_when_changed_then_tells_which_texts_and_what_facts(staff):
    engagement = EngagementFactory(minutes="Quoll")

    keeping.change(engagement, minutes="Quetzal", budget="5000.00", communities=[CommunityFactory()], by=staff)

    ((action, data),) = entries(engagement)
    assert (action, data["texts"]) == ("engagement.change_texts", "minutes")
    assert set(data["after"]) == {"budget", "communities"}
    assert "Qu" not in str(data)


def test_engagement_when_nothing_changed_then_nothing_is_recorded(staff):
    engagement = EngagementFactory()

    keeping.change(engagement, title=engagement.title, by=staff)

    assert entries(engagement) == []


def test_engagement_when_it_goes_its_way_then_each_step_is_kept(staff):
    engagement = EngagementFactory()

    moving.schedule(engagement, start=TODAY(), by=staff)
    moving.postpone(engagement, reason="Rain.", by=staff)
    moving.schedule(engagement, start=TODAY(), end=TODAY(), by=staff)
    moving.begin(engagement, on=TODAY(), by=staff)
    moving.complete(engagement, on=TODAY(), outcome="The pump goes there.", cost="900.00", by=staff)

    engagement.refresh_from_db()
    assert (engagement.status, engagement.status_reason) == (Status.COMPLETED, "")
    assert (engagement.actual_start, engagement.actual_end, str(engagement.cost)) == (TODAY(), TODAY(), "900.00")
    assert [data["after"]["status"] for _action, data in entries(engagement)] == [
        "scheduled",
        "postponed",
        "scheduled",
        "in_progress",
        "completed",
    ]


REFUSED = [
    (Status.COMPLETED, lambda row, by: moving.schedule(row, start=TODAY(), by=by)),
    (Status.POSTPONED, lambda row, by: moving.begin(row, on=TODAY(), by=by)),
    (Status.PLANNED, lambda row, by: moving.begin(row, on=in_days(1), by=by)),
    (Status.PLANNED, lambda row, by: moving.complete(row, on=TODAY(), outcome="Yes", by=by)),
    (Status.IN_PROGRESS, lambda row, by: moving.complete(row, on=in_days(1), outcome="Yes", by=by)),
    (Status.IN_PROGRESS, lambda row, by: moving.postpone(row, reason="No", by=by)),
    (Status.IN_PROGRESS, lambda row, by: moving.cancel(row, reason="No", by=by)),
    (Status.CANCELLED, lambda row, by: moving.cancel(row, reason="No", by=by)),
]
TRAIT = {Status.IN_PROGRESS: "begun", Status.PLANNED: ""}


@pytest.mark.parametrize(("status", "act"), REFUSED)
def test_step_when_it_does_not_follow_then_is_refused(staff, status, act):
    trait = TRAIT.get(status, status.value)
    engagement = EngagementFactory(**({trait: True} if trait else {}))

    with pytest.raises(ActionRefused):
        act(engagement, staff)

    engagement.refresh_from_db()
    assert engagement.status == status


def test_completion_when_without_an_outcome_or_before_its_beginning_then_is_refused(staff):
    engagement = EngagementFactory(begun=True)

    for wrong in ({"outcome": "", "on": TODAY()}, {"outcome": "Yes", "on": in_days(-2)}):
        with pytest.raises(ValidationError):
            moving.complete(engagement, **wrong, by=staff)


def test_acts_when_tried_by_each_role_then_only_staff_keep(staff):
    others = [UserFactory(role=role) for role in ("oobc_planner", "me_officer", "ocm_leadership", "administrator")]
    others += [OrganizationMembershipFactory(focal=True).user, RepresentativeFactory().user]
    engagement = EngagementFactory()

    assert can_keep(staff)
    for person in others:
        with pytest.raises(ActionRefused):
            keeping.change(engagement, title="Mine", by=person)
        with pytest.raises(ActionRefused):
            moving.cancel(engagement, reason="Mine", by=person)


# ---- Numbers, people, needs, papers ----------------------------------------------------------------------------------


def test_people_when_counted_then_unknown_is_not_zero_and_the_later_count_stands(staff):
    engagement = EngagementFactory(completed=True)
    first = {("female", ""): 12, ("male", ""): None, ("female", "youth"): 4}
    keeping.count_people(engagement, numbers=first, as_of=TODAY(), by=staff)

    keeping.count_people(engagement, numbers={**first, ("female", ""): 14}, as_of=TODAY(), by=staff)

    rows = EngagementTracking.objects.values_list("sex", "sector", "value")
    assert set(rows) == {("female", "", 14), ("female", "youth", 4)}
    assert [data["value"] for _action, data in entries(engagement)] == [12, 4, 14]


def test_number_when_not_of_people_then_is_not_told_apart_by_sex(staff):
    engagement = EngagementFactory()

    keeping.count(engagement, measure=Measure.HOUSEHOLDS, value=None, unit="households", as_of=TODAY(), by=staff)

    with pytest.raises(ValidationError):
        keeping.count(engagement, measure=Measure.INVITED, sex="female", value=1, as_of=TODAY(), by=staff)
    with pytest.raises(ValidationError):
        keeping.count(engagement, measure=Measure.PARTICIPANTS, value=1, as_of=TODAY(), by=staff)
    assert list(engagement.trackings.values_list("measure", "value")) == [("households", None)]


def test_need_when_linked_by_its_number_then_stands_once_and_the_need_knows_nothing(staff):
    engagement, need = EngagementFactory(), NeedFactory()

    raised = keeping.link_need(engagement, reference=f" {need.spoken_reference.lower()}", by=staff)

    assert (raised.need, raised.linked_by, list(engagement.needs_raised.all())) == (need, staff, [need])
    with pytest.raises(ActionRefused, match="written down already"):
        keeping.link_need(engagement, reference=need.reference, by=staff)
    keeping.unlink_need(raised, by=staff)
    assert not NeedRaised.objects.exists()


@pytest.mark.parametrize("reference", ["", "nonsense", "22222222"])
def test_need_when_its_number_is_not_known_then_is_refused(staff, reference):
    with pytest.raises(ActionRefused, match="no need with this number"):
        keeping.link_need(EngagementFactory(), reference=reference, by=staff)


def test_facilitator_when_named_then_is_a_person_or_an_organization(staff):
    engagement, person, office = EngagementFactory(), UserFactory(), OrganizationFactory()
    role = FacilitatorRole.NOTE_TAKER

    row = keeping.name_facilitator(engagement, role=role, person=person, by=staff)
    keeping.name_facilitator(engagement, role=role, organization=office, by=staff)

    for wrong in ({}, {"person": person, "organization": office}, {"person": person}):
        with pytest.raises(ValidationError):
            keeping.name_facilitator(engagement, role=role, by=staff, **wrong)
    keeping.leave_out_facilitator(row, by=staff)
    assert [one.who for one in engagement.facilitators.all()] == [str(office)]


def test_paper_when_attached_then_the_evidence_says_who_opens_it(staff):
    office, community = OrganizationFactory(), CommunityFactory()
    engagement = EngagementFactory(organizations=[office], communities=[community])
    attendance = EvidenceItemFactory(own_office=True, with_file=True)

    attach(engagement, item=attendance, by=staff)

    readers = {
        "staff": staff,
        "planner": UserFactory(role="oobc_planner"),
        "me": UserFactory(role="me_officer"),
        "ocm": UserFactory(role="ocm_leadership"),
        "budget": UserFactory(role="budget_officer"),
        "office": OrganizationMembershipFactory(organization=office).user,
        "representative": RepresentativeFactory(community=community).user,
    }
    seen = {who for who, user in readers.items() if PrivateFile.objects.visible_to(user).filter(pk=attendance.file_id)}
    assert (seen, list(engagement.evidence.all())) == ({"staff"}, [attendance])


# ---- Feedback --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["among", "place"])
def test_feedback_when_given_by_a_representative_then_is_kept_once_by_role(representation, where):
    community, person = representation.community, representation.user
    place = {"community": community, "province": None} if where == "place" else {"communities": [community]}
    engagement = EngagementFactory(completed=True, **place)

    feedback = hearing.give_feedback(engagement, satisfaction=2, text=" Too long. ", by=person)

    assert (feedback.community, feedback.text, feedback.satisfaction) == (community, "Too long.", 2)
    assert feedback.given_by_role == "A representative of the community"
    assert "long" not in str(entries(feedback))
    with pytest.raises(ActionRefused, match="already said"):
        hearing.give_feedback(engagement, satisfaction=5, by=person)


def test_feedback_when_not_theirs_or_not_over_then_is_refused(representation):
    community = representation.community
    mine = {"communities": [community]}
    engagements = [
        EngagementFactory(completed=True, communities=[CommunityFactory()]),
        *(EngagementFactory(**{trait: True}, **mine) for trait in ("scheduled", "begun", "postponed", "cancelled")),
    ]

    for engagement in engagements:
        with pytest.raises(ActionRefused):
            hearing.give_feedback(engagement, satisfaction=5, by=representation.user)
    assert not ConsultationFeedback.objects.exists()


@pytest.mark.parametrize("role", ["oobc_staff", "oobc_planner", "administrator"])
def test_feedback_of_representatives_when_tried_by_others_then_is_refused(role):
    engagement = EngagementFactory(completed=True)

    assert not can_give_feedback(UserFactory(role=role), engagement)


def test_feedback_when_written_down_then_may_ask_for_a_follow_up(staff):
    engagement = EngagementFactory()

    feedback = hearing.write_down_feedback(
        engagement,
        feedback_type=FeedbackType.COMPLAINT,
        given_by_role="a farmer",
        text="Nobody came back.",
        follow_up_due_on=in_days(30),
        by=staff,
    )

    assert (feedback.recorded_by, feedback.author, feedback.follow_up_needed) == (staff, None, True)
    assert list(ConsultationFeedback.objects.follow_up_open()) == [feedback]


def test_feedback_when_it_says_nothing_then_is_refused(staff):
    with pytest.raises(ValidationError):
        hearing.write_down_feedback(
            EngagementFactory(), feedback_type=FeedbackType.VERBAL, given_by_role="a farmer", by=staff
        )


def test_follow_up_when_done_then_says_what_and_by_whom_once(staff):
    feedback = FeedbackFactory(late=True)

    hearing.follow_up(feedback, words="We went back.", by=staff)

    feedback.refresh_from_db()
    assert (feedback.follow_up_words, feedback.follow_up_done_by) == ("We went back.", staff)
    assert not ConsultationFeedback.objects.follow_up_open().exists()
    assert "went back" not in str(entries(feedback))
    for act in (
        lambda: hearing.follow_up(feedback, words="Again.", by=staff),
        lambda: hearing.ask_for_follow_up(feedback, due_on=TODAY(), by=staff),
        lambda: hearing.follow_up(FeedbackFactory(), words="Nothing asked.", by=staff),
    ):
        with pytest.raises(ActionRefused):
            act()


def test_follow_up_when_asked_for_later_then_has_its_day(staff):
    feedback = FeedbackFactory()

    hearing.ask_for_follow_up(feedback, due_on=in_days(5), by=staff)

    assert list(ConsultationFeedback.objects.follow_up_open()) == [feedback]
    assert not ConsultationFeedback.objects.follow_up_late().exists()


# ---- Whose rows ------------------------------------------------------------------------------------------------------


def test_engagements_when_seen_by_each_role_then_are_those_of_theirs(staff, representation):
    office = OrganizationFactory()
    theirs = EngagementFactory(organizations=[office], communities=[representation.community])
    at_their_place = EngagementFactory(community=representation.community, province=None)
    other = EngagementFactory()
    everything = {theirs, at_their_place, other}
    editor, focal = (
        OrganizationMembershipFactory(organization=office, **trait).user for trait in ({}, {"focal": True})
    )

    def seen(user):
        return set(StakeholderEngagement.objects.visible_to(user))

    readers = [UserFactory(role=role) for role in ("oobc_planner", "me_officer", "ocm_leadership")]
    assert [seen(user) for user in (staff, *readers)] == [everything] * 4
    assert [seen(user) for user in (editor, focal)] == [{theirs}] * 2
    assert seen(representation.user) == {theirs, at_their_place}
    assert seen(UserFactory(role="administrator")) == seen(UserFactory(role="budget_officer")) == set()


def test_feedback_when_seen_by_offices_and_representatives_then_is_closed(staff, representation):
    office = OrganizationFactory()
    engagement = EngagementFactory(completed=True, organizations=[office], communities=[representation.community])
    feedback = FeedbackFactory(engagement=engagement)
    FacilitatorFactory(engagement=engagement)
    NeedRaisedFactory(engagement=engagement)

    people = [OrganizationMembershipFactory(organization=office, focal=True).user, representation.user]

    assert list(ConsultationFeedback.objects.visible_to(staff)) == [feedback]
    assert [list(ConsultationFeedback.objects.visible_to(person)) for person in people] == [[], []]
