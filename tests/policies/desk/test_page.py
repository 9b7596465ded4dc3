"""The page of a recommendation: what it says in short, its decisions by their reader's rights, its record."""

import datetime

import pytest
from django.urls import reverse

from portal.policies.actions import deciding, writing
from portal.policies.history import decisions_of
from portal.policies.moderation import load_moderation_workflow
from tests.core.factories import SectorFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.policies.factories import PolicyDecisionFactory, PolicyImplementationMilestoneFactory

pytestmark = pytest.mark.django_db


def page(client, policy, user):
    client.force_login(user)
    return client.get(reverse("policies_register:inspect", args=[policy.pk]))


def section(response, title):
    return next(found for found in response.context["sections"] if str(found.title) == title)


def test_page_when_read_then_says_in_short_what_it_costs_reaches_and_how_far_it_is(client, desk):
    policy = desk.policy(cost=2500, expected_beneficiaries=1200, ends_on=datetime.date(2030, 6, 1))
    PolicyImplementationMilestoneFactory(policy=policy, late=True)
    PolicyImplementationMilestoneFactory(policy=policy, completed=True)

    short = dict(section(page(client, policy, desk.staff), "What to do").context["short"])

    assert short == {
        "It would cost (₱)": "2,500.00",
        "People it should reach": "1,200",
        "Should be done by": "1 Jun 2030",
        "Milestones done": "1 of 2",
        "Milestones late": "1",
    }


def test_page_when_nobody_costed_it_then_says_so(client, desk):
    short = section(page(client, desk.policy(), desk.staff), "What to do").context["short"]

    assert short == [("It would cost (₱)", "not costed")]


def test_page_when_it_says_little_then_names_what_is_not_said(client, desk):
    unsaid = section(page(client, desk.policy(), desk.staff), "What it says").context["unsaid"]

    assert {"Why this would help", "Key considerations", "Sectors"} <= set(unsaid)
    assert "The problem" not in unsaid


def test_decisions_when_shown_then_lead_to_their_version_and_to_papers_that_the_reader_may_open(client, desk):
    policy = desk.policy(endorsed=True)
    closed = EvidenceItemFactory(title="Quetzal act", own_office=True)
    deciding.record_approval(
        policy,
        shown=policy.live_revision_id,
        act="Resolution 12",
        on=datetime.date(2026, 5, 1),
        document=EvidenceItemFactory(title="Resolution 12, signed"),
        by=desk.staff,
    )
    policy.decisions.update(document=closed)

    (for_staff,), (for_office,) = decisions_of(policy, desk.staff), decisions_of(policy, desk.focal)
    seen = page(client, policy, desk.focal).text

    assert for_staff.version_url.endswith(f"/{policy.live_revision_id}/")
    assert for_office.document_url == ""
    assert "Quetzal" not in seen
    assert "A document that you may not open." in seen


def test_decisions_when_one_kind_was_taken_twice_then_the_last_alone_says_changed(desk):
    policy = desk.policy(endorsed=True)
    old = policy.live_revision
    for _ in range(2):
        PolicyDecisionFactory(policy=policy, kind="submitted", revision=old)
    policy.title = "Other"
    policy.save_revision().publish()
    policy.refresh_from_db()

    assert [row.is_changed for row in decisions_of(policy, desk.staff)] == [True, False]


def test_record_when_read_then_tells_each_step_once_with_what_changed(client, desk):
    load_moderation_workflow()
    policy = desk.policy(published=False, sectors=[SectorFactory()])
    writing.write(policy, values={"priority": "critical", "rationale": "It helps."}, by=desk.analyst)
    writing.hand_in(policy, by=desk.analyst)
    writing.publish(policy, shown=policy.revisions.latest("pk").pk, by=desk.staff)

    steps = [step.message for step in section(page(client, policy, desk.staff), "Record").context["steps"]]

    assert steps == [
        "Text published",
        "Text handed in. Status: Draft → Under review",
        "Changed. Written anew: Why this would help. Priority: Medium → Critical",
    ]


def test_page_when_it_has_more_rows_then_takes_as_many_queries(client, desk, count_queries):
    policy = desk.policy(sectors=[SectorFactory()], cost=10)
    client.force_login(desk.staff)
    address = reverse("policies_register:inspect", args=[policy.pk])
    PolicyDecisionFactory(policy=policy)
    one = count_queries(client, address)

    for _ in range(2):
        PolicyDecisionFactory(policy=policy)

    assert count_queries(client, address) == one


def test_text_when_a_change_is_returned_then_the_note_stands_on_the_page(client, desk):
    load_moderation_workflow()
    policy = desk.policy(endorsed=True, sectors=[SectorFactory()])
    writing.write(policy, values={"title": "Other"}, by=desk.analyst)
    writing.hand_in(policy, by=desk.analyst)
    writing.return_change(policy, note="Keep the old title.", by=desk.staff)

    text = page(client, policy, desk.analyst).text

    assert "Keep the old title." in text
    assert "Published; a change was returned" in text
