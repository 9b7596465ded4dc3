"""The policy brief on paper. What is drawn is read from the facts; one test draws it."""

import pytest

from portal.policies import brief
from tests.monitoring.factories import MoneyLineFactory, MonitoringEntryFactory, PolicyImplementedFactory
from tests.policies.factories import PolicyConsiderationFactory, PolicyImplementationMilestoneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(monkeypatch):
    """The facts of the last brief, in place of its drawing."""
    facts = {}

    def draw(template, told, *, made_at):
        facts.clear()
        facts.update(told)
        return b"%PDF-"

    monkeypatch.setattr(brief, "pdf", draw)
    return facts


def linked(policy, amount, **status):
    ppa = MonitoringEntryFactory(title=f"PPA of {amount}", **status)
    MoneyLineFactory(ppa=ppa, amount=amount)
    PolicyImplementedFactory(ppa=ppa, policy=policy)


def test_brief_when_drawn_then_is_a_pdf(client, desk):
    policy = desk.policy(cost=1000)
    PolicyConsiderationFactory(policy=policy, text="Signs of every kind: # * _ $ @ <b>")
    PolicyImplementationMilestoneFactory(policy=policy)
    linked(policy, 500, in_execution=True)

    response = client.get(f"/policies/{policy.pk}/brief.pdf")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")


def test_brief_when_public_then_leaves_out_what_is_only_asked_for(client, desk, drawn):
    policy = desk.policy(cost=1000)
    linked(policy, 500, in_execution=True)
    linked(policy, 77, approved=True)

    client.get(f"/policies/{policy.pk}/brief.pdf")

    money = {row["term"]: row["text"] for row in drawn["money"]}
    assert money["Granted by law"] == "₱500.00"
    assert money["Paid"] == "not reported"
    assert "Asked for, not law yet" not in money
    assert [row[0] for row in drawn["programs"]["rows"]] == ["PPA of 500"]


def test_brief_when_for_staff_then_tells_what_is_asked_for(client, desk, drawn):
    policy = desk.policy(cost=1000)
    linked(policy, 77, approved=True)
    client.force_login(desk.analyst)

    response = client.get(f"/admin/policies/brief/{policy.pk}/")

    money = {row["term"]: row["text"] for row in drawn["money"]}
    assert money["Asked for, not law yet"] == "₱77.00"
    assert "no-store" in response["Cache-Control"]


def test_brief_when_nothing_is_published_then_staff_get_the_newest_draft_marked(client, desk, drawn):
    policy = desk.policy(published=False)
    policy.summary = "The newest words."
    policy.save_revision(user=desk.analyst)
    client.force_login(desk.analyst)

    client.get(f"/admin/policies/brief/{policy.pk}/")

    assert drawn["summary"] == "The newest words."
    assert drawn["draft"] == "Draft: this text is not published."
    assert drawn["words"]["address"] == ""


def test_brief_when_it_is_not_theirs_to_see_then_is_not_there(client, desk):
    policy = desk.policy(published=False)
    client.force_login(desk.stranger)

    assert client.get(f"/admin/policies/brief/{policy.pk}/").status_code == 404


def test_page_of_a_recommendation_when_staff_open_it_then_leads_to_the_brief(client, desk):
    policy = desk.policy()
    client.force_login(desk.analyst)

    text = client.get(f"/admin/policies/recommendations/inspect/{policy.pk}/").text

    assert f"/admin/policies/brief/{policy.pk}/" in text
