"""Applying, page by page, as a phone without scripts does it."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from catalog.applications import codes
from catalog.applying import guards
from catalog.models import ApplicationDraft, ApplicationForm, PrivacyNotice, ServiceApplication
from catalog.questions import Bilingual, Definition, Kind, Question, Section
from portal.core import abuse
from portal.core.abuse import Guard
from portal.notifications.models import OutboxMessage
from tests.catalog.factories import ApplicationFormFactory, OfferingFactory, RequiredDocumentFactory
from tests.communities.factories import RepresentativeFactory
from tests.weight import BUDGETS, weigh

pytestmark = pytest.mark.django_db


def the_draft():
    return ApplicationDraft.objects.get()


# ---- From the first page to the receipt ----------------------------------------------------------------------------


def test_applying_when_every_page_is_filled_in_then_one_case_with_all_answers(applicant, home):
    last = applicant.answer_all()

    response = applicant.send()

    case = ServiceApplication.objects.get()
    assert last.url == applicant.address(name="check")
    assert response.url == reverse("applications:receipt", args=[case.pk])
    assert case.answers == {"studies": "no", "why": "For books.", "applicant": home.steps}
    assert (case.applicant_name, case.applicant_email) == ("Amina Sali", "amina@example.org")
    assert case.applicant_region == home.barangay.municipality.province.region


def test_receipt_when_the_case_was_sent_here_then_number_office_and_due_day(applicant, client):
    applicant.answer_all()

    page = client.get(applicant.send().url).text

    case = ServiceApplication.objects.get()
    assert case.spoken_reference in page
    assert str(case.service.offering_mao) in page
    assert case.receiving_unit in page
    assert "Amina" not in page


def test_receipt_when_asked_for_from_elsewhere_then_it_does_not_exist(applicant):
    applicant.answer_all()
    address = applicant.send().url

    assert Client().get(address).status_code == 404
    assert Client().get(address + "receipt.pdf").status_code == 404


def test_receipt_as_pdf_when_sent_here_then_named_by_its_number(applicant, client):
    applicant.answer_all()
    address = applicant.send().url

    response = client.get(address + "receipt.pdf")

    assert response.content.startswith(b"%PDF-")
    assert ServiceApplication.objects.get().spoken_reference in response["Content-Disposition"]


def test_sending_when_the_answer_was_lost_and_the_button_is_pressed_again_then_the_same_receipt(applicant):
    applicant.answer_all()
    first = applicant.send().url

    again = applicant.client.post(applicant.address(name="check"), {})

    assert again.url == first
    assert ServiceApplication.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="catalog.application_received").count() == 1


def test_applying_then_no_answer_stands_in_a_log_or_in_the_audit_record(applicant, caplog):
    caplog.set_level(0)

    applicant.answer_all()
    applicant.send()

    rows = str(list(ModelLogEntry.objects.values()))
    assert ServiceApplication.objects.get().applicant_name == "Amina Sali"
    assert not [word for word in ("Amina", "amina@", "books") if word in caplog.text or word in rows]


# ---- Before you start ----------------------------------------------------------------------------------------------


def test_first_page_then_tells_the_notice_with_its_version_the_days_and_the_office(applicant):
    page = applicant.client.get(applicant.address(name="start")).text

    assert PrivacyNotice.objects.get().text in page.replace("&#x27;", "'")
    assert "version 1" in page
    assert "within 7 working days" in page
    assert str(applicant.offering.offering_mao) in page


def test_first_page_in_filipino_then_the_notice_is_filipino(applicant):
    page = applicant.client.get("/fil" + applicant.address(name="start")).text

    assert "Itinatago namin" in page


def test_beginning_without_agreeing_then_no_draft(applicant):
    assert applicant.begin(agree=None).status_code == 400
    assert not ApplicationDraft.objects.exists()


def test_beginning_when_the_notice_changed_meanwhile_then_it_is_shown_again(applicant):
    opened = applicant.opened(applicant.address(name="start"))
    PrivacyNotice.objects.create(number=2, text="New words", text_fil="Bago", in_force_from=timezone.localdate())

    refused = applicant.begin(opened=opened, notice=1)

    assert refused.status_code == 400
    assert "New words" in refused.text
    assert 'name="notice" value="2"' in refused.text
    assert applicant.begin(notice=2).status_code == 302


def test_beginning_when_a_question_of_advice_does_not_fit_then_advice_and_never_a_block(applicant):
    advised = applicant.begin(**{"check-0": "no"})
    assert "It is for people outside BARMM." in advised.text
    assert not ApplicationDraft.objects.exists()

    assert applicant.begin(**{"check-0": "no", "advised": "1"}).status_code == 302


@pytest.mark.parametrize("state", ["opens_later", "closed", "ended"])
def test_first_page_when_no_applications_are_taken_then_says_so_without_a_form(client, offering, state):
    other = OfferingFactory(published=True, **{state: True})
    ApplicationFormFactory(offering=other)

    page = client.get(reverse("applications:start", args=[other.pk]))

    assert page.status_code == 200
    assert 'name="agree"' not in page.text


def test_first_page_when_the_service_is_a_draft_then_it_does_not_exist(client, offering):
    hidden = OfferingFactory()

    assert client.get(reverse("applications:start", args=[hidden.pk])).status_code == 404


def test_service_page_when_a_form_is_in_use_then_leads_here(client, offering):
    page = client.get(offering.get_absolute_url()).text
    ApplicationForm.objects.update(live=False)
    without = client.get(offering.get_absolute_url() + "?lives=IX").text

    assert reverse("applications:start", args=[offering.pk]) in page
    assert "Apply on this portal" not in without


def test_line_in_the_list_when_a_form_is_in_use_then_says_that_one_applies_here(client, offering):
    page = client.get(reverse("catalog:list")).text

    assert "apply on this portal" in page


def test_line_in_the_list_when_there_is_no_form_then_says_nothing_of_it(client, offering):
    ApplicationForm.objects.update(live=False)

    assert "apply on this portal" not in client.get(reverse("catalog:list")).text


# ---- The pages -----------------------------------------------------------------------------------------------------


def test_about_page_without_any_address_then_refused_but_kept(applicant):
    applicant.begin()

    refused = applicant.about(email="")

    assert refused.status_code == 400
    assert the_draft().about["name"] == "Amina Sali"


def test_about_page_when_a_number_is_given_then_kept_with_its_country(applicant):
    applicant.begin()

    applicant.about(email="", phone="0917 123 4567")

    assert the_draft().about["phone"] == "+639171234567"


@pytest.mark.parametrize("typed", ["12", "abc", "\x00", "0" * 10_000, "+1 555"])
def test_about_page_when_the_number_is_none_then_refused(applicant, typed):
    applicant.begin()

    assert applicant.about(phone=typed).status_code == 400


@pytest.mark.parametrize("typed", ["a@b", "x" * 300 + "@example.org", "a\x00@example.org", "two words@example.org"])
def test_about_page_when_the_mail_address_is_none_then_refused(applicant, typed):
    applicant.begin()

    assert applicant.about(email=typed).status_code == 400


def test_page_when_an_answer_opens_a_question_on_it_then_it_is_asked_before_going_on(applicant):
    applicant.begin()

    asked = applicant.fill("1", **{"a-studies": "yes"})
    page = applicant.client.get(asked.url).text
    after = applicant.fill("1", **{"a-studies": "yes", "a-school": "Notre Dame"})

    assert asked.url == applicant.address("1") + "#id_a-school"
    assert 'name="a-school"' in page
    assert after.url == applicant.address("2")


def test_page_when_kept_for_later_then_nothing_is_missed_and_the_code_is_shown(applicant):
    applicant.begin()

    response = applicant.fill("2", **{"a-why": "", "a-income": "12,500", "later": "1"})
    page = applicant.client.get(response.url).text

    assert the_draft().answers == {"income": "12500"}
    assert codes.spoken(codes.code_of(the_draft().pk)) in page


def test_page_when_one_answer_is_bad_then_the_rest_is_kept_and_all_is_still_there(applicant):
    applicant.begin()

    refused = applicant.fill("2", **{"a-why": "For books.", "a-income": "lots"})

    assert refused.status_code == 400
    assert 'value="lots"' in refused.text
    assert the_draft().answers == {"why": "For books."}


def test_contacts_when_one_of_two_is_needed_then_neither_is_called_optional(applicant):
    applicant.begin()

    page = applicant.client.get(applicant.address("about")).text

    labels = re.findall(r'<label for="id_(email|phone)">(.*?)</label>', page, re.DOTALL)
    assert [name for name, _text in labels] == ["email", "phone"]
    assert all("one of the two is enough" in text and "optional" not in text.split(">")[-2] for _name, text in labels)
    assert "Give an e-mail address or a mobile number, or both." in page
    assert "{#" not in page


def test_page_when_left_with_something_typed_badly_then_what_is_needed_is_not_called_optional(applicant):
    applicant.begin()

    refused = applicant.about(phone="12", later="1")

    assert refused.status_code == 400
    assert "optional" not in re.search(r'<label for="id_name">(.*?)</label>', refused.text, re.DOTALL)[1]


def test_contacts_when_somebody_helps_then_both_are_optional(applicant):
    applicant.begin(channel="assisted")

    page = applicant.client.get(applicant.address("about")).text

    assert "one of the two is enough" not in page


def test_contacts_when_both_are_empty_then_says_so_beside_them_and_keeps_the_rest(applicant):
    applicant.begin()

    refused = applicant.about(email="", sex="female")

    assert refused.status_code == 400
    assert "Give an e-mail address or a mobile number, so that we can tell you what happens." in refused.text
    assert 'id="id_email_error"' in refused.text
    assert 'value="Amina Sali"' in refused.text
    assert the_draft().about == {"name": "Amina Sali", "sex": "female"}


def test_page_when_reached_without_a_draft_then_leads_to_the_beginning(applicant):
    response = applicant.client.get(applicant.address("about"))

    assert response.url == applicant.address(name="start")


def test_page_when_it_is_not_of_this_draft_then_leads_to_the_answers(applicant):
    applicant.begin()

    for page in ("helper", "99", "nonsense"):
        assert applicant.client.get(applicant.address(page)).url == applicant.address(name="check")


def test_changing_from_the_answers_then_leads_back_to_them(applicant):
    applicant.answer_all()

    response = applicant.client.post(applicant.address("2") + "?from=check", {"a-why": "For the fare.", "next": "1"})

    assert response.url == applicant.address(name="check")
    assert the_draft().answers["why"] == "For the fare."


def test_answers_when_a_change_opens_a_question_then_says_which_page_is_not_finished(applicant):
    applicant.answer_all()
    applicant.fill("1", **{"a-studies": "yes"})

    page = applicant.client.get(applicant.address(name="check")).text

    assert "Not finished" in page
    assert "Send the application" not in page
    assert applicant.send().status_code == 400


def test_answers_then_each_has_a_link_to_change_it_and_no_address_holds_one(applicant):
    applicant.answer_all()

    page = applicant.client.get(applicant.address(name="check")).text

    assert page.count("?from=check#id_") == 8
    assert all("Amina" not in link and "books" not in link for link in re.findall(r'href="([^"]*)"', page))
    assert "Amina" not in re.search(r"<title>.*?</title>", page, re.DOTALL)[0]


def test_pages_then_are_never_kept_and_not_indexed(applicant):
    applicant.answer_all()

    for name, page in (("start", None), ("page", "about"), ("check", None), ("later", None)):
        response = applicant.client.get(applicant.address(page, name))
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response.text


# ---- Helpers and representatives -----------------------------------------------------------------------------------


def test_helper_when_the_applicant_has_no_address_then_consent_and_receipt_says_who_is_told(applicant):
    applicant.begin(channel="assisted")
    applicant.about(email="")
    applicant.place()
    helper = {"helper_name": "Juan", "helper_contact": "0917 123 4567", "helper_relation": "teacher"}
    without_consent = applicant.fill("helper", **helper)
    applicant.fill("helper", **helper, helper_consent="on")
    applicant.fill("1", **{"a-studies": "no"})
    applicant.fill("2", **{"a-why": "For books."})

    page = applicant.client.get(applicant.send().url).text

    case = ServiceApplication.objects.get()
    assert without_consent.status_code == 400
    assert (case.channel, case.helper_name, case.helper_contact) == ("assisted", "Juan", "+639171234567")
    assert "The helper" in page


def test_helper_when_the_contact_is_neither_then_refused(applicant):
    applicant.begin(channel="assisted")

    refused = applicant.fill(
        "helper", helper_name="J", helper_contact="ask me", helper_relation="x", helper_consent="on"
    )

    assert "Write an e-mail address or a mobile number." in refused.text


def test_representative_when_signed_in_then_may_share_with_the_own_community_only(applicant):
    term, other = RepresentativeFactory(), RepresentativeFactory()
    applicant.client.force_login(term.user)
    applicant.begin()

    refused = applicant.about(community=other.community.pk)
    applicant.about(community=term.community.pk, share="on")

    assert refused.status_code == 400
    assert the_draft().about["community"] == term.community.pk


def test_anonymous_applicant_then_is_not_asked_for_a_community(applicant):
    applicant.begin()

    assert 'name="community"' not in applicant.client.get(applicant.address("about")).text


# ---- Papers --------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_paper(applicant):
    paper = RequiredDocumentFactory(offering=applicant.offering)
    question = Question("id", Kind.FILE, Bilingual("School ID"), paper=paper.pk)
    note = Question("note", Kind.NUMBER, Bilingual("How many pages?"), is_required=False)
    content = Definition((Section(Bilingual("Your papers"), (question, note)),)).to_json()
    form = applicant.offering.application_form
    form.versions.create(number=2, content=content)
    applicant.begin()
    return applicant


def test_paper_when_sent_and_removed_then_gone_and_asked_for_again(with_paper):
    paper = SimpleUploadedFile("id.pdf", b"%PDF-1.4 x", "application/pdf")
    with_paper.fill("1", **{"a-id": paper})
    kept = the_draft().files.get()

    with_paper.fill("1", remove=str(kept.pk))

    assert not the_draft().files.exists()
    assert with_paper.fill("1").status_code == 400


def test_paper_when_one_is_there_then_its_question_is_not_called_optional(with_paper):
    with_paper.fill("1", **{"a-id": SimpleUploadedFile("id.pdf", b"%PDF-1.4 x", "application/pdf")})

    page = with_paper.client.get(with_paper.address("1")).text

    assert "optional" not in re.search(r'<label for="id_a-id">(.*?)</label>', page, re.DOTALL)[1]


def test_paper_when_another_answer_is_bad_then_it_is_kept_and_shown(with_paper):
    paper = SimpleUploadedFile("id.pdf", b"%PDF-1.4 x", "application/pdf")

    refused = with_paper.fill("1", **{"a-id": paper, "a-note": "many"})

    assert refused.status_code == 400
    assert "id.pdf" in refused.text
    assert the_draft().files.count() == 1


def test_paper_when_it_cannot_be_taken_then_says_why(with_paper):
    refused = with_paper.fill("1", **{"a-id": SimpleUploadedFile("id.exe", b"MZ", "application/pdf")})

    assert refused.status_code == 400
    assert "We cannot take this kind of file" in refused.text


# ---- Going on later ------------------------------------------------------------------------------------------------


def resumed(client, code):
    return client.post(reverse("applications:resume"), {"code": code})


def test_code_when_typed_elsewhere_then_the_draft_opens_there(applicant):
    applicant.answer_all()
    client = Client()

    response = resumed(client, codes.spoken(codes.code_of(the_draft().pk)).lower())

    assert response.url == applicant.address(name="check")
    assert "Amina Sali" in client.get(response.url).text


def test_code_then_only_its_hash_is_kept(applicant):
    applicant.begin()

    code = codes.code_of(the_draft().pk)

    assert the_draft().code_hash == codes.hash_of(code)
    assert code not in str(ApplicationDraft.objects.values().get())
    assert len(codes.ALPHABET) ** codes.LENGTH >= 10**16


@pytest.mark.parametrize("typed", ["", "x", "7K3M-XQ4P-9BNT", "\x00", "x" * 10_000, "7K3MXQ4P9BNT7K3MXQ4P9BNT"])
def test_code_when_unknown_then_refused(client, offering, typed):
    assert resumed(client, typed).status_code == 400


def test_code_when_expired_then_says_so(applicant):
    applicant.begin()
    ApplicationDraft.objects.update(expires_on=timezone.localdate() - datetime.timedelta(days=1))

    answer = resumed(Client(), codes.code_of(the_draft().pk))

    assert answer.status_code == 410
    assert "This draft is gone" in answer.text


def test_code_when_the_application_was_sent_then_says_so_without_its_number(applicant):
    applicant.answer_all()
    applicant.send()

    answer = resumed(Client(), codes.code_of(the_draft().pk))

    assert answer.status_code == 410
    assert ServiceApplication.objects.get().spoken_reference not in answer.text


@pytest.mark.parametrize("channel", ["walk_in", "paper"])
def test_code_when_staff_entered_the_draft_then_is_not_known(applicant, channel):
    applicant.begin()
    ApplicationDraft.objects.update(channel=channel)

    answer = resumed(Client(), codes.code_of(the_draft().pk))

    assert answer.status_code == 400


def test_code_when_typed_in_a_session_that_somebody_else_may_know_then_the_session_gets_a_new_key(applicant):
    applicant.begin()
    client = Client()
    client.get(reverse("applications:resume_code", args=["7K3MXQ4P9BNT"]))
    known = client.session.session_key

    resumed(client, codes.code_of(the_draft().pk))

    assert client.session["drafts"]
    assert client.session.session_key != known


def test_codes_when_many_right_ones_come_from_one_office_then_all_are_let_in(applicant, client):
    applicant.begin()
    code = codes.code_of(the_draft().pk)

    answers = [resumed(client, code).status_code for _person in range(25)]

    assert set(answers) == {302}


def test_codes_when_tried_too_often_then_no_more_are_looked_up(applicant, client):
    applicant.begin()
    for _try in range(20):
        resumed(client, "7K3M-XQ4P-9BNT")

    assert resumed(client, codes.code_of(the_draft().pk)).status_code == 429


def test_mailed_link_when_opened_then_the_code_leaves_the_address_and_a_button_opens_the_draft(applicant):
    applicant.begin()
    applicant.client.get(applicant.address(name="later"))
    opened = applicant.opened(applicant.address(name="later"))
    applicant.client.post(applicant.address(name="later"), {"email": "Amina@example.org", "opened": opened})
    mail = OutboxMessage.objects.get(kind="catalog.draft_link")
    client = Client()

    first = client.get(reverse("applications:resume_code", args=[codes.code_of(the_draft().pk)]))
    page = client.get(first.url).text

    assert mail.address == "amina@example.org"
    assert first.url == reverse("applications:resume")
    assert codes.spoken(codes.code_of(the_draft().pk)) in page


def test_draft_when_the_form_is_not_in_use_any_more_then_says_so_and_keeps_it(applicant):
    applicant.answer_all()
    ApplicationForm.objects.update(live=False)

    page = applicant.client.get(applicant.address(name="check")).text
    refused = applicant.send()

    assert "not in use any more" in page
    assert refused.status_code == 400
    assert the_draft().answers


def test_draft_when_the_service_closed_meanwhile_then_says_since_when_and_keeps_it(applicant):
    applicant.answer_all()
    applicant.offering.closes_on = timezone.localdate() - datetime.timedelta(days=1)
    applicant.offering.save()

    page = applicant.client.get(applicant.address(name="check")).text

    assert "Applications closed on" in page
    assert the_draft().answers


def test_draft_when_closed_here_then_only_its_code_opens_it(applicant):
    applicant.answer_all()

    closed = applicant.client.post(applicant.address(name="later"), {"forget": "1"}, follow=True)

    assert closed.redirect_chain == [(reverse("applications:resume"), 302)]
    assert "The application is closed in this browser." in closed.text
    assert applicant.client.get(applicant.address(name="check")).url == applicant.address(name="start")
    assert resumed(applicant.client, codes.code_of(the_draft().pk)).url == applicant.address(name="check")


# ---- Abuse ---------------------------------------------------------------------------------------------------------


def test_beginning_when_the_hidden_field_is_filled_then_nothing_happens(applicant):
    response = applicant.begin(website="http://spam.example")

    assert response.url == applicant.offering.get_absolute_url()
    assert not ApplicationDraft.objects.exists()


def test_sending_when_the_hidden_field_is_filled_then_nothing_is_sent(applicant):
    applicant.answer_all()

    applicant.send(website="x")

    assert not ServiceApplication.objects.exists()


def test_sending_when_the_form_was_open_for_no_time_then_asked_to_look_again(applicant, monkeypatch):
    applicant.answer_all()
    monkeypatch.setattr(abuse, "FASTEST_SECONDS", 60)

    response = applicant.send()

    assert response.status_code == 400
    assert "That was very fast" in response.text


def test_sending_when_the_stamp_is_forged_then_refused(applicant):
    applicant.answer_all()

    assert applicant.send(opened="forged").status_code == 400


@pytest.mark.parametrize("name", ["START", "SEND", "RECIPIENT"])
def test_burst_when_over_the_limit_then_slowed_and_nothing_is_lost(applicant, monkeypatch, name):
    if name == "START":
        monkeypatch.setattr("catalog.applying.forms.StartForm.guard", Guard("test.start", "1/h/key"))
        applicant.begin()
        slowed = applicant.begin()
        assert slowed.status_code == 429
        assert "checked" in slowed.text
        return
    narrow = Guard("test.narrow", "1/h/key")
    target = "catalog.applying.forms.SendForm.guard" if name == "SEND" else "catalog.applying.guards.RECIPIENT"
    monkeypatch.setattr(target, narrow)
    applicant.answer_all()
    applicant.send()
    applicant.answer_all()

    slowed = applicant.send()

    assert slowed.status_code == 429
    assert ServiceApplication.objects.count() == 1
    assert ApplicationDraft.objects.exclude(answers={}).count() == 1


def test_sending_when_refused_many_times_then_the_address_is_not_used_up(applicant):
    applicant.begin()
    applicant.about()
    for _try in range(7):
        assert applicant.send().status_code == 400
    applicant.place()
    applicant.fill("1", **{"a-studies": "no"})
    applicant.fill("2", **{"a-why": "For books."})

    response = applicant.send()

    assert response.status_code == 302
    assert ServiceApplication.objects.count() == 1


def test_links_when_asked_for_too_often_then_no_more_mail(applicant):
    applicant.begin()
    later = applicant.address(name="later")
    for _time in range(3):
        applicant.client.post(later, {"email": "amina@example.org", "opened": applicant.opened(later) or "x"})

    assert guards.MAIL.limits == "10/h/ip,3/h/key"
    assert applicant.client.post(later, {"email": "amina@example.org", "opened": "x"}).status_code in (400, 429)


# ---- Budgets -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "page"),
    [("start", None), ("page", "about"), ("page", "place"), ("page", "2"), ("check", None), ("later", None)],
)
def test_page_then_at_most_ten_queries_and_twelve_kilobytes(applicant, count_queries, name, page):
    applicant.answer_all()
    address = applicant.address(page, name)

    assert count_queries(applicant.client, address) <= 10
    assert weigh(address, applicant.client).over(BUDGETS["form"]) == []


def test_receipt_then_at_most_ten_queries(applicant, count_queries):
    applicant.answer_all()

    assert count_queries(applicant.client, applicant.send().url) <= 10


def test_pages_then_need_no_script(applicant):
    applicant.answer_all()

    assert "<script" not in applicant.client.get(applicant.address("1")).text


def test_place_when_one_step_is_chosen_then_the_page_goes_on_at_the_field_of_the_next(applicant, client, home):
    applicant.begin()
    applicant.about()

    response = applicant.fill("place", **{"place-region": home.steps["region"]})

    anchor = response.url.partition("#")[2]
    assert f'id="{anchor}"' in client.get(response.url).text


def test_question_when_an_answer_leads_to_it_then_the_page_goes_on_at_it(applicant, client):
    applicant.begin()

    response = applicant.fill("1", **{"a-studies": "yes"})

    assert response.url.endswith("#id_a-school")
    assert 'id="id_a-school"' in client.get(response.url).text
