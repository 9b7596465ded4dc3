"""The screens of the desk: who sees what, what each shows, and what a button does."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from catalog.applications import clock, deciding
from catalog.applications.notifications import TimeExtended
from catalog.desk import queue
from catalog.desk.acts import ACTS
from catalog.desk.letters import letters_of
from catalog.enums import Recommendation
from catalog.models import RequiredDocument, ServiceApplication
from catalog.questions import Bilingual, Criterion, Definition, Kind, Question, Section
from portal.core.waiting import waiting_for
from portal.monitoring.models import MonitoringEntry
from portal.notifications import enqueue
from portal.notifications.models import OutboxMessage
from tests.accounts.factories import UserFactory
from tests.catalog.factories import (
    ApplicationEventFactory,
    ApplicationFactory,
    ApplicationFileFactory,
    CaseNoteFactory,
    FormVersionFactory,
    InformationRequestFactory,
    ObjectionFactory,
    OfferingFactory,
    RequiredDocumentFactory,
    a_definition,
)
from tests.organizations.factories import OrganizationMembershipFactory

LIST = "/admin/catalog/applications/"
MANY = ["assign_many", "approve_many", "reject_many"]


def page(case, name="inspect"):
    return reverse(f"catalog_applications:{name}", args=[case.pk])


def shown(response):
    return [row.pk for row in response.context["table"].data]


def fresh(case):
    return ServiceApplication.objects.get(pk=case.pk)


def press(client, case, act, **data):
    return client.post(page(case, act), {"shown": deciding.version_of(case), **data})


@pytest.fixture
def in_office(client, desk):
    client.force_login(desk.editor)
    return client


# ---- Who -------------------------------------------------------------------------------------------------------------


def statuses(client, case):
    """How each address of the case answers when it is opened, and when it is posted to."""
    addresses = {name: page(case, name) for name in ("inspect", "history", *ACTS)}
    return {
        name: (client.get(address).status_code, client.post(address).status_code) for name, address in addresses.items()
    }


@pytest.mark.parametrize("role", ["oobc_staff", "oobc_planner", "budget_officer", "me_officer", "ocm_leadership"])
def test_case_when_asked_for_by_oobc_or_ocm_then_does_not_exist(client, desk, role):
    client.force_login(UserFactory(role=role))

    answered = statuses(client, desk.case())

    assert {name: codes for name, codes in answered.items() if codes != (404, 404)} == {}
    assert len(answered) == len(ACTS) + 2


def test_case_when_asked_for_by_another_office_then_does_not_exist(client, desk):
    client.force_login(desk.stranger)

    answered = statuses(client, desk.case())

    assert {name: codes for name, codes in answered.items() if codes != (404, 404)} == {}
    assert len(answered) == len(ACTS) + 2


def test_list_and_export_when_of_another_office_then_leave_the_cases_out(client, desk):
    client.force_login(desk.stranger)
    case = desk.case()
    own = ApplicationFactory(service=OfferingFactory(offering_mao=desk.b, published=True))

    assert shown(client.get(LIST)) == [own.pk]
    exported = b"".join(client.get(f"{LIST}?export=csv").streaming_content).decode()
    assert case.spoken_reference not in exported
    assert own.spoken_reference in exported


@pytest.mark.parametrize("name", MANY)
def test_many_when_cases_are_of_another_office_then_they_are_not_named(client, desk, name):
    client.force_login(desk.stranger)
    case = desk.case()

    response = client.get(reverse(f"catalog_applications:{name}"), {"id": str(case.pk)}, follow=True)

    assert case.spoken_reference not in response.text
    assert "Choose at least one case" in response.text


def test_case_when_opened_then_that_is_recorded_and_shown_in_its_history(in_office, desk):
    case = desk.case()

    in_office.get(page(case))

    entry = ModelLogEntry.objects.get(action="catalog.read_application")
    assert (entry.object_id, entry.user, entry.label) == (str(case.pk), desk.editor, case.spoken_reference)
    assert "Application read" in in_office.get(page(case, "history")).text


# ---- The list --------------------------------------------------------------------------------------------------------


def test_list_when_opened_then_what_is_due_first_stands_first_and_decided_ones_last(in_office, desk):
    today = timezone.localdate()
    later = desk.case(due_on=today + datetime.timedelta(days=9))
    decided = desk.case(approved=True, due_on=today)
    late = desk.case(late=True)
    soon = desk.case(due_on=today + datetime.timedelta(days=1))

    assert shown(in_office.get(LIST)) == [late.pk, soon.pk, later.pk, decided.pk]


def test_due_when_cases_stand_differently_then_says_so_in_words(desk, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 23, 9, tzinfo=timezone.get_default_timezone()), tick=False)
    early = datetime.date(2026, 11, 2)
    for fields in (
        {"due_on": datetime.date(2026, 11, 26)},
        {"due_on": datetime.date(2026, 11, 24)},
        {"due_on": datetime.date(2026, 11, 23)},
        {"due_on": datetime.date(2026, 11, 18)},
        {"due_on": datetime.date(2026, 11, 22)},
        {"due_on": early, "under_review": True, "waiting_on": "applicant", "paused_on": early},
        {"due_on": early, "under_review": True, "waiting_on": "slot"},
    ):
        desk.case(application_date=early, **fields)

    rows = ServiceApplication.objects.order_by("due_on", "pk")
    said = {queue.due_in_words(row, clock.holidays(), clock.today()) for row in rows}

    assert said == {
        "waits for the applicant",
        "waits for a free place",
        "3 working days late",
        "1 working day late",
        "due today",
        "1 working day left",
        "3 working days left",
    }


def test_list_when_filtered_then_shows_what_fits(in_office, desk):
    other = OfferingFactory(offering_mao=desk.a, published=True)
    today = timezone.localdate()
    mine = desk.case(reviewer=desk.editor)
    elsewhere = ApplicationFactory(service=other, channel="walk_in", application_date=today - datetime.timedelta(3))
    asked = desk.case(under_review=True, waiting_on="applicant", paused_on=today)
    late = desk.case(late=True)
    objection = ObjectionFactory(application=desk.case(rejected=True)).application
    withdrawn = desk.case(withdrawn=True)
    deciding.ask_review(asked, of=desk.editor, by=desk.focal)

    expected = {
        f"service={other.pk}": {elsewhere.pk},
        "state=undecided": {mine.pk, elsewhere.pk, asked.pk, late.pk},
        "state=submitted": {mine.pk, elsewhere.pk, late.pk},
        "state=rejected": {objection.pk},
        "state=closed": {withdrawn.pk},
        "assigned=me": {mine.pk},
        "assigned=nobody": {elsewhere.pk, late.pk, objection.pk, withdrawn.pk},
        "waiting_on=applicant": {asked.pk},
        "late=yes": {late.pk},
        "asks=review": {asked.pk},
        "asks=objection": {objection.pk},
        "asks=place": set(),
        "channel=walk_in": {elsewhere.pk},
        f"application_date_to={today - datetime.timedelta(1)}&application_date_from={today - datetime.timedelta(5)}": {
            elsewhere.pk
        },
    }
    assert {query: set(shown(in_office.get(f"{LIST}?{query}"))) for query in expected} == expected


def test_list_when_searched_then_finds_the_whole_reference_and_words_of_the_name(in_office, desk):
    case = desk.case(applicant_name="Norhana Dimaporo", reference="7K3MXQ4V")
    desk.case()

    found = {
        typed: shown(in_office.get(LIST, {"q": typed}))
        for typed in (case.reference, "dimaporo norh", "7K3", "nobody at all")
    }

    assert found["dimaporo norh"] == [case.pk]
    assert found["7K3"] == found["nobody at all"] == []


def test_list_when_searched_by_reference_however_it_is_typed_then_finds_it(in_office, desk):
    case = desk.case()
    desk.case()

    for typed in (case.reference, case.spoken_reference, case.spoken_reference.lower().replace("-", " ")):
        assert shown(in_office.get(LIST, {"q": typed})) == [case.pk]


def test_list_when_there_are_a_thousand_cases_then_queries_stay_the_same_and_below_twenty(
    in_office, desk, count_queries
):
    template = desk.case(reviewer=desk.focal)
    few = count_queries(in_office, LIST)
    ServiceApplication.objects.bulk_create(
        ApplicationFactory.build(
            service=desk.service,
            form_version=template.form_version,
            privacy_notice=template.privacy_notice,
            reviewer=desk.focal,
        )
        for _number in range(1000)
    )

    response = in_office.get(LIST)

    assert few == count_queries(in_office, LIST) <= 20
    assert len(shown(response)) == 50


def test_export_when_filtered_then_holds_what_is_shown_and_each_case_is_recorded(in_office, desk):
    case = desk.case(applicant_name="=1+1")
    desk.case(late=True)

    response = in_office.get(f"{LIST}?state=undecided&assigned=nobody&export=csv&q=1%2B1")

    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [(row["Number"], row["Applicant"]) for row in rows] == [(case.spoken_reference, "'=1+1")]
    assert "Notre Dame" not in str(rows)
    entry = ModelLogEntry.objects.get(action="catalog.export_application")
    assert (entry.object_id, entry.user) == (str(case.pk), desk.editor)


def test_export_when_more_than_one_person_may_take_then_is_refused_with_a_way_out(in_office, desk, monkeypatch):
    monkeypatch.setattr(queue, "LARGEST_EXPORT", 2)
    for _number in range(3):
        desk.case()

    response = in_office.get(f"{LIST}?state=undecided&export=xlsx", follow=True)

    assert response.redirect_chain == [(f"{LIST}?state=undecided", 302)]
    for words in ("3 people are in this list", "may take out 2 at once", "Narrow the list", "Received from and to"):
        assert words in response.text
    assert not ModelLogEntry.objects.filter(action="catalog.export_application").exists()


# ---- The case --------------------------------------------------------------------------------------------------------


def test_case_when_opened_then_shows_person_answers_papers_questions_notes_and_steps(in_office, desk):
    paper = RequiredDocumentFactory(offering=desk.service, name="School record")
    RequiredDocumentFactory(offering=desk.service, name="Birth certificate")
    question = Question("record", Kind.FILE, Bilingual("The record"), paper=paper.pk)
    plain = a_definition()
    definition = Definition(sections=(*plain.sections, Section(Bilingual("Papers"), (question,))))
    version = FormVersionFactory(form=desk.service.application_form, content=definition.to_json())
    case = desk.case(form_version=version, applicant_email="amina@example.org")
    ApplicationFileFactory(application=case, question="record", file__name="record.pdf")
    ApplicationFileFactory(application=case, question="", file__name="later.pdf")
    InformationRequestFactory(application=case, question="Which school?", answer="Marawi", answered_at=timezone.now())
    CaseNoteFactory(application=case, text="The school has confirmed it.")
    ApplicationEventFactory(application=case)

    response = in_office.get(page(case))

    for words in ("Amina Sali", "amina@example.org", "Notre Dame", "Which school?", "Marawi", "has confirmed it"):
        assert words in response.text
    (papers,) = [part.context["papers"] for part in response.context["sections"] if part.title == "Papers"]
    assert [(one.name, one.state, [file.file.name for file in one.files]) for one in papers] == [
        ("School record", "to be checked", ["record.pdf"]),
        ("Birth certificate", "missing", []),
        ("Sent later", "to be checked", ["later.pdf"]),
    ]
    assert "sensitive personal data" in response.text
    assert "Amina" not in response.text.partition("</title>")[0]


def test_case_when_the_same_person_applied_before_then_that_is_flagged(in_office, desk):
    case = desk.case(applicant_email="amina@example.org", applicant_name="Amina Sali", applicant_phone="+639170000001")
    same = [
        desk.case(applicant_email="AMINA@example.org", applicant_name="A. Sali"),
        desk.case(applicant_name="amina sali", applicant_email=""),
        desk.case(applicant_phone="+639170000001", applicant_name="Somebody"),
    ]
    other = desk.case(applicant_name="Jalil Abdullah")

    text = in_office.get(page(case)).text

    assert "May be the same" in text
    assert all(one.spoken_reference in text for one in same)
    assert other.spoken_reference not in text


def test_case_when_its_rows_grow_then_queries_stay_the_same(in_office, desk, count_queries):
    case = desk.case(reviewer=desk.focal)

    def grow():
        ApplicationFileFactory(application=case)
        CaseNoteFactory(application=case, written_by=UserFactory())
        ApplicationEventFactory(application=case, by=UserFactory())
        InformationRequestFactory(application=case, answered_at=timezone.now(), asked_by=UserFactory())
        desk.case()

    grow()
    few = count_queries(in_office, page(case))
    for _more in range(4):
        grow()

    assert count_queries(in_office, page(case)) == few


OFFERED = {
    "submitted": {"begin", "approve", "reject", "ask", "extend", "assign", "ask_review", "note", "duplicate"},
    "under_review": {"approve", "reject", "ask", "extend", "assign", "ask_review", "note", "duplicate"},
    "late": {"begin", "approve", "reject", "ask", "assign", "ask_review", "note", "duplicate"},
    "approved": {"complete", "note", "ppa"},
    "rejected": {"note"},
    "completed": {"note", "ppa"},
    "withdrawn": {"note"},
}


@pytest.mark.parametrize("state", OFFERED)
def test_case_when_in_a_state_then_offers_just_the_acts_of_it(in_office, desk, state):
    case = desk.case(**({} if state == "submitted" else {state: True}))

    text = in_office.get(page(case)).text

    assert {name for name in ACTS if f'href="{page(case, name)}?' in text} == OFFERED[state]


@pytest.mark.parametrize("state", ["approved", "rejected", "completed", "withdrawn"])
def test_acts_when_the_state_does_not_allow_them_then_the_page_says_why_and_nothing_changes(in_office, desk, state):
    case = desk.case(**{state: True})
    before = ServiceApplication.objects.filter(pk=case.pk).values().get()
    data = {
        "message": "Other words",
        "reason": desk.reason.pk,
        "question": "Which?",
        "answer_until": timezone.localdate() + datetime.timedelta(days=3),
        "of": desk.case().spoken_reference,
        "outcome": "kept",
        "answer": "Because",
    }

    for act in ("begin", "approve", "reject", "waitlist", "ask", "extend", "duplicate", "objection"):
        response = press(in_office, case, act, **data)

        assert response.status_code == 200, act
        assert response.context["form"].non_field_errors(), act
        assert ServiceApplication.objects.filter(pk=case.pk).values().get() == before, act
        assert not case.events.exists(), act


# ---- Acts ------------------------------------------------------------------------------------------------------------


def test_preview_when_asked_for_then_shows_the_letter_and_nothing_has_happened(in_office, desk):
    case = desk.case()

    response = press(in_office, case, "approve", message="Come on Friday.", preview="yes")

    assert "Nothing is sent yet." in response.text
    assert "Come on Friday." in response.context["letters"][0].body
    assert fresh(case).status == "submitted"
    assert not OutboxMessage.objects.exists()
    assert not case.events.exists()


def test_preview_when_another_case_of_the_same_person_is_told_of_meanwhile_then_shows_only_its_own(desk):
    case, other = desk.case(applicant_email="amina@example.org"), desk.case(applicant_email="amina@example.org")

    def both():
        enqueue(TimeExtended(other))
        deciding.approve(case, message="Come", by=desk.editor)

    letters = letters_of(both, case)

    assert [letter.kind for letter in letters] == ["catalog.application_approved"]


def test_preview_when_a_question_is_asked_then_shows_it(in_office, desk):
    case = desk.case()
    until = clock.after_working_days(clock.today(), 3)

    response = press(in_office, case, "ask", question="Which school?", answer_until=until.isoformat(), preview="yes")

    assert "Which school?" in response.context["letters"][0].body


def test_preview_when_no_address_was_given_then_says_so(in_office, desk):
    case = desk.case(applicant_email="", applicant_phone="")

    assert "No message goes out" in press(in_office, case, "approve", message="Come", preview="yes").text


def test_approve_when_pressed_then_is_done_and_with_the_box_makes_a_ppa(in_office, desk):
    case = desk.case()

    response = press(in_office, case, "approve", message="Come", with_ppa="on")

    assert response.headers["Location"] == page(case)
    assert fresh(case).resulting_ppa == MonitoringEntry.objects.get()


def test_reject_when_without_reason_or_message_then_both_are_asked_for(in_office, desk):
    case = desk.case()

    response = press(in_office, case, "reject")

    assert set(response.context["form"].errors) == {"reason", "message"}
    assert fresh(case).status == "submitted"


def test_extend_when_without_a_reason_then_it_is_asked_for(in_office, desk):
    case = desk.case()

    response = press(in_office, case, "extend", reason=" ")

    assert set(response.context["form"].errors) == {"reason"}
    assert fresh(case).extended_on is None


def test_extend_when_pressed_then_the_case_page_tells_why(in_office, desk):
    case = desk.case()

    press(in_office, case, "extend", reason="The school has not answered.")

    assert "The school has not answered." in in_office.get(page(case)).text


def test_act_when_the_tab_is_stale_then_keeps_the_text_and_works_once_seen(in_office, desk):
    case = desk.case()
    shown_before = deciding.version_of(case)
    deciding.write_note(case, text="Wait.", by=desk.focal)

    refused = in_office.post(page(case, "approve"), {"shown": shown_before, "message": "Come on Friday."})

    assert "changed meanwhile" in refused.text
    assert "Come on Friday." in refused.text
    assert fresh(case).status == "submitted"
    again = in_office.post(
        page(case, "approve"), {"shown": refused.context["form"]["shown"].value(), "message": "Come on Friday."}
    )
    assert again.status_code == 302
    assert fresh(case).status == "approved"


def test_act_when_opened_from_a_stale_case_page_then_what_was_shown_there_counts(in_office, desk):
    case = desk.case()
    shown_before = deciding.version_of(case)
    deciding.write_note(case, text="Wait.", by=desk.focal)

    form = in_office.get(page(case, "approve"), {"shown": shown_before}).context["form"]

    assert form["shown"].value() == shown_before


def test_paper_when_accepted_and_not_then_both_are_kept(in_office, desk):
    file = ApplicationFileFactory(application=desk.case())

    for word, accepted in (("yes", True), ("no", False)):
        press(in_office, file.application, "paper", paper=file.pk, accepted=word)
        file.refresh_from_db()
        assert file.is_accepted is accepted


def test_paper_when_it_is_one_of_another_case_then_is_refused(in_office, desk):
    file = ApplicationFileFactory(application=desk.case())

    response = press(in_office, desk.case(), "paper", paper=file.pk, accepted="yes")

    assert "not one of this case" in response.text
    file.refresh_from_db()
    assert file.is_accepted is None


def test_assign_when_opened_then_shows_each_colleagues_open_cases_and_nobody_elses(in_office, desk):
    case = desk.case()
    desk.case(reviewer=desk.focal)
    desk.case(reviewer=desk.focal, withdrawn=True)

    choices = dict(in_office.get(page(case, "assign")).context["form"].fields["to"].choices)

    assert choices[""] == "Nobody"
    assert choices[str(desk.focal.pk)] == f"{desk.focal} (1 open case)"
    assert choices[str(desk.third.pk)] == f"{desk.third} (0 open cases)"
    assert str(desk.stranger.pk) not in choices


def test_assign_when_sent_with_somebody_of_another_office_then_is_refused(in_office, desk):
    case = desk.case()

    assert "to" in press(in_office, case, "assign", to=desk.stranger.pk).context["form"].errors
    press(in_office, case, "assign", to=desk.focal.pk)
    assert fresh(case).reviewer == desk.focal
    press(in_office, case, "assign", to="")
    assert fresh(case).reviewer is None


def test_duplicate_when_the_number_is_of_another_office_or_none_then_says_so(in_office, desk):
    case, foreign = desk.case(), ApplicationFactory()

    for number in (foreign.spoken_reference, "nonsense"):
        response = press(in_office, case, "duplicate", of=number)
        assert "has no application with this number" in response.text

    other = desk.case()
    press(in_office, case, "duplicate", of=other.spoken_reference)
    assert fresh(case).closed_reason == "duplicate"


# ---- Reviews ---------------------------------------------------------------------------------------------------------


def test_reviews_when_blind_then_shown_only_after_sending_with_mean_and_spread(client, desk):
    criteria = (Criterion("need", "Need", 10), Criterion("plan", "Plan", 5))
    content = Definition(sections=a_definition().sections, criteria=criteria).to_json()
    case = desk.case(form_version=FormVersionFactory(form=desk.service.application_form, content=content))
    for person in (desk.focal, desk.third):
        deciding.ask_review(case, of=person, by=desk.editor)
    deciding.send_review(
        case,
        points={"need": 9, "plan": 2},
        recommendation=Recommendation.REJECT,
        comment="SECRET words",
        by=desk.focal,
    )

    client.force_login(desk.third)
    blind = client.get(page(case)).text
    data = {"points_need": 4, "points_plan": 5, "recommendation": "approve"}
    client.post(page(case, "review"), data)
    seen = client.get(page(case))

    assert "SECRET words" not in blind
    assert "once you have sent yours" in blind
    assert "SECRET words" in seen.text
    (context,) = [part.context for part in seen.context["sections"] if part.title == "Reviews"]
    assert [(line.name, line.mean, line.spread) for line in context["scores"]] == [
        ("Need", 6.5, 5),
        ("Plan", 3.5, 3),
        ("Together", 10, 2),
    ]
    client.force_login(desk.editor)
    assert "SECRET words" in client.get(page(case)).text


def test_review_when_points_are_too_many_then_the_form_says_so(client, desk):
    content = Definition(sections=a_definition().sections, criteria=(Criterion("need", "Need", 10),)).to_json()
    case = desk.case(form_version=FormVersionFactory(form=desk.service.application_form, content=content))
    deciding.ask_review(case, of=desk.focal, by=desk.editor)
    client.force_login(desk.focal)

    response = client.post(page(case, "review"), {"points_need": 11, "recommendation": "approve"})

    assert "points_need" in response.context["form"].errors
    assert not case.reviews.filter(sent_at__isnull=False).exists()


# ---- Many ------------------------------------------------------------------------------------------------------------


def confirm(client, name, cases, **data):
    """The page that lists the cases, then its button with all that the page holds."""
    address = reverse(f"catalog_applications:{name}")
    listed = client.get(address, {"id": [str(case.pk) for case in cases]})
    marks = {f"shown-{case.pk}": mark for case, _state, _due, mark in listed.context["lines"]}
    return lambda: client.post(address, {"id": [str(case.pk) for case in cases], **marks, **data})


def test_approve_many_when_confirmed_then_each_rows_result_is_shown(in_office, desk):
    cases = [desk.case(), desk.case(), desk.case(withdrawn=True)]
    press_button = confirm(in_office, "approve_many", cases, message="Come on Friday.", is_checked="on")

    response = press_button()

    assert [fresh(case).status for case in cases] == ["approved", "approved", "submitted"]
    assert "2 of 3 done." in " ".join(response.text.split())
    assert "This case is closed." in response.text
    assert OutboxMessage.objects.count() == 2


def test_approve_many_when_the_message_is_not_said_to_be_checked_then_nothing_happens(in_office, desk):
    case = desk.case()

    response = confirm(in_office, "approve_many", [case], message="Come")()

    assert "is_checked" in response.context["form"].errors
    assert fresh(case).status == "submitted"


def test_approve_many_when_one_changed_since_the_list_was_shown_then_only_that_one_is_refused(in_office, desk):
    one, other = desk.case(), desk.case()
    press_button = confirm(in_office, "approve_many", [one, other], message="Come", is_checked="on")
    deciding.write_note(other, text="Wait.", by=desk.focal)

    response = press_button()

    assert [fresh(case).status for case in (one, other)] == ["approved", "submitted"]
    assert "changed meanwhile" in response.text


def test_reject_many_when_confirmed_then_all_have_the_reason_and_the_message(in_office, desk):
    cases = [desk.case(), desk.case()]

    confirm(in_office, "reject_many", cases, message="Sorry.", reason=desk.reason.pk, is_checked="on")()

    assert {(fresh(case).refusal_reason, fresh(case).public_message) for case in cases} == {(desk.reason, "Sorry.")}


def test_assign_many_when_confirmed_then_all_are_theirs(in_office, desk):
    cases = [desk.case(), desk.case()]

    confirm(in_office, "assign_many", cases, to=desk.third.pk)()

    assert {fresh(case).reviewer for case in cases} == {desk.third}


def test_preview_of_many_when_asked_for_then_shows_the_first_letter_and_nothing_has_happened(in_office, desk):
    cases = [desk.case(), desk.case()]

    response = confirm(in_office, "approve_many", cases, message="Come on Friday.", is_checked="on", preview="yes")()

    assert "Come on Friday." in response.context["letters"][0].body
    assert not OutboxMessage.objects.exists()
    assert {fresh(case).status for case in cases} == {"submitted"}


def test_many_when_the_offices_differ_then_asks_for_one_at_a_time(client, desk):
    OrganizationMembershipFactory(organization=desk.b, user=desk.editor)
    client.force_login(desk.editor)
    foreign = ApplicationFactory(service=OfferingFactory(offering_mao=desk.b, published=True))
    keys = [str(desk.case().pk), str(foreign.pk)]

    response = client.get(reverse("catalog_applications:assign_many"), {"id": keys}, follow=True)

    assert "one office at a time" in response.text


# ---- Home ------------------------------------------------------------------------------------------------------------


def test_home_when_work_waits_then_each_line_leads_to_just_its_rows(in_office, desk):
    type(desk.service).objects.filter(pk=desk.service.pk).update(slots_available=1)
    desk.case(reviewer=desk.editor)
    desk.case(late=True)
    asked = desk.case(under_review=True, waiting_on="applicant", paused_on=timezone.localdate())
    deciding.ask_review(asked, of=desk.editor, by=desk.focal)
    ObjectionFactory(application=desk.case(rejected=True))
    ObjectionFactory(application=desk.case(rejected=True, decided_by=desk.editor))
    desk.case(under_review=True, waiting_on="slot")
    editor = type(desk.editor).objects.get(pk=desk.editor.pk)

    lines = {str(line.text): line for line in waiting_for(editor) if line.url.startswith(LIST)}

    assert {text: line.count for text, line in lines.items()} == {
        "Late applications": 1,
        "Applications to decide": 2,
        "Applications assigned to you": 1,
        "Reviews asked of you": 1,
        "Objections to answer": 1,
        "On a waiting list, and a place is free": 1,
    }
    assert [text for text, line in lines.items() if line.is_late] == ["Late applications"]
    for line in lines.values():
        assert len(shown(in_office.get(line.url))) == line.count


@pytest.mark.parametrize("who", ["moderator", "leader"])
def test_home_when_nobody_of_the_office_looks_then_says_nothing_of_cases(desk, who):
    desk.case()

    assert not [line for line in waiting_for(getattr(desk, who)) if line.url.startswith(LIST)]


def test_required_documents_when_a_case_is_read_then_are_those_of_its_service(in_office, desk):
    RequiredDocumentFactory(name="Of another service")

    assert "Of another service" not in in_office.get(page(desk.case())).text
    assert RequiredDocument.objects.count() == 1
