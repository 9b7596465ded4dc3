"""The fuller view of a case and the acts on it: who may, what is shown, and what a press does."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from catalog.applications.history import happened
from catalog.enums import EventKind
from catalog.models import ApplicationFile, InformationRequest, Objection, Satisfaction, ServiceApplication
from portal.accounts.roles import Role
from tests.accounts.factories import UserFactory
from tests.catalog.factories import (
    ApplicationFactory,
    ApplicationFileFactory,
    CaseNoteFactory,
    InformationRequestFactory,
    ObjectionFactory,
    SatisfactionFactory,
)
from tests.catalog.tracking.conftest import open_in
from tests.communities.factories import RepresentativeFactory
from tests.organizations.factories import OrganizationMembershipFactory

pytestmark = pytest.mark.django_db

ACTS = ["reply", "object", "withdraw", "satisfaction"]


def address(case, act=""):
    return f"/applications/case/{case.pk}/{act}/" if act else f"/applications/case/{case.pk}/"


def a_pdf(name="page.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7\n%%EOF", content_type="application/pdf")


# ---- Who may open it -------------------------------------------------------------------------------------------------


@pytest.fixture
def world(db):
    """A case that a representative filed and shared with their community, and everybody who might want to read it."""
    filer = RepresentativeFactory()
    case = ApplicationFactory(
        under_review=True,
        filed_by=filer.user,
        shared_with_community=True,
        applicant_community=filer.community,
        answers={"studies": "yes", "school": "Quetzal High", "level": "college"},
    )
    office = case.service.offering_mao
    return {
        "case": case,
        "anonymous": None,
        "filer": filer.user,
        "same community": RepresentativeFactory(community=filer.community).user,
        "other community": RepresentativeFactory().user,
        "former representative": RepresentativeFactory(community=filer.community, ended=True).user,
        "editor of the office": OrganizationMembershipFactory(organization=office).user,
        "reviewer": case.reviewer,
        **{role: UserFactory(role=role) for role in Role.values},
    }


FULL, STATE, NOTHING = "full", "state", "nothing"
MAY = {
    "filer": FULL,
    "same community": STATE,
    **dict.fromkeys(
        ["anonymous", "other community", "former representative", "editor of the office", "reviewer", *Role.values],
        NOTHING,
    ),
}


@pytest.mark.parametrize("who", MAY)
def test_case_when_asked_for_by_each_role_then_shows_what_is_theirs(world, pages, who):
    client, case = Client(), world["case"]
    if world[who]:
        client.force_login(world[who])

    seen = client.get(address(case))
    acts = {act: client.get(address(case, act)).status_code for act in ACTS}
    presses = {act: client.post(address(case, act), {"score": 3}).status_code for act in ACTS}

    may = MAY[who]
    assert seen.status_code == (404 if may == NOTHING else 200)
    assert ("Quetzal High" in seen.text) == (may == FULL)
    assert (case.spoken_reference in seen.text) == (may != NOTHING)
    if may != FULL:
        assert set(acts.values()) == set(presses.values()) == {404}
    else:
        assert 404 not in {*acts.values(), *presses.values()}


def test_case_when_shared_no_longer_then_the_community_sees_nothing(world, pages, client):
    ServiceApplication.objects.update(shared_with_community=False)
    client.force_login(world["same community"])

    assert client.get(address(world["case"])).status_code == 404


def test_case_when_not_there_then_answers_as_one_that_is_not_theirs(world, pages, client):
    nowhere = uuid.uuid4()

    missing, foreign = client.get(f"/applications/case/{nowhere}/"), client.get(address(world["case"]))

    assert missing.text.replace(str(nowhere), "") == foreign.text.replace(str(world["case"].pk), "")


def test_case_when_opened_by_link_then_other_cases_stay_closed(opened, pages, case):
    other = ApplicationFactory()

    assert opened.get(address(case)).status_code == 200
    assert {opened.get(address(other, act)).status_code for act in ["", *ACTS]} == {404}


def test_case_when_anonymized_meanwhile_then_is_closed(opened, pages, case):
    ServiceApplication.objects.filter(pk=case.pk).update(
        anonymized_at=timezone.now(),
        applicant_name="",
        applicant_email="",
        applicant_phone="",
        helper_name="",
        helper_contact="",
        answers={},
        closed_at=timezone.now(),
        closed_reason="withdrawn",
    )

    assert opened.get(address(case)).status_code == 404


def test_acts_when_pressed_without_the_token_of_our_site_then_are_refused(case):
    browser = Client(enforce_csrf_checks=True)
    open_in(browser, case)

    assert {browser.post(address(case, act)).status_code for act in [*ACTS, "leave"]} == {403}


# ---- What it shows ---------------------------------------------------------------------------------------------------


def test_case_when_read_then_tells_answers_papers_questions_and_steps_but_nothing_internal(opened, pages, case):
    ApplicationFileFactory(application=case, question="", file__name="birth.pdf")
    InformationRequestFactory(
        application=case, question="Which school?", answer="Notre Dame", answered_at=timezone.now()
    )
    CaseNoteFactory(application=case, text="INTERNAL note")
    ServiceApplication.objects.filter(pk=case.pk).update(review_notes="INTERNAL")
    officer = UserFactory(first_name="INTERNAL")
    for kind in (EventKind.RECEIVED, EventKind.ASSIGNED, EventKind.REVIEWED, EventKind.INFORMATION_ASKED):
        happened(case, kind, by=officer)

    response = opened.get(address(case))

    for words in ("Amina Quetzal", "Name of the school", "Notre Dame", "birth.pdf", "Which school?"):
        assert words in response.text
    steps = re.findall(r"<dd><p>([^<]+)</p></dd>", response.text[response.text.index("What happened so far") :])
    assert steps[:2] == ["Received", "More information asked for; the clock stands"]
    assert "Assigned" not in response.text
    assert "INTERNAL" not in response.text
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.text
    assert case.spoken_reference not in re.search(r"<title>.*</title>", response.text)[0]


def test_case_when_the_office_took_more_time_then_tells_why_also_once_it_is_decided(opened, pages):
    decided = ApplicationFactory(
        approved=True, extended_on="2026-11-20", extension_reason="The school has not answered."
    )
    open_in(opened, decided)

    text = opened.get(address(decided)).text

    assert "Why the office took more time" in text
    assert "The school has not answered." in text


def test_case_when_refused_then_shows_reason_message_and_the_way_to_object(opened, pages, case):
    refused = ApplicationFactory(rejected=True)
    open_in(opened, refused)

    text = opened.get(address(refused)).text

    assert "Papers are missing" in text
    assert "The school certificate is missing." in text
    assert address(refused, "object") in text
    assert address(refused, "satisfaction") in text
    assert address(refused, "withdraw") not in text


def test_case_when_an_objection_was_upheld_then_shows_it_with_its_answer(opened, pages, case):
    ObjectionFactory(
        application=case,
        text="I had sent it.",
        outcome="upheld",
        answer="We found it.",
        answered_at=timezone.now(),
        answered_by=UserFactory(),
    )

    text = opened.get(address(case)).text

    assert "I had sent it." in text
    assert "We found it." in text
    assert "The decision is taken back" in text


def test_case_when_read_then_asks_the_same_of_the_database_however_much_happened(opened, pages, case, count_queries):
    few = count_queries(opened, address(case))
    for number in range(3):
        ApplicationFileFactory(application=case)
        InformationRequestFactory(application=case, answered_at=timezone.now(), answer=str(number))
        happened(case, EventKind.INFORMATION_GIVEN, by=None)

    assert count_queries(opened, address(case)) == few <= 20


# ---- Acts ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(case):
    ServiceApplication.objects.filter(pk=case.pk).update(
        status="under_review", waiting_on="applicant", paused_on=timezone.localdate()
    )
    return InformationRequestFactory(application=case)


def test_reply_when_asked_for_then_shows_the_question_and_no_error(opened, pages, case, asked):
    response = opened.get(address(case, "reply"))

    assert response.status_code == 200
    assert asked.question in response.text
    assert "There is a problem" not in response.text


def test_reply_when_shown_then_one_of_the_two_is_enough_and_no_browser_cuts_off_what_is_pasted(
    opened, pages, case, asked
):
    text = opened.get(address(case, "reply")).text

    assert text.count("(one of the two is enough)") == 2
    assert "(optional)" not in text
    assert "maxlength" not in text


def test_reply_when_as_long_as_may_be_with_new_lines_as_browsers_send_them_then_is_taken(opened, pages, case, asked):
    opened.post(address(case, "reply"), {"text": "x\r\n" * 2500})

    assert InformationRequest.objects.get().answer == ("x\n" * 2500).strip()


def test_case_when_answered_with_papers_alone_then_says_that_they_were_sent(opened, pages, case, asked):
    opened.post(address(case, "reply"), {"text": "", "papers": [a_pdf()]})

    text = opened.get(address(case)).text

    answer = text[text.index("Your answer</dt>") :]
    assert "Papers sent" in answer[: answer.index("</dd>")]
    assert "Not given" not in text


def test_reply_when_sent_with_papers_then_leads_back_and_says_so(opened, pages, case, asked):
    response = opened.post(
        address(case, "reply"), {"text": "Here.", "papers": [a_pdf(), a_pdf("two.pdf")]}, follow=True
    )

    assert response.redirect_chain == [(address(case), 302)]
    assert "Your answer was sent to the office." in response.text
    assert InformationRequest.objects.get().answer == "Here."
    assert ApplicationFile.objects.filter(application=case).count() == 2


def test_reply_when_pressed_twice_then_shows_the_same_and_keeps_one(opened, pages, case, asked):
    for _press in range(2):
        response = opened.post(address(case, "reply"), {"text": "Here.", "papers": [a_pdf()]}, follow=True)
        assert "Your answer was sent to the office." in response.text

    assert ApplicationFile.objects.filter(application=case).count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": " "}, "Write an answer, or add a paper."),
        ({"text": "x" * 5001}, "at most 5000 letters and signs"),
        ({"text": "a\0b"}, "There is a sign in the text"),
        ({"text": "My text", "papers": [SimpleUploadedFile("a.exe", b"MZ")]}, "We cannot take this kind of file."),
        ({"text": "My text", "papers": [SimpleUploadedFile("a.pdf", b"")]}, "This file is empty."),
        ({"text": "My text", "papers": [a_pdf(f"{number}.pdf") for number in range(6)]}, "at most 5 files"),
    ],
)
def test_reply_when_something_is_wrong_then_says_so_and_keeps_the_text(opened, pages, case, asked, fields, said):
    response = opened.post(address(case, "reply"), fields)

    assert response.status_code == 400
    assert said in response.text
    assert ("My text" in fields["text"]) <= ("My text" in response.text)
    assert InformationRequest.objects.get().answered_at is None
    assert not ApplicationFile.objects.exists()


def test_reply_when_the_office_decided_meanwhile_then_says_so_and_keeps_the_text(opened, pages, case, asked):
    ServiceApplication.objects.filter(pk=case.pk).update(
        status="approved",
        waiting_on="nobody",
        paused_on=None,
        decided_at=timezone.now(),
        decided_by=UserFactory(),
    )

    response = opened.post(address(case, "reply"), {"text": "Late words"})

    assert response.status_code == 400
    assert "does not wait for this answer any more" in response.text
    assert "Late words" in response.text


@pytest.mark.parametrize("act", ACTS)
def test_act_when_there_is_nothing_to_do_then_leads_back(opened, pages, act):
    case = ApplicationFactory(approved=True)
    open_in(opened, case)

    assert opened.get(address(case, act)).url == address(case)


def test_withdrawal_when_confirmed_twice_then_the_case_is_closed_once(opened, pages, case):
    assert "cannot be undone" in opened.get(address(case, "withdraw")).text

    for _press in range(2):
        response = opened.post(address(case, "withdraw"), follow=True)
        assert "Your application is taken back." in response.text

    case.refresh_from_db()
    assert case.closed_reason == "withdrawn"
    assert case.events.count() == 1


def test_objection_when_sent_twice_then_is_kept_once_and_shown(opened, pages):
    case = ApplicationFactory(rejected=True)
    open_in(opened, case)
    assert "7 working days" in opened.get(address(case, "object")).text

    for _press in range(2):
        response = opened.post(address(case, "object"), {"text": "I had sent it."}, follow=True)

    assert Objection.objects.count() == 1
    assert "I had sent it." in response.text
    assert "Not approved; your objection is being looked at" in response.text


def test_objection_when_there_was_another_then_is_refused_in_words(opened, pages):
    case = ObjectionFactory().application
    open_in(opened, case)

    response = opened.post(address(case, "object"), {"text": "Once more."})

    assert response.status_code == 400
    assert "that can be done once" in response.text


def test_satisfaction_when_given_then_is_kept_and_not_asked_again(opened, pages):
    case = ApplicationFactory(completed=True)
    open_in(opened, case)
    assert "Neither good nor bad" in opened.get(address(case, "satisfaction")).text

    opened.post(address(case, "satisfaction"), {"score": "4", "comment": "Fast"})

    rating = Satisfaction.objects.get()
    assert (rating.application, rating.score, rating.comment) == (case, 4, "Fast")
    assert address(case, "satisfaction") not in opened.get(address(case)).text


@pytest.mark.parametrize("score", ["", "0", "6", "x", "4.5"])
def test_satisfaction_when_the_score_is_none_of_the_five_then_is_refused(opened, pages, score):
    case = ApplicationFactory(completed=True)
    open_in(opened, case)

    response = opened.post(address(case, "satisfaction"), {"score": score})

    assert response.status_code == 400
    assert "Choose one." in response.text
    assert not Satisfaction.objects.exists()


def test_satisfaction_when_given_before_then_the_form_is_not_shown(opened, pages):
    case = SatisfactionFactory().application
    open_in(opened, case)

    assert opened.get(address(case, "satisfaction")).url == address(case)


def test_act_when_a_representative_presses_then_the_step_is_theirs(world, pages, client):
    client.force_login(world["filer"])

    client.post(address(world["case"], "withdraw"))

    assert world["case"].events.get().by == world["filer"]


def test_case_in_filipino_when_read_then_acts_in_filipino_addresses(opened, pages, case, asked):
    text = opened.get(f"/fil{address(case)}").text

    assert f'href="/fil{address(case, "reply")}"' in text
    assert '<html lang="fil">' in text
