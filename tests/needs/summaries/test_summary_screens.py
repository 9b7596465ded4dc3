import re

import pytest
from django.urls import reverse

from portal.core.waiting import waiting_for
from portal.needs.actions import summarizing
from portal.needs.models import NeedSummary
from portal.needs.summaries.loaders import load_moderation_workflow
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory
from tests.needs.factories import NeedFactory, NeedFileFactory, NeedSubmitterFactory, NeedSummaryFactory

pytestmark = pytest.mark.django_db
TEXTS = {
    "title": "Clean water",
    "title_fil": "",
    "text": "Wells run dry.",
    "text_fil": "",
    "place_told": "municipality",
}


@pytest.fixture(autouse=True)
def _moderation():
    load_moderation_workflow()


@pytest.fixture
def writer(client):
    user = UserFactory(role="oobc_staff")
    client.force_login(user)
    return user


def screen(need):
    return reverse("needs_summaries:write", args=[need.pk])


def test_screen_when_nothing_is_written_then_shows_the_need_beside_and_warns_of_names(client, writer):
    need = NeedSubmitterFactory(name="Amina Salik", need__description="Ask Amina Salik, 0917 123 4567.").need

    html = client.get(screen(need)).content.decode()

    assert "Nothing is written yet" in html
    assert html.count("Ask Amina Salik, 0917 123 4567.") == 2
    assert "Who sent it: “Amina Salik”" in html
    assert "Telephone number: “0917 123 4567”" in html


def test_screen_when_handed_in_without_having_looked_then_is_refused_and_keeps_what_was_typed(client, writer):
    need = NeedFactory()

    response = client.post(screen(need), {**TEXTS, "act": "hand_in"})

    assert "Say that you have read it word for word." in response.content.decode()
    assert "Clean water" in response.content.decode()
    assert not NeedSummary.objects.in_moderation().exists()


def test_screen_when_handed_in_and_published_by_a_colleague_then_is_public(client, writer):
    need = NeedFactory(validated=True)
    client.post(screen(need), {**TEXTS, "act": "hand_in", "looked": "1"})
    own = client.get(screen(need)).content.decode()
    summary = NeedSummary.objects.get()
    client.force_login(UserFactory(role="oobc_staff"))
    theirs = client.get(screen(need)).content.decode()

    response = client.post(screen(need), {"act": "publish", "looked": "1", "shown": summary.latest_revision_id})

    assert response.status_code == 302
    assert NeedSummary.objects.get().live
    assert "You wrote the newest words" in own
    assert "Publish this text" in theirs


def test_screen_when_sent_back_then_who_wrote_it_reads_the_note(client, writer):
    summary = NeedSummaryFactory(first_version__by=writer)
    summarizing.hand_in(summary, by=writer)
    colleague = UserFactory(role="oobc_staff")
    client.force_login(colleague)

    client.post(screen(summary.need), {"act": "send_back", "back-note": "Name no family."})

    client.force_login(writer)
    assert "Sent back: Name no family." in client.get(screen(summary.need)).content.decode()


def test_screen_when_a_colleague_saved_meanwhile_then_shows_theirs_and_keeps_what_was_typed(client, writer):
    need = NeedFactory()
    theirs = {**TEXTS, "title": "Words of a colleague"}
    summarizing.write(need, texts=theirs, by=UserFactory(role="oobc_staff"))

    html = client.post(screen(need), {**TEXTS, "act": "save", "shown": "0"}).content.decode()
    [shown] = re.findall(r'name="shown" value="(\d+)"', html)
    again = client.post(screen(need), {**TEXTS, "act": "save", "shown": shown})

    assert "somebody has changed the text meanwhile" in html
    assert ("Words of a colleague" in html, 'value="Clean water"' in html) == (True, True)
    assert again.status_code == 302
    assert NeedSummary.objects.get().latest_revision.content["title"] == "Clean water"


def test_screen_when_a_field_is_wrong_then_still_knows_which_version_was_opened(client, writer):
    need = NeedFactory()
    summarizing.write(need, texts=TEXTS, by=UserFactory(role="oobc_staff"))

    html = client.post(screen(need), {**TEXTS, "title": "", "act": "save", "shown": "0"}).content.decode()

    assert 'name="shown" value="0"' in html


def test_screen_when_handing_in_is_refused_then_says_that_the_draft_is_kept(client, writer):
    need = NeedSubmitterFactory(name="Amina Salik").need

    response = client.post(screen(need), {**TEXTS, "text": "Ask Amina Salik.", "act": "hand_in", "looked": "1"})

    html = response.content.decode()
    assert "The text tells who sent the need: Amina Salik." in html
    assert "<strong>Draft</strong>" in html


def test_places_when_the_community_may_not_be_named_then_none_smaller_than_its_town_is_offered(client, writer):
    named = client.get(screen(NeedFactory(community=CommunityFactory(named=True)))).content.decode()
    unnamed = client.get(screen(NeedFactory())).content.decode()

    assert ('value="community"' in named, 'value="barangay"' in named) == (True, True)
    assert ('value="community"' in unnamed, 'value="barangay"' in unnamed) == (False, False)
    assert "The community may not be named" in unnamed


def test_pictures_when_shown_and_made_private_then_say_so(client, writer):
    file = NeedFileFactory(file__content_type="image/jpeg")

    shown = client.post(screen(file.need), {"act": "show_file", "file": file.pk}, follow=True).content.decode()
    hidden = client.post(screen(file.need), {"act": "keep_private", "file": file.pk}, follow=True).content.decode()

    assert "shown since" in shown
    assert "children can be recognised: stays private" in hidden


@pytest.mark.parametrize("data", [{"act": "nothing"}, {}, {"act": "publish", "looked": "1"}, {"act": "show_file"}])
def test_screen_when_the_act_or_its_row_is_unknown_then_is_not_found(client, writer, data):
    assert client.post(screen(NeedFactory()), data).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("oobc_planner", 200), ("mao_editor", 302), ("administrator", 302)])
def test_screen_when_somebody_else_opens_it_then_may_read_at_most(client, role, status):
    client.force_login(UserFactory(role=role))

    response = client.get(screen(NeedFactory()))

    assert response.status_code == status
    assert "Hand in for a second look" not in response.content.decode()


def test_list_when_opened_then_has_every_text_with_its_state(client, writer, count_queries):
    NeedSummaryFactory(title="A well", published=True)
    waiting = NeedSummaryFactory(title="A bridge")
    summarizing.hand_in(waiting, by=UserFactory(role="oobc_staff"))
    few = count_queries(client, reverse("needs_summaries:index"))
    for _ in range(3):
        NeedSummaryFactory()

    html = client.get(reverse("needs_summaries:index")).content.decode()

    assert "A well" in html
    assert "Waits for a second look" in html
    assert count_queries(client, reverse("needs_summaries:index")) == few <= 20


def test_home_when_a_text_waits_for_a_second_look_then_counts_what_its_list_shows(client, writer):
    own, other = NeedSummaryFactory(first_version__by=writer), NeedSummaryFactory()
    summarizing.hand_in(own, by=writer)
    summarizing.hand_in(other, by=UserFactory(role="oobc_staff"))

    [line] = [line for line in waiting_for(writer) if "Public texts" in str(line.text)]

    assert line.count == 1
    assert client.get(line.url).content.decode().count(reverse("needs_summaries:write", args=[other.need_id])) >= 1
    assert reverse("needs_summaries:write", args=[own.need_id]) not in client.get(line.url).content.decode()


def test_page_of_a_need_when_opened_then_leads_to_its_public_text(client, writer):
    summary = NeedSummaryFactory(published=True)

    html = client.get(reverse("needs_register:inspect", args=[summary.need_id])).content.decode()

    assert "What the public reads" in html
    assert screen(summary.need) in html
