import pytest
from django.core.mail import send_mail

from cms.settings import base

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "portal.notifications.dev_mail.EmailBackend"
    settings.DEV_MAIL_ROOT = tmp_path / "mail"
    return settings.DEV_MAIL_ROOT


def test_list_when_mail_was_sent_then_shows_the_newest_first(client):
    send_mail("First", "Text", None, ["a@example.org"])
    send_mail("Ñanay's second", "Text", None, ["b@example.org"])

    html = client.get("/dev/mail/").content.decode()

    assert html.index("Ñanay&#x27;s second") < html.index("First")
    assert "b@example.org" in html


def test_detail_when_opened_then_text_is_escaped_and_its_links_can_be_followed(client, folder):
    send_mail("Subject", "Open http://localhost:8000/x/?a=1&b=2 <script>", None, ["a@example.org"])
    name = next(folder.glob("*.eml")).stem

    html = client.get(f"/dev/mail/{name}/").content.decode()

    assert '<a href="http://localhost:8000/x/?a=1&amp;b=2"' in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("name", ["nothing", "20260101T000000000000-" + "0" * 32])
def test_detail_when_there_is_no_such_mail_then_is_not_found(client, name):
    assert client.get(f"/dev/mail/{name}/").status_code == 404


def test_list_when_nothing_was_sent_then_says_so(client):
    assert b"No mail yet" in client.get("/dev/mail/").content


def test_settings_when_nothing_switches_it_on_then_there_is_no_dev_mail():
    assert base.DEV_MAIL is False
