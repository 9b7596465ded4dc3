import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.notifications import actions
from portal.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/outgoing/"


@pytest.fixture
def letter():
    def make(**fields):
        number = OutboxMessage.objects.count()
        defaults = {
            "kind": "tests.told",
            "key": str(number),
            "channel": "email",
            "address": f"person-{number}@example.org",
            "language": "en",
            "subject": f"Letter {number}",
            "body": "https://x/reset/token",
        }
        return OutboxMessage.objects.create(**{**defaults, **fields})

    return make


@pytest.fixture
def signed_in(client, amina):
    def sign_in(*permissions):
        group = Group.objects.create(name="a group")
        group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
        amina.groups.add(group)
        client.force_login(amina)
        return client

    return sign_in


def test_report_when_opened_by_an_administrator_then_shows_states_but_no_text(letter, signed_in):
    letter(subject="Stuck", given_up_at=timezone.now(), attempts=16, last_error="SMTPServerDisconnected")

    html = signed_in("view_outboxmessage").get(REPORT).content.decode()

    assert "Stuck" in html
    assert "Given up" in html
    assert "16 attempts: SMTPServerDisconnected" in html
    assert "reset/token" not in html
    assert "export=" not in html
    assert "Try again" not in html


def test_report_when_given_up_then_offers_to_try_again_to_those_who_may(letter, signed_in):
    row = letter(given_up_at=timezone.now())
    letter()

    page = signed_in("view_outboxmessage", "change_outboxmessage").get(REPORT).content.decode()

    assert page.count("Try again") == 2  # the button and its label for those who listen
    assert f"{REPORT}{row.pk}/try-again/" in page


def test_report_when_filtered_then_shows_that_state_only(letter, signed_in):
    letter(subject="Waiting one")
    letter(subject="Sent one", sent_at=timezone.now())

    html = signed_in("view_outboxmessage").get(REPORT, {"state": "sent"}).content.decode()

    assert "Sent one" in html
    assert "Waiting one" not in html


def test_report_when_asked_for_a_spreadsheet_then_gives_none(letter, signed_in):
    letter(address="somebody@example.org")

    response = signed_in("view_outboxmessage").get(REPORT, {"export": "csv"})

    assert response["Content-Type"].startswith("text/html")


def test_report_when_opened_without_the_right_then_refuses(signed_in):
    response = signed_in().get(REPORT)

    assert (response.status_code, response.url) == (302, "/admin/")


def test_try_again_when_given_up_then_sends_and_leaves_a_trace(letter, signed_in):
    row = letter(given_up_at=timezone.now(), attempts=16)

    signed_in("change_outboxmessage").post(f"{REPORT}{row.pk}/try-again/")

    row.refresh_from_db()
    assert (row.given_up_at, row.attempts, row.state) == (None, 1, "Sent")
    assert [message.to for message in mail.outbox] == [[row.address]]
    assert ModelLogEntry.objects.get().action == "notifications.try_again"


def test_try_again_when_without_the_right_then_changes_nothing(letter, signed_in):
    row = letter(given_up_at=timezone.now())

    signed_in("view_outboxmessage").post(f"{REPORT}{row.pk}/try-again/")

    assert list(OutboxMessage.objects.given_up()) == [row]


@pytest.mark.parametrize(
    "state", [{}, {"sent_at": timezone.now()}, {"given_up_at": timezone.now(), "is_secret": True, "body": ""}]
)
def test_try_again_when_waiting_sent_or_forgotten_then_refuses(state, letter, amina):
    with pytest.raises(ActionRefused):
        actions.try_again(message=letter(**state), by=amina)
