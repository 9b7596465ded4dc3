"""Staff put a message in other words: what is refused, what is kept, and the way back."""

import pytest
from wagtail.models import ModelLogEntry

from portal.accounts.roles import Role
from portal.notifications.models import MessageTemplate
from tests.accounts.factories import UserFactory
from tests.notifications.factories import MessageTemplateFactory

pytestmark = pytest.mark.django_db

KIND = "catalog.application_received"
LIST = "/admin/notice-texts/"
PAGE = f"{LIST}{KIND}/en/"
ASKED = f"{LIST}catalog.information_asked/en/"
GOOD = {
    "subject": "We have {reference}",
    "text": "Thank you. {office} answers by {due_day}.",
    "sms": "{reference} is here",
}


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(role=Role.OOBC_STAFF))
    return client


def post(client, address=PAGE, **fields):
    return client.post(address, {**GOOD, **fields})


@pytest.mark.parametrize("role", Role.values)
def test_screens_when_opened_then_only_administrators_and_oobc_staff_may(role, client):
    client.force_login(UserFactory(role=role))
    may = role in (Role.OOBC_STAFF, Role.ADMINISTRATOR)

    opened = [client.get(address).status_code == 200 for address in (LIST, PAGE)]
    post(client)
    client.post(f"{PAGE}built-in/")

    assert opened == [may, may]
    assert ModelLogEntry.objects.filter(action__startswith="notifications.").count() == (2 if may else 0)


def test_list_when_opened_then_says_which_words_are_the_offices_own(staff):
    MessageTemplateFactory(language="fil")

    html = staff.get(LIST).content.decode()

    assert html.count("Own words") == 1
    assert "Reminds, once after a week" in html


def test_page_when_nothing_was_changed_then_shows_the_builtin_words_and_a_preview(staff):
    html = staff.get(PAGE).content.decode()

    assert "Application {reference} was received" in html
    assert "Application 7K3M-XQ4P was received" in html
    assert "of 160 signs" in html
    assert "Back to the built-in text" not in html


def test_page_when_in_filipino_then_shows_the_words_of_that_language(staff):
    assert 'lang="fil"' in staff.get(f"{LIST}{KIND}/fil/").content.decode()


def test_words_when_saved_then_are_kept_with_who_changed_them(staff):
    response = post(staff)

    template, entry = MessageTemplate.objects.get(), ModelLogEntry.objects.get()
    assert response.status_code == 302
    assert (template.kind, template.language, template.subject, template.text) == (
        KIND,
        "en",
        GOOD["subject"],
        GOOD["text"],
    )
    assert (entry.action, entry.data["text"], entry.user) == (
        "notifications.change_words",
        GOOD["text"],
        entry.user,
    )


def test_words_when_saved_again_then_every_version_can_be_read(staff):
    post(staff, text="The first words.")
    post(staff, text="The second words.")

    html = staff.get(PAGE).content.decode()

    assert MessageTemplate.objects.count() == 1
    assert "The first words." in html
    assert "The second words." in html


def test_preview_when_asked_for_then_shows_the_typed_words_and_saves_nothing(staff):
    html = post(staff, text="Typed: {office}.", preview="1").content.decode()

    assert "Preview: not saved yet" in html
    assert "Typed: Ministry of Basic, Higher and Technical Education." in html
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize(
    ("field", "words", "sentence"),
    [
        ("text", "{unknown}", "{unknown} cannot be filled"),
        ("text", "{office.contact_email}", "{office.contact_email} cannot be filled"),
        ("text", "{office!r}", "cannot be filled"),
        ("text", "{", "stands alone"),
        ("subject", "{service}", "{service} is personal"),
        ("sms", "{service}", "{service} is personal"),
        ("sms", "long " * 40, "An SMS holds 160"),
        ("subject", "", "required"),
        ("text", "", "required"),
        ("sms", "", "required"),
    ],
)
def test_words_when_they_cannot_be_sent_then_are_refused_and_kept_on_the_page(field, words, sentence, staff):
    html = post(staff, **{field: words}).content.decode()

    assert sentence in html
    assert words.strip() in html
    assert not MessageTemplate.objects.exists()


def test_words_when_what_they_are_sent_for_is_left_out_then_are_refused(staff):
    html = post(staff, ASKED, text="The office asks you something.").content.decode()

    assert "Put {question} somewhere" in html
    assert not MessageTemplate.objects.exists()


def test_sms_when_signs_are_curly_then_is_kept_straight(staff):
    post(staff, sms="“{reference}” – here")

    assert MessageTemplate.objects.get().sms == '"{reference}" - here'


def test_words_when_of_a_mail_alone_then_there_is_no_sms_to_write(staff):
    html = staff.get(f"{LIST}catalog.draft_link/en/").content.decode()

    assert 'name="sms"' not in html


def test_builtin_when_asked_for_twice_then_the_row_is_gone_and_the_history_stays(staff):
    post(staff)

    for _time in range(2):
        assert staff.post(f"{PAGE}built-in/").status_code == 302

    assert not MessageTemplate.objects.exists()
    assert [entry.action for entry in ModelLogEntry.objects.order_by("pk")] == [
        "notifications.change_words",
        "notifications.builtin_words",
    ]


@pytest.mark.parametrize("address", [f"{LIST}catalog.nothing/en/", f"{LIST}{KIND}/de/", f"{LIST}accounts.mail/en/"])
def test_page_when_there_is_no_such_message_then_is_not_found(address, staff):
    assert staff.get(address).status_code == 404
    assert staff.post(f"{address}built-in/").status_code == 404


def test_list_when_words_are_changed_then_queries_stay_the_same(staff, count_queries):
    before = count_queries(staff, LIST)
    for language in ("en", "fil"):
        MessageTemplateFactory(language=language)

    assert count_queries(staff, LIST) == before
