"""Needs entered under an assessment: validated at once, rated or not, all or none."""

import uuid
from dataclasses import replace

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.needs.actions.recording import FoundNeed, NeedsRefused, Rating, record_need, record_needs
from portal.needs.enums import AssessmentStatus, EventKind, NeedStatus, SubmissionType
from portal.needs.models import Need, NeedEvent
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.needs.factories import AssessmentFactory

pytestmark = pytest.mark.django_db

RATING = Rating(urgency_level="immediate", impact_severity=4, feasibility="high", gida=True)


def found(health, title="A deep well", **values):
    return FoundNeed(title=title, description="The well is dry from March on.", category=health, **values)


def complaints(act):
    with pytest.raises(NeedsRefused) as refused:
        act()
    return [tuple(complaint) for complaint in refused.value.complaints]


def test_need_when_recorded_then_is_validated_at_once_with_its_step(staff, assessment, health, calabanit):
    need = record_need(
        assessment, title="A deep well", description="Dry wells.", category=health, place=calabanit, by=staff
    )

    need.refresh_from_db()
    (step,) = NeedEvent.objects.all()
    assert need.submission_type == SubmissionType.ASSESSMENT_DRIVEN
    assert (need.status, need.identified_by, need.place) == (NeedStatus.VALIDATED, staff, calabanit)
    assert (need.priority_score, need.due_on, len(need.reference)) == (None, None, 8)
    assert (step.kind, step.by, step.to_status) == (EventKind.RECORDED, staff, "validated")
    assert list(ModelLogEntry.objects.values_list("action", flat=True)) == ["needs.recorded"]


def test_need_when_recorded_with_a_rating_then_has_the_score_of_the_one_formula(staff, assessment, health):
    need = record_need(
        assessment,
        title="A deep well",
        description="Dry wells.",
        category=health,
        affected_population=1000,
        rating=RATING,
        by=staff,
    )

    need.refresh_from_db()
    assert need.place == assessment.place
    assert str(need.priority_score) == "4.40"
    assert (need.rated_by, need.scorings.count()) == (staff, 1)
    assert list(need.events.values_list("kind", flat=True)) == ["recorded", "rated"]


def test_needs_when_one_is_wrong_then_none_is_entered_and_each_complaint_has_its_place(
    staff, assessment, health, calabanit
):
    elsewhere = CommunityFactory(name="Far away")
    record_needs(assessment, [found(health, place=calabanit)], by=staff)
    rows = [
        found(health, "A  DEEP well", place=calabanit),
        found(health, "A road", place=elsewhere),
        found(health, "A school"),
        found(health, "a school"),
        found(health, ""),
        found(health, "A clinic", affected_population=-1),
    ]

    told = complaints(lambda: record_needs(assessment, rows, by=staff))

    assert told == [
        (0, "title", "This assessment already has a need of this title for this place."),
        (1, "place", "Far away is outside Sarangani."),
        (3, "title", "Another row has the same title and place."),
        (4, "title", "This field cannot be blank."),
        (5, "affected_population", "Ensure this value is greater than or equal to 0."),
    ]
    assert Need.objects.count() == 1


def test_need_when_of_any_place_in_the_area_then_is_entered(staff, assessment, health, calabanit):
    barangay = calabanit.barangay
    places = [calabanit, barangay, barangay.municipality, barangay.municipality.province]

    needs = record_needs(assessment, [found(health, place=place) for place in places], by=staff)

    assert [need.place for need in needs] == places


def test_needs_when_the_same_form_is_sent_twice_then_are_entered_once(staff, assessment, health):
    rows = [found(health, "A well", client_key=uuid.uuid4()), found(health, "A road", client_key=uuid.uuid4())]

    first = record_needs(assessment, rows, by=staff)
    second = record_needs(assessment, rows, by=staff)

    assert [need.pk for need in second] == [need.pk for need in first]
    assert Need.objects.count() == 2


def test_needs_when_a_form_is_sent_again_with_more_rows_then_says_which_are_there(staff, assessment, health):
    row = found(health, "A well", client_key=uuid.uuid4())
    record_needs(assessment, [row], by=staff)

    told = complaints(
        lambda: record_needs(assessment, [row, found(health, "A road", client_key=uuid.uuid4())], by=staff)
    )

    assert told == [(0, "", "This row was entered already: empty it. Change its need on its page.")]


@pytest.mark.parametrize(
    "change", [{"description": "Another."}, {"affected_population": 5}, {"geographic_scope": "P1"}]
)
def test_needs_when_a_form_is_sent_again_with_other_words_then_is_not_taken_for_the_same(
    staff, assessment, health, change
):
    row = found(health, "A well", client_key=uuid.uuid4())
    record_needs(assessment, [row], by=staff)

    told = complaints(lambda: record_needs(assessment, [replace(row, **change)], by=staff))

    assert told == [(0, "", "This row was entered already: empty it. Change its need on its page.")]
    assert Need.objects.get().description == "The well is dry from March on."


def test_need_when_assessment_is_cancelled_or_person_may_not_then_is_refused(staff, assessment, health, sarangani):
    cancelled = AssessmentFactory(province=sarangani, status=AssessmentStatus.CANCELLED, cancel_reason="Flooded.")

    with pytest.raises(ActionRefused, match="was cancelled"):
        record_needs(cancelled, [found(health)], by=staff)
    with pytest.raises(ActionRefused, match="may not enter"):
        record_needs(assessment, [found(health)], by=UserFactory(role="me_officer"))


def test_planner_when_entering_then_may_not_rate(planner, assessment, health):
    (need,) = record_needs(assessment, [found(health)], by=planner)

    told = complaints(lambda: record_needs(assessment, [found(health, "A road", rating=RATING)], by=planner))

    assert need.status == NeedStatus.VALIDATED
    assert told == [(0, "", "You may enter needs, but not rate them: leave the rating empty.")]


@pytest.mark.parametrize("rated", [{}, {"rating": RATING}])
def test_staff_when_speaking_for_the_community_then_somebody_else_enters_and_rates(
    staff, assessment, health, calabanit, rated
):
    RepresentativeFactory(community=calabanit, user=staff)

    told = complaints(lambda: record_needs(assessment, [found(health, place=calabanit, **rated)], by=staff))

    assert told == [(0, "", "You speak for this community: somebody else enters and rates its needs.")]


def test_single_need_when_refused_then_the_first_complaint_is_the_refusal(staff, assessment, health):
    elsewhere = CommunityFactory(name="Far away")

    with pytest.raises(ActionRefused, match="outside Sarangani"):
        record_need(assessment, title="A road", description="Mud.", category=health, place=elsewhere, by=staff)
