"""A need arrives: what is kept, who is told, who is refused, and that the same key gives the same need."""

import uuid
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.core.models import PrivateFile
from portal.core.uploads import CheckedUpload, store_upload
from portal.needs import clock
from portal.needs.actions import receiving
from portal.needs.actions.receiving import KeyTaken, Person, receive
from portal.needs.enums import EventKind, NeedChannel, NeedStatus, SubmissionType
from portal.needs.files import add_files
from portal.needs.models import Need, NeedEvent, NeedFile, NeedSubmitter
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.core.factories import NeedCategoryFactory

pytestmark = pytest.mark.django_db

PHOTO = CheckedUpload("well.jpg", "image/jpeg", b"\xff\xd8\xff")


@pytest.fixture
def leader():
    return RepresentativeFactory(community__name="Maguindanaon of Calumpang").user


def said(by, **fields):
    community = by.community_representations.first().community if by.community_representations.exists() else None
    return {
        "community": community,
        "title": "A second well",
        "description": "The well is dry from March on.",
        "category": NeedCategoryFactory(),
        "client_key": uuid.uuid4(),
        "by": by,
        "channel": NeedChannel.ONLINE,
        **fields,
    }


def audited(need):
    return [(entry.action, entry.data) for entry in ModelLogEntry.objects.for_instance(need)]


def person(**fields):
    return Person(**{"name": "Amina Salik", "phone": "+639171234567", "consented_at": timezone.now(), **fields})


def test_need_when_received_then_is_kept_unrated_with_its_due_day_event_audit_and_receipt(leader):
    need = receive(
        **said(leader, suggested_urgency="immediate", affected_population=120, estimated_cost=Decimal("150000"))
    )

    need.refresh_from_db()
    [event] = need.events.all()
    [letter] = OutboxMessage.objects.all()
    assert (need.submission_type, need.status, need.channel) == (
        SubmissionType.COMMUNITY_SUBMITTED,
        NeedStatus.IDENTIFIED,
        NeedChannel.ONLINE,
    )
    assert (need.submission_date, need.due_on) == (clock.today(), clock.due_day(clock.today()))
    assert (need.suggested_urgency, need.urgency_level, need.priority_score) == ("immediate", "", None)
    assert (event.kind, event.by, event.from_status) == (EventKind.RECEIVED, leader, "")
    assert audited(need) == [("needs.received", {"channel": "online", "files": 0, "held": False})]
    assert (letter.kind, letter.address, letter.channel) == ("needs.received", leader.email, "email")
    assert letter.subject == f"The need {need.spoken_reference} was received"
    assert InboxMessage.objects.get().user == leader
    assert need.spoken_reference in mail.outbox[0].body


def test_key_when_sent_again_then_gives_the_same_need_and_tells_nobody_again(leader):
    first = receive(**(fields := said(leader)))

    again = receive(**{**fields, "title": "Changed meanwhile"})

    assert again.pk == first.pk
    assert again.title == "A second well"
    assert (Need.objects.count(), NeedEvent.objects.count(), OutboxMessage.objects.count()) == (1, 1, 1)


def test_key_when_somebody_else_sends_it_then_is_refused_and_nothing_is_told(leader):
    other = RepresentativeFactory().user
    first = receive(**said(leader))

    with pytest.raises(KeyTaken) as refused:
        receive(**said(other, client_key=first.client_key))

    assert first.reference not in str(refused.value)
    assert "A second well" not in str(refused.value)
    assert Need.objects.count() == 1


def test_reference_when_another_need_has_it_then_the_next_is_taken(leader, monkeypatch):
    taken = receive(**said(leader)).reference
    drawn = iter([taken, "7K3MXQ4P"])
    monkeypatch.setattr(receiving, "new_reference", lambda: next(drawn))

    need = receive(**said(leader))

    assert need.reference == "7K3MXQ4P"


@pytest.mark.parametrize("who", ["stranger", "representative of another", "ended", "deactivated", "administrator"])
def test_need_when_sent_by_who_may_not_then_is_refused(who):
    community = CommunityFactory()
    by = {
        "stranger": lambda: UserFactory(),
        "representative of another": lambda: RepresentativeFactory().user,
        "ended": lambda: RepresentativeFactory(community=community, ended=True).user,
        "deactivated": lambda: RepresentativeFactory(community=community, user__is_active=False).user,
        "administrator": lambda: UserFactory(role="administrator"),
    }[who]()

    with pytest.raises(ActionRefused, match="communities that you represent"):
        receive(**said(by, community=community))

    assert not Need.objects.exists()


def test_need_when_the_community_is_out_of_use_then_is_refused():
    staff = UserFactory(role="oobc_staff")
    gone = CommunityFactory(deactivated=True)

    with pytest.raises(ActionRefused, match="not in the list"):
        receive(**said(staff, community=gone, channel=NeedChannel.FACILITATOR, submitter=person()))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " \u202e\x00 "}, "Say what is missing"),
        ({"description": "\x00"}, "Say what is missing"),
        ({"channel": NeedChannel.FACILITATOR}, "for whom"),
        ({"submitter": Person(consented_at=timezone.now())}, "for whom"),
        ({"files": [PHOTO] * 6}, "at most 5 files"),
    ],
)
def test_need_when_a_rule_is_broken_then_is_refused_and_nothing_is_kept(leader, fields, sentence):
    with pytest.raises(ActionRefused, match=sentence):
        receive(**said(leader, **fields))

    assert not Need.objects.exists()
    assert not PrivateFile.objects.exists()


def test_need_when_its_category_is_out_of_use_then_is_refused(leader):
    with pytest.raises(ActionRefused, match="another category"):
        receive(**said(leader, category=NeedCategoryFactory(code="old", is_active=False)))


def test_text_when_it_holds_unseen_signs_then_they_go_and_the_rest_stays(leader):
    need = receive(
        **said(
            leader,
            title="  Well\x00 \u202egnol\u2069 🚰 بئر \ud800",
            description="=1+1\r\n\r\nline\x07",
            geographic_scope="a\nb",
            evidence_sources="\tx\x00",
        )
    )

    need.refresh_from_db()
    assert need.title == "Well gnol 🚰 بئر"
    assert need.description == "=1+1\n\nline"
    assert (need.geographic_scope, need.evidence_sources) == ("a b", "x")


def test_files_when_they_come_along_then_belong_to_the_need_and_stay_private(leader):
    waiting = store_upload(CheckedUpload("paper.pdf", "application/pdf", b"%PDF-1.7"), by=leader)

    need = receive(**said(leader, files=[PHOTO, waiting], shows_children=True))

    files = list(need.files.order_by("file__name"))
    assert [(row.file.name, row.shows_children, row.published_at) for row in files] == [
        ("paper.pdf", True, None),
        ("well.jpg", True, None),
    ]
    assert all(row.file.attached_at for row in files)


def test_file_when_another_need_has_it_then_is_refused_and_the_need_is_not_kept(leader):
    waiting = store_upload(CheckedUpload("paper.pdf", "application/pdf", b"%PDF-1.7"), by=leader)
    receive(**said(leader, files=[waiting]))

    with pytest.raises(ActionRefused, match="already used"):
        receive(**said(leader, files=[waiting]))

    assert (Need.objects.count(), NeedFile.objects.count()) == (1, 1)


# ---- For somebody ----------------------------------------------------------------------------------------------------


def test_person_when_somebody_else_enters_the_need_then_is_kept_apart_and_told(settings):
    settings.SMS_URL = "console"
    staff = UserFactory(role="oobc_staff")

    need = receive(
        **said(
            staff,
            community=CommunityFactory(),
            channel=NeedChannel.FACILITATOR,
            submitter=person(email="amina@example.org", language="fil"),
        )
    )

    kept = need.submitter
    told = {(letter.channel, letter.address, letter.language) for letter in OutboxMessage.objects.all()}
    assert (kept.name, kept.phone, kept.email, kept.language) == (
        "Amina Salik",
        "+639171234567",
        "amina@example.org",
        "fil",
    )
    assert told == {("email", "amina@example.org", "fil"), ("sms", "+639171234567", "fil")}
    assert need.submitted_by_user == staff


def test_person_when_under_age_then_no_name_is_kept(leader):
    with pytest.raises(ActionRefused, match="no name is kept"):
        receive(**said(leader, channel=NeedChannel.FACILITATOR, submitter=person(is_minor=True)))

    child = person(is_minor=True, name="")
    need = receive(**said(leader, channel=NeedChannel.FACILITATOR, submitter=child, files=[PHOTO]))
    add_files(need, [PHOTO], by=None)

    assert (need.submitter.is_minor, need.submitter.name) == (True, "")
    assert list(need.files.values_list("shows_children", flat=True)) == [True, True]


def test_person_when_they_left_no_contact_then_who_entered_the_need_is_told(leader):
    receive(**said(leader, channel=NeedChannel.FACILITATOR, submitter=person(phone="")))

    assert [letter.address for letter in OutboxMessage.objects.all()] == [leader.email]


def test_audit_and_history_when_a_need_is_received_then_hold_no_personal_text(leader):
    need = receive(
        **said(leader, title="Quetzal", channel=NeedChannel.FACILITATOR, submitter=person(name="Quetzal Quail"))
    )

    rows = f"{list(NeedEvent.objects.values())} {audited(need)}".lower()
    assert "quetzal" not in rows
    assert "quail" not in rows
    assert "917" not in rows
    assert NeedSubmitter.objects.count() == 1


# ---- Held ------------------------------------------------------------------------------------------------------------


def test_need_when_held_then_is_out_of_the_queue_and_answered_like_others(leader):
    need = receive(**said(leader, is_held=True))

    assert need.is_held
    assert not Need.objects.awaiting_review().exists()
    assert OutboxMessage.objects.filter(kind="needs.received").count() == 1
