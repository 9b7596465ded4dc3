"""What people are told about applications: to whom, by which way, in which language, and what it never says."""

import datetime

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.utils import timezone, translation

from catalog.applications import notifications
from catalog.applications.notifications import (
    AnswerReminder,
    ApplicationArrived,
    ApplicationReceived,
    CaseClosed,
    CaseLinkMail,
    Decided,
    DraftLink,
    DueSoon,
    InformationAsked,
    InformationGiven,
    ObjectionAnswered,
    ObjectionReceived,
    Overdue,
    TimeExtended,
    WaitlistPlaced,
)
from catalog.applications.notifications.editable import MESSAGES
from catalog.applying.receipts import Receipt
from catalog.models import ServiceApplication
from portal.notifications import enqueue
from portal.notifications.enums import Channel
from portal.notifications.models import InboxMessage, MessageTemplate, OutboxMessage
from portal.notifications.outbox import send_due
from portal.notifications.sms import LENGTH, plain_sms, sms_length
from portal.notifications.wording import wording_problems
from tests.accounts.factories import UserFactory
from tests.catalog.factories import (
    ApplicationDraftFactory,
    ApplicationFactory,
    InformationRequestFactory,
    ObjectionFactory,
    OfferingFactory,
    OfferingTranslationFactory,
)
from tests.organizations.factories import OrganizationFactory, OrganizationMembershipFactory

pytestmark = pytest.mark.django_db

DUE = datetime.date(2026, 12, 15)
SECRETS = ["Quetzalina", "quetzal@example.org", "Quetzal grant", "quetzal reason", "quetzal question"]
"""Marks of a name, an address, a service, a reason and a question."""


@pytest.fixture(autouse=True)
def gateway(settings, monkeypatch):
    """There is one, and what is queued waits for a sweep."""
    monkeypatch.setattr("portal.notifications.queueing.wake", lambda path: None)
    monkeypatch.setattr(ServiceApplication, "get_absolute_url", lambda case: f"/admin/catalog/applications/{case.pk}/")
    settings.SMS_URL = "console"
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = "https://portal.oobc.bangsamoro.gov.ph"


@pytest.fixture
def office():
    return OrganizationFactory(
        name="Ministry of Basic, Higher and Technical Education",
        acronym="MBHTE-TESDA-CHED-UniF",
        contact_phone="+639171234567",
        contact_email="desk@example.org",
    )


@pytest.fixture
def case(office):
    def make(**fields):
        service = OfferingFactory(
            published=True, open_now=True, transaction_class="complex", title="Quetzal grant", offering_mao=office
        )
        defaults = {
            "service": service,
            "applicant_name": "Quetzalina Sali",
            "applicant_email": "quetzal@example.org",
            "applicant_phone": "+639179998888",
            "due_on": DUE,
            "application_date": DUE - datetime.timedelta(days=9),
        }
        return ApplicationFactory(**{**defaults, **fields})

    return make


def asked(application):
    return InformationRequestFactory(
        application=application, question="quetzal question", answer_until=datetime.date(2026, 12, 8)
    )


def objection(application, outcome):
    return ObjectionFactory(
        application=application,
        outcome=outcome,
        answer="quetzal reason",
        answered_at=timezone.now(),
        answered_by=UserFactory(),
    )


TOLD_BY_SMS = {
    "received": lambda case, **f: ApplicationReceived(case(**f)),
    "asked": lambda case, **f: InformationAsked(asked(case(under_review=True, **f))),
    "answer reminder": lambda case, **f: AnswerReminder(asked(case(under_review=True, **f))),
    "more time": lambda case, **f: TimeExtended(case(extension_reason="quetzal reason", **f)),
    "waiting list": lambda case, **f: WaitlistPlaced(case(waitlisted_at=timezone.now(), **f)),
    "approved": lambda case, **f: Decided(case(approved=True, public_message="quetzal reason", **f)),
    "rejected": lambda case, **f: Decided(case(rejected=True, public_message="quetzal reason", **f)),
    "completed": lambda case, **f: CaseClosed(case(completed=True, **f)),
    "withdrawn": lambda case, **f: CaseClosed(case(withdrawn=True, **f)),
    "expired": lambda case, **f: CaseClosed(case(withdrawn=True, closed_reason="expired", **f)),
    "duplicate": lambda case, **f: CaseClosed(case(withdrawn=True, closed_reason="duplicate", **f)),
    "upheld": lambda case, **f: ObjectionAnswered(objection(case(rejected=True, **f), "upheld")),
    "kept": lambda case, **f: ObjectionAnswered(objection(case(rejected=True, **f), "kept")),
}


# To whom


def test_applicant_when_both_ways_are_given_then_is_told_by_mail_and_by_sms(case):
    enqueue(ApplicationReceived(case()))

    sent = OutboxMessage.objects.order_by("channel").values_list("channel", "address", "user")
    assert list(sent) == [("email", "quetzal@example.org", None), ("sms", "+639179998888", None)]


@pytest.mark.parametrize(
    ("contact", "channel"), [("helper@example.org", Channel.EMAIL), ("+639171112222", Channel.SMS)]
)
def test_applicant_when_only_the_helper_can_be_reached_then_the_helper_is_told(case, contact, channel):
    enqueue(
        ApplicationReceived(
            case(applicant_email="", applicant_phone="", helper_contact=contact, helper_name="Helper Haji")
        )
    )

    (row,) = OutboxMessage.objects.all()
    assert (row.channel, row.address) == (channel, contact)
    assert "Quetzalina" not in row.body


def test_applicant_when_own_contact_is_given_then_the_helper_is_not_told(case):
    enqueue(ApplicationReceived(case(helper_contact="helper@example.org", applicant_phone="")))

    assert [row.address for row in OutboxMessage.objects.all()] == ["quetzal@example.org"]


def test_applicant_when_nobody_gave_a_contact_then_the_account_that_filed_it_is_told(case):
    representative = UserFactory()

    enqueue(ApplicationReceived(case(applicant_email="", applicant_phone="", filed_by=representative)))

    (row,) = OutboxMessage.objects.all()
    assert (row.user, row.address) == (representative, representative.email)


def test_applicant_when_nobody_can_be_reached_then_nothing_is_queued(case):
    enqueue(ApplicationReceived(case(applicant_email="", applicant_phone="")))

    assert not OutboxMessage.objects.exists()


# What it says


def test_receipt_when_mailed_then_holds_what_the_law_asks_for(case):
    application = case(received_at=datetime.datetime(2026, 12, 4, 1, 5, tzinfo=datetime.UTC))

    enqueue(ApplicationReceived(application))

    letter = OutboxMessage.objects.get(channel="email")
    assert letter.subject == f"Application {application.spoken_reference} was received"
    for fact in (
        application.spoken_reference,
        "Ministry of Basic, Higher and Technical Education",
        "Quetzal grant",
        "4 Dec 2026, 9:05 AM",
        "Records Officer, Scholarship Division",
        "15 Dec 2026",
        "0917 123 4567",
        "https://portal.oobc.bangsamoro.gov.ph/applications/track/",
    ):
        assert fact in letter.body


@pytest.mark.parametrize("channel", ["paper", "walk_in"])
def test_receipt_when_only_the_day_is_known_then_neither_mail_nor_receipt_makes_up_an_hour(case, channel):
    application = case(channel=channel, received_at=datetime.datetime(2026, 12, 4, 4, tzinfo=datetime.UTC))

    enqueue(ApplicationReceived(application))

    assert "Received: 4 Dec 2026, by Records Officer" in OutboxMessage.objects.get(channel="email").body
    assert Receipt(application).received_at == "4 December 2026"


@pytest.mark.parametrize("kind", TOLD_BY_SMS)
@pytest.mark.parametrize("language", ["en", "fil"])
def test_sms_when_queued_then_fits_one_and_names_no_person_service_or_reason(kind, language, case):
    message = TOLD_BY_SMS[kind](case, language=language)

    enqueue(message)

    sms, letter = OutboxMessage.objects.get(channel="sms"), OutboxMessage.objects.get(channel="email")
    assert sms_length(sms.body) <= LENGTH, sms.body
    assert sms.body == plain_sms(sms.body)
    assert message.application.spoken_reference in sms.body
    assert "MBHTE" in sms.body
    assert f"https://portal.oobc.bangsamoro.gov.ph{'/fil' if language == 'fil' else ''}/applications/track/" in sms.body
    for secret in SECRETS:
        assert secret not in sms.body + sms.subject + letter.subject


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("asked", ["quetzal question", "8 Dec 2026", "no answer comes by then"]),
        ("approved", ["has approved", "quetzal reason"]),
        ("rejected", ["has not approved", "Reason: Papers are missing", "quetzal reason", "you can object"]),
        ("upheld", ["takes back its decision", "quetzal reason", "15 Dec 2026"]),
        ("kept", ["stays", "quetzal reason"]),
        ("expired", ["no answer came in time"]),
        ("withdrawn", ["You have taken back"]),
        ("duplicate", ["the same application before"]),
        ("completed", ["How did it go?"]),
        ("more time", ["15 Dec 2026", "once only"]),
        ("waiting list", ["waiting list", "You need not do anything"]),
    ],
)
def test_mail_when_queued_then_says_what_happened(kind, words, case):
    enqueue(TOLD_BY_SMS[kind](case))

    body = OutboxMessage.objects.get(channel="email").body
    assert [word for word in words if word not in body] == []


@pytest.mark.parametrize("kind", TOLD_BY_SMS)
def test_mail_when_told_twice_then_is_queued_once(kind, case):
    message = TOLD_BY_SMS[kind](case)

    enqueue(message)
    enqueue(message)

    assert OutboxMessage.objects.count() == 2


def test_mail_when_sent_then_its_text_is_forgotten(case):
    enqueue(Decided(case(approved=True, public_message="quetzal reason")))

    send_due()

    assert "quetzal reason" in mail.outbox[0].body
    assert [(row.state, row.body) for row in OutboxMessage.objects.all()] == [("Sent", ""), ("Sent", "")]


def test_decision_when_taken_back_and_made_again_then_is_told_again(case):
    application = case(rejected=True)
    enqueue(Decided(application))
    application.decided_at += datetime.timedelta(days=3)

    enqueue(Decided(application))

    assert OutboxMessage.objects.filter(channel="email").count() == 2


def test_office_phone_when_there_is_none_then_its_line_is_left_out(case, office):
    office.contact_phone = ""
    office.save()

    enqueue(ApplicationReceived(case()))

    assert "Questions?" not in OutboxMessage.objects.get(channel="email").body


# Secret links


def test_case_link_when_mailed_then_the_key_does_not_hold_the_token(case):
    token = "quetzal-token-" + "x" * 29

    enqueue(CaseLinkMail(case(), token))

    (letter,) = OutboxMessage.objects.all()
    assert (letter.channel, letter.is_secret) == ("email", True)
    assert token in letter.body
    assert "quetzal-token" not in letter.key + letter.subject


def test_case_link_when_there_is_no_mail_address_then_goes_by_one_sms(case):
    enqueue(CaseLinkMail(case(applicant_email="", language="fil"), "t" * 43))

    (sms,) = OutboxMessage.objects.all()
    assert (sms.channel, sms.is_secret) == ("sms", True)
    assert sms_length(sms.body) <= LENGTH
    assert "t" * 43 in sms.body


def test_draft_link_when_asked_for_then_brings_link_and_code_by_mail_only(office):
    draft = ApplicationDraftFactory(offering__offering_mao=office, expires_on=DUE)

    enqueue(DraftLink(draft, "7K3MXQ4P2WRN", "Amina@example.org"))

    (letter,) = OutboxMessage.objects.all()
    assert (letter.address, letter.is_secret) == ("amina@example.org", True)
    assert "7K3M-XQ4P-2WRN" in letter.body
    assert "7K3MXQ4P2WRN/" in letter.body
    assert "15 Dec 2026" in letter.body
    assert "7K3M" not in letter.key + letter.subject


# The office


@pytest.fixture
def desk(office):
    return [OrganizationMembershipFactory(organization=office).user for _person in range(2)]


TOLD_AT_THE_DESK = {
    "arrived": lambda case: ApplicationArrived(case()),
    "answered": lambda case: InformationGiven(asked(case())),
    "objection": lambda case: ObjectionReceived(ObjectionFactory(application=case(rejected=True))),
    "due soon": lambda case: DueSoon(case()),
    "late": lambda case: Overdue(case()),
}


@pytest.mark.parametrize("kind", TOLD_AT_THE_DESK)
def test_office_when_told_then_each_of_its_people_has_a_notice_and_no_mail_of_its_own(kind, case, desk):
    OrganizationMembershipFactory()  # of another office
    UserFactory(role="oobc_staff")

    enqueue(TOLD_AT_THE_DESK[kind](case))

    notices = InboxMessage.objects.all()
    assert {notice.user for notice in notices} == set(desk)
    assert all(notice.waits_for_digest for notice in notices)
    assert not OutboxMessage.objects.exists()
    text = " ".join(f"{notice.subject} {notice.body}" for notice in notices)
    for secret in ("Quetzalina", "quetzal@", "quetzal question", "quetzal reason"):
        assert secret not in text


def test_office_when_it_has_nobody_then_its_mailbox_is_told_and_not_oobc(case):
    UserFactory(role="oobc_staff")

    enqueue(ApplicationArrived(case()))

    assert [row.address for row in OutboxMessage.objects.all()] == ["desk@example.org"]
    assert not InboxMessage.objects.exists()


@pytest.mark.parametrize("kind", [InformationGiven, DueSoon])
def test_reviewer_when_still_of_the_office_then_is_told_alone(kind, case, desk):
    application = case(reviewer=desk[0])

    enqueue(kind(asked(application) if kind is InformationGiven else application))

    assert [notice.user for notice in InboxMessage.objects.all()] == [desk[0]]


def test_reviewer_when_no_longer_of_the_office_then_everybody_is_told(case, desk):
    enqueue(DueSoon(case(reviewer=UserFactory())))

    assert {notice.user for notice in InboxMessage.objects.all()} == set(desk)


# Words staff may change


@pytest.mark.parametrize("entry", MESSAGES, ids=lambda entry: entry.kind)
@pytest.mark.parametrize("language", [code for code, _name in django_settings.LANGUAGES])
def test_builtin_words_when_read_then_their_gaps_are_known_and_their_sms_fits(entry, language):
    words = entry.builtin(language)

    assert list(wording_problems(words, entry.message.placeholders)) == []
    assert bool(words.sms) == entry.has_sms
    assert sms_length(plain_sms(entry.example(words).sms)) <= LENGTH


def test_messages_when_listed_for_editing_then_none_is_missing():
    listed = {entry.message for entry in MESSAGES}

    worded = {kind for kind in _below(notifications.applicant.WordedMessage) if "kind" in vars(kind)}
    assert worded == listed


def _below(kind):
    children = {child for child in kind.__subclasses__() if child.__module__.startswith("catalog.")}
    return children.union(*map(_below, children))


def test_own_words_when_there_are_some_then_are_used_in_their_language_alone(case):
    MessageTemplate.objects.create(
        kind=ApplicationReceived.kind,
        language="fil",
        subject="Natanggap: {reference}",
        text="Salamat, {office}.",
        sms="Natanggap {reference}",
    )
    filipino, english = case(language="fil"), case(applicant_email="other@example.org")

    for application in (filipino, english):
        enqueue(ApplicationReceived(application))

    letters = {row.address: row for row in OutboxMessage.objects.filter(channel="email")}
    assert letters["quetzal@example.org"].subject == f"Natanggap: {filipino.spoken_reference}"
    assert "Salamat, Ministry of Basic, Higher and Technical Education." in letters["quetzal@example.org"].body
    assert letters["other@example.org"].subject.endswith("was received")


def test_own_words_when_they_cannot_be_filled_any_more_then_the_builtin_words_are_used(case):
    MessageTemplate.objects.create(
        kind=ApplicationReceived.kind, language="en", subject="{gone}", text="{application.answers}", sms="{"
    )

    enqueue(ApplicationReceived(case()))

    assert OutboxMessage.objects.get(channel="email").subject.endswith("was received")


def test_language_when_filipino_then_the_service_is_called_as_in_the_catalog(case):
    application = case(language="fil", waitlisted_at=timezone.now())
    OfferingTranslationFactory(offering=application.service, language="fil", title="Tulong sa pag-aaral")

    enqueue(WaitlistPlaced(application))

    assert "Tulong sa pag-aaral" in OutboxMessage.objects.get(channel="email").body


def test_language_when_filipino_then_the_day_is_written_in_it(case):
    with translation.override("en"):
        enqueue(TimeExtended(case(language="fil")))

    assert "15 Dis 2026" in OutboxMessage.objects.get(channel="email").body
