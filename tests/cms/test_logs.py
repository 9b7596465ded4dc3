import io
import json
import logging

import pytest
import structlog
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.urls import path

from cms import logs
from cms.urls import urlpatterns as portal_urls

MARKER = "juan-dela-cruz"


def fails(request: HttpRequest, what: str) -> HttpResponse:
    raise ValueError(f"cannot read {what} {request.GET} {request.POST} {request.headers.get('user-agent')}")


def mails(request: HttpRequest) -> HttpResponse:
    EmailMessage(f"To {MARKER}", MARKER, to=[f"{MARKER}@example.org"]).send()
    structlog.get_logger("portal").info("mail_sent", email=f"{MARKER}@example.org", messages=1)
    logging.getLogger("a.library").warning("Sent to %s", MARKER)
    logging.getLogger("a.library").warning(f"Sent to {MARKER}")
    return HttpResponse("sent")


urlpatterns = [path("fails/<str:what>/", fails), path("mails/", mails), *portal_urls]


@pytest.fixture
def lines(settings, monkeypatch):
    """What the production log said so far, a dictionary a line."""
    output = io.StringIO()
    handler = logging.StreamHandler(output)
    handler.setFormatter(logs.formatter("json"))
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [handler])
    monkeypatch.setattr(root, "level", logging.INFO)
    settings.ROOT_URLCONF = __name__
    yield lambda: [json.loads(line) for line in output.getvalue().splitlines()]
    logs.formatter("console")


def finished(lines):
    return [line for line in lines if line["event"] in {"request_finished", "request_failed"}]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", f"/catalog/?q={MARKER}"),
        ("post", f"/catalog/?q={MARKER}"),
        ("get", f"/nowhere/{MARKER}.html"),
        ("post", "/accounts/login/"),
        ("get", f"/fails/{MARKER}/?q={MARKER}"),
        ("post", f"/fails/{MARKER}/"),
        ("post", "/mails/"),
    ],
)
def test_log_when_a_person_sends_something_then_none_of_it_is_kept(client, lines, method, address):
    client.raise_request_exception = False
    data = {"login": f"{MARKER}@example.org", "password": MARKER} if method == "post" else None

    getattr(client, method)(
        address, data, headers={"user-agent": MARKER, "referer": MARKER, "x-forwarded-for": "203.0.113.9"}
    )

    text = json.dumps(lines())
    assert MARKER not in text
    assert "203.0.113.9" not in text
    assert "127.0.0.1" not in text
    assert len(finished(lines())) == 1


@pytest.mark.django_db
def test_log_when_a_request_ends_then_route_code_and_request_id(client, lines):
    client.get("/catalog/?page=1")

    (line,) = finished(lines())
    assert (line["request"], line["code"], line["level"]) == ("GET /catalog/", 200, "info")
    assert len(line["request_id"]) == 36


@pytest.mark.django_db
def test_log_when_a_request_fails_then_class_of_error_and_way_through_the_code(client, lines):
    client.raise_request_exception = False

    client.get("/fails/now/")

    (line,) = finished(lines())
    assert (line["request"], line["level"], line["error"]) == ("GET /fails/<str:what>/", "error", "ValueError")
    assert line["trace"][-1].endswith(" fails")


def test_log_when_a_library_speaks_then_where_it_stands_in_the_code(lines):
    logging.getLogger("a.library").warning("Sent to %s", MARKER)

    (line,) = lines()
    assert line["logger"] == "a.library"
    assert line["event"].startswith("logged at test_logs:")


def test_log_when_the_web_server_tells_of_itself_then_in_its_words(lines):
    logging.getLogger("gunicorn.error").info("Booting worker with pid: %s", 7)

    assert lines()[0]["event"] == "Booting worker with pid: 7"


def test_log_when_an_error_has_a_cause_then_both_classes(lines):
    try:
        try:
            raise KeyError(MARKER)
        except KeyError as cause:
            raise ValueError(MARKER) from cause
    except ValueError:
        structlog.get_logger("portal").exception("sweep_failed")

    assert lines()[0]["error"] == "ValueError from KeyError"
