"""Requests of persons in the rooms of needs, comments and communities; and what a need forgets by itself."""

import datetime
import io
import json
import zipfile

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.activity.models import Comment
from portal.communities.models import RepresentationRequest
from portal.core import inventory
from portal.core.models import PrivateFile
from portal.core.persons import Asked, erase_person, export_person, find_person
from portal.core.uploads.storing import delete_discarded
from portal.engagement.models import ConsultationFeedback
from portal.needs.enums import EventKind, NeedChannel, NeedStatus
from portal.needs.forgetting import ERASED
from portal.needs.models import Need, NeedEvent, NeedFile, NeedFollower, NeedLink, NeedSubmitter
from portal.needs.receipt_notice import NeedReceived
from portal.needs.retention import forget_old_files, forget_old_submitters
from portal.notifications import enqueue
from portal.notifications.models import OutboxMessage
from tests.accounts.factories import UserFactory
from tests.activity.factories import CommentFactory, CommentReportFactory, CommentVersionFactory
from tests.communities.factories import RepresentationRequestFactory, RepresentativeFactory
from tests.engagement.factories import FeedbackFactory
from tests.needs.factories import (
    NeedEventFactory,
    NeedFactory,
    NeedFileFactory,
    NeedFollowerFactory,
    NeedInformationRequestFactory,
    NeedNoteFactory,
    NeedSubmitterFactory,
)

pytestmark = pytest.mark.django_db

MINE, OTHERS = "quetzal@example.org", "otherbird@example.org"


@pytest.fixture
def admin(settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    return UserFactory(role="administrator")


def behind(email=MINE, **fields):
    name = email.partition("@")[0].title()
    return NeedSubmitterFactory(email=email, name=name, phone="", **fields)


def exported(asked, by):
    with export_person(asked, by=by) as content, zipfile.ZipFile(io.BytesIO(content.read())) as packed:
        return json.loads(packed.read("data.json"))


def found(asked):
    return {str(finding.section.title): finding for finding in find_person(asked)}


@pytest.fixture
def everything():
    """Something in each room, of one person and of another."""
    account = UserFactory(email=MINE)
    for email, user in ((MINE, account), (OTHERS, UserFactory(email=OTHERS))):
        behind(email)
        NeedFollowerFactory(user=user)
        CommentFactory(author=user, text=f"{email} says so.")
        FeedbackFactory(author=user, recorded_by=None, text=f"{email} was there.", satisfaction=4)
        RepresentationRequestFactory(email=email, refused=True)
    return account


def test_person_when_asked_for_then_every_room_says_what_it_keeps(everything):
    rooms = found(Asked(MINE))

    assert {title: finding.can_erase for title, finding in rooms.items()} == {
        "Needs": True,
        "Comments": True,
        "Feedback on consultations": True,
        "Requests to represent a community": True,
        "Accounts": False,
    }
    assert found(Asked("nobody@example.org")) == {}


def test_person_when_known_by_a_number_then_is_found_however_it_is_written():
    person = NeedSubmitterFactory(phone="+639171234567")

    lines = found(Asked("0917 123 4567"))["Needs"].section.context["lines"]

    assert [line.what for line in lines] == [f"Sent need {person.need.spoken_reference}"]


def test_person_when_several_share_an_address_then_the_number_of_the_need_narrows_it(everything):
    person = behind()

    rooms = found(Asked(MINE, person.need.spoken_reference.lower()))

    assert list(rooms) == ["Needs"]
    assert len(rooms["Needs"].section.context["lines"]) == 1


def test_export_when_asked_then_holds_what_is_theirs_and_nothing_of_others(everything, admin):
    data = exported(Asked(MINE), admin)

    assert [one["email"] for one in data["needs_sent"]] == [MINE]
    assert len(data["needs_followed"]) == 1
    assert [one["text"] for one in data["comments"]] == [f"{MINE} says so."]
    assert [one["email"] for one in data["requests_to_represent"]] == [MINE]
    assert [one["text"] for one in data["feedback"]] == [f"{MINE} was there."]
    assert [one["email"] for one in data["accounts"]] == [MINE]
    assert "otherbird" not in json.dumps(data).lower()


def test_person_when_erased_then_every_room_forgets_them_and_keeps_others(everything, admin):
    outcomes = erase_person(Asked(MINE), by=admin)

    mine = NeedSubmitter.objects.exclude(erased_at=None).get()
    assert (mine.name, mine.email, mine.phone) == ("", "", "")
    assert mine.need.title
    assert NeedSubmitter.objects.get(erased_at=None).email == OTHERS
    assert [row.user.email for row in NeedFollower.objects.all()] == [OTHERS]
    assert [comment.text for comment in Comment.objects.exclude(author=None)] == [f"{OTHERS} says so."]
    assert [row.email for row in RepresentationRequest.objects.filter(forgotten_at=None)] == [OTHERS]
    assert [outcome.done for outcome in outcomes if outcome.done] == [
        "Erased: who sent 1 needs, and who follows 1.",
        "Erased: 1 comment.",
        "Erased: 1 piece of feedback.",
        "Erased: 1 request to represent.",
    ]
    given = ConsultationFeedback.objects.exclude(erased_at=None).get()
    assert (given.text, given.author, given.satisfaction) == ("", None, 4)
    assert list(found(Asked(MINE))) == ["Accounts"]


def test_person_when_erased_then_links_and_messages_to_them_go_and_it_is_recorded_without_a_word(admin):
    person = behind()
    NeedLink.objects.make(need=person.need)
    enqueue(NeedReceived(person.need))
    behind(OTHERS)

    erase_person(Asked(MINE), by=admin)

    assert not NeedLink.objects.exists()
    assert not OutboxMessage.objects.filter(address=MINE).exists()
    entry = ModelLogEntry.objects.get(action="needs.submitter_erased")
    assert (entry.user, entry.object_id) == (admin, str(person.need.pk))
    assert "quetzal" not in f"{entry.label} {entry.data}".lower()


def test_request_to_represent_when_nobody_has_decided_then_stays_and_is_named(admin):
    request = RepresentationRequestFactory(email=MINE)

    outcomes = erase_person(Asked(MINE), by=admin)

    assert not any(outcome.done for outcome in outcomes)
    assert request.spoken_reference in " ".join(outcome.kept for outcome in outcomes)
    assert not found(Asked(MINE))["Requests to represent a community"].can_erase


def test_screen_when_used_then_finds_and_erases_in_every_room(client, everything, admin):
    client.force_login(admin)
    address = reverse("catalog_persons")

    shown = client.post(address, {"contact": MINE, "act": "find"}).text
    done = client.post(address, {"contact": MINE, "again": MINE, "act": "erase"}, follow=True).text

    assert NeedSubmitter.objects.exclude(erased_at=None).get().need.spoken_reference in shown
    assert "1 comments written, 0 reported" in shown
    assert "Quetzal" not in shown
    assert "Erased: who sent 1 needs" in done


def test_columns_when_emptied_then_are_those_that_the_inventory_calls_personal():
    personal = {
        column
        for entry in inventory.entries()
        if entry.table == "needs.NeedSubmitter" and entry.is_personal
        for column in entry.columns
    }

    assert personal == set(ERASED[NeedSubmitter])


# ---- Nothing of them is left -----------------------------------------------------------------------------------------

MARKS = ("Quetzalina", "Markadong", "quetzalina@mark.example", "quetzal-user", "9171112233")


def traces():
    """Every column of every table in which a mark of the person stands."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        names = [field.attname for field in model._meta.local_concrete_fields]
        for row in model._default_manager.order_by().values(*names):
            found |= {
                f"{model._meta.label}.{name}"
                for name, value in row.items()
                if any(mark.lower() in str(value).lower() for mark in MARKS)
            }
    return found


@pytest.fixture
def representative():
    """Who spoke for a community, did everything that one can do here, and whose account is closed."""
    person = UserFactory(
        email="quetzalina@mark.example", username="quetzal-user", first_name="Quetzalina", last_name="Markadong"
    )
    term = RepresentativeFactory(user=person, ended=True)
    need = NeedFactory(
        community=term.community,
        submitted_by_user=person,
        title="A well, says QUETZALINA  MARKADONG",
        description="Write to Quetzalina@mark.example. We walk an hour for water.",
    )
    NeedInformationRequestFactory(
        need=need, question="Where, Quetzalina Markadong?", answer="Quetzalina Markadong: here."
    )
    NeedNoteFactory(need=need, text="I called Quetzalina Markadong.")
    file = NeedFileFactory(need=need, file__uploaded_by=person, file__name="Quetzalina.pdf").file
    PrivateFile.objects.filter(pk=file.pk).update(attached_at=timezone.now())
    NeedFollowerFactory(user=person)
    comment = CommentFactory(author=person, text="Quetzalina Markadong says so.")
    CommentVersionFactory(comment=comment, text="Quetzalina said so.")
    CommentReportFactory(reported_by=person)
    FeedbackFactory(author=person, recorded_by=None, text="Quetzalina was there.", satisfaction=4)
    RepresentationRequestFactory(email="quetzalina@mark.example", name="Quetzalina Markadong", verified=True)
    enqueue(NeedReceived(need))
    person.is_active = False
    person.save()
    return person


def test_representative_when_erased_then_no_trace_is_left_and_the_need_stands(representative, admin):
    before = traces()

    erase_person(Asked("quetzalina@mark.example"), by=admin)
    delete_discarded()

    assert len(before) > 12
    assert traces() == set()
    need = Need.objects.get(submitted_by_user=representative)
    assert need.title == "A well, says […]"
    assert need.description == "Write to […]. We walk an hour for water."
    assert not NeedFile.objects.exists()
    assert found(Asked("quetzalina@mark.example")) == {}


def test_person_behind_a_need_when_erased_then_no_trace_is_left(admin):
    person = NeedSubmitterFactory(
        name="Quetzalina Markadong",
        phone="+639171112233",
        email="quetzalina@mark.example",
        need__description="Call 0917 111 2233, or +63-917-111-2233. The pump at 0917 is dry.",
        need__evidence_sources="Quetzalina Markadong saw it",
    )
    NeedFileFactory(need=person.need, file__name="Markadong.jpg")
    enqueue(NeedReceived(person.need))

    erase_person(Asked("0917 111 2233"), by=admin)
    delete_discarded()

    assert traces() == set()
    person.need.refresh_from_db()
    assert person.need.description == "Call […], or […]. The pump at 0917 is dry."


def test_exported_need_when_it_had_papers_then_they_come_along(representative, admin):
    with export_person(Asked("quetzalina@mark.example"), by=admin) as content:
        packed = zipfile.ZipFile(io.BytesIO(content.read()))

    data = json.loads(packed.read("data.json"))
    (paper,) = data["needs_sent"][0]["papers"]
    assert paper["file"] in packed.namelist()
    assert [one["community"] for one in data["accounts"][0]["spoke_for"]]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"is_active": True}, "in use"),
        ({"speaks": True}, "in use"),
        ({"role": "oobc_staff"}, "answerable"),
    ],
)
def test_account_when_it_is_needed_then_stays_and_says_why(representative, admin, changed, why):
    if changed.get("speaks"):
        RepresentativeFactory(user=representative)
    if "role" in changed:
        representative.groups.add(Group.objects.get(name=changed["role"]))
    representative.is_active = changed.get("is_active", False)
    representative.save()

    kept = " ".join(outcome.kept for outcome in erase_person(Asked("quetzalina@mark.example"), by=admin))

    representative.refresh_from_db()
    need = Need.objects.get(submitted_by_user=representative)
    assert representative.last_name == "Markadong"
    assert "MARKADONG" in need.title
    assert why in kept
    assert need.spoken_reference in kept


# ---- What goes by itself ---------------------------------------------------------------------------------------------


def ended(days, status=NeedStatus.COMPLETED, kind=EventKind.COMPLETED):
    need = NeedFactory(channel=NeedChannel.FACILITATOR, status=status)
    step = NeedEventFactory(need=need, kind=kind)
    NeedEvent.objects.filter(pk=step.pk).update(at=timezone.now() - datetime.timedelta(days=days))
    return NeedSubmitterFactory(need=need)


def test_submitters_when_their_need_ended_long_ago_then_are_forgotten_once(settings):
    settings.RETENTION = {**settings.RETENTION, "cases": datetime.timedelta(days=100)}
    old, recent = ended(101), ended(99)
    reopened = ended(300, status=NeedStatus.VALIDATED)
    ended_again = ended(300)
    NeedEventFactory(need=ended_again.need, kind=EventKind.REJECTED)
    open_ = NeedSubmitterFactory()

    done = [forget_old_submitters() for _night in range(2)]

    assert done == [1, 0]
    assert list(NeedSubmitter.objects.exclude(erased_at=None)) == [old]
    kept = {recent.pk, reopened.pk, ended_again.pk, open_.pk}
    assert set(NeedSubmitter.objects.filter(erased_at=None).values_list("pk", flat=True)) == kept


def test_files_when_their_need_ended_long_ago_then_go_unless_they_were_shown(settings):
    settings.RETENTION = {**settings.RETENTION, "cases": datetime.timedelta(days=100)}
    old, recent = ended(101).need, ended(99).need
    private, late, open_ = (NeedFileFactory(need=need) for need in (old, recent, NeedFactory()))
    shown = NeedFileFactory(need=old, published_at=timezone.now(), published_by=UserFactory())

    done = [forget_old_files() for _night in range(2)]

    assert done == [1, 0]
    assert set(NeedFile.objects.all()) == {late, open_, shown}
    assert not PrivateFile.objects.filter(pk=private.file_id).exists()
