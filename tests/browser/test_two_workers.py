"""The portal with two worker processes, each with a memory of its own: what one publishes both show."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.db import connection

from catalog.loaders import load_moderation_workflow
from cms import embedded_database
from cms.processes import ending_with
from tests.accounts.factories import UserFactory
from tests.browser.staff import act, field
from tests.catalog.factories import OfferingFactory

SECONDS_TO_START = 60
SECONDS_TO_BE_SEEN = 1


class Answer(NamedTuple):
    status: int
    worker: str
    text: str
    seconds: float


@pytest.fixture
def gunicorn(site):
    """The address of two workers in front of the database of the test."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:cms.gunicorn_conf", "tests.browser.worker"],
        cwd=embedded_database.ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "DATABASE_URL": address_of_database(),
            "PORT": str(port),
            "WEB_CONCURRENCY": "2",
            "GRACEFUL_SECONDS": "2",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=ending_with(os.getpid(), signal.SIGTERM),
    )
    try:
        wait_until_ready(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=15)


def address_of_database():
    """Of the server that the tests use, the database of this test."""
    server = urlsplit(os.environ.get("DATABASE_URL") or embedded_database.url())
    return server._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(port):
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        try:
            if ask(port, "/health/ready").status == http.HTTPStatus.OK:
                return
        except OSError:  # nobody listens yet
            pass
        time.sleep(0.2)
    pytest.fail("The two workers did not start.")


def ask(port, address, since=0.0):
    """One answer over a connection of its own, so that either worker may take it."""
    asked = time.monotonic()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", address, headers={"Host": f"localhost:{port}"})
        response = line.getresponse()
        return Answer(response.status, response.headers["X-Worker"], response.read().decode(), asked - since)
    finally:
        line.close()


def asked_until_two_workers_answered(port, address):
    answers = {}
    while len(answers) < 2:
        answer = ask(port, address)
        answers[answer.worker] = answer.text
    return answers


def test_publish_when_two_workers_keep_the_old_page_then_both_show_the_new_one_within_a_second(
    gunicorn, signed_in, new_context
):
    load_moderation_workflow()
    service = OfferingFactory(published=True, title="Boats of old")
    pages = [f"/catalog/{service.pk}/", "/catalog/"]
    before = [text for page in pages for text in asked_until_two_workers_answered(gunicorn, page).values()]
    moderator = new_context().new_page()
    signed_in(moderator, UserFactory(role="oobc_staff"), f"http://localhost:{gunicorn}")

    moderator.goto(f"http://localhost:{gunicorn}/admin/catalog/services/edit/{service.pk}/")
    field(moderator, "title").fill("Boats of today")
    act(moderator, "Publish")
    published = time.monotonic()
    answers = []
    while time.monotonic() < published + 2 * SECONDS_TO_BE_SEEN:
        answers += [ask(gunicorn, page, published) for page in pages]

    stale = [answer.seconds for answer in answers if "Boats of today" not in answer.text]
    fresh_early = {answer.worker for answer in answers if answer.seconds < SECONDS_TO_BE_SEEN}
    assert len(before) == 4
    assert all("Boats of old" in text for text in before)
    assert max(stale, default=0) < SECONDS_TO_BE_SEEN
    assert len(fresh_early) == 2
