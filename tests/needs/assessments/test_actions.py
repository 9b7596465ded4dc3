"""What the office does with an assessment: each act, each refusal, and what the record says of it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.needs.assessments import actions
from portal.needs.enums import AssessmentLevel, AssessmentMethod, AssessmentStatus, TeamRole
from portal.needs.models import Assessment
from portal.notifications.models import InboxMessage
from tests.accounts.factories import UserFactory
from tests.needs.factories import AssessmentFactory, NeedFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def days_ago(days):
    return TODAY() - datetime.timedelta(days=days)


def values(**changes):
    return {
        "title": "Water in Sarangani",
        "level": AssessmentLevel.PROVINCIAL,
        "methods": [AssessmentMethod.SURVEY, AssessmentMethod.KII],
        **changes,
    }


def acts():
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))


def errors_of(act):
    with pytest.raises(ValidationError) as raised:
        act()
    return raised.value.message_dict


def test_assessment_when_added_then_stands_in_the_register_and_in_the_record(staff, sarangani):
    made = actions.add_assessment(values=values(province=sarangani), by=staff)

    made.refresh_from_db()
    assert (made.status, made.created_by, made.place) == (AssessmentStatus.PLANNING, staff, sarangani)
    assert made.methods == ["survey", "kii"]
    assert acts() == ["assessments.add"]


@pytest.mark.parametrize(
    ("level", "place"),
    [
        ("regional", "region"),
        ("provincial", "province"),
        ("city_municipal", "municipality"),
        ("barangay", "barangay"),
        ("community", "community"),
    ],
)
def test_assessment_when_its_level_has_a_place_then_names_that_one(staff, calabanit, level, place):
    barangay = calabanit.barangay
    town = barangay.municipality
    places = {
        "community": calabanit,
        "barangay": barangay,
        "municipality": town,
        "province": town.province,
        "region": town.province.region,
    }

    made = actions.add_assessment(values=values(level=level, **{place: places[place]}), by=staff)

    assert made.place == places[place]


def test_assessment_when_its_place_does_not_fit_the_level_then_each_field_says_so(staff, sarangani, glan):
    nothing = errors_of(lambda: actions.add_assessment(values=values(), by=staff))
    both = errors_of(lambda: actions.add_assessment(values=values(province=sarangani, municipality=glan), by=staff))

    assert nothing == {"province": ["Choose the place: the level is “Province”."]}
    assert both == {"municipality": ["Leave this empty: the level is “Province”."]}


def test_assessment_when_a_wrong_place_is_written_past_the_actions_then_the_database_refuses(glan):
    with pytest.raises(IntegrityError), transaction.atomic():
        AssessmentFactory(level=AssessmentLevel.BARANGAY, province=None, municipality=glan)


@pytest.mark.parametrize("act", ["add", "change", "go_on", "complete", "cancel", "team"])
def test_acts_when_somebody_may_only_look_then_are_refused(assessment, act):
    reader = UserFactory(role="me_officer")
    tries = {
        "add": lambda: actions.add_assessment(values=values(), by=reader),
        "change": lambda: actions.change_assessment(assessment, values={"title": "Other"}, by=reader),
        "go_on": lambda: actions.go_on(assessment, to=AssessmentStatus.PREPARATION, by=reader),
        "complete": lambda: actions.complete(assessment, actual_end=TODAY(), findings="Dry wells.", by=reader),
        "cancel": lambda: actions.cancel(assessment, reason="Flooded.", by=reader),
        "team": lambda: actions.set_team(assessment, members=[(reader, TeamRole.LEAD)], by=reader),
    }

    with pytest.raises(ActionRefused):
        tries[act]()

    assert acts() == []


def test_change_when_values_differ_then_only_those_are_recorded_and_no_text(staff, assessment):
    actions.change_assessment(
        assessment, values={"title": assessment.title, "priority": "high", "findings": "Wells of Amina"}, by=staff
    )

    (entry,) = ModelLogEntry.objects.all()
    assert entry.action == "assessments.change_texts"
    assert entry.data["before"] == {"priority": "medium"}
    assert entry.data["after"] == {"priority": "high"}
    assert "Amina" not in str(entry.data)


def test_change_when_nothing_differs_then_nothing_is_recorded(staff, assessment):
    actions.change_assessment(assessment, values={"title": assessment.title}, by=staff)

    assert acts() == []


def test_change_when_needs_were_entered_then_the_place_stays(staff, assessment, glan):
    NeedFactory(found=True, assessment=assessment)

    with pytest.raises(ActionRefused, match="Needs were entered"):
        actions.change_assessment(
            assessment, values={"level": "city_municipal", "province": None, "municipality": glan}, by=staff
        )


def test_go_on_when_a_later_step_then_is_taken_and_needs_a_beginning(staff, assessment):
    actions.go_on(assessment, to=AssessmentStatus.PREPARATION, by=staff)
    missing = errors_of(lambda: actions.go_on(assessment, to=AssessmentStatus.DATA_COLLECTION, by=staff))
    late = errors_of(
        lambda: actions.go_on(assessment, to=AssessmentStatus.ANALYSIS, actual_start=days_ago(-1), by=staff)
    )
    actions.go_on(assessment, to=AssessmentStatus.ANALYSIS, actual_start=days_ago(9), by=staff)

    assessment.refresh_from_db()
    assert (assessment.status, assessment.actual_start) == (AssessmentStatus.ANALYSIS, days_ago(9))
    assert missing == {"actual_start": ["Say on which day it began."]}
    assert late == {"actual_start": ["This day is still to come."]}


def test_go_on_when_step_is_earlier_or_it_is_over_then_is_refused(staff, sarangani):
    reporting = AssessmentFactory(province=sarangani, status=AssessmentStatus.REPORTING)
    completed = AssessmentFactory(province=sarangani, completed=True)

    with pytest.raises(ActionRefused, match="later step"):
        actions.go_on(reporting, to=AssessmentStatus.PLANNING, by=staff)
    with pytest.raises(ActionRefused, match="already completed"):
        actions.go_on(completed, to=AssessmentStatus.REPORTING, by=staff)


def test_complete_when_it_has_an_end_and_findings_then_is_completed(staff, assessment):
    actions.complete(
        assessment,
        actual_start=days_ago(20),
        actual_end=days_ago(3),
        findings="Wells run dry from March on.",
        people_reached=0,
        by=staff,
    )

    assessment.refresh_from_db()
    assert (assessment.status, assessment.actual_end) == (AssessmentStatus.COMPLETED, days_ago(3))
    assert assessment.people_reached == 0
    assert acts() == ["assessments.complete"]


def test_complete_when_something_is_missing_then_says_what(staff, assessment):
    start = {"actual_start": days_ago(20)}

    missing = [
        errors_of(lambda: actions.complete(assessment, actual_end=days_ago(1), findings="Dry.", by=staff)),
        errors_of(lambda: actions.complete(assessment, **start, actual_end=days_ago(1), findings=" ", by=staff)),
        errors_of(lambda: actions.complete(assessment, **start, actual_end=days_ago(-1), findings="Dry.", by=staff)),
        errors_of(lambda: actions.complete(assessment, **start, actual_end=days_ago(21), findings="Dry.", by=staff)),
    ]

    assert missing == [
        {"actual_start": ["Say on which day it began."]},
        {"findings": ["Say what it found."]},
        {"actual_end": ["This day is still to come."]},
        {"__all__": ["It cannot end before it started."]},
    ]
    assert Assessment.objects.get().status == AssessmentStatus.PLANNING


def test_cancel_when_a_reason_is_given_then_it_stays_in_the_row_and_out_of_the_record(staff, assessment):
    actions.cancel(assessment, reason="Amina says the road is flooded.", by=staff)

    assessment.refresh_from_db()
    (entry,) = ModelLogEntry.objects.all()
    assert (assessment.status, assessment.cancel_reason) == ("cancelled", "Amina says the road is flooded.")
    assert "Amina" not in str(entry.data)


def test_cancel_when_no_reason_or_it_is_over_then_is_refused(staff, assessment, sarangani):
    completed = AssessmentFactory(province=sarangani, completed=True)

    no_reason = errors_of(lambda: actions.cancel(assessment, reason="  ", by=staff))

    assert no_reason == {"reason": ["Say why it is cancelled."]}
    with pytest.raises(ActionRefused):
        actions.cancel(completed, reason="Too late.", by=staff)


def test_cancelled_assessment_when_changed_then_is_refused(staff, assessment):
    actions.cancel(assessment, reason="Flooded.", by=staff)

    with pytest.raises(ActionRefused, match="was cancelled"):
        actions.change_assessment(assessment, values={"title": "Other"}, by=staff)


def test_team_when_set_then_has_these_people_and_one_leader(staff, assessment):
    first, second, third = UserFactory.create_batch(3, role="oobc_staff")
    actions.set_team(assessment, members=[(first, TeamRole.LEAD), (second, TeamRole.MEMBER)], by=staff)

    actions.set_team(assessment, members=[(second, TeamRole.LEAD), (third, TeamRole.TRANSLATOR)], by=staff)

    assert dict(assessment.team.values_list("user", "role")) == {second.pk: "lead", third.pk: "translator"}
    assert acts() == ["assessments.set_team"] * 2


def test_team_when_leaders_change_places_then_there_is_one_at_any_moment(staff, assessment):
    first, second = UserFactory.create_batch(2, role="oobc_staff")
    actions.set_team(assessment, members=[(first, TeamRole.LEAD), (second, TeamRole.EXPERT)], by=staff)

    actions.set_team(assessment, members=[(second, TeamRole.LEAD), (first, TeamRole.EXPERT)], by=staff)

    assert dict(assessment.team.values_list("user", "role")) == {second.pk: "lead", first.pk: "expert"}


def test_team_when_it_makes_no_sense_then_is_refused_in_plain_words(staff, assessment):
    first, second = UserFactory.create_batch(2, role="oobc_staff")
    gone, stranger = UserFactory(role="oobc_staff", is_active=False), UserFactory()
    lead, member = TeamRole.LEAD, TeamRole.MEMBER
    teams = [
        [(first, member)],
        [(first, lead), (second, lead)],
        [(first, lead), (first, member)],
        [(first, lead), (gone, member)],
        [(first, lead), (stranger, member)],
    ]

    refusals = []
    for team in teams:
        with pytest.raises(ActionRefused) as refused:
            actions.set_team(assessment, members=team, by=staff)
        refusals.append(str(refused.value))

    assert refusals == [
        "The team needs a leader.",
        "A team has one leader: choose who it is.",
        "Somebody stands in the team twice.",
        f"The account of {gone} is deactivated.",
        f"{stranger} has no role that opens assessments.",
    ]
    assert not assessment.team.exists()


def test_team_when_somebody_is_put_in_then_is_told_once_and_who_does_it_is_not(staff, assessment):
    other = UserFactory(role="me_officer")
    alone, both = [(staff, TeamRole.LEAD)], [(staff, TeamRole.LEAD), (other, TeamRole.MEMBER)]

    for members in (both, alone, both):
        actions.set_team(assessment, members=members, by=staff)

    (notice,) = InboxMessage.objects.all()
    assert (notice.user, notice.kind, notice.waits_for_digest) == (other, "needs.team_joined", True)
    assert notice.subject == "You are in the team of an assessment"
    assert notice.body == "You were put in the team of the assessment “Water in Sarangani”. Your part: Member."
    assert notice.path == f"/admin/needs/assessments/inspect/{assessment.pk}/"


def test_team_when_it_is_in_two_assessments_then_each_is_told(staff, assessment):
    other = UserFactory(role="oobc_staff")

    for row in (assessment, AssessmentFactory()):
        actions.set_team(row, members=[(other, TeamRole.LEAD)], by=staff)

    assert InboxMessage.objects.filter(user=other, kind="needs.team_joined").count() == 2


def test_team_when_a_member_has_left_the_office_then_the_others_can_still_be_changed(staff, assessment):
    first, second = UserFactory.create_batch(2, role="oobc_staff")
    actions.set_team(assessment, members=[(first, TeamRole.LEAD)], by=staff)
    first.is_active = False
    first.save()

    actions.set_team(assessment, members=[(first, TeamRole.LEAD), (second, TeamRole.MEMBER)], by=staff)

    assert assessment.team.count() == 2


@pytest.mark.parametrize("name", ["actual_start", "actual_end"])
def test_change_when_a_day_is_still_to_come_then_is_refused_at_its_field(staff, assessment, name):
    errors = errors_of(lambda: actions.change_assessment(assessment, values={name: days_ago(-1)}, by=staff))

    assert errors == {name: ["This day is still to come."]}
