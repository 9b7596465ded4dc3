"""The staff screens of engagements, and what a representative reads and says."""

import pytest
from django.urls import reverse

from portal.communities.demo import ARENA_BLANCO, CALUMPANG, load_demo_communities
from portal.engagement.demo import STORIES
from portal.engagement.demo import load as load_demo
from portal.engagement.enums import EngagementStatus, ParticipationLevel
from portal.engagement.models import ConsultationFeedback, StakeholderEngagement
from portal.evidence.models import EvidenceItem
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory
from tests.geography.factories import BarangayFactory, ProvinceFactory
from tests.needs.factories import NeedFactory
from tests.organizations.factories import OrganizationFactory, OrganizationMembershipFactory

from .factories import EngagementFactory, FeedbackFactory, NeedRaisedFactory, TrackingFactory, in_days

LIST, FOLLOW_UPS, FIGURES = "/admin/engagements/", "/admin/consultation-feedback/", "/admin/engagements-in-figures/"
DASHBOARD = "/community-needs/dashboard/"


def page(engagement, act="inspect"):
    return reverse(f"engagement_register:{act}", args=[engagement.pk])


def shown(response):
    return {row.pk for row in response.context["table"].data}


def feedback_page(engagement):
    return reverse("engagement:feedback", args=[engagement.pk])


# ---- Staff -----------------------------------------------------------------------------------------------------------


def test_register_when_searched_and_filtered_then_shows_what_fits(client, staff):
    client.force_login(staff)
    office = OrganizationFactory()
    well = EngagementFactory(title="Water at Purok 3", completed=True, organizations=[office])
    road = EngagementFactory(
        title="The road", planned_start=in_days(800), participation_level=ParticipationLevel.INFORM
    )

    expected = {
        "": {well.pk, road.pk},
        "q=water purok": {well.pk},
        "status=completed": {well.pk},
        "participation_level=inform": {road.pk},
        f"organization={office.pk}": {well.pk},
        f"year={in_days(800).year}": {road.pk},
        f"region={well.in_region.pk}": {well.pk, road.pk} if well.in_region == road.in_region else {well.pk},
    }
    assert {query: shown(client.get(f"{LIST}?{query}")) for query in expected} == expected


def test_engagement_when_planned_on_its_page_then_stands_in_the_register(client, staff):
    client.force_login(staff)
    community = CommunityFactory()
    data = {
        "title": "Water at Purok 3",
        "engagement_type": "focus_group",
        "participation_level": "involve",
        "province": ProvinceFactory().pk,
        "communities": [community.pk],
        "budget": "8000",
    }

    without_place = client.post(f"{LIST}new/", {**data, "province": ""})
    answer = client.post(f"{LIST}new/", data)

    assert (without_place.status_code, "Choose exactly one place." in without_place.text) == (200, True)
    assert answer.status_code == 302
    made = StakeholderEngagement.objects.get()
    assert (made.title, list(made.communities.all())) == ("Water at Purok 3", [community])


def test_engagement_when_read_by_staff_then_shows_everything(client, staff):
    need = NeedFactory(title="A well")
    engagement = NeedRaisedFactory(engagement__completed=True, engagement__cost="8123.50", need=need).engagement
    TrackingFactory(engagement=engagement, value=18)
    FeedbackFactory(engagement=engagement, late=True, satisfaction=3)
    client.force_login(staff)

    text = client.get(page(engagement)).text

    for words in ("A well", need.spoken_reference, "8,123.50", "18 people in all", "in which we cook", "late"):
        assert words in text


def test_engagement_when_read_by_an_office_that_took_part_then_hides_what_people_said(client):
    membership = OrganizationMembershipFactory(focal=True)
    engagement = EngagementFactory(
        completed=True, organizations=[membership.organization], cost="8123.50", minutes="Quetzal"
    )
    FeedbackFactory(engagement=engagement)
    NeedRaisedFactory(engagement=engagement, need__title="A well")
    client.force_login(membership.user)

    text = client.get(page(engagement)).text

    assert engagement.outcome in text
    assert "1 other need was raised." in text
    for secret in ("in which we cook", "8,123.50", "Quetzal", "A well"):
        assert secret not in text
    assert client.get(page(EngagementFactory())).status_code == 404
    assert client.get(FOLLOW_UPS).status_code in (302, 403)
    assert client.get(FIGURES).status_code in (302, 403)
    assert client.get(page(engagement, "hear")).status_code in (403, 404)


def test_acts_when_done_on_their_pages_then_the_engagement_goes_its_way(client, staff):
    client.force_login(staff)
    engagement, need = EngagementFactory(), NeedFactory()
    person = UserFactory()
    steps = [
        ("schedule", {"start": in_days(0)}),
        ("begin", {"on": in_days(0)}),
        ("people", {"as_of": in_days(0), "n_female_": "12", "n_male_": "0", "n_female_youth": "3"}),
        ("count", {"measure": "invited", "value": "40", "unit": "people", "as_of": in_days(0)}),
        ("facilitator", {"role": "note_taker", "person": person.pk}),
        ("link_need", {"reference": need.reference}),
        ("complete", {"on": in_days(0), "outcome": "The pump goes there.", "cost": "900"}),
        ("hear", {"feedback_type": "verbal", "given_by_role": "a farmer", "text": "Good.", "satisfaction": "5"}),
    ]

    codes = {act: client.post(page(engagement, act), data).status_code for act, data in steps}

    assert codes == dict.fromkeys(codes, 302)
    engagement.refresh_from_db()
    assert engagement.status == EngagementStatus.COMPLETED
    assert set(engagement.trackings.values_list("measure", "sex", "sector", "value")) == {
        ("participants", "female", "", 12),
        ("participants", "male", "", 0),
        ("participants", "female", "youth", 3),
        ("invited", "", "", 40),
    }
    assert list(engagement.needs_raised.all()) == [need]
    assert engagement.feedback.get().satisfaction == 5
    for act in ("unlink_need", "leave_out", "people"):
        assert client.get(page(engagement, act)).status_code == 200


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"n_female_": "12", "n_female_youth": "13"}, "More than the 12 of this sex"),
        ({"n_female_": "1", "n_male_": "1", "n_unknown_": "0", "n_unknown_pwd": "3"}, "more than everybody who came"),
        ({"n_female_": "-1"}, "greater than or equal to 0"),
        ({"n_female_": "12", "as_of": in_days(1)}, "That day is still to come."),
    ],
)
def test_people_when_the_numbers_cannot_be_then_nothing_is_kept(client, staff, numbers, words):
    client.force_login(staff)
    engagement = EngagementFactory(completed=True)

    answer = client.post(page(engagement, "people"), {"as_of": in_days(0), **numbers})

    assert (answer.status_code, words in answer.text) == (200, True)
    assert not engagement.trackings.exists()


def test_people_when_some_are_not_known_then_groups_are_kept_as_they_are(client, staff):
    client.force_login(staff)
    engagement = EngagementFactory(completed=True)

    client.post(page(engagement, "people"), {"as_of": in_days(0), "n_male_": "4", "n_female_women": "30"})

    assert set(engagement.trackings.values_list("sex", "sector", "value")) == {
        ("male", "", 4),
        ("female", "women", 30),
    }


@pytest.mark.parametrize(
    ("act", "trait", "data", "words"),
    [
        ("complete", "begun", {"on": in_days(0), "outcome": "Yes", "cost": "-1"}, "greater than or equal to 0"),
        ("complete", "begun", {"on": in_days(-5), "outcome": "Yes"}, "It cannot end before it began."),
        ("schedule", "", {"start": in_days(5), "end": in_days(4)}, "The planned end cannot be before"),
        ("hear", "completed", {"feedback_type": "verbal", "given_by_role": "a farmer"}, "Write what was said"),
        (
            "hear",
            "completed",
            {"feedback_type": "verbal", "given_by_role": "a farmer", "text": "x", "follow_up_due_on": in_days(-1)},
            "That day is over.",
        ),
    ],
)
def test_act_when_something_cannot_be_then_the_page_says_so(client, staff, act, trait, data, words):
    client.force_login(staff)
    engagement = EngagementFactory(**({trait: True} if trait else {}))

    answer = client.post(page(engagement, act), data)

    assert (answer.status_code, words in answer.text) == (200, True)


def test_paper_when_added_from_an_engagement_then_the_way_leads_back_with_it_chosen(client, staff):
    client.force_login(staff)
    engagement = EngagementFactory(title="Water at Purok 3", completed=True)
    address = reverse("engagement_evidence", args=[engagement.pk])
    add = client.get(address).context["view"].add_url

    form = client.get(add).context["form"]
    data = {"title": "Minutes", "link": "https://example.org/m", "confidentiality": "internal", "language": "en"}
    data |= {name: form[name].value() for name in ("kind", "source", "dated_on", "reliability")}
    back = client.post(add, data)["Location"]
    item = EvidenceItem.objects.get()
    chosen = client.get(back).context["form"]["item"].value()
    client.post(address, {"item": item.pk})

    assert (back, chosen) == (f"{address}?item={item.pk}", item.pk)
    assert (item.kind, item.source, item.dated_on) == ("stakeholder_consultation", "OOBC", engagement.actual_start)
    assert "Minutes" in client.get(page(engagement)).text
    assert "Water at Purok 3" in client.get(reverse("evidence_register:inspect", args=[item.pk])).text


def test_paper_when_the_way_back_leads_elsewhere_then_is_not_followed(client, staff):
    client.force_login(staff)
    data = {"title": "Minutes", "kind": "other", "source": "OOBC", "link": "https://example.org/m"}
    data |= {"confidentiality": "internal", "language": "en", "reliability": "unverified"}

    answer = client.post(f"{reverse('evidence_register:add')}?next=https://evil.example/", data)

    assert "evil" not in answer["Location"]


def test_step_when_refused_on_its_page_then_the_sentence_stands_above_the_form(client, staff):
    client.force_login(staff)

    answer = client.post(page(EngagementFactory(), "complete"), {"on": in_days(0), "outcome": "Yes"})

    assert answer.status_code == 200
    assert "Only what has begun can be completed." in answer.text


def test_follow_ups_when_listed_then_the_menu_leads_to_the_open_ones(client, staff):
    client.force_login(staff)
    late, to_do = FeedbackFactory(late=True), FeedbackFactory(to_do=True)
    done, none = FeedbackFactory(done=True), FeedbackFactory()

    expected = {
        "open": {late.pk, to_do.pk},
        "late": {late.pk},
        "done": {done.pk},
        "none": {none.pk},
    }
    assert {query: shown(client.get(f"{FOLLOW_UPS}?follow_up={query}")) for query in expected} == expected
    home = client.get("/admin/").text
    assert f"{FOLLOW_UPS}?follow_up=open" in home
    assert "Feedback to follow up, late" in home


def test_follow_up_when_done_on_its_page_then_is_closed(client, staff):
    client.force_login(staff)
    feedback, other = FeedbackFactory(to_do=True), FeedbackFactory()

    client.post(reverse("engagement_feedback:done", args=[feedback.pk]), {"words": "We went back."})
    client.post(reverse("engagement_feedback:due", args=[other.pk]), {"due_on": in_days(9)})

    assert list(ConsultationFeedback.objects.follow_up_open()) == [other]
    assert "We went back." in client.get(reverse("engagement_feedback:inspect", args=[feedback.pk])).text


def test_figures_when_read_then_count_what_was_held_this_year(client, staff):
    client.force_login(staff)
    held = EngagementFactory(completed=True, cost="100.00")
    EngagementFactory(scheduled=True, cost="900.00")
    TrackingFactory(engagement=held, value=7)
    FeedbackFactory(engagement=held, satisfaction=4, done=True)
    year = held.actual_start.year

    response = client.get(f"{FIGURES}?year={year}")

    assert response.context["people"].total == 7
    assert str(response.context["cost"].mean) == "100.00"
    assert "1 of 1" in response.text
    for odd in ("nonsense", "²", "9" * 5000):
        assert client.get(f"{FIGURES}?year={odd}").status_code == 200


@pytest.mark.parametrize("address", [LIST, FOLLOW_UPS])
def test_lists_when_they_grow_then_queries_stay_the_same(client, staff, count_queries, address):
    client.force_login(staff)
    FeedbackFactory(to_do=True)
    few = count_queries(client, address)
    for _more in range(4):
        TrackingFactory(engagement=FeedbackFactory(to_do=True).engagement)

    assert few == count_queries(client, address) <= 20


def test_lists_when_exported_then_hold_the_rows_and_no_formula(client, staff):
    client.force_login(staff)
    FeedbackFactory(engagement__title="=cmd()", text="=evil()")

    files = [b"".join(client.get(f"{address}?export=csv")).decode() for address in (LIST, FOLLOW_UPS)]

    assert "'=cmd()" in files[0]
    assert "'=evil()" in files[1]


# ---- Representatives -------------------------------------------------------------------------------------------------


def test_dashboard_when_there_were_consultations_then_shows_dates_outcomes_and_own_needs(client, representation):
    community = representation.community
    held = EngagementFactory(title="Water at Purok 3", completed=True, communities=[community])
    EngagementFactory(title="Next year", scheduled=True, communities=[community])
    EngagementFactory(title="Elsewhere", completed=True, communities=[CommunityFactory()])
    own = NeedRaisedFactory(engagement=held, need__community=community, need__title="A well").need
    NeedRaisedFactory(engagement=held, need__title="Their road")
    FeedbackFactory(engagement=held)
    client.force_login(representation.user)

    text = client.get(DASHBOARD).text

    for words in ("Water at Purok 3", held.outcome, "Next year", "A well", own.spoken_reference, feedback_page(held)):
        assert words in text
    for secret in ("Elsewhere", "Their road", "in which we cook"):
        assert secret not in text


def test_dashboard_when_there_was_no_consultation_then_has_no_such_section(client, representation):
    client.force_login(representation.user)

    assert "Consultations" not in client.get(DASHBOARD).text


def test_dashboard_when_consultations_grow_then_queries_stay_the_same(client, representation, count_queries):
    client.force_login(representation.user)
    mine = {"communities": [representation.community]}
    NeedRaisedFactory(engagement=EngagementFactory(completed=True, **mine), need__community=representation.community)
    few = count_queries(client, DASHBOARD)
    for _more in range(4):
        engagement = EngagementFactory(completed=True, **mine)
        NeedRaisedFactory(engagement=engagement, need__community=representation.community)

    assert few == count_queries(client, DASHBOARD)


def test_feedback_when_sent_then_is_kept_and_not_asked_for_again(client, representation):
    engagement = EngagementFactory(completed=True, communities=[representation.community])
    client.force_login(representation.user)
    without = client.post(feedback_page(engagement), {"text": "Good talk."})

    answer = client.post(feedback_page(engagement), {"satisfaction": "4", "text": "Good talk."})

    assert (without.status_code, "Good talk." in without.text) == (400, True)
    assert answer["Location"] == DASHBOARD
    assert ConsultationFeedback.objects.values_list("satisfaction", "text").get() == (4, "Good talk.")
    assert client.get(feedback_page(engagement))["Location"] == DASHBOARD
    assert feedback_page(engagement) not in client.get(DASHBOARD).text


@pytest.mark.parametrize("trait", ["scheduled", "begun", "cancelled"])
def test_feedback_page_when_it_is_not_over_then_is_not_there(client, representation, trait):
    engagement = EngagementFactory(communities=[representation.community], **{trait: True})
    client.force_login(representation.user)

    assert client.get(feedback_page(engagement)).status_code == 404


def test_feedback_page_when_of_others_then_is_not_there(client, representation, staff):
    engagement = EngagementFactory(completed=True)
    for person in (representation.user, staff):
        client.force_login(person)

        assert client.get(feedback_page(engagement)).status_code == 404


# ---- Demonstration ---------------------------------------------------------------------------------------------------


def test_demonstration_when_loaded_twice_then_reaches_every_status_level_and_type_once(staff):
    BarangayFactory(psgc=CALUMPANG, name="Calumpang")
    BarangayFactory(psgc=ARENA_BLANCO, name="Arena Blanco")
    load_demo_communities()

    loaded = [next(load_demo()).created for _time in range(2)]

    rows = StakeholderEngagement.objects.all()
    assert loaded == [len(STORIES), 0]
    assert {row.status for row in rows} == set(EngagementStatus.values)
    assert {row.participation_level for row in rows} == set(ParticipationLevel.values)
    assert all(row.title.startswith("Demonstration: ") for row in rows)
    assert ConsultationFeedback.objects.follow_up_late().exists()
