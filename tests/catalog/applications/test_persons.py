"""Requests of persons: a copy of all and only what is theirs, and its erasure, by administrators alone."""

import io
import json
import zipfile

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from catalog.applications.persons import Person
from catalog.applications.privacy import forget_helper_of_draft
from catalog.models import ApplicationDraft
from portal.core.actions import ActionRefused
from portal.core.persons import Outcome, erase_person, export_person
from tests.accounts.factories import UserFactory
from tests.catalog.factories import ApplicationDraftFactory, ApplicationFactory

from .canary import (
    _no_files_of_other_tests,  # noqa: F401 - for every test here
    close,
    email_of,
    files_with,
    marked_case,
    marked_draft,
    tables_with,
)

pytestmark = pytest.mark.django_db

MINE, OTHERS = "Quetzalmine", "Otherbird"
SCREEN = "/admin/privacy/persons/"


@pytest.fixture
def admin():
    return UserFactory(role="administrator")


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def export(person, by):
    with export_person(person, by=by) as content:
        return unpacked(content.read())


def erase(person, by):
    """What is said of the applications."""
    return erase_person(person, by=by)[0]


def test_export_when_asked_then_holds_all_that_is_theirs_and_nothing_of_others(admin):
    case, _other = close(marked_case(MINE)), marked_case(OTHERS)
    marked_draft(MINE)

    files = export(Person(email_of(MINE)), admin)

    data = files["data.json"].decode()
    for words in (
        "name", "school", "helper", "cousin", "review notes", "message", "asks", "answers", "note", "comment",
        "objects", "rates", "certificate.pdf",
    ):  # fmt: skip
        assert f"{MINE} {words}" in data
    assert [name for name in files if name.startswith("papers/")] == [
        f"papers/{case.reference}/1-{MINE} certificate.pdf",
        next(name for name in files if name.startswith("papers/draft-")),
    ]
    assert all(MINE.encode() in content for content in files.values())
    assert not any(OTHERS.encode() in content.replace(b"otherbird", OTHERS.encode()) for content in files.values())


def test_export_when_the_person_helped_then_holds_the_helper_and_not_the_applicant(admin):
    case = marked_case(OTHERS, applicant_phone="+639171234567")
    case.helper_contact, case.helper_name = email_of(MINE), f"{MINE} helper"
    case.save()

    data = json.loads(export(Person(email_of(MINE)), admin)["data.json"])

    assert data["applications"] == []
    assert data["helped_with"] == [
        {
            "number": case.spoken_reference,
            "helper_name": f"{MINE} helper",
            "helper_contact": email_of(MINE),
            "helper_relation": f"{OTHERS} cousin",
        }
    ]


@pytest.mark.parametrize("typed", ["0917 123 4567", "+639171234567", "09171234567", "+63 917 123 4567"])
@pytest.mark.parametrize("kept", ["+639171234567", "09171234567", "0917-123 4567"])
def test_person_when_known_by_a_number_then_is_found_however_it_is_written(typed, kept):
    case = ApplicationFactory(applicant_phone=kept)
    ApplicationFactory(applicant_phone="+639177654321")
    draft = ApplicationDraftFactory(about={"phone": kept})
    helped = ApplicationFactory(helper_contact=kept)
    helped_draft = ApplicationDraftFactory(about={"phone": "+639177654321", "helper_contact": kept})

    assert list(Person(typed).cases()) == [case]
    assert list(Person(typed).drafts()) == [draft]
    assert list(Person(typed).helped()) == [helped]
    assert list(Person(typed).helped_drafts()) == [helped_draft]


@pytest.mark.parametrize("typed", ["", " ", "0", "nobody", "%", "@"])
def test_person_when_nothing_sensible_is_typed_then_nobody_is_found(typed):
    ApplicationFactory(applicant_phone="", applicant_email="")
    ApplicationDraftFactory(about={"email": ""})

    person = Person(typed)

    assert not person.cases().exists()
    assert not person.drafts().exists()
    assert not person.helped().exists()
    assert not person.helped_drafts().exists()


def test_person_when_several_share_a_number_then_the_reference_narrows_it_to_one_case():
    mine, _theirs = (ApplicationFactory(applicant_phone="+639171234567") for _number in range(2))
    ApplicationDraftFactory(about={"phone": "+639171234567"})

    person = Person("09171234567", mine.spoken_reference.lower())

    assert list(person.cases()) == [mine]
    assert not person.drafts().exists()


def test_person_when_erased_then_their_words_are_nowhere_and_others_stay(admin):
    close(marked_case(MINE))
    marked_draft(MINE)
    marked_case(OTHERS)

    erased = erase(Person(email_of(MINE)), by=admin)

    assert erased == Outcome("Erased: 1 closed applications, 1 drafts, 0 times the name of a helper.")
    assert tables_with(MINE) == set()
    assert files_with(MINE) == []
    assert {"catalog_serviceapplication", "notifications_outboxmessage"} <= tables_with(OTHERS)
    assert files_with(OTHERS)


def test_person_when_a_case_is_open_then_it_stays_with_its_letters_and_is_named(admin):
    open_case, closed = marked_case(MINE), close(ApplicationFactory(applicant_email=email_of(MINE)))

    erased = erase(Person(email_of(MINE)), by=admin)

    assert "1 closed applications" in erased.done
    assert open_case.spoken_reference in erased.kept
    assert {"catalog_serviceapplication", "notifications_outboxmessage", "core_privatefile"} <= tables_with(MINE)
    closed.refresh_from_db()
    assert closed.anonymized_at


def test_helper_when_erased_then_the_applicants_case_goes_on(admin):
    case = ApplicationFactory(helper_contact=email_of(MINE), helper_name=MINE, helper_relation="cousin")

    erased = erase(Person(email_of(MINE)), by=admin)

    case.refresh_from_db()
    assert "1 times the name of a helper" in erased.done
    assert (case.helper_name, case.helper_contact, case.helper_relation) == ("", "", "")
    assert case.applicant_name


def a_helped_draft():
    """A teacher fills it in for a pupil."""
    helper = {"helper_name": MINE, "helper_contact": email_of(MINE), "helper_relation": f"{MINE} teacher"}
    about = {"name": f"{OTHERS} name", "email": email_of(OTHERS), **helper, "helper_consent": True}
    return ApplicationDraftFactory(about=about, channel="assisted")


def test_export_when_the_person_helps_with_a_draft_then_holds_the_helper_and_not_the_applicant(admin):
    draft = a_helped_draft()

    files = export(Person(email_of(MINE)), admin)

    data = json.loads(files["data.json"])
    assert data["drafts"] == []
    assert data["helping_with_drafts"] == [
        {
            "kept_until": draft.expires_on.isoformat(),
            "helper_name": MINE,
            "helper_contact": email_of(MINE),
            "helper_relation": f"{MINE} teacher",
        }
    ]
    assert OTHERS not in files["data.json"].decode()


def test_draft_when_its_applicant_asks_then_is_theirs_though_somebody_helps(admin):
    draft = a_helped_draft()

    person = Person(email_of(OTHERS))

    assert list(person.drafts()) == [draft]
    assert not person.helped_drafts().exists()


def test_helper_of_a_draft_when_erased_then_the_draft_goes_on_and_is_kept_no_longer(admin):
    draft = a_helped_draft()

    erased = erase(Person(email_of(MINE)), by=admin)

    again = ApplicationDraft.objects.get()
    assert "0 drafts, 1 times the name of a helper" in erased.done
    assert again.about == {"name": f"{OTHERS} name", "email": email_of(OTHERS)}
    assert (again.saved_at, again.expires_on) == (draft.saved_at, draft.expires_on)
    assert ModelLogEntry.objects.get(action="catalog.helper_erased").object_id == str(draft.pk)
    assert tables_with(MINE) == set()


def test_helper_of_a_draft_when_it_is_sent_while_erased_then_the_case_forgets_the_helper(admin):
    case = ApplicationFactory(helper_contact=email_of(MINE), helper_name=MINE, helper_relation="teacher")
    draft = ApplicationDraftFactory(offering=case.service, form_version=case.form_version, application=case)

    forget_helper_of_draft(draft, by=admin)

    case.refresh_from_db()
    assert (case.helper_name, case.helper_contact, case.helper_relation) == ("", "", "")


def test_acts_when_done_then_are_recorded_without_a_word_of_the_person(admin):
    case, draft = close(marked_case(MINE)), marked_draft(MINE)

    export(Person(email_of(MINE)), admin)
    erase_person(Person(email_of(MINE)), by=admin)

    entries = ModelLogEntry.objects.filter(user=admin)
    assert {(entry.action, entry.object_id) for entry in entries} == {
        ("catalog.person_exported", str(case.pk)),
        ("catalog.person_exported", str(draft.pk)),
        ("catalog.application_files_erased", str(case.pk)),
        ("catalog.application_anonymized", str(case.pk)),
        ("catalog.draft_erased", str(draft.pk)),
    }
    assert "wagtailcore_modellogentry" not in tables_with(MINE)


@pytest.mark.parametrize("act", [export_person, erase_person])
@pytest.mark.parametrize("role", ["oobc_staff", "mao_editor", "ocm_leadership"])
def test_acts_when_asked_by_another_role_then_are_refused(act, role):
    with pytest.raises(ActionRefused):
        act(Person("a@example.org"), by=UserFactory(role=role))


# The screen


@pytest.fixture
def client(client, admin):
    client.force_login(admin)
    return client


def test_screen_when_somebody_is_found_then_lists_their_cases_without_a_name(client):
    case = marked_case(MINE)

    response = client.post(SCREEN, {"contact": email_of(MINE), "act": "find"})

    assert case.spoken_reference in response.text
    assert "This application is open" in response.text
    assert "Erase for good" not in response.text
    assert MINE not in response.text
    assert "no-store" in response["Cache-Control"]


def test_screen_when_the_person_helps_with_a_draft_then_is_found_and_can_be_erased(client):
    a_helped_draft()

    response = client.post(SCREEN, {"contact": email_of(MINE), "act": "find"})

    assert "In 1 application or draft of somebody else" in response.text
    assert "Erase for good" in response.text


def test_screen_when_nobody_is_found_then_says_so(client):
    response = client.post(SCREEN, {"contact": "nobody@example.org", "act": "find"})

    assert "Nothing is kept under this address or number." in response.text


def test_screen_when_a_copy_is_asked_for_then_hands_out_a_file(client):
    marked_case(MINE)

    response = client.post(SCREEN, {"contact": email_of(MINE), "act": "download"})

    assert response["Content-Disposition"] == 'attachment; filename="personal-data.zip"'
    assert f"{MINE} name" in unpacked(b"".join(response.streaming_content))["data.json"].decode()
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("again", ["", "other@example.org"])
def test_screen_when_erasing_is_not_confirmed_then_nothing_is_erased(client, again):
    close(marked_case(MINE))

    response = client.post(SCREEN, {"contact": email_of(MINE), "again": again, "act": "erase"})

    assert response.status_code == 200
    assert "Erase for good" in response.text
    assert "catalog_serviceapplication" in tables_with(MINE)


def test_screen_when_erasing_is_confirmed_then_it_is_done_and_said(client):
    close(marked_case(MINE))

    sent = {"contact": email_of(MINE), "again": email_of(MINE).upper(), "act": "erase"}
    response = client.post(SCREEN, sent, follow=True)

    assert "Erased: 1 closed applications, 0 drafts" in response.text
    assert response.request["QUERY_STRING"] == ""
    assert tables_with(MINE) == set()


def test_screen_when_the_reference_is_none_then_says_so_and_finds_nobody(client):
    marked_case(MINE)

    response = client.post(SCREEN, {"contact": email_of(MINE), "reference": "AAAA-AAAA", "act": "find"})

    assert "This is not the number of an application." in response.text


@pytest.mark.parametrize("role", ["oobc_staff", "ocm_leadership", "mao_editor"])
@pytest.mark.parametrize("address", [SCREEN, "/admin/reports/kept-data/"])
def test_screens_when_opened_by_another_role_then_are_closed(client, role, address):
    client.force_login(UserFactory(role=role))

    assert client.get(address).status_code in (302, 403, 404)
    assert client.post(address, {"contact": "a@example.org", "act": "download"}).status_code in (302, 403, 404, 405)


def test_menu_when_an_administrator_opens_it_then_has_both_screens(client):
    html = client.get(reverse("wagtailadmin_home")).text

    assert SCREEN in html
    assert "/admin/reports/kept-data/" in html


@pytest.mark.parametrize(("query", "shows"), [("", False), ("?all", True)])
def test_kept_data_when_opened_then_shows_classes_purposes_and_times(client, query, shows):
    html = client.get(f"/admin/reports/kept-data/{query}").text

    assert "catalog.ServiceApplication" in html
    assert "730 days after the case closed" in html
    assert ("geography.Region" in html) is shows
