"""Comments on their pages: what a reader sees, and what each act does without JavaScript."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from portal.activity.comments import actions
from portal.activity.comments.enums import CommentState, Reason
from portal.activity.comments.reading import thread_of
from portal.activity.comments.section import comments_section
from portal.activity.models import Comment, CommentReport
from portal.needs.comments import NeedComments
from portal.needs.models import Need
from tests.accounts.factories import UserFactory
from tests.activity.factories import CommentFactory, CommentReportFactory
from tests.communities.factories import RepresentativeFactory
from tests.needs.factories import NeedSummaryFactory

from .conftest import standing

DESK = "/admin/needs/comments/"
SCRIPT = '<script>alert(1)</script> =cmd() https://evil.example "quoted"'


def thread_url(need):
    return reverse("comments:thread", args=["needs.need", need.pk])


def write_url(need):
    return reverse("comments:write", args=["needs.need", need.pk])


def test_thread_when_read_by_a_representative_then_names_people_and_pins_the_office(client, need, leader, staff):
    mine = actions.write(need, text="Mine.", by=leader)
    other = CommentFactory(
        about=need, author=RepresentativeFactory(community=need.community, user__last_name="Biruar").user
    )
    official = actions.write(need, text="We come on Monday.", by=staff)
    client.force_login(leader)

    response = client.get(thread_url(need))

    order = [response.text.index(f"comment-{comment.pk}") for comment in (official, mine, other)]
    assert order == sorted(order)
    assert "Biruar" in response.text
    assert "Answer of the office" in response.text
    assert "Quimpo" not in response.text
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response.text


def test_text_when_it_holds_code_or_links_then_is_shown_as_it_was_typed(client, need, leader):
    actions.write(need, text=SCRIPT, by=leader)
    client.force_login(leader)

    text = client.get(thread_url(need)).text

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; =cmd() https://evil.example" in text
    assert 'href="https://evil' not in text


def test_thread_when_a_comment_is_removed_then_says_by_whom_and_keeps_its_answers(client, need, leader):
    gone = CommentFactory(about=need, removed=True, text="Quetzal")
    CommentFactory(about=need, parent=gone, text="An answer")
    CommentFactory(about=need, moderated=True, text="Quoll")
    client.force_login(leader)

    text = client.get(thread_url(need)).text

    assert "Removed by its author" in text
    assert "Removed by the office" in text
    assert "An answer" in text
    assert "Quetzal" not in text
    assert "Quoll" not in text
    assert "Only you see why" not in text


def test_own_comment_when_the_office_removed_it_then_says_why_in_its_place(client, need, leader, staff):
    comment = CommentFactory(about=need, author=leader)
    actions.remove(comment, reason=Reason.OFF_TOPIC, words="Write about the well.", by=staff)
    client.force_login(leader)

    text = client.get(thread_url(need)).text

    assert "It is about something else. Write about the well." in text


def test_held_comment_when_read_then_only_its_author_sees_it(client, need, leader, newcomer):
    actions.write(need, text="First words", by=newcomer)

    seen = {}
    for person in (leader, newcomer):
        client.force_login(person)
        seen[person] = "First words" in client.get(thread_url(need)).text

    assert seen == {leader: False, newcomer: True}


@pytest.mark.parametrize("path", ["", "write/"])
def test_thread_when_asked_for_by_others_then_is_not_there(client, need, path):
    people = [UserFactory(role="ocm_leadership"), RepresentativeFactory().user, UserFactory(role="administrator")]
    found = []
    for person in people:
        client.force_login(person)
        found.append(client.get(f"{thread_url(need)}{path}").status_code)

    assert found == [404, 404, 404]


@pytest.mark.parametrize("where", ["needs.need/not-a-key", "needs.assessment/1", "nothing/1", "accounts.user/1"])
def test_thread_when_nobody_may_comment_there_then_is_not_there(client, staff, where):
    client.force_login(staff)

    assert client.get(f"/comments/about/{where}/").status_code == 404


def test_comment_when_sent_then_leads_back_to_its_page(client, need, leader):
    client.force_login(leader)

    answer = client.post(write_url(need), {"text": "Two wells.", "back": "/community-needs/dashboard/"})

    comment = Comment.objects.about(need).get()
    assert answer["Location"] == f"/community-needs/dashboard/#comment-{comment.pk}"
    assert standing(need) == [("Two wells.", CommentState.VISIBLE)]


def test_comment_when_the_way_back_leads_elsewhere_then_leads_to_the_thread(client, need, leader):
    client.force_login(leader)

    answer = client.post(write_url(need), {"text": "Two wells.", "back": "https://evil.example/"})

    assert answer["Location"].startswith(thread_url(need))


def test_comment_when_too_long_then_nothing_typed_is_lost(client, need, leader):
    client.force_login(leader)

    answer = client.post(write_url(need), {"text": "x" * 2001})

    assert answer.status_code == 400
    assert "x" * 2001 in answer.text
    assert "at most 2000 letters" in answer.text


def test_comments_when_many_are_sent_then_the_text_is_kept_and_others_are_not_blocked(client, need, leader, staff):
    client.force_login(leader)
    for number in range(12):
        client.post(write_url(need), {"text": f"Number {number}"})

    refused = client.post(write_url(need), {"text": "Number 12"})
    client.force_login(staff)
    other = client.post(write_url(need), {"text": "We read them."})

    assert (refused.status_code, "Number 12" in refused.text) == (429, True)
    assert other.status_code == 302


def test_answer_when_sent_then_stands_under_its_comment(client, need, leader):
    asked = CommentFactory(about=need, text="Which purok?")
    client.force_login(leader)
    page = client.get(f"{write_url(need)}?to={asked.pk}")

    client.post(f"{write_url(need)}?to={asked.pk}", {"text": "Purok 3."})

    assert "Which purok?" in page.text
    assert asked.answers.get().text == "Purok 3."


@pytest.mark.parametrize("to", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_answer_when_the_comment_is_not_there_then_404(client, need, leader, to):
    client.force_login(leader)

    assert client.get(f"{write_url(need)}?to={to}").status_code == 404


def test_own_comment_when_changed_and_removed_on_its_pages_then_follows(client, need, leader):
    comment = actions.write(need, text="Two wells.", by=leader)
    client.force_login(leader)

    client.post(reverse("comments:edit", args=[comment.pk]), {"text": "Three wells."})
    changed = standing(need)
    client.post(reverse("comments:remove", args=[comment.pk]))

    assert changed == [("Three wells.", CommentState.VISIBLE)]
    assert standing(need) == [("Three wells.", CommentState.AUTHOR_REMOVED)]


def test_acts_when_on_the_wrong_comment_then_are_not_there(client, need, leader):
    mine, others, far = CommentFactory(about=need, author=leader), CommentFactory(about=need), CommentFactory()
    client.force_login(leader)

    answers = {
        "edit others": client.get(reverse("comments:edit", args=[others.pk])).status_code,
        "remove others": client.post(reverse("comments:remove", args=[others.pk])).status_code,
        "report mine": client.get(reverse("comments:report", args=[mine.pk])).status_code,
        "report far": client.get(reverse("comments:report", args=[far.pk])).status_code,
        "report others": client.get(reverse("comments:report", args=[others.pk])).status_code,
    }

    assert answers == {**dict.fromkeys(answers, 404), "report others": 200}


def test_report_when_sent_then_asks_for_a_reason_and_is_not_offered_again(client, need, leader):
    comment = CommentFactory(about=need)
    client.force_login(leader)
    url = reverse("comments:report", args=[comment.pk])
    without = client.post(url, {})

    client.post(url, {"reason": "insult"})

    assert without.status_code == 400
    assert CommentReport.objects.get().reason == "insult"
    assert "You reported this" in client.get(thread_url(need)).text


def test_section_when_read_by_nobody_signed_in_then_is_closed_on_a_need(need):
    assert comments_section(need, AnonymousUser()) is None


def test_names_when_the_target_hides_them_then_only_roles_are_shown(need, leader, settings):
    settings.COMMENT_TARGETS = [f"{__name__}.OpenNeeds"]
    CommentFactory(about=need, author=leader)

    (shown,) = thread_of(need, AnonymousUser()).comments

    assert (shown.name, shown.role) == ("", "A representative of the community")
    assert [shown.may_answer, shown.may_report, shown.may_edit] == [False, False, False]


def test_public_section_when_nobody_is_signed_in_then_has_no_form_and_no_token(client, need, settings, rf):
    settings.COMMENT_TARGETS = [f"{__name__}.OpenNeeds"]
    CommentFactory(about=need, text="Good news.")
    request = rf.get("/")
    request.user = AnonymousUser()

    page = comments_section(need, request.user).render_html({"request": request})

    assert "Good news." in page
    assert "<form" not in page
    assert "csrf" not in page
    assert "Amina" not in page


def test_staffs_section_when_shown_then_has_a_form_and_leads_to_moderation(need, staff, rf):
    comment = CommentFactory(about=need)
    request = rf.get("/admin/needs/register/")
    request.user, request.session = staff, {}

    page = comments_section(need, staff, for_staff=True).render_html({"request": request})

    assert "csrfmiddlewaretoken" in page
    assert 'value="/admin/needs/register/"' in page
    assert reverse("comments_register:inspect", args=[comment.pk]) in page


def test_thread_when_it_grows_then_queries_stay_the_same(client, need, leader, count_queries):
    client.force_login(leader)
    CommentFactory(about=need)
    few = count_queries(client, thread_url(need))
    for _more in range(5):
        CommentFactory(about=need, parent=CommentFactory(about=need))

    assert few == count_queries(client, thread_url(need)) <= 16


# ---- The desk --------------------------------------------------------------------------------------------------------


def shown(response):
    return {row.pk for row in response.context["table"].data}


def test_desk_when_filtered_then_shows_what_waits(client, need, staff):
    held, reported = CommentFactory(about=need, held=True), CommentReportFactory(comment__about=need).comment
    fine = CommentFactory(about=need, text="Quiet words")
    client.force_login(staff)

    expected = {
        "": {held.pk, reported.pk, fine.pk},
        "waits=held": {held.pk},
        "waits=reported": {reported.pk},
        "waits=any": {held.pk, reported.pk},
        "state=visible": {reported.pk, fine.pk},
        "q=quiet": {fine.pk},
    }
    assert {query: shown(client.get(f"{DESK}?{query}")) for query in expected} == expected


@pytest.mark.parametrize("role", ["oobc_planner", "ocm_leadership", "administrator", "me_officer"])
def test_desk_when_asked_for_by_others_then_is_closed(client, need, role):
    client.force_login(UserFactory(role=role))
    comment = CommentFactory(about=need, held=True)

    assert client.get(DESK).status_code in (302, 403, 404)
    assert client.get(reverse("comments_register:inspect", args=[comment.pk])).status_code == 404


def test_desk_when_acts_are_done_then_each_page_does_its_own(client, need, staff):
    client.force_login(staff)
    held, reported = CommentFactory(about=need, held=True), CommentReportFactory(comment__about=need).comment
    bad = CommentFactory(about=need)

    def act(name, comment, **data):
        return client.post(reverse(f"comments_register:{name}", args=[comment.pk]), data).status_code

    assert [act("release", held), act("keep", reported), act("remove", bad, reason="insult", words="Be kind.")] == [
        302
    ] * 3
    assert act("restore", bad) == 302
    assert set(Comment.objects.about(need).values_list("state", flat=True)) == {CommentState.VISIBLE}
    assert not Comment.objects.to_look_at().exists()


def test_desk_when_a_comment_is_read_then_shows_text_reports_and_earlier_texts(client, need, staff, leader):
    comment = actions.write(need, text="Two wells.", by=leader)
    actions.edit(comment, text="Three wells.", by=leader)
    CommentReportFactory(comment=comment, reported_by__last_name="Quoll")
    client.force_login(staff)

    text = client.get(reverse("comments_register:inspect", args=[comment.pk])).text

    assert all(words in text for words in ("Three wells.", "Two wells.", "It insults or threatens somebody"))
    assert "Quoll" not in text


def test_home_when_comments_wait_then_says_how_many(client, need, staff):
    CommentFactory.create_batch(2, about=need, held=True)
    CommentFactory(about=need, held=True, author=staff)
    client.force_login(staff)

    text = client.get("/admin/").text

    assert "New comments to look at" in text
    assert f"{DESK}?waits=held" in text


def test_desk_when_comments_grow_then_queries_stay_the_same(client, staff, count_queries):
    client.force_login(staff)
    CommentFactory()
    CommentFactory(about=NeedSummaryFactory(published=True, title="Clean water"))
    few = count_queries(client, DESK)
    for _more in range(4):
        CommentFactory()
        CommentFactory(about=NeedSummaryFactory(published=True))

    assert "Clean water" in client.get(DESK).text
    assert few == count_queries(client, DESK) <= 20


class OpenNeeds(NeedComments):
    """Needs whose comments everybody reads, as on a public page."""

    def visible_to(self, user):
        return Need.objects.all()

    def sees_names(self, user, row):
        return False
