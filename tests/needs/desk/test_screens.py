"""The staff screens of needs: who gets there, what each shows, and what a button does."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.waiting import waiting_for
from portal.needs.actions import many
from portal.needs.actions.rows import version_of
from portal.needs.desk import scores
from portal.needs.desk.acts import ACTS
from portal.needs.desk.filters import STATES
from portal.needs.desk.viewsets import MANY
from portal.needs.enums import EventKind, NeedStatus
from portal.needs.models import Need, NeedScoring
from portal.notifications.models import OutboxMessage
from tests.accounts.factories import UserFactory
from tests.activity.factories import CommentFactory
from tests.communities.factories import CommunityFactory
from tests.core.factories import NeedCategoryFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.needs.factories import (
    AssessmentFactory,
    ForwardingFactory,
    NeedDecisionFactory,
    NeedEventFactory,
    NeedFactory,
    NeedFileFactory,
    NeedInformationRequestFactory,
    NeedNoteFactory,
    NeedScoringFactory,
)
from tests.organizations.factories import OrganizationMembershipFactory

from .conftest import fresh

LIST = "/admin/needs/register/"


def page(need, name="inspect"):
    return reverse(f"needs_register:{name}", args=[need.pk])


def shown(response):
    return [row.pk for row in response.context["table"].data]


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def press(client, need, act, **data):
    return client.post(page(need, act), {"shown": version_of(need), **data})


@pytest.fixture
def office(client, desk):
    client.force_login(desk.reviewer)
    return client


# ---- Who -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["inspect", "history", *ACTS])
def test_need_when_asked_for_by_an_office_it_was_forwarded_to_or_its_leader_then_is_not_shown(client, desk, name):
    need = desk.need(validated=True)
    focal = OrganizationMembershipFactory(focal=True)
    ForwardingFactory(need=need, mao=focal.organization)

    for person in (focal.user, desk.leader):
        client.force_login(person)
        assert need.title not in client.get(page(need, name), follow=True).text
        assert client.post(page(need, name)).status_code in (302, 404)
    assert not need.events.exists()


def test_list_when_asked_for_by_an_office_then_stays_closed_and_is_in_no_menu(client, desk):
    need = desk.need(validated=True)
    focal = OrganizationMembershipFactory(focal=True)
    ForwardingFactory(need=need, mao=focal.organization)
    client.force_login(focal.user)

    assert client.get(LIST).status_code == 302
    assert LIST not in client.get("/admin/").text


def test_need_when_read_by_a_planner_then_has_no_buttons_and_not_who_speaks_behind_it(client, desk):
    need = desk.behind(phone="+639179998888")
    client.force_login(desk.planner)

    text = client.get(page(need)).text

    assert need.title in text
    assert "9179998888" not in text
    assert page(need, "validate") not in text
    assert client.get(page(need, "validate")).status_code == 404


def test_need_when_an_office_is_asked_then_the_page_says_what_comes_before_ending_it(office, desk):
    need = desk.need(validated=True)
    ForwardingFactory(need=need, mao__acronym="MBHTE")

    assert "Asked, and has not answered: " in office.get(page(need)).text


@pytest.mark.parametrize("act", ["defer", "reject", "reopen", "duplicate"])
def test_reason_when_typed_then_was_said_before_who_reads_it(office, desk, act):
    text = " ".join(office.get(page(desk.need(), act)).text.split())

    assert text.index("the public") < text.index("<textarea")


def test_need_when_it_is_ones_own_cause_then_the_page_says_so_and_offers_nothing(client, desk):
    need = desk.need()
    client.force_login(desk.both)

    text = client.get(page(need)).text

    assert "You sent this need or speak for its community" in text
    assert page(need, "validate") not in text
    assert client.get(page(need, "validate")).status_code == 302


# ---- The queue -------------------------------------------------------------------------------------------------------


@pytest.fixture
def queue(desk):
    """One need in each tab of the queue, by its name."""
    back = desk.need(validated=True)
    NeedEventFactory(need=back, kind=EventKind.CAME_BACK)
    return {
        "late": desk.need(overdue=True),
        "at_risk": desk.need(at_risk=True),
        "to_review": desk.need(),
        "asked": desk.need(asked=True, days_ago=20),
        "held": desk.need(held=True),
        "deferred": desk.need(deferred=True),
        "back": back,
        "ended": desk.need(rejected=True),
    }


def test_queue_when_opened_then_holds_what_is_to_be_reviewed_with_what_is_due_first_on_top(office, queue):
    response = office.get(LIST)

    assert shown(response) == [queue[name].pk for name in ("late", "at_risk", "to_review")]
    assert "1 day late" in response.text
    assert "at risk, 5 days left" in response.text
    assert "30 days left" in response.text


@pytest.mark.parametrize("state", [state for state, _label in STATES])
def test_queue_when_a_tab_is_chosen_then_holds_its_needs(office, queue, state):
    everything = set(queue)
    expected = {"to_review": {"late", "at_risk", "to_review"}, "decided": {"back"}, "all": everything}.get(
        state, {state}
    )

    assert set(shown(office.get(LIST, {"state": state}))) == {queue[name].pk for name in expected}


def test_queue_when_shown_then_the_tabs_count_what_waits(office, queue):
    text = office.get(LIST).text

    for words in ("To review (3)", "Late (1)", "At risk (1)", "Asked (1)", "Held (1)", "Back (1)"):
        assert words in text


def test_queue_when_narrowed_then_holds_just_those(office, desk, queue):
    elsewhere = CommunityFactory(
        barangay__municipality__psgc="0931700000",
        barangay__municipality__province__psgc="0931700000",
        barangay__municipality__province__region__code="IX",
    )
    category = NeedCategoryFactory(code="of-its-own")
    other = NeedFactory(community=elsewhere, category=category, title="Zebra crossing", assigned_to=desk.reviewer)
    found = NeedFactory(found=True)
    choices = {
        other.pk: [
            {"region": other.in_region.pk},
            {"category": other.category_id},
            {"reviewer": "me"},
            {"reviewer": desk.reviewer.pk, "state": "to_review"},
            {"q": other.spoken_reference.lower()},
            {"q": other.title},
        ],
        found.pk: [{"submission_type": "assessment_driven"}],
        queue["ended"].pk: [{"status": "rejected"}],
        queue["held"].pk: [{"state": "held", "reviewer": "nobody"}],
    }

    for key, addresses in choices.items():
        for chosen in addresses:
            assert shown(office.get(LIST, chosen)) == [key], chosen


def test_export_when_the_list_is_narrowed_then_holds_just_what_is_shown(office, desk, queue):
    for chosen in ({}, {"state": "late"}, {"state": "all", "reviewer": "nobody"}):
        response = office.get(LIST, {**chosen, "export": "csv"})
        rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))

        listed = [Need.objects.get(pk=key).spoken_reference for key in shown(office.get(LIST, chosen))]
        assert [row["Number"] for row in rows] == listed
    assert rows[0]["Time left"] == "1 day late"
    assert desk.leader.last_name not in str(rows)


def test_export_when_taken_out_then_is_recorded_at_each_need_of_it(office, desk, queue):
    office.get(LIST, {"state": "late", "export": "csv"})

    taken = ModelLogEntry.objects.filter(action="needs.export")
    assert [(row.object_id, row.user) for row in taken] == [(str(queue["late"].pk), desk.reviewer)]


def test_export_when_a_title_looks_like_a_formula_then_a_spreadsheet_does_not_run_it(office, desk):
    desk.need(title="=HYPERLINK(1)")

    response = office.get(LIST, {"export": "csv"})

    assert "'=HYPERLINK(1)" in b"".join(response.streaming_content).decode()


def test_list_and_page_when_there_are_more_rows_then_ask_as_often(office, desk, count_queries):
    def fill():
        need = desk.need(rated=True, assigned_to=UserFactory())
        for factory in (NeedNoteFactory, NeedFileFactory, NeedDecisionFactory, NeedScoringFactory, NeedEventFactory):
            factory(need=need)
        NeedInformationRequestFactory(need=need, closed_at=timezone.now())
        ForwardingFactory(need=need)
        add_to(need)
        return need

    def add_to(need):
        need.evidence.add(EvidenceItemFactory())
        CommentFactory(about=need)

    first = fill()
    once = [count_queries(office, address) for address in (LIST, f"{LIST}?state=all", page(first))]
    for _number in range(4):
        fill()
        for factory in (NeedNoteFactory, NeedFileFactory, NeedScoringFactory, NeedEventFactory, ForwardingFactory):
            factory(need=first)
        add_to(first)
    again = [count_queries(office, address) for address in (LIST, f"{LIST}?state=all", page(first))]

    assert again == once
    assert once[-1] <= 40


# ---- The page --------------------------------------------------------------------------------------------------------


def test_page_when_evidence_and_comments_are_there_then_shows_both_with_the_ways_on(office, desk):
    need = desk.need()
    need.evidence.add(EvidenceItemFactory(title="Survey of wells"))
    CommentFactory(about=need, text="Is there news?")

    html = office.get(page(need)).content.decode()

    assert "Survey of wells" in html
    assert reverse("needs_evidence:of_need", args=[need.pk]) in html
    assert "Is there news?" in html
    assert f"/comments/about/needs.need/{need.pk}/write/" in html


def test_page_when_opened_then_shows_all_that_a_reviewer_needs(office, desk):
    need = desk.need(rated=True, geographic_scope="Purok 3")
    now = timezone.now()
    NeedInformationRequestFactory(need=need, question="Since when?", answer="Since May", answered_at=now, closed_at=now)
    NeedNoteFactory(need=need, text="Ask the water district")
    NeedFileFactory(need=need, file__name="well.pdf", file__attached_at=timezone.now())
    similar = desk.need(title=need.title, description="Another well")

    text = " ".join(office.get(page(need)).text.split())

    for words in (
        need.title,
        "Purok 3",
        "OOBC answers by",
        "4.33",
        "by version 1 of the weights; 90 % of the weights are known",
        "not known, so it does not count",
        "Since when?",
        "Since May",
        "Ask the water district",
        "well.pdf",
        similar.spoken_reference,
        "Another well",
        f"of={similar.reference}",
        "People who speak for it today",
    ):
        assert words in text, words
    heading = text.split("</title>")[0]
    assert need.spoken_reference in heading
    assert need.title not in heading


def test_page_when_the_score_is_of_older_weights_then_says_so(office, desk):
    need = desk.need(rated=True)
    Need.objects.update(weights_version=0)

    assert "Rate the need again before it is prioritized" in " ".join(office.get(page(need)).text.split())


def test_page_when_who_sent_it_wrote_markup_then_it_is_shown_as_words(office, desk):
    need = desk.need(title="<script>1</script>", description="<img src=x onerror=1>")
    desk.need(title="<script>1</script>")

    text = office.get(page(need)).text

    assert "<script>1" not in text
    assert "<img src=x" not in text


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ({}, "validate rate ask assign note link duplicate defer withdraw reject"),
        ({"held": True}, "release rate assign note link duplicate withdraw reject"),
        ({"asked": True}, "validate rate answer resume assign note link duplicate defer withdraw reject"),
        ({"validated": True}, "rate ask assign note link duplicate defer complete withdraw reject"),
        (
            {"validated": True, "rated": True},
            "rate prioritize ask assign note link duplicate defer complete withdraw reject",
        ),
        ({"deferred": True}, "rate come_back assign note link duplicate withdraw reject"),
        ({"rejected": True}, "reopen note"),
        ({"status": "withdrawn"}, "note"),
    ],
)
def test_page_when_in_a_state_then_offers_the_acts_that_are_possible(office, desk, state, offered):
    need = desk.need(**state)
    if "asked" in state:
        NeedInformationRequestFactory(need=need)

    text = office.get(page(need)).text

    assert {act for act in ACTS if f"{page(need, act)}?shown=" in text} == set(offered.split())


# ---- The acts --------------------------------------------------------------------------------------------------------


def test_every_act_when_its_page_is_opened_then_shows_the_need_and_asks(office, desk):
    need = desk.need(asked=True)
    NeedInformationRequestFactory(need=need)

    for act in ACTS:
        response = office.get(page(need, act))
        assert response.status_code == 200, act
        assert need.title in response.text


RATING = {"urgency_level": "immediate", "impact_severity": "5", "gida": "yes", "high_poverty": "no"}


def test_rate_when_the_score_is_looked_at_first_then_nothing_is_kept(office, desk):
    need = desk.need()

    response = press(office, need, "rate", **RATING, preview="yes")

    assert "The score it would have" in response.text
    assert "4.71" in response.text
    assert fresh(need).rated_at is None


def test_rate_when_sent_then_is_kept_with_what_is_not_known_left_open(office, desk):
    need = desk.need()

    assert press(office, need, "rate", **RATING).status_code == 302

    after = fresh(need)
    assert (after.gida, after.high_poverty, after.unserved_3y, after.feasibility) == (True, False, None, "")
    assert NeedScoring.objects.get().by == desk.reviewer


def test_scores_when_broken_down_then_the_parts_add_up(desk):
    made = scores.breakdown(desk.need(rated=True, affected_population=250, gida=True))

    terms = made.terms
    assert round(sum(term.part for term in terms), 2) == made.score.value
    assert sum(term.weight for term in terms) == 100


@pytest.mark.parametrize(
    ("act", "state", "data", "status"),
    [
        ("validate", {}, {}, NeedStatus.VALIDATED),
        ("prioritize", {"validated": True, "rated": True}, {}, NeedStatus.PRIORITIZED),
        ("reject", {}, {"reason": "No"}, NeedStatus.REJECTED),
        ("complete", {"validated": True}, {}, NeedStatus.COMPLETED),
        ("come_back", {"deferred": True}, {}, NeedStatus.VALIDATED),
        ("reopen", {"rejected": True}, {"reason": "New"}, NeedStatus.IDENTIFIED),
        ("withdraw", {}, {}, NeedStatus.WITHDRAWN),
        ("ask", {}, {"question": "How many?", "answer_until": "soon"}, NeedStatus.IDENTIFIED),
        ("defer", {}, {"reason": "Later", "review_again_on": "later"}, NeedStatus.DEFERRED),
        ("release", {"held": True}, {}, NeedStatus.IDENTIFIED),
        ("note", {}, {"text": "Fits"}, NeedStatus.IDENTIFIED),
        ("assign", {}, {"to": ""}, NeedStatus.IDENTIFIED),
    ],
)
def test_act_when_its_button_is_pressed_then_is_done_and_the_page_comes_back(office, desk, act, state, data, status):
    need = desk.need(**state)
    days = {"soon": str(in_days(5)), "later": str(in_days(90))}

    response = press(office, need, act, **{name: days.get(value, value) for name, value in data.items()})

    assert (response.status_code, response.url) == (302, page(need))
    assert fresh(need).status == status


def test_answer_when_entered_for_somebody_on_the_telephone_then_is_kept(office, desk):
    asked = NeedInformationRequestFactory(need=desk.need(asked=True))

    press(office, asked.need, "answer", text="Forty")

    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == ("Forty", desk.reviewer)


def test_link_when_an_assessment_of_another_region_is_named_then_is_not_offered(office, desk):
    need = desk.need()
    here, elsewhere = AssessmentFactory(province=need.in_province), AssessmentFactory(province__region__code="IX")

    assert press(office, need, "link", assessment=elsewhere.pk).status_code == 200
    assert press(office, need, "link", assessment=here.pk).status_code == 302
    assert fresh(need).assessment == here


def test_duplicate_when_the_number_is_typed_in_any_way_then_is_found(office, desk):
    need, other = desk.need(), desk.need()

    unknown = press(office, need, "duplicate", of="2222-2222")
    press(office, need, "duplicate", of=f" {other.spoken_reference.lower()} ")

    assert "There is no need with this number." in unknown.text
    assert fresh(need).duplicate_of == other


def test_act_when_the_letters_are_looked_at_first_then_nothing_is_done(office, desk):
    need = desk.behind()

    response = press(office, need, "reject", reason="The province does it.", preview="yes")

    assert "What the community will read" in response.text
    assert "Reason: The province does it." in response.text
    assert fresh(need).status == NeedStatus.IDENTIFIED
    assert OutboxMessage.objects.count() == 0


def test_act_when_the_need_moved_on_then_keeps_what_was_typed_and_shows_the_new_state(office, desk):
    need = desk.need()
    before = version_of(need)
    NeedNoteFactory(need=need)

    response = office.post(page(need, "reject"), {"shown": before, "reason": "Typed once"})

    assert "changed meanwhile" in response.text
    assert "Typed once" in response.text
    assert response.context["form"]["shown"].value() == version_of(need)


def test_history_when_opened_then_names_the_acts(office, desk):
    need = desk.need()
    press(office, need, "validate")

    assert "Validated" in office.get(page(need, "history")).text


# ---- Several at once -------------------------------------------------------------------------------------------------


def send(client, name, needs, **data):
    marks = {f"shown-{key}": mark for key, mark in many.versions_of(needs).items()}
    return client.post(reverse(f"needs_register:{name}"), {"id": [need.pk for need in needs], **marks, **data})


@pytest.mark.parametrize("name", MANY)
def test_many_when_asked_for_by_others_or_without_a_choice_then_is_refused(client, desk, name):
    address = reverse(f"needs_register:{name}")
    client.force_login(desk.planner)
    refused = client.get(address, {"id": desk.need().pk})
    client.force_login(desk.reviewer)

    assert refused.status_code == 302
    assert "Choose at least one need first." in client.get(address, {"id": "nonsense"}, follow=True).text


@pytest.mark.parametrize("name", MANY)
def test_many_when_opened_then_lists_the_chosen_needs(office, desk, name):
    needs = [desk.need(), desk.need()]

    text = office.get(reverse(f"needs_register:{name}"), {"id": [need.pk for need in needs]}).text

    assert all(need.title in text and f"shown-{need.pk}" in text for need in needs)


def test_many_when_some_cannot_be_then_the_others_are_done_and_each_has_its_result(office, desk):
    fine, held = desk.need(), desk.need(held=True)
    moved = desk.need()
    data = {f"shown-{key}": mark for key, mark in many.versions_of([fine, held, moved]).items()}
    NeedNoteFactory(need=moved)

    ids = [fine.pk, held.pk, moved.pk]
    response = office.post(reverse("needs_register:validate_many"), {"id": ids, **data})

    assert [fresh(need).status for need in (fine, held, moved)] == ["validated", "identified", "identified"]
    for words in ("1 of 3 done", "Validated, the community is told", "This need is held", "changed meanwhile"):
        assert words in response.text


def test_many_when_deferred_rejected_assigned_or_released_then_each_is(office, desk):
    put_off, turned_down, given, let_in = desk.need(), desk.need(), desk.need(), desk.need(held=True)

    send(office, "defer_many", [put_off], reason="Later", review_again_on=str(in_days(30)), is_checked="on")
    send(office, "reject_many", [turned_down], reason="No", is_checked="on")
    send(office, "assign_many", [given], to=str(desk.second.pk))
    send(office, "release_many", [let_in])

    assert fresh(put_off).review_again_on == in_days(30)
    assert fresh(turned_down).decisions.get().reason == "No"
    assert fresh(given).assigned_to == desk.second
    assert fresh(let_in).is_held is False


def test_many_when_the_reason_was_not_read_once_more_then_asks_for_it(office, desk):
    need = desk.need()

    response = send(office, "reject_many", [need], reason="No")

    assert "Read the reason once more" in response.text
    assert fresh(need).status == NeedStatus.IDENTIFIED


@pytest.mark.parametrize("name", MANY)
def test_many_when_some_are_the_reviewers_own_cause_then_those_are_refused_by_their_numbers(client, desk, name):
    own = desk.need(held=name == "release_many")
    other = NeedFactory(community=CommunityFactory(), is_held=own.is_held)
    data = {"reason": "No", "review_again_on": str(in_days(30)), "is_checked": "on", "to": str(desk.second.pk)}
    client.force_login(desk.both)

    text = send(client, name, [own, other], **data).text

    assert "1 of 2 done" in text
    assert "You sent this need or speak for its community" in text
    assert f"{own.spoken_reference}, {own.title}" in text
    assert (own.events.count(), other.events.count()) == (0, 1)


def test_many_when_the_letters_are_looked_at_first_then_nothing_is_done(office, desk):
    need = desk.need()

    text = send(office, "reject_many", [need], reason="The province does it.", is_checked="on", preview="yes").text

    assert "Reason: The province does it." in text
    assert fresh(need).status == NeedStatus.IDENTIFIED
    assert OutboxMessage.objects.count() == 0


# ---- Home ------------------------------------------------------------------------------------------------------------


def test_home_when_needs_wait_then_has_a_line_for_each_kind_with_the_list_of_its_rows(office, desk, queue):
    Need.objects.filter(pk=queue["to_review"].pk).update(assigned_to=desk.reviewer)

    lines = {str(line.text): line for line in waiting_for(desk.reviewer)}

    expected = {
        "Late reviews of needs": ["late"],
        "Reviews of needs at risk": ["at_risk"],
        "Needs to review": ["late", "at_risk", "to_review"],
        "Needs for you to review": ["to_review"],
        "Needs that are held": ["held"],
        "Needs back from being put off": ["back"],
    }
    assert set(lines) == set(expected)
    for text, names in expected.items():
        assert shown(office.get(lines[text].url)) == [queue[name].pk for name in names]
        assert lines[text].count == len(names)
    assert lines["Late reviews of needs"].is_late


def test_home_when_nobody_reviews_then_has_no_line(desk, queue):
    assert waiting_for(desk.planner) == []
    assert waiting_for(desk.leader) == []
