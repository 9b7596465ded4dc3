"""Comments on recommendations: between OOBC, OCM and the offices that carry them out; nobody else reads them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from portal.activity.comments import actions
from portal.activity.models import Comment
from portal.core.actions import ActionRefused
from portal.notifications.models import InboxMessage
from portal.policies.comments import staff_section
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

WORDS = "The ministry already pays for two of these."


def page(policy):
    return reverse("policies_register:inspect", args=[policy.pk])


@pytest.mark.parametrize(
    ("person", "voice"), [("focal", "involved"), ("staff", "office"), ("leader", "office"), ("analyst", "office")]
)
def test_comment_when_written_by_who_works_on_it_then_stands_at_once_in_their_voice(desk, person, voice):
    comment = actions.write(desk.policy(), text=WORDS, by=getattr(desk, person))

    assert (comment.voice, comment.state) == (voice, "visible")


@pytest.mark.parametrize("person", ["stranger", "administrator", "representative"])
def test_comment_when_written_by_others_then_is_refused_though_the_text_is_public(desk, person):
    user = desk.stranger if person == "stranger" else UserFactory()
    policy = desk.policy()

    with pytest.raises(ActionRefused):
        actions.write(policy, text=WORDS, by=user)


def test_comments_when_another_office_reads_the_page_then_are_not_there(client, desk):
    policy = desk.policy()
    actions.write(policy, text=WORDS, by=desk.staff)

    client.force_login(desk.focal)
    own = client.get(page(policy)).text
    client.force_login(desk.stranger)
    others = client.get(page(policy)).text

    assert WORDS in own
    assert WORDS not in others
    assert "Comments" not in others


def test_comment_when_sent_from_the_page_then_stands_on_it_and_the_others_are_told(client, desk):
    policy = desk.policy()
    client.force_login(desk.staff)
    url = reverse("comments:write", args=["policies.policyrecommendation", policy.pk])

    response = client.post(url, {"text": WORDS, "back": page(policy)})

    assert response.headers["Location"].startswith(page(policy))
    assert Comment.objects.get().text == WORDS
    assert WORDS in client.get(page(policy)).text
    told = set(InboxMessage.objects.values_list("user", flat=True))
    assert told == {desk.analyst.pk, desk.focal.pk}


def test_comments_when_the_public_reads_the_text_then_are_not_there(desk):
    policy = desk.policy()
    actions.write(policy, text=WORDS, by=desk.staff)

    assert policy.is_public
    assert staff_section(policy, AnonymousUser()) is None
