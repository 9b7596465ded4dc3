"""A recommendation from its first words to its end, all through screens, each act by somebody who may."""

import re

import pytest
from django.urls import reverse

from portal.policies.desk.acts import ACTS
from portal.policies.enums import PolicyStatus
from portal.policies.models import PolicyRecommendation
from portal.policies.moderation import load_moderation_workflow
from tests.core.factories import SectorFactory
from tests.evidence.factories import EvidenceItemFactory

pytestmark = pytest.mark.django_db

S = PolicyStatus


@pytest.fixture(autouse=True)
def _moderation(db):
    load_moderation_workflow()


@pytest.fixture
def screens(client):
    return Screens(client)


class Screens:
    """One browser after the other."""

    def __init__(self, client):
        self.client = client

    def as_(self, user):
        self.client.force_login(user)
        return self

    def page(self, policy):
        return self.client.get(address("inspect", policy)).text

    def buttons(self, policy):
        """What the page leads to of writing and deciding."""
        found = re.findall(r"/admin/policies/recommendations/([a-z-]+)/[0-9a-f-]{36}/\"", self.page(policy))
        return set(found) & {"edit", *(name.replace("_", "-") for name in ACTS)}

    def fields(self, url):
        """What the form on this page holds, as a browser would send it."""
        response = self.client.get(url)
        assert response.status_code == 200, response.status_code
        return filled(response.context["form"])

    def act(self, name, policy, **answers):
        url = address(name, policy)
        response = self.client.post(url, {**self.fields(url), **answers})
        assert response.status_code == 302, errors_of(response)
        return PolicyRecommendation.objects.get(pk=policy.pk)


def errors_of(response):
    return response.context["form"].errors if response.context else response.status_code


def filled(form):
    sent = {}
    for field in form:
        value = field.value()
        if value is None or value is False:
            continue
        if value is True:
            value = "on"
        sent[field.html_name] = [str(each) for each in value] if isinstance(value, list | tuple) else str(value)
    return sent


def address(name, policy):
    return reverse(f"policies_register:{name}", args=[policy.pk])


def words(**given):
    return {
        "title": "Fishing ports",
        "summary": "Build landing sites with ice.",
        "problem_statement": "The catch spoils.",
        "proposed_solution": "Landing sites with ice.",
        "category": "economic_development",
        "type": "program",
        "scope": "regional",
        "priority": "high",
        "sectors": [str(SectorFactory().pk)],
        "consideration_1": "Ask the fishers.",
        "year_1": "2027",
        "amount_1": "₱1,250,000.50",
        **given,
    }


def written(screens, desk, **given):
    response = screens.as_(desk.analyst).client.post(
        reverse("policies_register:add"), words(lead_organizations=[str(desk.office.pk)], **given)
    )
    assert response.status_code == 302, errors_of(response)
    return PolicyRecommendation.objects.get()


def test_recommendation_when_it_goes_all_the_way_then_each_step_is_done_on_a_screen(screens, desk):
    policy = written(screens, desk)
    assert (policy.status, policy.number, policy.budget_years.get().amount) == (S.DRAFT, 11, 1250000.50)

    assert screens.act("hand_in", policy).status == S.UNDER_REVIEW
    back = screens.as_(desk.staff).act("send_back", policy, reason="Say for which coast.")
    assert back.status == S.NEEDS_REVISION
    assert "Say for which coast." in screens.as_(desk.analyst).page(policy)

    screens.act("edit", policy, title="Fishing ports of Sarangani Bay", consideration_2="Look at the road.")
    screens.act("hand_in", policy)
    public = screens.as_(desk.staff).act("publish", policy, looked="on")
    assert (public.live, public.title) == (True, "Fishing ports of Sarangani Bay")
    assert [row.text for row in public.considerations.all()] == ["Ask the fishers.", "Look at the road."]

    assert screens.act("submit", policy, looked="on").status == S.SUBMITTED
    assert screens.as_(desk.leader).act("endorse", policy, looked="on").status == S.ENDORSED
    paper = EvidenceItemFactory(title="Resolution 12")
    approval = {"act": "Resolution No. 12", "on": "2026-06-01", "document": str(paper.pk), "looked": "on"}
    approved = screens.as_(desk.staff).act("approve", policy, **approval)
    assert approved.status == S.APPROVED
    assert approved.decisions.get(kind="approved").revision == approved.live_revision

    assert screens.as_(desk.analyst).act("begin", policy, on="2026-07-01").status == S.IN_IMPLEMENTATION
    assert screens.act("finish", policy, on="2026-09-01").status == S.IMPLEMENTED
    page = screens.page(policy)
    assert "Resolution No. 12" in page
    assert "Implemented" in page
    assert screens.buttons(policy) == set()


def test_page_when_it_stands_somewhere_then_offers_each_person_what_is_theirs(screens, desk):
    policy = written(screens, desk)

    offered = {
        "draft": screens.buttons(policy),
        "handed in": screens.act("hand_in", policy) and screens.buttons(policy),
        "staff": screens.as_(desk.staff).buttons(policy),
        "its office": screens.as_(desk.focal).buttons(policy),
    }

    assert offered == {
        "draft": {"edit", "hand-in"},
        "handed in": {"edit"},
        "staff": {"edit", "publish", "send-back", "defer", "withdraw"},
        "its office": set(),
    }


def test_form_when_a_colleague_saved_meanwhile_then_keeps_what_was_typed_and_says_what_stands_there(screens, desk):
    policy = written(screens, desk)
    url = address("edit", policy)
    opened = screens.fields(url)
    screens.as_(desk.staff).act("edit", policy, title="Their title")

    response = screens.as_(desk.analyst).client.post(url, {**opened, "title": "My title"})

    assert response.status_code == 200
    text = response.text
    assert "My title" in text
    assert "Now there: Their title" in text
    again = {**opened, "title": "My title", "shown": response.context["form"].data["shown"]}
    assert screens.client.post(url, again).status_code == 302
    assert PolicyRecommendation.objects.get().title == "My title"


def test_form_when_asked_for_more_rows_then_saves_and_comes_back_with_empty_ones(screens, desk):
    filled_in = {f"consideration_{number}": f"Thing {number}" for number in range(1, 5)}

    policy = written(screens, desk, **filled_in, more="yes")

    form = screens.client.get(address("edit", policy)).context["form"]
    assert [form[name].value() for name in form.consideration_fields] == [*filled_in.values(), "", ""]


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({"year_2": "2028"}, "amount_2"),
        ({"amount_2": "5"}, "year_2"),
        ({"year_2": "2027", "amount_2": "5"}, "year_2"),
        ({"sectors": []}, "sectors"),
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "__all__"),
    ],
)
def test_form_when_an_answer_does_not_fit_then_says_where_and_keeps_the_rest(screens, desk, answers, name):
    screens.as_(desk.analyst)

    response = screens.client.post(reverse("policies_register:add"), words(**answers))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [name]
    assert "Ask the fishers." in response.text
    assert not PolicyRecommendation.objects.exists()


def test_publish_page_when_the_text_changed_after_it_was_opened_then_shows_the_new_words_first(screens, desk):
    policy = written(screens, desk)
    screens.act("hand_in", policy)
    url = address("publish", policy)
    opened = screens.as_(desk.staff).fields(url)
    screens.as_(desk.analyst).act("edit", policy, title="Other words")

    response = screens.as_(desk.staff).client.post(url, {**opened, "looked": "on"})

    assert response.status_code == 200
    assert "Read it again" in response.text
    assert "Other words" in response.text
    assert not PolicyRecommendation.objects.get().live


def test_publish_page_when_nobody_says_that_they_read_it_then_nothing_is_published(screens, desk):
    policy = written(screens, desk)
    screens.act("hand_in", policy)
    url = address("publish", policy)

    response = screens.as_(desk.staff).client.post(url, screens.fields(url))

    assert list(response.context["form"].errors) == ["looked"]
    assert not PolicyRecommendation.objects.get().live


def test_change_when_published_after_the_endorsement_then_the_page_says_so_and_shows_what(screens, desk):
    policy = desk.policy(endorsed=True, sectors=[SectorFactory()])
    policy.decisions.create(kind="endorsed", by=desk.leader, revision=policy.live_revision, decided_on="2026-01-01")
    bound = policy.live_revision_id
    screens.as_(desk.analyst).act("edit", policy, summary="Build landing sites without ice.")
    during = screens.page(policy)
    screens.act("hand_in", policy)
    screens.as_(desk.staff).act("publish", policy, looked="on")

    page = screens.page(policy)
    version = screens.client.get(reverse("policies_register:version", args=[policy.pk, bound])).text

    assert "The text has changed since" not in during
    assert "The text has changed since this decision: Endorsed by the Chief Minister" in page
    assert f"/version/{policy.pk}/{bound}/" in page
    assert "<ins>without ice.</ins>" in version


@pytest.mark.parametrize("person", ["focal", "stranger"])
def test_draft_of_a_change_when_asked_for_by_an_office_then_is_not_shown(screens, desk, person):
    policy = desk.policy(sectors=[SectorFactory()])
    screens.as_(desk.analyst).act("edit", policy, summary="Quetzal ports.")
    newest = PolicyRecommendation.objects.get().latest_revision_id
    live = policy.live_revision_id
    screens.as_(getattr(desk, person))

    page = screens.page(policy)

    assert "Quetzal" not in page
    assert screens.client.get(reverse("policies_register:version", args=[policy.pk, newest])).status_code == 404
    assert screens.client.get(reverse("policies_register:version", args=[policy.pk, live])).status_code == 200


def test_text_when_it_came_to_its_end_then_its_form_leads_back_to_the_page(screens, desk):
    policy = desk.policy(implemented=True)

    response = screens.as_(desk.analyst).client.get(address("edit", policy))

    assert response.headers["Location"] == address("inspect", policy)
