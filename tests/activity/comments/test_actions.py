"""Comments: who may write, what is held, what is told, and what stays of a thread."""

import pytest
from wagtail.models import ModelLogEntry

from portal.activity.comments import actions
from portal.activity.comments.enums import CommentState, Reason
from portal.activity.comments.privacy import ERASED, comments_of, forget_comments_of
from portal.activity.models import Comment, CommentReport, CommentVersion
from portal.communities.models import CommunityRepresentative
from portal.core import inventory
from portal.core.actions import ActionRefused
from portal.needs.enums import NeedStatus
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.activity.factories import CommentFactory, CommentReportFactory, CommentVersionFactory
from tests.communities.factories import RepresentativeFactory
from tests.needs.factories import NeedSummaryFactory
from tests.organizations.factories import OrganizationMembershipFactory

from .conftest import let_in, standing

WORDS = "Quetzal says the pump at Purok 3 is broken."


def told(person):
    return list(InboxMessage.objects.filter(user=person).values_list("kind", flat=True))


def test_comment_when_written_by_a_representative_then_stands_and_is_recorded_without_a_word_of_it(need, leader):
    comment = actions.write(need, text=f"  {WORDS} ", by=leader)

    assert standing(need) == [(WORDS, CommentState.VISIBLE)]
    assert (comment.author, comment.voice, comment.is_official, comment.depth) == (leader, "representative", False, 0)
    entry = ModelLogEntry.objects.get(action="activity.comment_write")
    assert entry.data == {"about": "needs.need", "key": str(need.pk), "state": "visible"}
    assert "Quetzal" not in f"{entry.label} {entry.data}"


def test_comment_when_sent_twice_then_is_one(need, leader):
    first = actions.write(need, text=WORDS, by=leader)
    again = actions.write(need, text=WORDS, by=leader)

    assert (first, Comment.objects.about(need).count()) == (again, 1)


@pytest.mark.parametrize("text", ["", "   \n", "x" * 2001])
def test_comment_when_empty_or_too_long_then_is_refused(need, leader, text):
    with pytest.raises(ActionRefused):
        actions.write(need, text=text, by=leader)


def test_comments_when_written_by_each_role_then_only_staff_and_own_representatives_may(need):
    others = {
        "another community's": RepresentativeFactory().user,
        "ended": RepresentativeFactory(community=need.community, ended=True).user,
        "office": OrganizationMembershipFactory(focal=True).user,
        **{role: UserFactory(role=role) for role in ("oobc_planner", "me_officer", "ocm_leadership", "administrator")},
    }
    allowed = {
        "representative": RepresentativeFactory(community=need.community).user,
        "staff": UserFactory(role="oobc_staff"),
    }

    def may(person):
        try:
            actions.write(need, text=WORDS, by=person)
        except ActionRefused:
            return False
        return True

    assert {who: may(person) for who, person in {**others, **allowed}.items()} == {
        **dict.fromkeys(others, False),
        **dict.fromkeys(allowed, True),
    }


def test_first_three_comments_when_written_then_wait_and_the_fourth_stands(need, newcomer, staff):
    held = [actions.write(need, text=f"Number {n}", by=newcomer) for n in range(4)]
    for comment in held[:3]:
        actions.release(comment, by=staff)

    later = actions.write(need, text="Number 5", by=newcomer)

    assert [comment.state for comment in held] == [CommentState.HELD] * 4
    assert later.state == CommentState.VISIBLE


def test_comment_when_the_office_removed_one_before_then_waits_until_three_more_stand(need, leader, staff):
    bad = actions.write(need, text="Bad words", by=leader)
    actions.remove(bad, reason=Reason.INSULT, words="", by=staff)

    states = []
    for number in range(4):
        comment = actions.write(need, text=f"Number {number}", by=leader)
        states.append(comment.state)
        if comment.state == CommentState.HELD:
            actions.release(comment, by=staff)

    assert states == [CommentState.HELD] * 3 + [CommentState.VISIBLE]


@pytest.mark.parametrize(
    ("text", "on_a_need", "in_public"),
    [
        ("Ang balon ay tuyo mula Marso. ماء", "visible", "visible"),
        ("See https://a.example and www.b.example", "visible", "visible"),
        ("http://a.example http://b.example HTTPS://c.example", "held", "held"),
        ("Call 0917 123 4567", "visible", "held"),
        ("Write to amina@example.org", "visible", "held"),
    ],
)
def test_comment_when_it_is_full_of_links_or_tells_a_number_in_public_then_waits(
    need, leader, text, on_a_need, in_public
):
    summary = NeedSummaryFactory(published=True)

    states = [actions.write(row, text=text, by=leader).state for row in (need, summary)]

    assert states == [on_a_need, in_public]


def test_comment_when_it_holds_signs_that_nobody_sees_then_is_kept_without_them(need, leader):
    with pytest.raises(ActionRefused, match="Write something"):
        actions.write(need, text="\u202e\ufeff \n", by=leader)

    assert actions.write(need, text="The\x07 pump\u202e\r\nruns", by=leader).text == "The pump\nruns"


def test_held_answer_when_removed_and_shown_again_then_is_told(need, leader, newcomer, staff):
    asked = actions.write(need, text=WORDS, by=leader)
    answer = actions.write(need, text="Mine too.", parent=asked, by=newcomer)
    actions.remove(answer, reason=Reason.OFF_TOPIC, words="", by=staff)

    actions.restore(answer, by=staff)

    assert told(leader) == ["activity.comment_answered"]


def test_comment_when_its_author_is_closed_then_nothing_is_written_or_told(need, leader, staff):
    comment = actions.write(need, text=WORDS, by=leader)
    leader.is_active = False
    leader.save()

    actions.write(need, text="We come on Monday.", parent=comment, by=staff)

    with pytest.raises(ActionRefused, match="cannot write here"):
        actions.write(need, text="One more", by=leader)
    assert told(leader) == []


def test_comment_when_a_hundred_people_report_it_then_waits_once(need, staff):
    comment = CommentFactory(about=need)
    CommentReportFactory.create_batch(100, comment=comment)

    (waits,) = Comment.objects.to_look_at().with_reports()
    actions.keep(comment, by=staff)

    assert (waits, waits.open_reports) == (comment, 100)
    assert not Comment.objects.to_look_at().exists()


def test_staffs_comment_when_written_then_is_official_and_never_held(need, staff, leader):
    comment = actions.write(need, text="We come on Monday.", by=staff)

    assert (comment.is_official, comment.state) == (True, CommentState.VISIBLE)
    assert told(leader) == ["activity.office_answered"]


def test_staff_who_represents_the_community_when_writing_then_speaks_for_it(need, staff):
    RepresentativeFactory(community=need.community, user=staff)

    assert actions.write(need, text=WORDS, by=staff).is_official is False


def test_answer_when_shown_then_the_one_who_asked_is_told_once(need, leader, staff):
    asked = actions.write(need, text=WORDS, by=leader)

    actions.write(need, text="We come on Monday.", parent=asked, by=staff)

    assert told(leader) == ["activity.comment_answered"]
    notice = InboxMessage.objects.get(user=leader)
    assert (notice.waits_for_digest, OutboxMessage.objects.count()) == (True, 0)
    assert need.title not in f"{notice.subject} {notice.body}"
    assert need.spoken_reference in notice.body


def test_answer_when_held_then_is_told_only_after_its_release(need, leader, newcomer, staff):
    asked = actions.write(need, text=WORDS, by=leader)
    answer = actions.write(need, text="Mine too.", parent=asked, by=newcomer)
    before = told(leader)

    actions.release(answer, by=staff)

    assert (before, told(leader)) == ([], ["activity.comment_answered"])


def test_answer_when_the_one_who_asked_no_longer_represents_then_nobody_is_told(need, leader, staff):
    asked = actions.write(need, text=WORDS, by=leader)
    CommunityRepresentative.objects.filter(user=leader).delete()

    actions.write(need, text="We come on Monday.", parent=asked, by=staff)

    assert told(leader) == []


def test_thread_when_answered_to_the_third_level_then_is_deep_enough(need, leader):
    deep = None
    for level in range(3):
        deep = actions.write(need, text=f"Level {level}", parent=deep, by=leader)

    assert deep.depth == 2
    with pytest.raises(ActionRefused, match="deep enough"):
        actions.write(need, text="Level 3", parent=deep, by=leader)


def test_answer_when_the_comment_is_gone_or_elsewhere_then_is_refused(need, leader):
    gone, elsewhere = CommentFactory(about=need, removed=True), CommentFactory()

    for parent in (gone, elsewhere):
        with pytest.raises(ActionRefused, match="not shown any more"):
            actions.write(need, text=WORDS, parent=parent, by=leader)


def test_comment_when_changed_then_keeps_what_it_was(need, leader):
    comment = actions.write(need, text=WORDS, by=leader)

    actions.edit(comment, text="The pump works again.", by=leader)

    assert standing(need) == [("The pump works again.", CommentState.VISIBLE)]
    assert [version.text for version in CommentVersion.objects.all()] == [WORDS]


def test_comment_of_a_new_account_when_changed_after_release_then_waits_again(need, newcomer, staff):
    comment = actions.release(actions.write(need, text="Nice words", by=newcomer), by=staff)

    assert actions.edit(comment, text="Bad words", by=newcomer).state == CommentState.HELD


def test_comment_when_answered_or_not_own_then_cannot_be_changed(need, leader, staff):
    comment = actions.write(need, text=WORDS, by=leader)
    with pytest.raises(ActionRefused, match="not your comment"):
        actions.edit(comment, text="Other", by=staff)
    actions.write(need, text="Yes.", parent=comment, by=staff)

    with pytest.raises(ActionRefused, match="Somebody has answered"):
        actions.edit(comment, text="Other", by=leader)


def test_comment_when_removed_by_its_author_then_its_place_and_answers_stay(need, leader, staff):
    comment = actions.write(need, text=WORDS, by=leader)
    answer = actions.write(need, text="Yes.", parent=comment, by=staff)

    actions.remove_own(comment, by=leader)

    assert {row.pk: row.state for row in Comment.objects.about(need)} == {
        comment.pk: CommentState.AUTHOR_REMOVED,
        answer.pk: CommentState.VISIBLE,
    }
    with pytest.raises(ActionRefused):
        actions.remove_own(comment, by=leader)


# ---- Reports and moderation ------------------------------------------------------------------------------------------


def test_comment_when_reported_twice_by_one_person_then_is_reported_once(need, leader):
    comment = CommentFactory(about=need)
    actions.report(comment, reason=Reason.PERSONAL, by=leader)

    with pytest.raises(ActionRefused, match="reported this comment already"):
        actions.report(comment, reason=Reason.INSULT, by=leader)
    assert list(CommentReport.objects.values_list("reason", "reported_by")) == [("personal", leader.pk)]
    assert list(Comment.objects.reported()) == [comment]


@pytest.mark.parametrize("trait", ["held", "removed", "moderated"])
def test_comment_when_not_shown_then_cannot_be_reported(need, leader, trait):
    with pytest.raises(ActionRefused):
        actions.report(CommentFactory(about=need, **{trait: True}), reason=Reason.INSULT, by=leader)


def test_own_comment_when_reported_then_is_refused(leader):
    with pytest.raises(ActionRefused, match="your own"):
        actions.report(CommentFactory(author=leader), reason=Reason.INSULT, by=leader)


def test_comment_when_removed_by_the_office_then_its_author_is_told_why_and_reports_are_closed(need, leader, staff):
    comment = actions.write(need, text=WORDS, by=leader)
    CommentReportFactory(comment=comment)

    actions.remove(comment, reason=Reason.PERSONAL, words="Please leave out the name.", by=staff)

    comment.refresh_from_db()
    assert (comment.state, comment.looked_by) == (CommentState.MODERATED, staff)
    assert not CommentReport.objects.filter(closed_at=None).exists()
    notice = InboxMessage.objects.get(user=leader)
    assert "It tells private things about a person" in notice.body
    assert "Please leave out the name." in notice.body
    assert "Norhaya" not in notice.body
    entry = ModelLogEntry.objects.get(action="activity.comment_remove")
    assert entry.data["reason"] == "personal"
    assert "leave out" not in str(entry.data)


def test_reported_comment_when_kept_then_stays_and_waits_no_more(need, staff):
    comment = CommentReportFactory(comment__about=need).comment

    actions.keep(comment, by=staff)

    assert not Comment.objects.to_look_at().exists()
    assert standing(need) == [(comment.text, CommentState.VISIBLE)]


def test_comment_when_removed_by_mistake_then_is_shown_again(need, staff):
    comment = CommentFactory(about=need, moderated=True)

    actions.restore(comment, by=staff)

    comment.refresh_from_db()
    assert (comment.state, comment.removed_for) == (CommentState.VISIBLE, "")


@pytest.mark.parametrize("act", ["release", "keep", "remove", "restore"])
def test_comments_when_moderated_by_others_than_staff_or_by_their_author_then_are_refused(need, staff, act):
    by_staff = CommentFactory(about=need, author=staff, held=True)
    people = [(UserFactory(role="administrator"), CommentFactory(about=need)), (staff, by_staff)]
    more = {"reason": Reason.INSULT, "words": ""} if act == "remove" else {}

    for person, comment in people:
        with pytest.raises(ActionRefused, match="may not do this"):
            getattr(actions, act)(comment, by=person, **more)


@pytest.mark.parametrize("act", ["release", "keep", "restore"])
def test_comment_when_in_another_state_then_the_act_is_refused(need, staff, act):
    with pytest.raises(ActionRefused):
        getattr(actions, act)(CommentFactory(about=need, removed=True), by=staff)


# ---- Privacy ---------------------------------------------------------------------------------------------------------


def test_comments_when_a_person_asks_to_be_forgotten_then_are_empty_and_the_thread_stands(need, leader, staff):
    comment = actions.write(need, text=WORDS, by=leader)
    answer = actions.write(need, text="Yes.", parent=comment, by=staff)
    CommentVersionFactory(comment=comment)
    CommentReportFactory(comment=CommentFactory(about=need), reported_by=leader)

    assert forget_comments_of(leader, by=leader) == 4

    comment.refresh_from_db()
    assert (comment.text, comment.author, comment.state) == ("", None, CommentState.AUTHOR_REMOVED)
    assert list(comment.answers.all()) == [answer]
    assert not CommentVersion.objects.exists()
    assert CommentReport.objects.get().reported_by is None
    assert need.status == NeedStatus.IDENTIFIED


def test_comments_when_somebody_elses_then_are_not_forgotten(leader):
    with pytest.raises(ActionRefused):
        forget_comments_of(leader, by=UserFactory(role="oobc_staff"))


def test_comments_when_exported_then_hold_everything_the_person_wrote(need, leader):
    comment = actions.write(need, text=WORDS, by=leader)
    actions.edit(comment, text="The pump works again.", by=leader)
    let_in(UserFactory())

    texts = [row["text"] for row in comments_of(leader)]

    assert len(texts) == 4
    assert comments_of(leader)[-1]["earlier_texts"] == [WORDS]


def test_columns_when_called_sensitive_then_are_those_that_are_emptied():
    sensitive = {
        (entry.table, name.removesuffix("_id"))
        for entry in inventory.entries()
        if entry.table in ("activity.Comment", "activity.CommentReport") and entry.class_ == "sensitive"
        for name in entry.columns
    }

    assert sensitive == {(model._meta.label, name) for model, names in ERASED.items() for name in names}
