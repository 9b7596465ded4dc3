"""The alphabet of an SMS, and the gateway that takes it."""

import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail

from portal.notifications.delivery import DeliveryFailed, deliver
from portal.notifications.sms import plain_sms, sms_length
from portal.notifications.sms_gateway import is_gateway
from tests.notifications.factories import OutboxMessageFactory

pytestmark = pytest.mark.django_db
PHONE = "+639171234567"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“Opo” – hangga’t kailangan…", '"Opo" - hangga\'t kailangan...'),
        ("Peñaranda, Ñanay", "Peñaranda, Ñanay"),
        ("Señor José ē ₱5", "Señor José e P5"),
        ("سلام", "????"),
        ("one\n two\t three", "one two three"),
    ],
)
def test_plain_sms_when_signs_are_not_of_the_alphabet_then_replaces_them(text, plain):
    assert plain_sms(text) == plain


def test_sms_length_when_signs_take_the_room_of_two_then_counts_two():
    assert sms_length("a{b}€") == 8


@pytest.fixture
def sms():
    return OutboxMessageFactory.build(
        user=None, channel="sms", address=PHONE, subject="x", body="MBHTE: case 7K3M-XQ4P", pk=1
    )


@pytest.fixture
def gateway():
    """A gateway that takes JSON, on this machine."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        status = 200

        def do_POST(self):
            got.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(self.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.got, server.handler = got, Handler
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def address_of(server):
    return f"json://127.0.0.1:{server.server_port}/sms?:number={{to}}"


def test_deliver_when_a_gateway_is_set_then_it_gets_number_and_text(sms, gateway, settings):
    settings.SMS_URL = address_of(gateway)

    deliver(sms)

    ((path, sent),) = gateway.got
    assert path.startswith("/sms")
    assert (sent["number"], sent["message"]) == (PHONE, "MBHTE: case 7K3M-XQ4P")


def test_deliver_when_the_gateway_refuses_then_says_so_without_number_or_text(sms, gateway, settings, caplog):
    gateway.handler.status = 500
    settings.SMS_URL = address_of(gateway)

    with caplog.at_level(logging.DEBUG), pytest.raises(DeliveryFailed) as failure:
        deliver(sms)

    assert str(failure.value) == "SMS gateway refused or did not answer"


@pytest.mark.parametrize("url", ["none", "nonsense://x/{to}"])
def test_deliver_when_there_is_no_gateway_then_fails(url, sms, settings):
    settings.SMS_URL = url

    with pytest.raises(DeliveryFailed):
        deliver(sms)


def test_deliver_when_in_development_then_stands_among_the_mails(sms, settings):
    settings.SMS_URL = "console"

    deliver(sms)

    assert [(letter.to, letter.body) for letter in mail.outbox] == [([f"{PHONE}@sms.invalid"], "MBHTE: case 7K3M-XQ4P")]


@pytest.mark.parametrize(
    ("url", "is_good"),
    [
        (f"twilio://AC{'1' * 32}:{'a' * 32}@+15551234567/{{to}}", True),
        ("jsons://user:word@sms.example.org/send?:number={to}", True),
        ("jsons://sms.example.org/send", False),
        ("nonsense://x/{to}", False),
        ("", False),
    ],
)
def test_gateway_when_read_from_the_environment_then_is_one_apprise_knows(url, is_good):
    assert is_gateway(url) == is_good
