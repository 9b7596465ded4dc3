"""A text is written, handed in, returned, published by somebody else, changed and taken off again."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry, WorkflowState

from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from portal.core.shown import MovedOn
from portal.notifications.models import InboxMessage
from portal.policies.actions import deciding, writing
from portal.policies.contents import contents_of
from portal.policies.enums import PolicyStatus
from portal.policies.models import PolicyRecommendation
from portal.policies.moderation import load_moderation_workflow
from tests.accounts.factories import UserFactory
from tests.core.factories import SectorFactory
from tests.policies.factories import PolicyRecommendationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moderation(db):
    load_moderation_workflow()


def values(**given):
    return {
        "title": "Fishing ports",
        "title_fil": "",
        "summary": "Build landing sites with ice.",
        "problem_statement": "The catch spoils.",
        "proposed_solution": "Landing sites with ice.",
        "category": "economic_development",
        "type": "program",
        "scope": "regional",
        "priority": "high",
        "sectors": given.pop("sectors", None) or [SectorFactory()],
        "considerations": ["Ask the fishers.", "  ", "Look at the road."],
        "budget_years": [(2027, Decimal(100)), (2026, Decimal(50))],
        **given,
    }


def draft(desk, **given):
    return writing.add(values=values(**given), by=desk.analyst)


def handed_in(desk, **given):
    return writing.hand_in(draft(desk, **given), by=desk.analyst)


def published(desk, **given):
    policy = handed_in(desk, **given)
    return writing.publish(policy, shown=policy.latest_revision_id, by=desk.staff)


def newest(policy):
    return PolicyRecommendation.objects.get(pk=policy.pk).get_latest_revision_as_object()


def told(kind):
    return {row.user for row in InboxMessage.objects.filter(kind=kind).select_related("user")}


def actions(policy):
    rows = ModelLogEntry.objects.for_instance(policy).filter(action__startswith="policies.")
    return list(rows.order_by("pk").values_list("action", flat=True))


# ---- Made ------------------------------------------------------------------------------------------------------------


def test_recommendation_when_made_then_is_a_draft_with_the_next_number_and_its_rows(desk):
    first, second = draft(desk), draft(desk)

    assert (first.number, second.number) == (11, 12)
    assert (first.status, first.live, first.created_by) == (PolicyStatus.DRAFT, False, desk.analyst)
    assert [row.text for row in first.considerations.all()] == ["Ask the fishers.", "Look at the road."]
    assert [(row.fiscal_year, row.amount) for row in first.budget_years.all()] == [(2026, 50), (2027, 100)]
    assert first.sectors.count() == 1
    assert contents_of(newest(first)) == contents_of(first)


def test_recommendation_when_the_report_is_not_loaded_then_its_numbers_stay_free(desk):
    assert draft(desk).number == 11


def test_recommendation_when_sent_twice_then_is_made_once(desk):
    key = "7a1f9e0e-6a2b-4d3c-9f53-0a3f6c2f1b11"

    first, second = (writing.add(values=values(), key=key, by=desk.analyst) for _ in range(2))

    assert first == second
    assert PolicyRecommendation.objects.count() == 1


@pytest.mark.parametrize("person", ["focal", "leader", "me_officer"])
def test_recommendation_when_somebody_else_makes_it_then_is_refused(desk, person):
    with pytest.raises(ActionRefused):
        writing.add(values=values(), by=getattr(desk, person))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"title": ""}, "title"),
        ({"category": "no such"}, "category"),
        ({"budget_years": [(2018, Decimal(1))]}, "budget_years"),
        ({"considerations": ["x" * 501]}, "considerations"),
    ],
)
def test_recommendation_when_a_value_does_not_fit_then_says_which_and_makes_nothing(desk, given, name):
    with pytest.raises(ValidationError) as refusal:
        draft(desk, **given)

    assert name in refusal.value.message_dict
    assert not PolicyRecommendation.objects.exists()


def test_recommendation_when_a_year_is_named_twice_then_is_refused(desk):
    with pytest.raises(ActionRefused, match="once"):
        draft(desk, budget_years=[(2026, Decimal(1)), (2026, Decimal(2))])


# ---- Written ---------------------------------------------------------------------------------------------------------


def test_draft_when_nothing_is_public_then_the_row_says_what_its_newest_words_say(desk):
    policy = draft(desk)

    writing.write(policy, values={"title": "Ports with ice", "budget_years": [(2027, Decimal(70))]}, by=desk.staff)

    policy.refresh_from_db()
    assert policy.title == "Ports with ice"
    assert [(row.fiscal_year, row.amount) for row in policy.budget_years.all()] == [(2027, 70)]
    assert contents_of(newest(policy)) == contents_of(policy)


def test_change_when_drafted_then_the_published_text_stays_until_it_is_published(desk):
    policy = published(desk)

    writing.write(policy, values={"title": "Ports with ice", "considerations": ["Only this."]}, by=desk.analyst)
    during = PolicyRecommendation.objects.get(pk=policy.pk)
    waited = (during.title, during.considerations.count())
    writing.hand_in(policy, by=desk.analyst)
    after = writing.publish(policy, shown=newest(policy).latest_revision_id, by=desk.staff)

    assert waited == ("Fishing ports", 2)
    assert (after.title, [row.text for row in after.considerations.all()]) == ("Ports with ice", ["Only this."])
    assert after.status == PolicyStatus.UNDER_REVIEW


def test_years_when_changed_and_published_twice_then_are_the_newest_and_nothing_else(desk):
    policy = published(desk)

    for amounts in ([(2027, Decimal(1)), (2028, Decimal(2))], [(2026, Decimal(3)), (2028, Decimal(4))]):
        writing.write(policy, values={"budget_years": amounts}, by=desk.analyst)
        writing.hand_in(policy, by=desk.analyst)
        writing.publish(policy, shown=newest(policy).latest_revision_id, by=desk.staff)

    rows = PolicyRecommendation.objects.get(pk=policy.pk).budget_years.all()
    assert [(row.fiscal_year, row.amount) for row in rows] == [(2026, 3), (2028, 4)]


def test_draft_when_saved_again_without_a_change_then_is_no_new_version(desk):
    policy = draft(desk)
    sectors = list(policy.sectors.all())

    writing.write(policy, values=values(sectors=sectors), by=desk.staff)

    assert policy.revisions.count() == 1
    assert actions(policy) == ["policies.add"]


def test_draft_when_a_colleague_saved_meanwhile_then_nobody_writes_over_it_unseen(desk):
    policy = draft(desk)
    opened = writing.draft_mark(policy)
    writing.write(policy, values={"title": "Theirs"}, shown=opened, by=desk.staff)

    with pytest.raises(MovedOn, match=str(desk.staff)):
        writing.write(policy, values={"title": "Mine"}, shown=opened, by=desk.analyst)

    assert newest(policy).title == "Theirs"


def test_draft_when_written_then_the_record_keeps_facts_and_no_words(desk):
    policy = draft(desk)

    writing.write(policy, values={"rationale": "Quetzal", "priority": "low", "source": "A plan"}, by=desk.analyst)

    entry = ModelLogEntry.objects.for_instance(policy).get(action="policies.write_text")
    assert entry.data["texts"] == "Why this would help"
    assert (entry.data["before"]["priority"], entry.data["after"]["priority"]) == ("high", "low")
    assert "Quetzal" not in str(entry.data)


@pytest.mark.parametrize("status", ["implemented", "rejected", "withdrawn"])
def test_draft_when_it_has_come_to_its_end_then_is_not_written_or_handed_in(desk, status):
    policy = desk.policy(**{status: True})

    for act in (
        lambda: writing.write(policy, values={"title": "Other"}, by=desk.analyst),
        lambda: writing.hand_in(policy, by=desk.analyst),
    ):
        with pytest.raises(ActionRefused, match="end"):
            act()


# ---- Handed in, returned, published ----------------------------------------------------------------------------------


def test_text_when_handed_in_then_is_under_review_and_those_who_may_publish_are_told(desk):
    policy = handed_in(desk)

    assert policy.status == PolicyStatus.UNDER_REVIEW
    assert list(PolicyRecommendation.objects.in_moderation()) == [policy]
    assert told("policies.handed_in") == {desk.staff, desk.second_staff}
    assert actions(policy) == ["policies.add", "policies.hand_in"]


def test_text_when_handed_in_twice_then_is_handed_in_once(desk):
    policy = handed_in(desk)

    writing.hand_in(policy, by=desk.analyst)

    assert actions(policy).count("policies.hand_in") == 1
    with pytest.raises(ActionRefused, match="already"):
        writing.hand_in(policy, by=desk.staff)


@pytest.mark.parametrize("given", [{"problem_statement": ""}, {"proposed_solution": ""}])
def test_text_when_it_lacks_what_readers_look_for_then_is_not_handed_in(desk, given):
    policy = draft(desk, **given)

    with pytest.raises(ActionRefused, match="not complete"):
        writing.hand_in(policy, by=desk.analyst)

    assert PolicyRecommendation.objects.get(pk=policy.pk).status == PolicyStatus.DRAFT


def test_text_when_it_names_no_sector_then_is_not_handed_in(desk):
    policy = PolicyRecommendationFactory(created_by=desk.analyst)

    with pytest.raises(ActionRefused, match="sectors"):
        writing.hand_in(policy, by=desk.analyst)


def test_text_when_a_colleague_publishes_it_then_everybody_reads_it_and_its_writer_is_told(desk):
    policy = handed_in(desk)
    before = ContentVersion.current()

    policy = writing.publish(policy, shown=policy.latest_revision_id, by=desk.staff)

    assert (policy.live, policy.is_public, policy.has_unpublished_changes) == (True, True, False)
    assert policy.live_revision_id == policy.latest_revision_id
    assert policy.status == PolicyStatus.UNDER_REVIEW
    assert told("policies.published") == {desk.analyst}
    assert actions(policy)[-1] == "policies.publish"
    assert ContentVersion.current() > before


def test_text_when_published_twice_then_is_one_step(desk):
    policy = published(desk)

    writing.publish(policy, shown=policy.live_revision_id, by=desk.second_staff)

    assert actions(policy).count("policies.publish") == 1


def test_text_when_who_wrote_it_or_handed_it_in_publishes_then_is_refused(desk):
    by_staff = writing.add(values=values(), by=desk.staff)
    writing.hand_in(by_staff, by=desk.second_staff)
    shown = by_staff.latest_revision_id

    for person in (desk.staff, desk.second_staff):
        with pytest.raises(ActionRefused, match="neither wrote"):
            writing.publish(by_staff, shown=shown, by=person)


def test_text_when_who_wrote_an_earlier_draft_of_it_publishes_then_is_refused(desk):
    policy = writing.add(values=values(), by=desk.staff)
    policy = writing.write(policy, values={"title": "Ports"}, by=desk.analyst)
    writing.hand_in(policy, by=desk.analyst)

    with pytest.raises(ActionRefused, match="neither wrote"):
        writing.publish(policy, shown=policy.latest_revision_id, by=desk.staff)


def test_text_when_it_changed_after_it_was_read_then_is_not_published(desk):
    policy = handed_in(desk)
    shown = policy.latest_revision_id
    writing.write(policy, values={"title": "Other words"}, by=desk.analyst)

    with pytest.raises(MovedOn, match="meanwhile"):
        writing.publish(policy, shown=shown, by=desk.staff)


def test_text_when_nobody_handed_it_in_then_is_not_published(desk):
    policy = draft(desk)

    with pytest.raises(ActionRefused, match="handed"):
        writing.publish(policy, shown=policy.latest_revision_id, by=desk.staff)


@pytest.mark.parametrize("person", ["analyst", "leader", "focal", "me_officer"])
def test_text_when_somebody_may_not_publish_then_is_refused(desk, person):
    policy = handed_in(desk)

    with pytest.raises(ActionRefused):
        writing.publish(policy, shown=policy.latest_revision_id, by=getattr(desk, person))


def test_text_when_sent_back_then_comes_again(desk):
    policy = handed_in(desk)

    deciding.send_back(policy, reason="Say where.", by=desk.staff)
    back = PolicyRecommendation.objects.get(pk=policy.pk)
    state = (back.status, back.workflow_in_progress, back.current_workflow_state.current_task_state.comment)
    writing.write(policy, values={"title": "Ports of Sarangani"}, by=desk.analyst)
    again = writing.hand_in(policy, by=desk.analyst)

    assert state == (PolicyStatus.NEEDS_REVISION, False, "Say where.")
    assert (again.status, again.workflow_in_progress) == (PolicyStatus.UNDER_REVIEW, True)
    assert told("policies.decided") == {desk.analyst}


def test_published_text_when_sent_back_and_good_as_it_is_then_the_review_alone_begins_again(desk):
    policy = published(desk)
    deciding.send_back(policy, reason="Ask the ministry first.", by=desk.staff)

    again = writing.hand_in(policy, by=desk.analyst)

    assert (again.status, again.workflow_in_progress, again.live) == (PolicyStatus.UNDER_REVIEW, False, True)


def test_change_when_returned_then_its_writer_is_told_and_the_status_stays(desk):
    policy = desk.policy(endorsed=True, sectors=[SectorFactory()])
    writing.write(policy, values={"title": "Other"}, by=desk.analyst)
    writing.hand_in(policy, by=desk.analyst)

    after = writing.return_change(policy, note="Keep the old title.", by=desk.staff)

    assert (after.status, after.title) == (PolicyStatus.ENDORSED, policy.title)
    assert list(PolicyRecommendation.objects.returned()) == [policy]
    assert told("policies.returned") == {desk.analyst}


@pytest.mark.parametrize("person", ["analyst", "leader", "focal"])
def test_change_when_somebody_may_not_return_it_then_is_refused(desk, person):
    policy = desk.policy(endorsed=True, sectors=[SectorFactory()])
    writing.write(policy, values={"title": "Other"}, by=desk.analyst)
    writing.hand_in(policy, by=desk.analyst)

    with pytest.raises(ActionRefused):
        writing.return_change(policy, note="No.", by=getattr(desk, person))


def test_text_when_taken_off_then_is_not_public_and_the_row_says_its_newest_words(desk):
    policy = published(desk)
    writing.write(policy, values={"title": "Newer"}, by=desk.analyst)

    after = writing.unpublish(policy, by=desk.staff)

    assert (after.live, after.is_public) == (False, False)
    assert PolicyRecommendation.objects.get(pk=policy.pk).title == "Newer"
    assert not PolicyRecommendation.objects.public().exists()


def test_ended_recommendation_when_its_draft_waited_then_nobody_is_asked_any_more(desk):
    policy = handed_in(desk)

    deciding.withdraw(policy, reason="Taken up in another.", by=desk.staff)

    assert not WorkflowState.objects.active().exists()


def test_keys_when_somebody_without_rights_writes_then_is_refused(desk):
    policy = draft(desk)

    for person in (desk.focal, desk.stranger, desk.leader, UserFactory(role="administrator")):
        with pytest.raises(ActionRefused):
            writing.write(policy, values={"title": "Mine"}, by=person)
