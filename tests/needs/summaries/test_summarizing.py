import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from portal.needs.actions import summarizing
from portal.needs.enums import EventKind, NeedStatus
from portal.needs.models import NeedSummary
from portal.needs.summaries.loaders import load_moderation_workflow
from portal.notifications.models import InboxMessage
from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.needs.factories import NeedFactory, NeedFileFactory, NeedSubmitterFactory, NeedSummaryFactory

pytestmark = pytest.mark.django_db
TEXTS = {
    "title": "Clean water",
    "text": "Wells run dry in March.",
    "title_fil": "Malinis na tubig",
    "text_fil": "Tuyo.",
}


@pytest.fixture(autouse=True)
def _moderation():
    load_moderation_workflow()


@pytest.fixture
def writer():
    return UserFactory(role="oobc_staff")


@pytest.fixture
def colleague():
    return UserFactory(role="oobc_staff")


def handed_in(need, writer):
    summary = summarizing.write(need, texts=TEXTS, by=writer)
    summarizing.hand_in(summary, by=writer)
    return NeedSummary.objects.get(pk=summary.pk)


def kinds(need):
    return [event.kind for event in need.events.all()]


def test_text_when_a_colleague_publishes_it_then_the_public_reads_it_and_the_step_is_kept(writer, colleague):
    need = NeedFactory(validated=True)
    summary = handed_in(need, writer)
    before = ContentVersion.current()

    summarizing.publish(summary, shown=summary.latest_revision_id, by=colleague)

    summary.refresh_from_db()
    assert (summary.live, summary.title, summary.is_public) == (True, "Clean water", True)
    assert kinds(need) == [EventKind.PUBLISHED]
    assert ContentVersion.current() > before


def test_text_when_who_wrote_it_publishes_then_is_refused(writer):
    summary = handed_in(NeedFactory(), writer)

    with pytest.raises(ActionRefused, match="did not write"):
        summarizing.publish(summary, shown=summary.latest_revision_id, by=writer)


def test_text_when_it_changed_after_it_was_shown_then_publishing_is_refused(writer, colleague):
    need = NeedFactory()
    summary = handed_in(need, writer)
    shown = summary.latest_revision_id
    summarizing.write(need, texts={**TEXTS, "title": "Other words"}, by=writer)

    with pytest.raises(ActionRefused, match="meanwhile"):
        summarizing.publish(summary, shown=shown, by=colleague)


def test_text_when_published_twice_then_is_one_step(writer, colleague):
    need = NeedFactory()
    summary = handed_in(need, writer)

    for _ in range(2):
        summarizing.publish(summary, shown=summary.latest_revision_id, by=colleague)

    assert kinds(need) == [EventKind.PUBLISHED]


def test_change_when_drafted_then_the_published_text_stays_until_it_is_published(writer, colleague):
    need = NeedFactory()
    summary = handed_in(need, writer)
    summarizing.publish(summary, shown=summary.latest_revision_id, by=colleague)

    summarizing.write(need, texts={**TEXTS, "title": "Piped water"}, by=writer)
    during = NeedSummary.objects.get(pk=summary.pk).title
    summarizing.hand_in(summary, by=writer)
    newest = NeedSummary.objects.get(pk=summary.pk)
    summarizing.publish(newest, shown=newest.latest_revision_id, by=colleague)

    assert during == "Clean water"
    assert NeedSummary.objects.get(pk=summary.pk).title == "Piped water"


def test_text_when_sent_back_then_comes_again_with_its_note(writer, colleague):
    need = NeedFactory()
    summary = handed_in(need, writer)

    summarizing.send_back(summary, note="Name no family.", by=colleague)
    returned = list(NeedSummary.objects.returned())
    summarizing.write(need, texts={**TEXTS, "text": "Dry wells."}, by=writer)
    summarizing.hand_in(summary, by=writer)

    assert returned == [summary]
    assert list(NeedSummary.objects.in_moderation()) == [summary]


@pytest.mark.parametrize("act", ["write", "hand_in", "publish", "send_back", "unpublish"])
@pytest.mark.parametrize("role", ["oobc_planner", "administrator", "own_cause"])
def test_acts_when_somebody_may_not_then_are_refused(act, role, writer):
    need = NeedFactory()
    summary = handed_in(need, writer)
    if role == "own_cause":
        person = UserFactory(role="oobc_staff")
        RepresentativeFactory(user=person, community=need.community)
    else:
        person = UserFactory(role=role)
    acts = {
        "write": lambda: summarizing.write(need, texts=TEXTS, by=person),
        "hand_in": lambda: summarizing.hand_in(summary, by=person),
        "publish": lambda: summarizing.publish(summary, shown=summary.latest_revision_id, by=person),
        "send_back": lambda: summarizing.send_back(summary, note="Mend it.", by=person),
        "unpublish": lambda: summarizing.unpublish(summary, by=person),
    }

    with pytest.raises(ActionRefused):
        acts[act]()


def test_text_when_it_names_who_sent_the_need_then_is_not_handed_in(writer):
    need = NeedSubmitterFactory(name="Amina Salik", phone="+639171234567").need
    named = summarizing.write(need, texts={**TEXTS, "text": "Ask AMINA  SALIK or 0917 123 4567."}, by=writer)

    with pytest.raises(ActionRefused, match="Amina Salik, \\+639171234567"):
        summarizing.hand_in(named, by=writer)


@pytest.mark.parametrize("fields", [{"status": NeedStatus.WITHDRAWN}, {"is_held": True}])
def test_text_when_the_need_is_taken_back_or_held_then_is_not_published(fields, writer, colleague):
    need = NeedFactory()
    summary = handed_in(need, writer)
    type(need).objects.filter(pk=need.pk).update(**fields)

    with pytest.raises(ActionRefused):
        summarizing.publish(summary, shown=summary.latest_revision_id, by=colleague)


def test_text_when_taken_off_by_who_wrote_it_then_is_gone_at_once(client):
    summary = NeedSummaryFactory(published=True)
    writer = UserFactory(role="oobc_staff")

    summarizing.unpublish(summary, by=writer)

    assert client.get(summary.get_absolute_url()).status_code == 404
    assert kinds(summary.need) == [EventKind.UNPUBLISHED]


def test_log_when_a_draft_is_written_handed_in_and_published_then_holds_no_word_of_it(writer, colleague):
    need = NeedFactory(title="Quetzal of the need")
    summary = summarizing.write(need, texts={**TEXTS, "title": "Quetzal", "text": "Quetzal"}, by=writer)
    summarizing.hand_in(summary, by=writer)

    summarizing.publish(summary, shown=summary.latest_revision_id, by=colleague)

    rows = ModelLogEntry.objects.all()
    assert rows.count() > 2
    assert "quetzal" not in " ".join(f"{row.label} {row.data}" for row in rows).lower()


# ---- Pictures --------------------------------------------------------------------------------------------------------


def picture(**fields):
    return NeedFileFactory(file__content_type="image/jpeg", file__name="me and my family.jpg", **fields)


def test_picture_when_shown_then_is_public_beside_a_published_text_only(client, writer):
    file = picture()
    summary = NeedSummaryFactory(need=file.need)
    address = f"/community-needs/{summary.pk}/files/{file.pk}/"

    summarizing.show_file(file, by=writer)
    of_a_draft = client.get(address).status_code
    summary.latest_revision.publish()
    response = client.get(address)

    assert of_a_draft == 404
    assert response.status_code == 200
    assert "family" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("fields", [{"shows_children": True}, {"file__content_type": "application/pdf"}])
def test_picture_when_children_can_be_recognised_or_it_is_a_paper_then_is_refused(fields, writer):
    file = NeedFileFactory(**{"file__content_type": "image/png", **fields})

    with pytest.raises(ActionRefused):
        summarizing.show_file(file, by=writer)


def test_picture_when_children_are_seen_later_then_is_private_for_good(client, writer):
    file = picture(published_at=timezone.now(), published_by=UserFactory())
    summary = NeedSummaryFactory(need=file.need, published=True)

    summarizing.hide_file(file, shows_children=True, by=writer)

    assert client.get(f"/community-needs/{summary.pk}/files/{file.pk}/").status_code == 404
    with pytest.raises(ActionRefused, match="children"):
        summarizing.show_file(file, by=writer)


def test_picture_when_of_another_need_then_is_not_served(client):
    shown = picture(published_at=timezone.now(), published_by=UserFactory())
    other = NeedSummaryFactory(published=True)

    assert client.get(f"/community-needs/{other.pk}/files/{shown.pk}/").status_code == 404


# ---- Two at once -----------------------------------------------------------------------------------------------------


def test_text_when_a_colleague_saved_meanwhile_then_nobody_writes_over_it_unseen(writer, colleague):
    need = NeedFactory()
    summary = summarizing.write(need, texts=TEXTS, by=writer)
    opened = summary.latest_revision_id
    summarizing.write(need, texts={**TEXTS, "title": "Theirs"}, by=colleague, shown=opened)

    with pytest.raises(ActionRefused, match="meanwhile"):
        summarizing.write(need, texts={**TEXTS, "title": "Mine"}, by=writer, shown=opened)

    assert NeedSummary.objects.get().latest_revision.content["title"] == "Theirs"


def test_text_when_saved_twice_by_a_double_click_then_is_one_version(writer):
    need = NeedFactory()

    for _ in range(2):
        summary = summarizing.write(need, texts=TEXTS, by=writer, shown=0)

    assert summary.revisions.count() == 1


# ---- Who is told -----------------------------------------------------------------------------------------------------


def notices(kind):
    rows = InboxMessage.objects.filter(kind=kind)
    return {row.user: row for row in rows.select_related("user")}


def test_text_when_handed_in_then_those_who_may_publish_it_are_told_without_its_words(writer, colleague):
    need = NeedSubmitterFactory(name="Amina Salik", need__title="Quetzal").need
    interested = UserFactory(role="oobc_staff")
    RepresentativeFactory(user=interested, community=need.community)
    UserFactory(role="oobc_planner")
    UserFactory(role="oobc_staff", is_active=False)

    handed_in(need, writer)

    told = notices("needs.summary_handed_in")
    assert set(told) == {colleague}
    assert told[colleague].path == reverse("needs_summaries:write", args=[need.pk])
    words = f"{told[colleague].subject} {told[colleague].body}"
    assert need.spoken_reference in words
    assert [word for word in ("Quetzal", "Clean water", "Amina") if word in words] == []


def test_text_when_sent_back_and_handed_in_again_then_each_is_told_each_time(writer, colleague):
    need = NeedFactory()
    summary = handed_in(need, writer)

    summarizing.send_back(summary, note="Name no Quetzal.", by=colleague)
    summarizing.write(need, texts={**TEXTS, "text": "Dry wells."}, by=writer)
    summarizing.hand_in(summary, by=writer)

    back = notices("needs.summary_sent_back")
    assert set(back) == {writer}
    assert "Quetzal" not in back[writer].body
    assert InboxMessage.objects.filter(kind="needs.summary_handed_in", user=colleague).count() == 2


def test_mail_of_wagtail_when_a_text_is_handed_in_and_published_then_is_none(writer, colleague, mailoutbox):
    need = NeedFactory()
    summary = handed_in(need, writer)

    summarizing.publish(summary, shown=summary.latest_revision_id, by=colleague)

    assert [mail.subject for mail in mailoutbox] == []
