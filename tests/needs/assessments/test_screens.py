"""The register of assessments, through the real client."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.needs.enums import AssessmentStatus, NeedStatus, TeamRole
from portal.needs.models import Assessment
from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.needs.factories import AssessmentFactory, AssessmentMemberFactory, NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_menu(client, staff):
    client.force_login(staff)


def address(name, *rows):
    return reverse(f"needs_assessments:{name}", args=[row.pk for row in rows])


def form(**changes):
    return {
        "title": "Water in Sarangani",
        "assessment_type": "needs_assessment",
        "priority": "high",
        "level": "provincial",
        "methods": ["survey", "kii"],
        **changes,
    }


def test_every_screen_when_opened_by_staff_then_answers(client, assessment):
    for name in ("inspect", "edit", "history", "team", "go_on", "complete", "cancel", "enter_needs"):
        assert client.get(address(name, assessment)).status_code == 200, name
    for name in ("index", "add"):
        assert client.get(address(name)).status_code == 200, name
    assert client.get(reverse("municipality_chooser:choose")).status_code == 200


def test_menu_when_opened_then_assessments_stand_under_needs(client):
    page = client.get("/admin/").content.decode()

    assert '"/admin/needs/assessments/"' in page


def test_add_form_when_filled_in_then_leads_to_the_new_assessment(client, sarangani):
    response = client.post(address("add"), form(province=sarangani.pk))

    made = Assessment.objects.get()
    assert response["Location"] == address("inspect", made)
    assert (made.methods, made.priority, made.province) == (["survey", "kii"], "high", sarangani)


def test_add_form_when_place_does_not_fit_then_each_field_says_so_and_nothing_is_lost(client, sarangani, glan):
    response = client.post(address("add"), form(municipality=glan.pk))

    errors = response.context["form"].errors
    assert errors == {
        "province": ["Choose the place: the level is “Province”."],
        "municipality": ["Leave this empty: the level is “Province”."],
    }
    assert "Water in Sarangani" in response.content.decode()


def test_edit_form_when_filled_in_then_assessment_changes(client, assessment, sarangani):
    client.post(address("edit", assessment), form(title="Wells", province=sarangani.pk))

    assessment.refresh_from_db()
    assert (assessment.title, assessment.priority) == ("Wells", "high")


def test_steps_when_taken_on_their_pages_then_lead_to_the_end(client, assessment):
    today = timezone.localdate()

    client.post(address("go_on", assessment), {"to": "data_collection", "actual_start": today})
    client.post(address("complete", assessment), {"actual_start": today, "actual_end": today, "findings": "Dry wells."})

    assessment.refresh_from_db()
    assert (assessment.status, assessment.findings) == (AssessmentStatus.COMPLETED, "Dry wells.")


def test_step_when_something_is_missing_then_the_page_says_it_at_the_field(client, assessment):
    response = client.post(address("go_on", assessment), {"to": "analysis", "actual_start": ""})

    assert response.context["form"].errors == {"actual_start": ["Say on which day it began."]}


def test_cancel_when_a_reason_is_given_then_page_shows_it_and_offers_no_more_acts(client, assessment):
    client.post(address("cancel", assessment), {"reason": "The road was flooded."})

    page = client.get(address("inspect", assessment)).content.decode()
    assert "The road was flooded." in page
    assert address("enter_needs", assessment) not in page
    assert address("complete", assessment) not in page
    assert address("edit", assessment) not in page


def test_team_when_chosen_then_is_shown_with_its_leader(client, assessment):
    leader, member = UserFactory(last_name="Leading", role="oobc_staff"), UserFactory(role="me_officer")

    client.post(
        address("team", assessment),
        {"person_1": leader.pk, "role_1": "lead", "person_2": member.pk, "role_2": "note_taker"}
        | {"person_3": "", "role_3": "member"},
    )

    assert set(assessment.team.values_list("user", "role")) == {(leader.pk, "lead"), (member.pk, "note_taker")}
    assert "Leading" in client.get(address("index")).content.decode()


def test_team_when_it_has_no_leader_then_says_so_above_the_form(client, assessment):
    person = UserFactory(role="oobc_staff")

    response = client.post(
        address("team", assessment),
        {"person_1": person.pk, "role_1": "member", "role_2": "member", "role_3": "member"},
    )

    assert "The team needs a leader." in response.content.decode()


def test_team_form_when_opened_then_offers_who_may_open_assessments_and_nobody_else(client, staff, assessment):
    RepresentativeFactory(user__last_name="Leader")
    there = AssessmentMemberFactory(assessment=assessment, user=UserFactory(is_active=False)).user

    form = client.get(address("team", assessment)).context["form"]

    assert {key for key, _label in form.fields["person_1"].choices} == {"", str(staff.pk), str(there.pk)}


def test_edit_form_when_it_began_on_a_day_still_to_come_then_says_so(client, assessment, sarangani):
    tomorrow = timezone.localdate() + timedelta(days=1)

    response = client.post(address("edit", assessment), form(province=sarangani.pk, actual_start=tomorrow))

    assert response.context["form"].errors == {"actual_start": ["This day is still to come."]}


def test_profile_when_needs_were_found_then_shows_them_by_score_category_and_status(client, assessment, health, water):
    for category, status in [(health, NeedStatus.PRIORITIZED), (water, NeedStatus.VALIDATED)]:
        NeedFactory(found=True, rated=True, assessment=assessment, category=category, status=status)
    NeedFactory(found=True, assessment=assessment, category=water, title="A road")

    response = client.get(address("inspect", assessment))

    page = response.content.decode()
    (section,) = [section for section in response.context["sections"] if section.id == "needs-found"]
    assert section.context["figures"].count == 3
    assert section.context["share"] == 33
    assert "A road" in page


def test_list_when_filtered_and_searched_then_shows_those_rows(client, staff, assessment, calabanit, region):
    AssessmentMemberFactory(assessment=assessment, user=staff, role=TeamRole.LEAD)
    NeedFactory(found=True, assessment=assessment)
    AssessmentFactory(title="Schools", level="community", province=None, community=calabanit, completed=True)
    AssessmentFactory(title="Elsewhere", methods=["workshop"], priority="critical", level="provincial")
    province = calabanit.barangay.municipality.province_id

    found = {
        query: sorted(row.title for row in client.get(address("index") + f"?{query}").context["object_list"])
        for query in [
            "q=water", "q=calabanit", "status=completed", "mine=true", f"province={province}",
            "method=workshop", "priority=critical", "needs=some", "needs=none", "level=community", "q=nowhere",
        ]
    }  # fmt: skip

    assert list(found.values()) == [
        ["Water in Sarangani"],
        ["Schools"],
        ["Schools"],
        ["Water in Sarangani"],
        ["Schools", "Water in Sarangani"],
        ["Elsewhere"],
        ["Elsewhere"],
        ["Water in Sarangani"],
        ["Elsewhere", "Schools"],
        ["Schools"],
        [],
    ]


def test_export_when_asked_for_then_has_what_is_shown_and_cannot_be_run(client, assessment):
    AssessmentFactory(title="=HYPERLINK()", level="provincial")

    text = b"".join(client.get(address("index") + "?export=csv")).decode("utf-8-sig")

    titles = [row["Title"] for row in csv.DictReader(io.StringIO(text))]
    assert sorted(titles) == ["'=HYPERLINK()", "Water in Sarangani"]


def test_list_when_there_are_more_rows_then_queries_stay_the_same(client, count_queries, sarangani, glan, calabanit):
    def make():
        one = AssessmentFactory(province=sarangani)
        other = AssessmentFactory(level="community", province=None, community=calabanit)
        for row in (one, other):
            AssessmentMemberFactory(assessment=row, role=TeamRole.LEAD)
            NeedFactory(found=True, assessment=row)

    make()
    few = count_queries(client, address("index"))
    make()
    make()

    assert count_queries(client, address("index")) == few <= 20


def test_profile_when_there_are_more_needs_then_queries_stay_the_same(client, count_queries, assessment, calabanit):
    def make():
        NeedFactory(found=True, rated=True, assessment=assessment)
        AssessmentMemberFactory(assessment=assessment)
        assessment.evidence.add(EvidenceItemFactory())

    make()
    few = count_queries(client, address("inspect", assessment))
    make()
    make()

    assert count_queries(client, address("inspect", assessment)) == few


def test_profile_when_evidence_is_attached_then_shows_it_with_the_way_to_more(client, assessment):
    assessment.evidence.add(EvidenceItemFactory(title="Survey of wells"))

    page = client.get(address("inspect", assessment)).content.decode()

    assert "Survey of wells" in page
    assert reverse("needs_evidence:of_assessment", args=[assessment.pk]) in page


def test_screens_when_somebody_may_only_look_then_lead_nowhere_else(client, assessment):
    client.force_login(UserFactory(role="ocm_leadership"))

    page = client.get(address("inspect", assessment)).content.decode()
    answers = [
        client.get(address(name, assessment)).status_code
        for name in ("edit", "team", "go_on", "complete", "cancel", "enter_needs")
    ]

    assert address("edit", assessment) not in page
    assert address("enter_needs", assessment) not in page
    assert set(answers) <= {302, 403, 404}
