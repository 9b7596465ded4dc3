"""“Something wrong here?”: the form, its refusals and what becomes of a report."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog import reporting
from catalog.models import OfferingReport
from portal.notifications.models import OutboxMessage
from tests.catalog.factories import OfferingFactory
from tests.weight import BUDGETS, weigh

pytestmark = pytest.mark.django_db

OPENED = datetime(2026, 6, 5, 9, tzinfo=UTC)
TEXT = "The office has moved to <b>Cotabato</b>."


@pytest.fixture
def offering(time_machine):
    time_machine.move_to(OPENED, tick=False)
    return OfferingFactory(published=True, title="Boats for fishers")


@pytest.fixture
def send(client, offering, time_machine):
    """Open the form, wait, send it."""

    def _send(message=TEXT, *, after=30, **fields):
        opened = re.search(r'name="opened" value="([^"]+)"', client.get(address(offering)).text)[1]
        time_machine.shift(timedelta(seconds=after))
        return client.post(address(offering), {"message": message, "opened": opened, **fields})

    return _send


def address(offering):
    return f"/catalog/{offering.pk}/report/"


def test_report_when_sent_then_is_kept_told_to_its_keepers_and_thanked_for(client, offering, send, catalog):
    response = send()

    [report] = OfferingReport.objects.all()
    assert (report.offering, report.message) == (offering, TEXT)
    assert response.url == f"/catalog/{offering.pk}/report/thanks/"
    assert "We have your message" in client.get(response.url).text
    assert OutboxMessage.objects.filter(kind="catalog.mistake_reported").exists()


def test_form_when_opened_then_asks_only_what_is_wrong_and_is_never_kept(client, offering):
    response = client.get(address(offering))

    assert "About this service:" in response.text
    assert re.findall(r"<label[^>]*>([^<]+)</label>", response.text) == ["What is wrong?"]
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.text


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("", "Write what is wrong."),
        ("   ", "Write what is wrong."),
        ("x" * 1001, "at most 1,000 letters and signs"),
        ("a\0b", "There is a sign in the text"),
    ],
)
def test_report_when_the_text_is_wrong_then_says_so_with_a_link_to_the_field(send, message, said):
    response = send(message)

    assert response.status_code == 400
    assert said in response.text
    assert '<a href="#id_message">' in response.text
    assert not OfferingReport.objects.exists()


@pytest.mark.parametrize(
    ("after", "said"), [(1, "That was very fast."), (24 * 60 * 60 + 1, "This form was open for too long.")]
)
def test_report_when_sent_too_fast_or_too_late_then_keeps_the_text_for_another_try(
    client, offering, send, time_machine, after, said
):
    response = send(after=after)

    assert response.status_code == 400
    assert said in response.text
    assert "The office has moved to &lt;b&gt;Cotabato&lt;/b&gt;." in response.text
    assert not OfferingReport.objects.exists()
    again = re.search(r'name="opened" value="([^"]+)"', response.text)[1]
    time_machine.shift(timedelta(seconds=3))
    assert client.post(address(offering), {"message": TEXT, "opened": again}).status_code == 302


OF_ANOTHER_FORM = signing.TimestampSigner(salt="other").sign("1")


@pytest.mark.parametrize("opened", ["", "x", "x:y:z", pytest.param(OF_ANOTHER_FORM, id="of another form")])
def test_report_when_the_time_is_not_ours_then_is_refused(client, offering, opened):
    response = client.post(address(offering), {"message": TEXT, "opened": opened})

    assert response.status_code == 400
    assert not OfferingReport.objects.exists()


def test_report_when_the_time_is_of_another_service_then_is_refused(client, offering, time_machine):
    opened = reporting.stamp(OfferingFactory(published=True))
    time_machine.shift(timedelta(seconds=30))

    client.post(address(offering), {"message": TEXT, "opened": opened})

    assert not OfferingReport.objects.exists()


def test_report_when_a_program_fills_the_hidden_field_then_is_thanked_and_dropped(send):
    response = send(website="https://spam.example")

    assert response.status_code == 302
    assert not OfferingReport.objects.exists()


def test_report_when_sent_twice_then_counts_once(send):
    assert [send().status_code, send().status_code] == [302, 302]

    assert OfferingReport.objects.count() == 1


def test_report_when_there_are_many_of_one_service_then_later_ones_wait_and_keep_their_text(send):
    for number in range(10):
        assert send(f"Mistake {number}").status_code == 302

    refused = send("The eleventh")

    assert refused.status_code == 429
    assert "We received many messages" in refused.text
    assert "The eleventh" in refused.text
    assert OfferingReport.objects.count() == 10


def test_report_when_one_address_sends_many_then_other_addresses_still_may(client, send, offering, time_machine):
    limit = 20
    for number in range(limit):
        other = OfferingFactory(published=True)
        opened = reporting.stamp(other)
        time_machine.shift(timedelta(seconds=5))
        client.post(address(other), {"message": f"Mistake {number}", "opened": opened})

    assert send().status_code == 429
    opened = reporting.stamp(offering)
    time_machine.shift(timedelta(seconds=5))
    elsewhere = client.post(address(offering), {"message": TEXT, "opened": opened}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_report_when_sent_without_the_token_of_our_site_then_is_refused(offering):
    browser = Client(enforce_csrf_checks=True)

    assert browser.post(address(offering), {"message": TEXT}).status_code == 403


def test_report_in_filipino_when_refused_then_speaks_filipino(client, offering, filipino_catalog):
    response = client.post(f"/fil{address(offering)}", {"message": ""})

    assert "Isulat kung ano ang mali." in response.text


def test_form_when_opened_then_asks_little_of_the_database_and_the_network(client, pages, offering):
    client.get(address(offering))

    with CaptureQueriesContext(connection) as queries:
        client.get(address(offering))

    assert len(queries) <= 10
    assert weigh(address(offering)).over(BUDGETS["report"]) == []
