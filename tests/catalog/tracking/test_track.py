"""Following an application by its number and a contact: what is shown, and what nobody learns by trying."""

import datetime
import random
import re
import statistics
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.crypto import get_random_string

from catalog.models import ServiceApplication
from catalog.tracking import tries
from catalog.tracking.finding import find_case
from portal.core.models import CountedTries
from portal.core.references import ALPHABET, new_reference, read_reference
from tests.catalog.factories import (
    ApplicationFactory,
    InformationRequestFactory,
    ObjectionFactory,
    OfferingTranslationFactory,
)
from tests.weight import Budget, weigh

pytestmark = pytest.mark.django_db

TRACK = "/applications/track/"
STATUS_PAGE = Budget(html=8, total=26, requests=3)
UNKNOWN = "We found no application with these two"
STATE = "<h2>{}</h2>"


def ask(client, reference, contact, **extra):
    return client.post(TRACK, {"reference": reference, "contact": contact}, **extra)


# ---- What is found ---------------------------------------------------------------------------------------------------


def said(reference):
    """As somebody types it: in small letters, in groups."""
    return f" {reference[:4].lower()} - {reference[4:].lower()}"


@pytest.mark.parametrize("contact", ["amina@example.org", " AMINA@Example.ORG ", "0917 123 4567", "+63 (917) 123-4567"])
def test_case_when_asked_for_with_a_contact_of_the_applicant_then_is_found(case, contact):
    assert find_case(case.reference, contact) == case.pk


@pytest.mark.parametrize("contact", ["0918-765-4321", "+639187654321", "9187654321"])
def test_case_when_asked_for_with_the_contact_of_the_helper_then_is_found(case, contact):
    assert find_case(case.reference, contact) == case.pk


@pytest.mark.parametrize("typed", [str.lower, said, lambda reference: f"{reference[:4]}-{reference[4:]}"])
def test_reference_when_typed_in_another_way_then_is_the_same(case, typed):
    assert find_case(typed(case.reference), "amina@example.org") == case.pk


@pytest.mark.parametrize(
    "contact", ["", " ", "@", "amina", "63", "0", "1234567", "Amina Quetzal", "é@example.org", "x" * 5000]
)
def test_case_when_asked_for_with_anything_else_then_is_not_found(case, contact):
    assert find_case(case.reference, contact) is None


def test_case_when_it_has_no_number_then_nothing_stands_for_one():
    case = ApplicationFactory(applicant_phone="", helper_contact="")

    assert [find_case(case.reference, contact) for contact in ("", "0", "09000000000", "nobody@example.invalid")] == [
        None
    ] * 4


def test_case_when_anonymized_then_is_not_found():
    now = timezone.now()
    case = ApplicationFactory(withdrawn=True)
    ServiceApplication.objects.filter(pk=case.pk).update(
        anonymized_at=now, applicant_name="", applicant_email="", answers={}
    )

    assert find_case(case.reference, "") is None


# ---- The page --------------------------------------------------------------------------------------------------------


def test_page_when_opened_then_is_the_same_for_everybody_and_sets_no_cookie(client, pages):
    response = client.get(TRACK)

    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.text


def test_answer_when_found_then_shows_office_dates_and_state_without_cookie_script_or_redirect(pages, case):
    browser = Client(enforce_csrf_checks=True)

    response = ask(browser, case.reference, "amina@example.org")

    assert response.status_code == 200
    for words in ("Ministry of Boats", "Boats for fishers", "(064) 421 1234", "Received", "A decision of the office."):
        assert words in response.text
    assert not response.cookies
    assert "<script" not in response.text
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.text


def test_answer_when_found_then_holds_no_name_answer_contact_or_reason(client, pages):
    case = ApplicationFactory(
        rejected=True,
        applicant_name="Amina Quetzal",
        applicant_email="quetzal@example.org",
        answers={"school": "Quetzal High"},
        public_message="Because of quetzal",
        helper_name="Quetzal",
        review_notes="quetzal",
    )
    ObjectionFactory(application=case, text="Quetzal")

    response = ask(client, case.reference, "quetzal@example.org")

    assert "Not approved" in response.text
    assert "quetzal" not in response.text.lower()
    assert "Papers are missing" not in response.text
    assert case.reference not in response.text


@pytest.mark.parametrize(
    ("traits", "title", "words"),
    [
        ({}, "Received", "By "),
        ({"under_review": True}, "The office is checking it", "A decision of the office."),
        ({"under_review": True, "waiting_on": "slot"}, "On the waiting list", "A free place."),
        ({"approved": True}, "Approved", "Decided"),
        ({"completed": True}, "Completed", "Decided"),
        ({"rejected": True}, "Not approved", "You can object once, until"),
        ({"withdrawn": True}, "Withdrawn by the applicant", "You can apply again at any time."),
        ({"late": True}, "Received", "The office is late by"),
    ],
)
def test_answer_when_found_then_says_the_state_in_plain_words(client, pages, traits, title, words):
    case = ApplicationFactory(**traits)

    text = ask(client, case.reference, case.applicant_email).text

    assert STATE.format(title) in text
    assert words in text


def test_answer_when_a_place_is_waited_for_after_the_due_day_then_the_office_is_not_called_late(client, pages):
    case = ApplicationFactory(under_review=True, late=True, waiting_on="slot")

    text = ask(client, case.reference, case.applicant_email).text

    assert STATE.format("On the waiting list") in text
    assert "late by" not in text


def test_answer_when_the_office_waits_for_the_applicant_then_says_until_when_and_that_the_clock_stands(client, pages):
    case = ApplicationFactory(under_review=True, late=True, waiting_on="applicant", paused_on=timezone.localdate())
    InformationRequestFactory(application=case, question="Quetzal?", answer_until=datetime.date(2027, 1, 15))

    text = ask(client, case.reference, case.applicant_email).text

    assert STATE.format("The office waits for you") in text
    assert "An answer from you, by 15 January 2027." in text
    assert "The clock stands since" in text
    assert "late by" not in text
    assert "Quetzal" not in text


def test_answer_when_an_objection_waits_then_says_by_when_and_whether_late(client, pages):
    objection = ObjectionFactory(due_on=datetime.date(2026, 6, 5))
    case = objection.application

    text = ask(client, case.reference, case.applicant_email).text

    assert STATE.format("Not approved; your objection is being looked at") in text
    assert "The office answers by 5 June 2026." in text
    assert "The office is late with its answer." in text
    assert "You can object once" not in text


def test_answer_in_filipino_when_the_service_is_translated_then_calls_it_so(client, pages, case):
    OfferingTranslationFactory(offering=case.service, language="fil", title="Bangka")

    response = client.post(f"/fil{TRACK}", {"reference": case.reference, "contact": "amina@example.org"})

    assert "Bangka" in response.text
    assert '<html lang="fil">' in response.text


def test_answer_when_weighed_then_keeps_its_budget(client, pages, case):
    InformationRequestFactory(application=case)
    ServiceApplication.objects.filter(pk=case.pk).update(
        status="under_review", waiting_on="applicant", paused_on=timezone.localdate()
    )

    def fetch(address):
        if address != TRACK:
            return _source_of(address)
        return ask(client, case.reference, "amina@example.org", headers={"Accept-Encoding": "gzip"}).content

    assert weigh(TRACK, fetch=fetch).over(STATUS_PAGE) == []
    assert weigh(TRACK, client).over(STATUS_PAGE) == []


def _source_of(address):
    from tests.weight import _static_file

    return _static_file(address)


def test_answer_when_found_then_asks_little_of_the_database(client, pages, case):
    ask(client, case.reference, "amina@example.org")

    with CaptureQueriesContext(connection) as queries:
        ask(client, case.reference, "amina@example.org")

    assert len(queries) <= 10


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reference": "", "contact": "a@example.org"}, "Write the number of the application."),
        ({"reference": "7K3MXQ4P", "contact": " "}, "Write the e-mail address or the mobile number."),
        ({"reference": "7K3M\0XQ4P", "contact": "a@example.org"}, "There is a sign in the text"),
        ({}, "Write the number of the application."),
    ],
)
def test_form_when_something_is_missing_then_says_so_and_counts_no_try(client, pages, fields, words):
    for _time in range(7):
        response = client.post(TRACK, fields)

    assert response.status_code == 400
    assert words in response.text


# ---- What is wrong ---------------------------------------------------------------------------------------------------


@pytest.fixture
def wrong_pairs(case):
    """Each way to be wrong: nobody's reference, none at all, another's contact, an erased case."""
    erased = ApplicationFactory(withdrawn=True, applicant_email="gone@example.org")
    ServiceApplication.objects.filter(pk=erased.pk).update(
        anonymized_at=timezone.now(), applicant_name="", applicant_email="", answers={}
    )
    return {
        "unknown": (new_reference(), "amina@example.org"),
        "malformed": ("not a number", "amina@example.org"),
        "wrong check character": (case.reference[:-1] + _another(case.reference[-1]), "amina@example.org"),
        "wrong contact": (case.reference, "somebody@example.org"),
        "no contact": (case.reference, "amina"),
        "erased": (erased.reference, "gone@example.org"),
        "long": ("x" * 10_000, "y" * 10_000),
    }


def _another(sign):
    return ALPHABET[(ALPHABET.index(sign) + 1) % len(ALPHABET)]


def test_wrong_pairs_when_compared_then_have_the_very_same_bytes_headers_and_queries(pages, wrong_pairs):
    ask(Client(), *wrong_pairs["unknown"])
    CountedTries.objects.all().delete()
    answers, queries = {}, {}
    for name, pair in wrong_pairs.items():
        with CaptureQueriesContext(connection) as captured:
            response = ask(Client(), *pair)
        headers = {key: value for key, value in response.items() if key not in ("Expires", "x-request-id")}
        answers[name] = (response.status_code, response.content, headers)
        queries[name] = [re.split("VALUES|WHERE", query["sql"])[0] for query in captured]

    assert UNKNOWN in answers["unknown"][1].decode()
    assert {name for name, answer in answers.items() if answer != answers["unknown"]} == set()
    assert {name for name, asked in queries.items() if asked != queries["unknown"]} == set()


def test_wrong_pairs_when_timed_then_medians_lie_within_five_milliseconds(pages, wrong_pairs):
    """Interleaved, in an order that changes, so that a busy machine slows all of them alike."""
    pairs = {name: wrong_pairs[name] for name in ("unknown", "malformed", "wrong contact", "erased")}
    took = {name: [] for name in pairs}
    client, names = Client(), list(pairs)

    for _round in range(200):
        random.shuffle(names)
        for name in names:
            CountedTries.objects.all().delete()
            began = time.perf_counter()
            ask(client, *pairs[name])
            took[name].append(time.perf_counter() - began)

    medians = {name: statistics.median(times) * 1000 for name, times in took.items()}
    assert max(medians.values()) - min(medians.values()) < 5, medians


def test_guessing_when_ten_thousand_references_are_tried_then_finds_none_and_is_stopped_soon(client, pages, case):
    contacts = ["amina@example.org", "09171234567"]
    guessed = {read_reference(get_random_string(8, ALPHABET)) for _guess in range(10_000)}
    found = [find_case(new_reference(), contacts[guess % 2]) for guess in range(500)]
    statuses = [ask(client, new_reference(), contacts[0]).status_code for _guess in range(30)]

    assert case.reference not in guessed
    assert set(found) == {None}
    assert statuses == [200] * 20 + [429] * 10


# ---- Limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["unknown", "malformed", "wrong contact", "erased"])
def test_reference_when_tried_five_times_then_pauses_whether_it_exists_or_not(client, pages, wrong_pairs, kind):
    reference, contact = wrong_pairs[kind]
    tried = [ask(client, reference, f"{number}{contact}").status_code for number in range(5)]

    paused = ask(client, f" {reference.lower()}", contact, REMOTE_ADDR="192.0.2.7")

    assert tried == [200] * 5
    assert paused.status_code == 429
    assert paused["Retry-After"] == "3600"
    assert "Call the office" in paused.text
    assert "/contact/" in paused.text


def test_pause_when_compared_then_is_the_same_for_any_reference(client, pages, wrong_pairs):
    paused = set()
    for reference, contact in wrong_pairs.values():
        CountedTries.objects.all().delete()
        for _try in range(6):
            response = ask(client, reference, contact)
        paused.add(response.content)

    assert len(paused) == 1


def test_pause_when_it_holds_then_also_refuses_the_right_pair_and_ends_after_an_hour(client, pages, case, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    for number in range(5):
        ask(client, case.reference, f"{number}@example.org")

    refused = ask(client, case.reference, "amina@example.org", REMOTE_ADDR="192.0.2.7")
    time_machine.move_to(now + datetime.timedelta(minutes=61), tick=False)
    later = ask(client, case.reference, "amina@example.org", REMOTE_ADDR="192.0.2.7")

    assert refused.status_code == 429
    assert later.status_code == 200
    assert "Boats for fishers" in later.text


def test_right_pair_when_asked_for_often_then_is_never_paused(client, pages, case):
    asked = [ask(client, case.reference, "amina@example.org").status_code for _time in range(25)]

    assert set(asked) == {200}


def test_address_when_it_tried_twenty_times_then_pauses_and_others_do_not(client, pages, case):
    for _try in range(20):
        ask(client, new_reference(), "a@example.org")

    assert ask(client, case.reference, "amina@example.org").status_code == 429
    assert ask(client, case.reference, "amina@example.org", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_limits_when_kept_then_no_reference_contact_or_address_stands_in_them(client, pages, case):
    ask(client, case.reference, "wrong@example.org")
    ask(client, "7K3M-XX", "wrong@example.org", REMOTE_ADDR="192.0.2.7")

    kept = list(CountedTries.objects.values_list("key", flat=True))
    assert len(kept) == 4
    for hidden in (case.reference, case.reference.lower(), "7K3M", "wrong", "example", "127.0.0.1", "192.0.2.7"):
        assert not [key for key in kept if hidden in key]


def test_tries_when_counted_then_by_the_reference_in_its_one_form():
    assert tries.as_counted("7k3m xq4p") == tries.as_counted("7K3M-XQ4P")
    assert tries.as_counted("no reference") == "NOREFERENCE"
